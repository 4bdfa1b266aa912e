"""The shipped knowledge base under the same promises as the random ones."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from plain import read
from random_bases import make_sheet
from test_agreement import complete_sheet, evaluate

from advisor.consultation.consult import Advisor
from advisor.consultation.engine import Engine
from advisor.errors import KnowledgeError
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver
from tests.properties.agreement import evaluator_differs, random_wishes
from tests.properties.random_cases import random_case, random_firm

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    try:
        return Advisor(compile_rules(load_knowledge(ROOT)))
    except KnowledgeError as error:
        pytest.skip(f"the shipped knowledge base does not load: {len(error.diagnostics)} faults")


def test_experta_and_a_plain_reading_agree_on_complete_sheets(shipped: Advisor) -> None:
    resolver = Resolver(shipped.ruleset)
    source = random.Random(1)
    valued = {goal for goal, decision in shipped.kb.decisions.items() if any(o.formula for o in decision.options)}
    for _ in range(3):
        sheet, plain = complete_sheet(shipped.ruleset, resolver, source)
        found = shipped.consult(sheet)
        assert set(found.trace.fired_rules()) == plain.fired
        for goal, finding in found.findings.items():
            if goal not in valued:  # an amount may lack what a don't-apply hides
                assert (finding.status, finding.outcome) == plain.results[goal]


def test_experta_and_the_evaluator_agree_on_random_complete_cases(shipped: Advisor) -> None:
    """Ten thousand of them in `bench/agreement.py`."""
    engine, source = Engine(shipped.ruleset), random.Random(4)
    for number in range(150):
        case = random_case(shipped.kb, source, left_out=0.6 * (number % 2))
        wishes = random_wishes(shipped.kb, source)
        assert not list(evaluator_differs(engine, case, wishes)), (number, case, wishes)


def test_where_nothing_is_open_asking_the_evaluator_changes_nothing(shipped: Advisor) -> None:
    asking = Advisor(shipped.ruleset)
    asking._asked_of_all = ("a fact that nobody has",)
    source = random.Random(5)
    for number in range(30):
        case = random_case(shipped.kb, source, left_out=0.6 * (number % 2))
        wishes = random_wishes(shipped.kb, source)
        one, two = shipped.consult(case, prefer=wishes), asking.consult(case, prefer=wishes)
        assert (one.trace, one.facts, one.findings) == (two.trace, two.facts, two.findings)
        assert {finding.status for finding in one.findings.values()} <= {"settled", "tied", "not-applicable"}


def test_random_firms_keep_to_what_the_questions_allow(shipped: Advisor) -> None:
    source = random.Random(6)
    for draw in (random_firm, random_case):
        for _ in range(15):
            case = draw(shipped.kb, source)
            found = shipped.consult(case)
            assert dict(case) == {id_: known.value for id_, known in found.facts.items()}
            for id_, value in case.items():
                fact = shipped.kb.facts[id_]
                if isinstance(value, Decimal):
                    assert (fact.low is None or value >= fact.low) and (fact.high is None or value <= fact.high)
                elif isinstance(value, tuple):
                    assert fact.at_most is None or len(value) <= fact.at_most
                    assert len(value) == 1 or not any(fact.option(option).exclusive for option in value)


def test_experta_fires_the_certain_rules_of_incomplete_sheets(shipped: Advisor) -> None:
    source = random.Random(2)
    goals = ()
    for answered in (0.0, 0.3, 0.6, 0.9):
        sheet = make_sheet(shipped.kb, source, answered=answered, dont_know=0.3)
        base = evaluate(shipped.ruleset, Resolver(shipped.ruleset), sheet)
        certain = {rule.id for rule in shipped.kb.rules.values() if base.truth(rule.when) == (1, 0)}
        assert set(shipped.consult(sheet, goals=goals).trace.fired_rules()) == certain


def test_settled_outcomes_hold_in_random_completions(shipped: Advisor) -> None:
    source = random.Random(3)
    resolver = Resolver(shipped.ruleset)
    for answered in (0.4, 0.8):
        sheet = make_sheet(shipped.kb, source, answered=answered)
        found = shipped.consult(sheet, limit=2_000)
        for _ in range(25):
            rest = make_sheet(shipped.kb, source, answered=1.0)
            world = {id_: value for id_, value in rest.items() if value is not None}
            results = read(shipped.ruleset, resolver, sheet, world).results
            for goal, finding in found.findings.items():
                if finding.status != "open":
                    assert (finding.status, finding.outcome) == results[goal], goal
                elif finding.possible:
                    possible = {(one.kind, one.outcome) for one in finding.possible}
                    assert results[goal] in possible or not finding.exact, goal
