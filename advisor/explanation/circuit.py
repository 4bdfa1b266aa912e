"""Truth values that hang on each other, made into clauses as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.explanation.solver import Solver

TRUE = 1
FALSE = -1


class NotWritten(Exception):  # noqa: N818 - no error: what hangs on it stays unproven
    """Something that clauses are not made for: rules in a circle, too many numbers, sums of sums of inferred facts."""


class Circuit:
    """Makes literals for "all of these", "one of these", "so many of these"; the same for the same."""

    def __init__(self) -> None:
        self.solver = Solver()
        self.solver.variable()
        self.solver.add((TRUE,))
        self._made: dict[tuple[int, ...], int] = {}
        self._counted: dict[tuple[int, ...], tuple[int, ...]] = {}

    def fresh(self) -> int:
        """Return a literal that nothing is known of yet."""
        return self.solver.variable()

    def require(self, *literals: int) -> None:
        """Have one of these hold."""
        if TRUE not in literals:
            self.solver.add(literals)

    def all_of(self, literals: Iterable[int]) -> int:
        """Return the literal that holds where all of these do."""
        parts: set[int] = set()
        for literal in literals:
            if literal == FALSE or -literal in parts:
                return FALSE
            if literal != TRUE:
                parts.add(literal)
        if len(parts) < 2:
            return parts.pop() if parts else TRUE
        key = tuple(sorted(parts))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self.fresh()
            for part in key:
                self.solver.add((-found, part))
            self.solver.add((found, *(-part for part in key)))
        return found

    def one_of(self, literals: Iterable[int]) -> int:
        """Return the literal that holds where any of these does."""
        return -self.all_of(-literal for literal in literals)

    def either(self, condition: int, then: int, otherwise: int) -> int:
        """Return the literal that is `then` where the condition holds, else `otherwise`."""
        if condition in (TRUE, FALSE) or then == otherwise:
            return then if condition == TRUE or then == otherwise else otherwise
        return self.one_of((self.all_of((condition, then)), self.all_of((-condition, otherwise))))

    def choice(self, count: int) -> tuple[int, ...]:
        """Return literals of which exactly one holds."""
        if count == 1:
            return (TRUE,)
        if count == 2:
            first = self.fresh()
            return first, -first
        found = tuple(self.fresh() for _ in range(count))
        self.solver.add(found)
        for index, one in enumerate(found):
            for other in found[index + 1 :]:
                self.solver.add((-one, -other))
        return found

    def count(self, literals: Iterable[int]) -> tuple[int, ...]:
        """Return for each k from 1 the literal that holds where at least k of these do."""
        parts = sorted(literal for literal in literals if literal != FALSE)
        sure = parts.count(TRUE)
        return (TRUE,) * sure + self._count(tuple(one for one in parts if one != TRUE))

    def _count(self, parts: tuple[int, ...]) -> tuple[int, ...]:
        if len(parts) < 2:
            return parts
        found = self._counted.get(parts)
        if found is None:
            half = len(parts) // 2
            found = self._counted[parts] = self._merge(self._count(parts[:half]), self._count(parts[half:]))
        return found

    def _merge(self, left: Sequence[int], right: Sequence[int]) -> tuple[int, ...]:
        found = tuple(self.fresh() for _ in range(len(left) + len(right)))
        reached, beyond = (TRUE, *left), (*left, FALSE)
        others, others_beyond = (TRUE, *right), (*right, FALSE)
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                if i + j:
                    self.solver.add((-reached[i], -others[j], found[i + j - 1]))
                if i + j < len(found):
                    self.solver.add((beyond[i], others_beyond[j], -found[i + j]))
        return found
