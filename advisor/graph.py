"""Who reads and who concludes each fact: order of reckoning, cycles.

A *node* is a fact, a formula or a decision. A node depends on every node that its
rules, its applicability, its options or its expression read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from advisor.diagnostics import Diagnostic, Span, said
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
    """Return a diagnostic for each knot of facts and decisions that wait for each other.

    It stands where the fewest rules make the circle, of which no case expects one to fire: what is wrong is
    seldom said twice, and seldom tested.
    """
    reads = dependencies(kb)
    try:
        levels(reads)
    except CycleError:
        return [_circle(kb, reads, knot) for knot in _knots(reads)]
    return []


def _knots(reads: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """Return the largest sets of nodes each of which reads every other, directly or not."""
    reached = {node: _reached(reads, node) for node in reads}
    knots = {frozenset(one for one in reached[node] if node in reached[one]) for node in reads if node in reached[node]}
    return sorted(knots, key=sorted)


def _reached(reads: Mapping[str, frozenset[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(reads[start])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(reads[node])
    return seen


def _circle(kb: KnowledgeBase, reads: Mapping[str, frozenset[str]], knot: frozenset[str]) -> Diagnostic:
    ties = {
        (reader, read): _places(kb, reader, read) for reader in sorted(knot) for read in sorted(reads[reader] & knot)
    }
    tested = {rule for case in kb.cases for expected in case.expect.values() for rule in expected.because}

    def weight(tie: tuple[str, str]) -> tuple[int, int, bool, tuple[str, str]]:
        places = ties[tie]
        return sum(rule in tested for rule, _ in places), len(places), not places[0][0], tie

    reader, read = min(ties, key=weight)
    way = [read]  # the shortest way back from what is read to the reader
    before: dict[str, str] = {}
    waiting = [read]
    while reader not in way and waiting:
        node = waiting.pop(0)
        for one in sorted(reads[node] & knot):
            if one not in before and one != read:
                before[one] = node
                waiting.append(one)
        if reader in before:
            back = [reader]
            while back[-1] != read:
                back.append(before[back[-1]])
            way = back[::-1]
    circle = [reader, *way] if way != [reader] else [reader, reader]
    message = said("a circle: {circle}; nothing in it can be concluded before the others", circle=" ← ".join(circle))
    return Diagnostic(code="cycle", message=message, span=max(span for _, span in ties[reader, read]))


def _places(kb: KnowledgeBase, reader: str, read: str) -> list[tuple[str, Span]]:
    """Return where a node is made to read another, each with the rule that does it, if one does."""
    mine = (rule for rule in kb.rules.values() if rule.target == reader)
    found = [(rule.id, rule.span) for rule in mine if read in subjects(rule.when)]
    if not found:
        item = kb.facts.get(reader) or kb.decisions.get(reader) or kb.formulas[reader]
        found = [("", (kb.formulas[read] if read in kb.formulas and reader in kb.facts else item).span)]
    return found
