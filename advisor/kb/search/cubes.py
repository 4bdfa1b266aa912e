"""Where to look first: what must be answered for a condition to hold, worked back through what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from advisor.kb.search.space import Answer, Single, Space, Ticks
from advisor.model.logic import Condition
from advisor.model.types import KnowledgeBase, Rule
from advisor.ruleset.compile import Ruleset, options_of
from advisor.ruleset.literals import MAX_ARMS, Arm, Literal, arms_of, compare, compatible

MAX_CUBES = 64
DEPTH = 6
"""Through so many decisions that read each other a condition is followed."""


@dataclass(frozen=True, slots=True)
class Cubes:
    """Sets of literals, one of which must hold; `all` is False where there are more than were listed."""

    cubes: tuple[Arm, ...]
    all: bool


def cubes_of(ruleset: Ruleset, conditions: Iterable[Condition], lists: frozenset[str]) -> Cubes:
    """Return the ways in which all the conditions can hold together, what cannot be being left out."""
    parts: list[tuple[Arm, ...]] = []
    for one in conditions:
        try:
            parts.append(arms_of(one, lists))
        except ValueError:  # more alternatives than are worth listing
            return Cubes((frozenset(),), False)
    reader = _Reader(ruleset, lists)
    joined = (frozenset().union(*arms) for arms in product(*parts))
    started = [arm for arm in islice(joined, MAX_ARMS) if compatible(arm, lists)]
    found: list[Arm] = []
    for arm in started:
        for cube in reader.expand(arm, frozenset(), DEPTH):
            if cube not in found:
                found.append(cube)
            if len(found) >= MAX_CUBES:
                return Cubes(tuple(found), False)
    return Cubes(tuple(found), len(started) < MAX_ARMS and not reader.cut)


class _Reader:
    def __init__(self, ruleset: Ruleset, lists: frozenset[str]) -> None:
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.lists = lists
        self.cut = False

    def expand(self, cube: Arm, done: frozenset[Literal], depth: int) -> Iterator[Arm]:
        """Yield the cube with all that one of its literals takes for granted, in every way there is."""
        if not compatible(cube, self.lists):
            return
        literal = next((one for one in sorted(cube, key=_order) if one.positive and one not in done), None)
        if literal is None:
            yield cube
            return
        if depth == 0:
            self.cut = True
            yield cube
            return
        for more in self._granted(literal):
            yield from self.expand(cube | more, done | {literal}, depth - (literal.test.subject in self.kb.decisions))

    def _granted(self, literal: Literal) -> Iterator[Arm]:
        """Yield what has to hold for a literal to be true, in every way."""
        test = literal.test
        nothing: tuple[Arm, ...] = (frozenset(),)
        if test.subject in self.kb.decisions:
            decision = self.kb.decisions[test.subject]
            applies = self._arms(decision.applies_when)
            for value in test.values:
                for rule in self._speaking_for(test.subject, str(value)):
                    for one, two in product(applies, self.ruleset.arms[rule.id]):
                        yield one | two
            return
        fact = self.kb.facts.get(test.subject)
        if fact is None:
            yield from nothing
            return
        shown: tuple[Arm, ...] = nothing
        if fact.type == "choices" and test.op == "in" and len(test.values) == 1:
            shown = self._arms(fact.option(str(test.values[0])).only_if)
        for one, two in product(self._arms(fact.applies_when), shown):
            yield one | two

    def _arms(self, condition: Condition | None) -> tuple[Arm, ...]:
        return (frozenset(),) if condition is None else arms_of(condition, self.lists)

    def _speaking_for(self, decision: str, option: str) -> Iterator[Rule]:
        for rule in self.ruleset.rules_of.get(decision, ()):
            if getattr(rule.then, "favours", True) and option in options_of(rule):
                yield rule


def _order(literal: Literal) -> tuple[str, str, str]:
    return literal.test.subject, literal.test.op, f"{literal.test.values} {literal.test.number}"


def narrowed(kb: KnowledgeBase, space: Space, cube: Arm) -> Space | None:
    """Return the answers that are left where the literals of a cube hold; None where there are none.

    Where a fact does not apply every comparison is false: answers that a negated one rules out may stay for that.
    """
    found = dict(space)
    for literal in sorted(cube, key=lambda one: (not one.positive, *_order(one))):
        one = found.get(literal.test.subject)
        if isinstance(one, Single):
            values = tuple(value for value in one.values if _meets(literal, value))
            if not values and (literal.positive or kb.facts[literal.test.subject].applies_when is None):
                return None
            values = values or one.values
            found[literal.test.subject] = Single(values)
        elif isinstance(one, Ticks) and literal.test.op == "in":
            options = frozenset(str(value) for value in literal.test.values)
            if len(options) > 1 and literal.positive:
                continue
            narrower = (
                replace(one, must=one.must | options) if literal.positive else replace(one, never=one.never | options)
            )
            if narrower.must & narrower.never:
                return None
            found[literal.test.subject] = narrower
    return found


def _meets(literal: Literal, value: Answer) -> bool:
    test = literal.test
    if test.op == "known":
        return (value is not None) == literal.positive
    if value is None:
        return False
    if test.op == "in":
        return (value in test.values) == literal.positive
    return not isinstance(value, (str, tuple)) and compare(test.op, value, test.number) == literal.positive  # type: ignore[arg-type]
