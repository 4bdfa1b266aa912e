"""Dividing whole amounts so that the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

_STEPS = 200
"""How many steps an average part has at least, so that rounding moves it by half a percent at most."""

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


def split_roundly(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """Divide a whole amount as `split` does, in parts that are easy to read: round numbers but for one.

    The step is a power of ten small against a part; what does not fill a step goes to the largest part.
    """
    spread = sum(1 for weight in weights if weight)
    step = 1
    while spread and abs(total) >= step * 10 * spread * _STEPS:
        step *= 10
    steps = abs(total) // step
    parts = [part * step for part in split(steps, weights)]
    if parts:
        largest = max(range(len(parts)), key=lambda index: (parts[index], -index))
        parts[largest] += abs(total) - steps * step
    return tuple(-part for part in parts) if total < 0 else tuple(parts)


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
