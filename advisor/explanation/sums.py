"""Sums that rules compare with numbers, as clauses.

Where all numbers a sum is reckoned from have one of the values that are tried, the clauses hold what it comes to.
Where one of them has another value the sum may come to all that its interval lets it, but there is no such value
where `strict` is assumed: what is found under it can be reckoned, and what is ruled out without it is ruled out for
all numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from advisor.evaluate.evaluator import HUNDRED
from advisor.evaluate.variables import regions
from advisor.explanation.circuit import FALSE, TRUE, NotWritten
from advisor.formula.evaluate import reckoner
from advisor.formula.interval import INFINITE, ZERO, Interval, image, may_hold, point
from advisor.formula.types import Expression, names
from advisor.model.logic import Comparison
from advisor.ruleset.literals import compare

if TYPE_CHECKING:
    from advisor.explanation.encoding import Encoding

MAX_COMBINATIONS = 4_096


class Sums:
    """Literals of comparisons of sums; each sum is written once."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.circuit = encoding.circuit
        self.kb = encoding.kb
        self._cases: dict[str, tuple[list[tuple[int, Decimal | None]], int]] = {}
        self._regions: dict[str, dict[Decimal | None, int]] = {}

    def compare(self, formula: str, test: Comparison) -> int:
        """Return the literal of a sum coming to a number that stands so to a limit."""
        cases, beyond = self._written(formula)
        sure = (literal for literal, result in cases if result is not None and compare(test.op, result, test.number))
        open_ones = self._regions[formula].items()
        maybe = (literal for value, literal in open_ones if value is not None and compare(test.op, value, test.number))
        one_of, all_of = self.circuit.one_of, self.circuit.all_of
        return one_of((*sure, all_of((beyond, one_of(maybe)))))

    def has_result(self, formula: str) -> int:
        """Return the literal of a sum coming to anything."""
        cases, beyond = self._written(formula)
        sure = [literal for literal, result in cases if result is not None]
        return self.circuit.one_of((*sure, self.circuit.all_of((beyond, -self._regions[formula][None]))))

    def known(self, formula: str) -> int:
        """Return the literal of a sum coming to anything, and of all it is reckoned from being known."""
        expression, requires = self.encoding.trials.written_out(formula)
        read = sorted({name for part in (expression, *requires) for name in names(part)})
        known = [self.encoding.known(self.kb.facts[name]) for name in read]
        return self.circuit.all_of((self.has_result(formula), *known))

    def _written(self, formula: str) -> tuple[list[tuple[int, Decimal | None]], int]:
        """Return what a sum comes to by literals, and the literal of its inputs being none of those tried."""
        found = self._cases.get(formula)
        if found is None:
            found = self._cases[formula] = self._write(formula)
        return found

    def _write(self, formula: str) -> tuple[list[tuple[int, Decimal | None]], int]:
        expression, requires = self.encoding.trials.written_out(formula)
        read = sorted({name for part in (expression, *requires) for name in names(part)})
        inputs = [self._input(name) for name in read]
        size = 1
        for one in inputs:
            size *= max(len(one), 1)
        if size > MAX_COMBINATIONS:
            raise NotWritten
        applies = self.circuit.all_of(self.encoding.applies(name) for name in read)
        reckoned = reckoner(expression, requires)
        cases: list[tuple[int, Decimal | None]] = []
        for combination in product(*inputs):
            literal = self.circuit.all_of((applies, *(one for _, one in combination)))
            if literal != -TRUE:
                numbers = {name: number for name, (number, _) in zip(read, combination, strict=True)}
                cases.append((literal, reckoned(numbers)))
        limits = self.encoding.trials.limits.get(formula, ())
        values: tuple[Decimal | None, ...] = (None, *regions(limits, None, None))
        self._regions[formula] = dict(zip(values, self.circuit.choice(len(values)), strict=True))
        for index, name in enumerate(read):
            self._bound(formula, read, inputs, index, self.encoding.other_number(name))
        beyond = self.circuit.one_of(self.encoding.other_number(name) for name in read)
        return cases, self.circuit.all_of((applies, beyond))

    def _bound(
        self, formula: str, read: Sequence[str], inputs: Sequence[Sequence[tuple[Decimal, int]]], index: int, other: int
    ) -> None:
        """Rule out what a sum cannot come to where one number is none of those tried, and all others are."""
        if other == FALSE:
            return
        expression, requires = self.encoding.trials.written_out(formula)
        fact = self.kb.facts[read[index]]
        scale = HUNDRED if fact.type == "percent" else Decimal(1)
        low, high = (None if end is None else end / scale for end in (fact.low, fact.high))
        gaps = _gaps([number for number, _ in inputs[index]], low, high)
        for combination in product(*inputs[:index], *inputs[index + 1 :]):
            numbers = [number for number, _ in combination]
            numbers.insert(index, ZERO)
            literals = [literal for _, literal in combination]
            reached: set[Decimal | None] = set()
            for gap in gaps:
                values = {name: point(number) for name, number in zip(read, numbers, strict=True)}
                reached |= self._reached(formula, expression, requires, {**values, read[index]: gap})
            open_ones = [literal for value, literal in self._regions[formula].items() if value in reached]
            self.circuit.require(-other, *(-literal for literal in literals), *open_ones)

    def _reached(
        self, formula: str, expression: Expression, requires: Sequence[Expression], values: Mapping[str, Interval]
    ) -> set[Decimal | None]:
        """Return the numbers that stand for what a sum may come to."""
        asked = [may_hold(one, values) for one in requires]
        intervals, may_fail = image(expression, values)
        found: set[Decimal | None] = set()
        if may_fail or any(fails for _, fails in asked):
            found.add(None)
        if not all(holds for holds, _ in asked):
            return found
        limits = self.encoding.trials.limits.get(formula, ())
        for value in self._regions[formula]:
            if value is not None:
                around = (
                    point(value) if value in limits else next(g for g in _gaps(limits, None, None) if g.holds(value))
                )
                if any(around.meets(interval) for interval in intervals):
                    found.add(value)
        return found

    def _input(self, name: str) -> list[tuple[Decimal, int]]:
        fact = self.kb.facts[name]
        scale = HUNDRED if fact.type == "percent" else Decimal(1)
        known = self.encoding.inputs(fact).items()
        return [(value / scale, literal) for value, literal in known if isinstance(value, Decimal)]


def _gaps(numbers: Iterable[Decimal], low: Decimal | None, high: Decimal | None) -> list[Interval]:
    """Return the intervals between numbers, without these, inside a range whose ends belong to it."""
    inside = sorted(set(numbers))
    ends = [*inside, INFINITE if high is None else high]
    starts = [-INFINITE if low is None else low, *inside]
    closed_low = [low is not None and low not in inside, *(False for _ in inside)]
    closed_high = [*(False for _ in inside), high is not None and high not in inside]
    parts = zip(starts, ends, closed_low, closed_high, strict=True)
    return [Interval(*one) for one in parts if one[0] < one[1] or (one[0] == one[1] and one[2] and one[3])]
