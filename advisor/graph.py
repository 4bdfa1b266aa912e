"""Who reads and who concludes each fact: order of reckoning, cycles.

A *node* is a fact, a formula or a decision. A node depends on every node that its
rules, its applicability, its options or its expression read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from advisor.diagnostics import Diagnostic
from advisor.formula.types import names
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import KnowledgeBase


def subjects(condition: Condition | None) -> Iterator[str]:
    """Yield every fact, formula or decision a condition asks about, with repeats."""
    match condition:
        case None:
            return
        case Comparison():
            yield condition.subject
        case Not(part):
            yield from subjects(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from subjects(part)


def comparisons(condition: Condition | None) -> Iterator[Comparison]:
    """Yield every comparison in a condition."""
    match condition:
        case None:
            return
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


def dependencies(kb: KnowledgeBase) -> dict[str, frozenset[str]]:
    """Return for each node the nodes it reads, nodes in order of their ids."""
    reads: dict[str, set[str]] = {id_: set() for id_ in (*kb.facts, *kb.decisions, *kb.formulas)}
    for fact in kb.facts.values():
        reads[fact.id].update(subjects(fact.applies_when))
        for fact_option in fact.options:
            reads[fact.id].update(subjects(fact_option.only_if))
    for decision in kb.decisions.values():
        reads[decision.id].update(subjects(decision.applies_when))
        reads[decision.id].update(option.formula for option in decision.options if option.formula)
    for formula in kb.formulas.values():
        reads[formula.id].update(names(formula.expression))
        for requirement in formula.requires:
            reads[formula.id].update(names(requirement.that))
        if formula.infers:
            reads[formula.infers].add(formula.id)
    for rule in kb.rules.values():
        reads[rule.target].update(subjects(rule.when))
    return {node: frozenset(read) for node, read in sorted(reads.items())}


def levels(reads: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """Return the strata: each node stands after all it reads; within a stratum in order of ids.

    Raises graphlib.CycleError where there is no such order.
    """
    sorter = TopologicalSorter({node: sorted(read) for node, read in reads.items()})
    sorter.prepare()
    strata: list[tuple[str, ...]] = []
    while sorter.is_active():
        ready = tuple(sorted(sorter.get_ready()))
        strata.append(ready)
        sorter.done(*ready)
    return strata


def find_cycles(kb: KnowledgeBase) -> list[Diagnostic]:
    """Return a diagnostic for a circle of facts and decisions that wait for each other."""
    try:
        levels(dependencies(kb))
    except CycleError as error:
        circle = [str(node) for node in error.args[1]]
        first = min(circle)
        found = kb.facts.get(first) or kb.decisions.get(first) or kb.formulas[first]
        message = f"a circle: {' ← '.join(circle)}; nothing in it can be concluded before the others"
        return [Diagnostic(code="cycle", message=message, span=found.span)]
    return []
