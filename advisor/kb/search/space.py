"""What each fact may be answered, as far as conditions can tell the answers apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from advisor.evaluate.variables import regions
from advisor.evaluate.worlds import conditions_of, own_conditions
from advisor.graph import comparisons
from advisor.model.logic import Comparison, Condition
from advisor.model.types import NUMERIC, FactDef, Value
from advisor.ruleset.compile import Ruleset

Answer: TypeAlias = "Value | None"
"""A value of a fact; None is don't-know."""

_SPREAD = tuple(Decimal(number) for number in ("0", "0.5", "1", "10", "100", "10000", "1000000"))
"""Amounts of every size, for inputs of sums."""


@dataclass(frozen=True, slots=True)
class Single:
    """A fact with one value: those that conditions tell apart."""

    values: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A list: the options that conditions ask about, each ticked or not, as far as the fact allows.

    `must` and `never`: options that are ticked, or are not, in every case that is looked at.
    """

    options: tuple[str, ...]
    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    @property
    def free(self) -> tuple[str, ...]:
        """Return the options that may be ticked or not."""
        return tuple(one for one in self.options if one not in self.must and one not in self.never)


Space: TypeAlias = "Mapping[str, Single | Ticks]"


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched: the facts that can be answered, what is reckoned from them, and whether the answers are all.

    `exact`: every case is like one that these answers make up; not so where a sum is compared with a number, or where
    it matters whether a list was answered at all.
    """

    space: Space
    nodes: tuple[str, ...]
    exact: bool


def question_of(ruleset: Ruleset, conditions: Iterable[Condition], decisions: Iterable[str] = ()) -> Question:
    """Return what bears on these conditions, and on how these decisions end."""
    own = list(conditions)
    below = _below(ruleset, own, decisions)
    tests: dict[str, list[Comparison]] = {}
    for one in (*own, *(one for node in below for one in conditions_of(ruleset, node))):
        for test in comparisons(one):
            tests.setdefault(test.subject, []).append(test)
    kb = ruleset.kb
    inputs = {name for node in below if node in kb.formulas for name in kb.formulas[node].reads}
    space = {
        node: _answers(kb.facts[node], tests.get(node, ()), node in inputs)
        for node in ruleset.nodes
        if node in below and node in kb.facts
    }
    nodes = tuple(node for node in ruleset.nodes if node in below)
    loose = any(
        node in kb.formulas or (node in kb.facts and kb.facts[node].type == "choices" and _asks_if_known(asked))
        for node, asked in tests.items()
    )
    return Question(space, nodes, exact=not loose)


def _asks_if_known(tests: Iterable[Comparison]) -> bool:
    return any(test.op == "known" for test in tests)


def _below(ruleset: Ruleset, conditions: Iterable[Condition], decisions: Iterable[str]) -> frozenset[str]:
    """Return all that is read, directly or not; a fact is answered, so nothing that would infer it is."""
    kb = ruleset.kb
    seen: set[str] = set()
    waiting = [*(test.subject for one in conditions for test in comparisons(one)), *decisions]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in kb.formulas:
            waiting.extend(kb.formulas[node].reads)
        elif node in kb.facts:
            waiting.extend(test.subject for one in own_conditions(ruleset, node) for test in comparisons(one))
        else:
            waiting.extend(test.subject for one in conditions_of(ruleset, node) for test in comparisons(one))
    return frozenset(seen)


def _answers(fact: FactDef, tests: Iterable[Comparison], summed: bool) -> Single | Ticks:
    tests = list(tests)
    asked = {str(value) for test in tests for value in test.values}
    if fact.type == "choices":
        wanted = [one.id for one in fact.options if one.id in asked]
        return Ticks(tuple(wanted))
    unknown: tuple[Answer, ...] = (None,) if _asks_if_known(tests) else ()
    if fact.type == "text":
        return Single(("…", *unknown))
    if fact.type == "yes-no":
        return Single((True, False, *unknown))
    if fact.type in NUMERIC:
        bounds = sorted({test.number for test in tests if test.op not in ("in", "known")})
        values: list[Decimal] = list(regions(bounds, fact.low, fact.high))
        if summed:
            values += _SPREAD
        inside = sorted({one for one in values if _fits(fact, one)})
        return Single((*inside, *unknown))
    named = [one.id for one in fact.options if one.id in asked]
    others = [one.id for one in fact.options if one.id not in asked]
    return Single((*named, *others[:1], *unknown))


def _fits(fact: FactDef, value: Decimal) -> bool:
    return (fact.low is None or value >= fact.low) and (fact.high is None or value <= fact.high)


def size_of(space: Space) -> int:
    """Return how many cases there are, those that a fact does not allow counted as well."""
    size = 1
    for one in space.values():
        size *= len(one.values) if isinstance(one, Single) else 2 ** len(one.free)
    return size
