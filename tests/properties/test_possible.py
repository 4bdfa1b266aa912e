"""What is said to be possible, against every completion of the unknown facts, one by one."""

from __future__ import annotations

import random

import pytest
from plain import read, world_count, worlds
from random_bases import make_base, make_sheet

from advisor.consult.consult import Advisor
from advisor.consult.findings import Finding
from advisor.evaluate.evaluator import Sheet
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver

MAX_WORLDS = 1_500
Outcome = tuple[str, tuple[str, ...]]


def completions(advisor: Advisor, sheet: Sheet) -> dict[str, set[Outcome]]:
    """Return every result of every decision over all completions of the sheet."""
    resolver = Resolver(advisor.ruleset)
    results: dict[str, set[Outcome]] = {goal: set() for goal in advisor.kb.decisions}
    for world in worlds(advisor.kb, sheet):
        for goal, result in read(advisor.ruleset, resolver, sheet, world).results.items():
            results[goal].add(result)
    return results


def check(finding: Finding, expected: set[Outcome]) -> None:
    """Hold a finding to the results of all completions."""
    if finding.status != "open":
        assert expected == {(finding.status, finding.outcome)}
        assert not finding.possible
        assert not finding.missing
        return
    possible = {(one.kind, one.outcome) for one in finding.possible}
    assert expected <= possible, "an outcome that comes about is not listed"
    if finding.exact:
        assert possible == expected
    assert len(finding.possible) > 1


def sheets(kb: KnowledgeBase, seed: int, dont_know: float, count: int) -> list[Sheet]:
    source = random.Random(seed)
    made = [make_sheet(kb, source, answered=source.choice((0.2, 0.5, 0.8)), dont_know=dont_know) for _ in range(count)]
    return [sheet for sheet in made if world_count(kb, sheet) <= MAX_WORLDS]


def check_base(kb: KnowledgeBase, seed: int, *, dont_know: float, limit: int = 100_000) -> None:
    advisor = Advisor(compile_rules(kb))
    for sheet in sheets(kb, seed, dont_know, 4):
        expected = completions(advisor, sheet)
        for goal, finding in advisor.consult(sheet, limit=limit).findings.items():
            check(finding, expected[goal])
            if finding.status == "open" and None not in sheet.values():
                assert finding.missing, "open, but with nothing left to ask"


@pytest.mark.parametrize("seed", range(120))
def test_with_facts_not_asked_yet(seed: int) -> None:
    check_base(make_base(seed, known=True), seed, dont_know=0.0)


@pytest.mark.parametrize("seed", range(1000, 1120))
def test_with_facts_nobody_knows(seed: int) -> None:
    check_base(make_base(seed), seed, dont_know=0.5)


@pytest.mark.parametrize("seed", range(2000, 2120))
def test_with_formulas(seed: int) -> None:
    check_base(make_base(seed, formulas=True, known=True), seed, dont_know=0.0)


@pytest.mark.parametrize("seed", range(3000, 3060))
def test_a_bounded_search_lists_too_much_rather_than_too_little(seed: int) -> None:
    check_base(make_base(seed), seed, dont_know=0.3, limit=4)
