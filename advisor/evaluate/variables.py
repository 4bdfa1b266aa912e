"""Facts left free: the alternatives a completion may give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from random import Random

from advisor.evaluate.columns import Bits
from advisor.model.types import FactDef, Value

MAX_SUBSETS = 4_096
NO_RESULT = "no result"
"""The value of a free formula that comes to nothing: a requirement fails, or an input does not apply."""
UNREAD = "unread"
"""The only value of a formula that is left unknown."""


def _repeat(pattern: Bits, period: int, size: int) -> Bits:
    """Return `pattern` repeated every `period` bits up to `size` bits, by doubling."""
    filled, bits = period, pattern
    while filled < size:
        bits |= bits << filled
        filled *= 2
    return bits & ((1 << size) - 1)


@dataclass(frozen=True, slots=True)
class Variable:
    """A node and the values it may take. `exact` is False where some may be out of reach (a formula's result)."""

    node: str
    values: tuple[Value, ...]
    exact: bool = True


class Block:
    """The cases of a set of variables: every combination of their values is one case.

    The first variable changes fastest: case i gives variable v the value number
    `(i // stride[v]) % len(values)`.
    """

    def __init__(self, variables: Iterable[Variable]) -> None:
        self.variables = tuple(variables)
        self._strides: list[int] = []
        size = 1
        for variable in self.variables:
            self._strides.append(size)
            size *= len(variable.values)
        self.size = size
        """How many cases there are."""
        self.every: Bits = (1 << size) - 1
        """The bits of all cases."""
        self._first: dict[int, Bits] = {}

    def stride(self, index: int) -> int:
        """Return how many cases in a row share a value of variable `index`."""
        return self._strides[index]

    def bits(self, index: int, choice: int) -> Bits:
        """Return the cases in which variable `index` has its value number `choice`."""
        run = self._strides[index]
        if index not in self._first:
            self._first[index] = _repeat((1 << run) - 1, run * len(self.variables[index].values), self.size)
        return self._first[index] << (choice * run)

    def case(self, number: int) -> dict[str, Value]:
        """Return the values of case `number`."""
        values: dict[str, Value] = {}
        for variable in self.variables:
            number, choice = divmod(number, len(variable.values))
            values[variable.node] = variable.values[choice]
        return values


class Trials(Block):
    """One case for each value of each variable; in it every other variable stays unknown."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        super().__init__(())
        self.variables = tuple(variables)
        self._offsets: list[int] = []
        self.size = 0
        for variable in self.variables:
            self._offsets.append(self.size)
            self.size += len(variable.values)
        self.every = (1 << self.size) - 1

    def bits(self, index: int, choice: int) -> Bits:
        """Return the one case in which variable `index` has its value number `choice`."""
        return 1 << (self._offsets[index] + choice)


class Sample(Block):
    """Cases drawn at random: in each of them every variable has some one of its values."""

    def __init__(self, variables: Iterable[Variable], size: int, draw: Random) -> None:
        super().__init__(())
        self.variables = tuple(variables)
        self.size = size
        self.every = (1 << size) - 1
        self._drawn = [tuple(self._part(len(variable.values), draw)) for variable in self.variables]

    def _part(self, count: int, draw: Random) -> Iterator[Bits]:
        """Yield for each of `count` values the cases that have it: about as many, and each case has one."""
        slices = [draw.getrandbits(self.size) for _ in range((count - 1).bit_length() + 2)]
        parts = [0] * count
        for bucket in range(1 << len(slices)):
            cases = self.every
            for place, mask in enumerate(slices):
                cases &= mask if bucket >> place & 1 else ~mask
            parts[bucket % count] |= cases
        yield from parts

    def bits(self, index: int, choice: int) -> Bits:
        """Return the cases in which variable `index` has its value number `choice`."""
        return self._drawn[index][choice]

    def choice(self, index: int, case: int) -> int:
        """Return the number of the value that variable `index` has in a case."""
        return next(number for number, bits in enumerate(self._drawn[index]) if bits >> case & 1)


class Path(Block):
    """The way from one case to another, one variable at a time: case i has the first i variables changed."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        super().__init__(())
        self.variables = tuple(variables)
        self.size = len(self.variables) + 1
        self.every = (1 << self.size) - 1

    def bits(self, index: int, choice: int) -> Bits:
        """Return the cases before variable `index` is changed (its first value), or after (its second)."""
        before = (1 << (index + 1)) - 1
        return before if choice == 0 else self.every & ~before


def ticked_subsets(fact: FactDef, options: Iterable[str]) -> tuple[tuple[str, ...], ...] | None:
    """Return every way to tick some of `options` that the fact allows, or None where they are too many."""
    wanted = [option for option in fact.options if option.id in set(options)]
    free = sorted(option.id for option in wanted if not option.exclusive)
    alone = sorted(option.id for option in wanted if option.exclusive)
    most = min(len(free), fact.at_most or len(free))
    if most == len(free) and 2 ** len(free) > MAX_SUBSETS:
        return None
    subsets = [subset for size in range(most + 1) for subset in combinations(free, size)]
    if len(subsets) > MAX_SUBSETS:
        return None
    return (*subsets, *((option,) for option in alone))


def regions(thresholds: Sequence[Decimal], low: Decimal | None, high: Decimal | None) -> tuple[Decimal, ...]:
    """Return one number for each region that the thresholds cut the range [low, high] into."""
    points = sorted({t for t in thresholds if (low is None or t >= low) and (high is None or t <= high)})
    if not points:
        return (low if low is not None else high if high is not None else Decimal(0),)
    chosen: list[Decimal] = []
    if low is None or low < points[0]:
        chosen.append(points[0] - 1 if low is None else (low + points[0]) / 2)
    for left, right in pairwise(points):
        chosen += [left, (left + right) / 2]
    chosen.append(points[-1])
    if high is None or points[-1] < high:
        chosen.append(points[-1] + 1 if high is None else (points[-1] + high) / 2)
    return tuple(chosen)
