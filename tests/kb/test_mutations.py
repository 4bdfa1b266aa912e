"""Every planted fault is found at its place, with a case that shows it, and little else.

Faults that keep the base from loading are planted one at a time. The others go several to a copy, one of each kind, so
that all further findings of a copy are counted: those near a fault against it, those elsewhere against all.
`bench/mutations.py` plants each alone.
"""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.consultation.consult import Advisor
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.kb.checks import CHECKS
from advisor.kb.findings import Finding
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import resolver_for
from tests.kb.mutations.kit import MOST_FURTHER, Mutation, baseline, findings, mutations, plant, same, shipped

NAMED = {
    "unknown-id", "unknown-value", "type-or-unit", "duplicate", "missing-language", "missing-citation", "bad-citation",
    "unreachable", "subsumed", "contradiction", "gap", "dead-row", "dead-question", "unused-option", "cycle",
    "untested", "tie", "mixed-terms", "jargon",
}  # fmt: skip
SHOWN = {"contradiction", "subsumed", "gap", "dead-row", "tie", "untested"}
"""Kinds of which every finding has a case that shows it."""
ALONE = [one for one in mutations() if one.kind not in CHECKS or one.kind == "cycle"]
ROUNDS = sorted({one.number for one in mutations() if one not in ALONE})


def test_each_kind_is_planted_in_five_places() -> None:
    planted = Counter(one.kind for one in mutations())
    assert planted.keys() == NAMED
    assert min(planted.values()) >= 5


def test_nothing_is_found_in_the_base_as_it_is() -> None:
    assert baseline() == frozenset()


@pytest.mark.parametrize("mutation", ALONE, ids=lambda one: one.name)
def test_a_fault_is_found_at_its_place(mutation: Mutation) -> None:
    files = dict(shipped())
    place = plant(files, mutation)
    _, found = findings(files)
    hits = [one for one in found if one.kind == mutation.kind and place.holds(one)]
    assert hits, [(str(one.span), one.kind, one.message.en) for one in found]
    assert len(found) - 1 <= MOST_FURTHER


@pytest.mark.parametrize("number", ROUNDS)
def test_faults_of_all_kinds_are_found_at_their_places(number: int) -> None:
    files = dict(shipped())
    placed = [(one, plant(files, one)) for one in mutations() if one not in ALONE and one.number == number]
    kb, found = findings(files)
    assert kb is not None
    advisor = Advisor(compile_rules(kb))
    left = [one for one in found if same(one) not in baseline()]
    for mutation, place in placed:
        hit = next((one for one in left if one.kind == mutation.kind and place.holds(one)), None)
        assert hit is not None, (mutation.name, [(str(one.span), one.kind) for one in left])
        left.remove(hit)
        if mutation.kind in SHOWN:
            assert hit.witness is not None, mutation.name
            confirm(advisor, hit)
    lines = {path: content.decode().splitlines() for path, content in files.items()}
    further = {mutation.name: 0 for mutation, _ in placed}
    elsewhere: list[Finding] = []
    for one in left:
        guilty = [m.name for m, place in placed if place.caused(one, lines[one.span.path][one.span.line - 1])]
        for name in guilty:
            further[name] += 1
        elsewhere += [] if guilty else [one]
    said = [(str(one.span), one.kind, one.message.en) for one in elsewhere]
    assert max(further.values()) + len(elsewhere) <= MOST_FURTHER, (further, said)


def confirm(advisor: Advisor, finding: Finding) -> None:
    """Assert that the rules a finding is about fire on its case, in experta as well as in the evaluator."""
    assert finding.witness is not None
    kb = advisor.kb
    named = [rule for rule in kb.rules if f"(rule {rule})" in finding.message.en]
    if finding.kind == "gap":
        return confirm_gap(advisor, finding)
    goals = [finding.goal] if finding.goal in kb.decisions else []
    fired = set(advisor.consult(finding.witness, goals, limit=1).trace.fired_rules())
    assert named
    assert set(named) <= fired, (finding.kind, named)
    return None


def confirm_gap(advisor: Advisor, finding: Finding) -> None:
    kb, ruleset = advisor.kb, advisor.ruleset
    table = next((one for one in kb.tables.values() if one.span == finding.span), None)
    silent = [kb.rules[row] for row in table.rows] if table else ruleset.rules_of[finding.goal]
    assert finding.witness is not None
    evaluation = Evaluator(ruleset, resolver_for(ruleset), finding.witness).run(Block(()), frozenset(ruleset.nodes))
    assert not any(evaluation.truth(rule.when)[0] for rule in silent)
