"""experta, the evaluator and a plain reading come to the same conclusions where every fact is known."""

from __future__ import annotations

import random

import pytest
from plain import NOTHING, Reading, read
from random_bases import make_base, make_sheet, shuffled

from advisor.consultation.consult import Advisor
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.variables import Block
from advisor.model.types import KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset, compile_rules
from advisor.ruleset.resolve import Resolver

SEEDS = range(100)
CASES = 6


def evaluate(ruleset: Ruleset, resolver: Resolver, sheet: Sheet) -> Evaluation:
    return Evaluator(ruleset, resolver, sheet).run(Block(()), frozenset(ruleset.nodes))


def complete_sheet(
    ruleset: Ruleset, resolver: Resolver, source: random.Random
) -> tuple[dict[str, Value | None], Reading]:
    """Return a sheet that answers every fact but some of those which the others infer."""
    sheet = world = make_sheet(ruleset.kb, source, answered=1.0)
    for id_ in world:
        without = {name: value for name, value in sheet.items() if name != id_}
        found = read(ruleset, resolver, without, world)  # type: ignore[arg-type]
        if world.keys() - without.keys() <= found.inferred.keys() and source.random() < 0.7:
            sheet = without
    return sheet, read(ruleset, resolver, sheet, world)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
def test_experta_and_the_evaluator_agree_on_complete_sheets(seed: int) -> None:
    kb = make_base(seed, known=True, formulas=True)
    advisor = Advisor(compile_rules(kb))
    resolver = Resolver(advisor.ruleset)
    source = random.Random(seed)
    for _ in range(CASES):
        sheet, plain = complete_sheet(advisor.ruleset, resolver, source)
        check_complete(advisor, resolver, sheet, plain)


def check_complete(advisor: Advisor, resolver: Resolver, sheet: Sheet, plain: Reading) -> None:
    kb = advisor.kb
    base = evaluate(advisor.ruleset, resolver, sheet)
    found = advisor.consult(sheet)
    certain = {rule.id for rule in kb.rules.values() if base.truth(rule.when) == (1, 0)}
    denied = {rule.id for rule in kb.rules.values() if base.truth(rule.when) == (0, 1)}
    assert certain | denied == set(kb.rules), "nothing is open where every fact is known"
    assert set(found.trace.fired_rules()) == certain == plain.fired
    outcomes = {goal: (finding.status, finding.outcome) for goal, finding in found.findings.items()}
    assert outcomes == plain.results
    not_applicable = {node for node, value in plain.values.items() if value is NOTHING} - set(kb.formulas)
    assert {node for node, column in base.columns.items() if column.na and node not in kb.formulas} == not_applicable
    for id_, known in found.facts.items():
        assert known.value == plain.values[id_]
    assert found.facts.keys() == {id_ for id_ in kb.facts if plain.values[id_] is not NOTHING}
    inferred = {id_ for id_, known in found.facts.items() if known.by != "answer"}
    assert inferred == set(plain.inferred)


@pytest.mark.parametrize("seed", range(60))
def test_experta_fires_exactly_the_certain_rules_of_an_incomplete_sheet(seed: int) -> None:
    kb = make_base(seed, known=True, formulas=True)
    advisor = Advisor(compile_rules(kb))
    source = random.Random(seed)
    for _ in range(CASES):
        sheet = make_sheet(kb, source, answered=0.5, dont_know=0.3)
        base = evaluate(advisor.ruleset, Resolver(advisor.ruleset), sheet)
        certain = {rule.id for rule in kb.rules.values() if base.truth(rule.when) == (1, 0)}
        assert set(advisor.consult(sheet).trace.fired_rules()) == certain


@pytest.mark.parametrize("seed", range(0, 240, 12))
def test_the_order_of_answers_does_not_matter(seed: int) -> None:
    kb = make_base(seed, formulas=True)
    advisor = Advisor(compile_rules(kb))
    source = random.Random(seed)
    sheet = make_sheet(kb, source, answered=0.7, dont_know=0.2)
    first = advisor.consult(sheet)
    for _ in range(3):
        again = advisor.consult(shuffled(sheet, source))
        assert again.trace == first.trace
        assert again.findings == first.findings


def test_a_houseplant_sheet_reads_the_same_everywhere(houseplant: KnowledgeBase, houseplant_advisor: Advisor) -> None:
    resolver = Resolver(houseplant_advisor.ruleset)
    source = random.Random(1)
    for _ in range(60):
        sheet, plain = complete_sheet(houseplant_advisor.ruleset, resolver, source)
        found = houseplant_advisor.consult(sheet)
        assert set(found.trace.fired_rules()) == plain.fired
        settled = {goal: (f.status, f.outcome) for goal, f in found.findings.items() if goal != "cost.amounts"}
        expected = {goal: result for goal, result in plain.results.items() if goal != "cost.amounts"}
        assert settled == expected
