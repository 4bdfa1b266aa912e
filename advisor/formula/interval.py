"""What an expression can come to when each number in it lies anywhere in an interval: never less than it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from advisor.formula.evaluate import CONTEXT
from advisor.formula.types import Apply, Expression, Name, Number

INFINITE = Decimal("Infinity")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`; an end belongs to it where it is closed."""

    low: Decimal
    high: Decimal
    low_closed: bool = False
    high_closed: bool = False

    def holds(self, number: Decimal) -> bool:
        """Return whether a number lies in it."""
        above = self.low < number or (self.low_closed and self.low == number)
        return above and (number < self.high or (self.high_closed and self.high == number))

    def meets(self, other: Interval) -> bool:
        """Return whether two intervals have a number in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self.holds(low) and other.holds(low))


EVERYTHING = Interval(-INFINITE, INFINITE)
End = tuple[Decimal, bool]
"""An end of an interval, and whether it belongs to it."""


def point(number: Decimal) -> Interval:
    """Return the interval of one number."""
    return Interval(number, number, True, True)


def image(expression: Expression, values: Mapping[str, Interval]) -> tuple[tuple[Interval, ...], bool]:
    """Return intervals that hold all an expression can come to, and whether it may have no value."""
    match expression:
        case Number(value, _):
            return (point(value),), False
        case Name(id_):
            return (values[id_],), False
        case Apply(op, args):
            parts = [image(arg, values) for arg in args]
            may_fail = any(fails for _, fails in parts)
            found: list[Interval] = []
            for terms in product(*(intervals for intervals, _ in parts)):
                results, fails = _apply(op, terms)
                found += results
                may_fail |= fails
            return tuple(dict.fromkeys(found)), may_fail


def may_hold(condition: Expression, values: Mapping[str, Interval]) -> tuple[bool, bool]:
    """Return whether a comparison can hold, and whether it can fail."""
    assert isinstance(condition, Apply)  # noqa: S101 - a requirement is a comparison
    if condition.op == "not":
        holds, fails = may_hold(condition.args[0], values)
        return fails, holds
    if condition.op in ("and", "or"):
        parts = [may_hold(arg, values) for arg in condition.args]
        every, some = (all, any) if condition.op == "and" else (any, all)
        return every(holds for holds, _ in parts), some(fails for _, fails in parts)
    gaps, no_value = image(Apply("-", condition.args), values)
    less = any(gap.low < 0 for gap in gaps)
    more = any(gap.high > 0 for gap in gaps)
    same = any(gap.holds(ZERO) for gap in gaps)
    holds, fails = {
        "<": (less, more or same), "<=": (less or same, more), ">": (more, less or same),
        ">=": (more or same, less), "==": (same, less or more), "!=": (less or more, same),
    }[condition.op]  # fmt: skip
    return holds, fails or no_value


def _apply(op: str, terms: Sequence[Interval]) -> tuple[list[Interval], bool]:
    one = terms[0]
    if op == "neg":
        return [_opposite(one)], False
    if op == "-":
        return _apply("+", (one, _opposite(terms[1])))
    if op == "+":
        other = terms[1]
        low, high = CONTEXT.add(one.low, other.low), CONTEXT.add(one.high, other.high)
        closed = one.low_closed and other.low_closed, one.high_closed and other.high_closed
        return [Interval(low, high, *closed)], False
    if op == "*":
        return [_hull(one, terms[1], _times)], False
    if op == "/":
        return [_hull(one, part, _over) for part in _without_zero(terms[1])], terms[1].holds(ZERO)
    return [EVERYTHING], True  # abs, min, max, ceil: nothing is claimed


def _hull(one: Interval, other: Interval, operation: Callable[[End, End], End]) -> Interval:
    corners = [
        operation(a, b)
        for a in ((one.low, one.low_closed), (one.high, one.high_closed))
        for b in ((other.low, other.low_closed), (other.high, other.high_closed))
    ]
    low, high = min(corner for corner, _ in corners), max(corner for corner, _ in corners)
    inside = any(interval.low < 0 < interval.high for interval in (one, other))  # then zero times anything is inside
    low_closed = any(closed for corner, closed in corners if corner == low) or (inside and low == 0)
    high_closed = any(closed for corner, closed in corners if corner == high) or (inside and high == 0)
    return Interval(low, high, low_closed, high_closed)


def _times(one: End, other: End) -> End:
    for (number, closed), (against, _) in ((one, other), (other, one)):
        if number == 0 and (closed or not against.is_finite()):
            return ZERO, closed
    return CONTEXT.multiply(one[0], other[0]), one[1] and other[1]


def _over(one: End, divisor: End) -> End:
    (number, closed), (by, by_closed) = one, divisor
    if number == 0:
        return ZERO, closed
    if not by.is_finite():
        return ZERO, False
    if by == 0:  # an open end; its sign says from which side
        return (-INFINITE if number.is_signed() != by.is_signed() else INFINITE), False
    return CONTEXT.divide(number, by), closed and by_closed


def _without_zero(divisor: Interval) -> list[Interval]:
    """Return the parts of an interval below and above zero."""
    found: list[Interval] = []
    if divisor.low < 0:
        cut = divisor.high >= 0
        high, closed = (Decimal("-0"), False) if cut else (divisor.high, divisor.high_closed)
        found.append(Interval(divisor.low, high, divisor.low_closed, closed))
    if divisor.high > 0:
        cut = divisor.low <= 0
        low, closed = (ZERO, False) if cut else (divisor.low, divisor.low_closed)
        found.append(Interval(low, divisor.high, closed, divisor.high_closed))
    return found


def _opposite(one: Interval) -> Interval:
    return Interval(one.high.copy_negate(), one.low.copy_negate(), one.high_closed, one.low_closed)
