"""What an explanation names is enough, and none of it can be left out: held by experta on random answers.

The claim of an explanation: each option of the outcome is chosen, whatever the answers it does not name are
(of a ranking: this order; of a tie: this tie; where nothing is advised: nothing; where the decision does not
arise: that it does not).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.explanation.support import Support
from advisor.explanation.why import explain
from advisor.model.load import load_knowledge
from advisor.model.types import Value
from advisor.ruleset.compile import compile_rules
from tests.properties.random_cases import random_case, random_firm

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def claim_holds(advisor: Advisor, before: Finding, after: Finding) -> bool:
    if before.status == "not-applicable" or after.status == "not-applicable":
        return before.status == after.status
    kind = advisor.kb.decisions[before.goal].kind
    ends = [(one.outcome, one.tied) for one in after.possible] or [(after.outcome, after.tied)]
    if before.tied or not before.outcome or kind == "rank":
        return all(end == (before.outcome, before.tied) for end in ends)
    return all(set(before.outcome) <= set(outcome) - set(tied) for outcome, tied in ends)


def inferable(advisor: Advisor) -> set[str]:
    return {id_ for id_ in advisor.kb.facts if id_ in advisor.ruleset.rules_of or id_ in advisor.ruleset.formula_for}


def outcome_when(advisor: Advisor, goal: str, kept: Mapping[str, Value | None], others: Mapping[str, Value]) -> Finding:
    """Return the finding where `kept` is answered and the rest, as far as nothing infers it, is as in `others`."""
    waits = inferable(advisor) - kept.keys()
    sheet = {**{id_: value for id_, value in others.items() if id_ not in waits}, **kept}
    for _ in range(8):  # what nothing infers becomes known, and what hangs on it may then be inferred
        found = advisor.consult(sheet, [goal])
        later = [id_ for id_ in advisor.ruleset.nodes if id_ in waits - found.facts.keys() and id_ in others]
        if not later or found.findings[goal].status in ("settled", "tied", "not-applicable"):
            break
        sheet[later[0]] = others[later[0]]
        waits.discard(later[0])
    return found.findings[goal]


def with_ticks(
    advisor: Advisor, support: Support, sheet: Mapping[str, Value | None], rng: random.Random
) -> dict[str, Value | None]:
    """Return the answers an explanation names; in a list what it does not name is ticked by lot."""
    kept: dict[str, Value | None] = {}
    for id_, value in support.facts.items():
        fact = advisor.kb.facts[id_]
        if not isinstance(value, tuple) or any(option.exclusive for option in fact.options) or fact.at_most:
            kept[id_] = sheet[id_]
            continue
        free = [one.id for one in fact.options if one.id not in (*value, *support.unticked.get(id_, ()))]
        kept[id_] = tuple(sorted((*value, *(option for option in free if rng.random() < 0.4))))
    return kept


def check(advisor: Advisor, sheet: Mapping[str, Value | None], goal: str, rng: random.Random) -> Support:
    consultation = advisor.consult(sheet, [goal])
    before = consultation.findings[goal]
    support = explain(consultation, goal, contrast=False).rests_on
    if before.possible:  # nothing is claimed to be settled
        return support
    for make in (random_case, random_firm):
        kept = with_ticks(advisor, support, sheet, rng)
        after = outcome_when(advisor, goal, kept, make(advisor.kb, rng))
        assert claim_holds(advisor, before, after) or not after.exact, (goal, support, after)
    for id_, other in support.otherwise.items():
        kept = {fact: other.get(fact, value) for fact, value in support.facts.items()}
        if not isinstance(kept[id_], tuple) or len((*support.facts[id_], *support.unticked.get(id_, ()))) == 1:
            del kept[id_]  # left out as a whole, not by a tick: it may also be inferred
        after = outcome_when(advisor, goal, kept, {**random_case(advisor.kb, rng), **other})
        assert not claim_holds(advisor, before, after), (goal, id_, other)
    if support.exact:
        assert support.otherwise.keys() == support.facts.keys()
    return support


def test_the_conditions_shown_are_enough_and_each_is_needed(shipped: Advisor) -> None:
    rng = random.Random(11)
    goals = sorted(shipped.kb.decisions)
    for number in range(6):
        make = random_case if number % 3 == 0 else random_firm
        sheet: dict[str, Value | None] = dict(make(shipped.kb, rng))
        if number % 2:
            sheet = {id_: value if rng.random() < 0.95 else None for id_, value in sheet.items() if rng.random() < 0.8}
        for goal in rng.sample(goals, 8):
            assert check(shipped, sheet, goal, rng).exact, (number, goal)


def test_of_every_decision_of_one_firm_each_condition_is_proven(shipped: Advisor) -> None:
    for seed in (0, 1):
        rng = random.Random(seed)
        sheet: dict[str, Value | None] = dict((random_firm, random_case)[seed % 2](shipped.kb, rng))
        consultation = shipped.consult(sheet)
        inexact = [
            goal for goal in shipped.kb.decisions if not explain(consultation, goal, contrast=False).rests_on.exact
        ]
        assert not inexact


def test_also_of_another_subject(houseplant_advisor: Advisor) -> None:
    rng, kb = random.Random(12), houseplant_advisor.kb
    for _ in range(25):
        sheet: dict[str, Value | None] = dict(random_case(kb, rng))
        for goal in kb.decisions:
            support = check(houseplant_advisor, sheet, goal, rng)
            assert support.exact, (goal, support)
