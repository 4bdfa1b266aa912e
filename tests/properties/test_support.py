"""What a conclusion is said to rest on, against every completion of the other facts, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import product

import pytest
from plain import Reading, read, values_of, world_count, worlds
from random_bases import make_base, make_sheet

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.explanation.support import Support
from advisor.explanation.why import explain
from advisor.model.types import KnowledgeBase, Value
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver

Sheet = dict[str, "Value | None"]
MAX_WORLDS = 3_000


def holds(advisor: Advisor, finding: Finding, rules: list[str], found: Reading) -> bool:
    """Return whether in one world a decision ends as the finding claims."""
    kind, outcome = found.results[finding.goal]
    if finding.status == "not-applicable" or (kind == "not-applicable" and not finding.possible):
        return kind == finding.status
    if finding.possible:
        return kind == "not-applicable" or set(rules) <= found.fired
    if finding.tied or not finding.outcome or advisor.kb.decisions[finding.goal].kind == "rank":
        chosen = tuple(option for option in outcome if option in found.values[finding.goal])
        return (outcome, chosen) == (finding.outcome, finding.chosen)
    return set(finding.outcome) <= set(found.values[finding.goal])


def partly(
    kb: KnowledgeBase, support: Support, sheet: Sheet, left_out: tuple[str, str] | None = None
) -> Iterator[Sheet]:
    """Yield the sheets that hold what a support names (without one answer or tick): ticks not named come both ways."""
    choices: list[list[tuple[str, Value | None]]] = []
    for id_, now in support.facts.items():
        named = {*now, *support.unticked.get(id_, ())} if isinstance(now, tuple) else {""}
        named -= {left_out[1]} if left_out and left_out[0] == id_ else set()
        if not named:
            continue
        if not isinstance(now, tuple):
            choices.append([(id_, sheet[id_])])
            continue
        fitting = [
            value
            for value in values_of(kb.facts[id_])
            if isinstance(value, tuple) and all((option in value) == (option in now) for option in named)
        ]
        choices.append([(id_, value) for value in fitting])
    yield from (dict(one) for one in product(*choices))


def goes_in_circles(advisor: Advisor) -> bool:
    """Return whether rules go before each other in a circle, a fault that `kb check` reports."""
    try:
        TopologicalSorter(advisor.ruleset.overridden_by).prepare()
        TopologicalSorter(advisor.ruleset.outspecified_by).prepare()
    except CycleError:
        return True
    return False


def check(seed: int, *, known: bool, formulas: bool) -> tuple[int, int]:
    """Hold every decision of some sheets to all completions; return how many were, and how many were not exact."""
    kb = make_base(seed, known=known, formulas=formulas)
    advisor, source = Advisor(compile_rules(kb)), random.Random(seed)
    resolver = Resolver(advisor.ruleset)
    done = inexact = 0
    for _ in range(3):
        sheet = make_sheet(kb, source, answered=source.choice((0.6, 0.9, 1.0)), dont_know=0.0 if known else 0.4)
        if world_count(kb, {}) > MAX_WORLDS:
            return 0, 0
        consultation = advisor.consult(sheet)
        for goal, finding in consultation.findings.items():
            explained = explain(consultation, goal, contrast=False)
            rules, support = [one.rule for one in explained.support], explained.rests_on

            def always(sheets: Iterator[Sheet], finding: Finding = finding, rules: list[str] = rules) -> bool:
                return all(
                    holds(advisor, finding, rules, read(advisor.ruleset, resolver, one, world))
                    for one in sheets
                    for world in worlds(kb, one)
                )

            assert always(partly(kb, support, sheet)), (seed, goal, support)
            done += 1
            inexact += not support.exact and not goes_in_circles(advisor)
            if not support.exact or formulas:  # then numbers beyond those of these worlds may be what is needed
                continue
            for id_, now in support.facts.items():
                options = (*now, *support.unticked.get(id_, ())) if isinstance(now, tuple) else ("",)
                for option in options:
                    assert not always(partly(kb, support, sheet, (id_, option))), (seed, goal, id_, option, support)
    return done, inexact


@pytest.mark.parametrize("seed", range(5000, 5040))
def test_with_don_t_knows(seed: int) -> None:
    assert check(seed, known=False, formulas=False)[1] == 0


@pytest.mark.parametrize("seed", (*range(5100, 5125), 5131))
def test_with_conditions_on_what_is_known(seed: int) -> None:
    assert check(seed, known=True, formulas=False)[1] == 0


@pytest.mark.parametrize("seed", range(5200, 5220))
def test_with_sums(seed: int) -> None:
    check(seed, known=False, formulas=True)
