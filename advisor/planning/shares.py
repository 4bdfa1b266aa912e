"""Dividing whole amounts so that the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

_STEPS = 200
"""How many steps an average part has at least where amounts are rounded for reading."""

Weight: TypeAlias = "int | Fraction"


def split(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """Divide a whole amount in proportion to the weights, to the last unit.

    Every part is at most one unit away from its exact share; what rounding leaves over goes to the parts that
    lost most by it, the first of equals (the method of the largest remainder). Weights that are all zero count
    as equal.
    """
    if not weights:
        return ()
    if total < 0:
        return tuple(-part for part in split(-total, weights))
    sum_ = sum(weights, Fraction(0))
    if not sum_:
        weights, sum_ = [1] * len(weights), Fraction(len(weights))
    exact = [total * Fraction(weight) / sum_ for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    most_lost = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in most_lost[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def spread(total: int, weights: Sequence[Weight], step: int = 1) -> tuple[int, ...]:
    """Divide a whole amount over time in proportion to the weights: no sum from the start strays from its share.

    At every point what has been given out so far is its exact share rounded to `step`, so nothing piles up anywhere;
    the parts add up to the total. Weights that are all zero count as equal.
    """
    if total < 0:
        return tuple(-part for part in spread(-total, weights, step))
    sum_ = sum(weights, Fraction(0))
    if not sum_:
        weights, sum_ = [1] * len(weights), Fraction(len(weights))
    parts: list[int] = []
    given, reached = 0, Fraction(0)
    for weight in weights:
        reached += weight
        due = total if reached == sum_ else min(total, step * whole(total * reached / sum_ / step))
        parts.append(due - given)
        given = due
    return tuple(parts)


def round_step(total: int, parts: int) -> int:
    """Return the power of ten to round to so that the parts are easy to read and move by half a percent at most."""
    step = 1
    while parts and abs(total) >= step * 10 * parts * _STEPS:
        step *= 10
    return step


def whole(value: Decimal | Fraction | int) -> int:
    """Return the nearest whole number, halves away from zero."""
    exact = abs(Fraction(value))
    rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return -rounded if value < 0 else rounded


def stretched(weights: Sequence[int], lengths: Sequence[Weight]) -> tuple[Fraction, ...]:
    """Lay the weights evenly over consecutive parts of the given lengths; return the weight that falls on each part.

    >>> stretched([1, 3], [1, 1, 1, 1])
    (Fraction(1, 1), Fraction(1, 1), Fraction(3, 1), Fraction(3, 1))
    """
    step = sum(lengths, Fraction(0)) / len(weights)
    found: list[Fraction] = []
    start = Fraction(0)
    for length in lengths:
        end = start + Fraction(length)
        spans = (
            Fraction(weight) * max(Fraction(0), min(end, step * (index + 1)) - max(start, step * index))
            for index, weight in enumerate(weights)
        )
        found.append(Fraction(sum(spans, Fraction(0))))
        start = end
    return tuple(found)
