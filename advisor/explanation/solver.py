"""Whether some truth values meet all clauses: search that learns a clause from every dead end.

Variables are 1, 2, …; a literal is a variable or its negation, `-variable`. The search is that of every modern solver:
two watched literals for each clause, clauses learnt at the first unique implication point, the variables that were in
the way most lately first, restarts. Nothing is drawn by lot: the same clauses give the same answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

RESTART = 60
"""The unit of the distances between restarts, in dead ends."""
DECAY = 1 / 0.94
TOO_LARGE = 1e100


class GivenUp(Exception):  # noqa: N818 - no error: the limit was reached first
    """The search came to no end within the dead ends it was allowed."""


class Solver:
    """Clauses, and what was learnt from them; asked again and again under other assumptions."""

    def __init__(self) -> None:
        self.value: list[int] = [0]
        """By variable: 1 true, -1 false, 0 open."""
        self._level: list[int] = [0]
        self._reason: list[list[int] | None] = [None]
        self._phase: list[int] = [-1]
        self._activity: list[float] = [0.0]
        self._watches: dict[int, list[list[int]]] = {}
        self._trail: list[int] = []
        self._marks: list[int] = []
        self._head = 0
        self._heap: list[tuple[float, int]] = []
        self._step = 1.0
        self.contradiction = False
        self.dead_ends = 0

    def variable(self) -> int:
        """Return a new variable."""
        self.value.append(0)
        self._level.append(0)
        self._reason.append(None)
        self._phase.append(-1)
        self._activity.append(0.0)
        number = len(self.value) - 1
        self._watches[number] = []
        self._watches[-number] = []
        self._heap.append((0.0, number))
        return number

    def add(self, literals: Iterable[int]) -> None:
        """Add a clause: one of these literals is true. Only between searches."""
        clause: list[int] = []
        for literal in literals:
            now = self._now(literal)
            if now > 0 or -literal in clause:
                return
            if now == 0 and literal not in clause:
                clause.append(literal)
        if len(clause) > 1:
            self._watch(clause)
        elif not clause:
            self.contradiction = True
        else:
            self._set(clause[0], None)
            self.contradiction |= self._propagate() is not None

    def solve(self, assumptions: Sequence[int], limit: int) -> frozenset[int] | None:
        """Return None where the clauses can be met under the assumptions (then `value` says how), else assumptions
        that suffice to rule it out.

        Raises GivenUp after `limit` dead ends. What was found stands in `value` until `clear` is called.
        """
        self.clear()
        left, run, rounds = limit, 0, 1
        while not self.contradiction:
            conflict = self._propagate()
            if conflict is not None:
                self.dead_ends += 1
                if not self._marks:
                    self.contradiction = True
                    break
                learnt, level = self._learn(conflict)
                self._back_to(level)
                if len(learnt) > 1:
                    self._watch(learnt)
                self._set(learnt[0], learnt if len(learnt) > 1 else None)
                self._step *= DECAY
                left, run = left - 1, run + 1
                if left <= 0:
                    self.clear()
                    raise GivenUp
                continue
            if run >= RESTART * _luby(rounds):
                run, rounds = 0, rounds + 1
                self.clear()
                continue
            literal = 0
            while len(self._marks) < len(assumptions):
                wanted = assumptions[len(self._marks)]
                now = self._now(wanted)
                if now < 0:
                    core = self._behind(wanted)
                    self.clear()
                    return core
                self._marks.append(len(self._trail))
                if now == 0:
                    literal = wanted
                    break
            if not literal:
                variable = self._next()
                if not variable:
                    return None
                self._marks.append(len(self._trail))
                literal = variable * self._phase[variable]
            self._set(literal, None)
        self.clear()
        return frozenset()

    def clear(self) -> None:
        """Take back what was tried."""
        self._back_to(0)

    # --- one step ---------------------------------------------------------------------------------------------

    def _now(self, literal: int) -> int:
        return self.value[literal] if literal > 0 else -self.value[-literal]

    def _watch(self, clause: list[int]) -> None:
        self._watches[clause[0]].append(clause)
        self._watches[clause[1]].append(clause)

    def _set(self, literal: int, reason: list[int] | None) -> None:
        variable = abs(literal)
        self.value[variable] = 1 if literal > 0 else -1
        self._level[variable] = len(self._marks)
        self._reason[variable] = reason
        self._trail.append(literal)

    def _propagate(self) -> list[int] | None:
        """Draw what follows; return a clause that cannot be met any more, if one is found."""
        value, watches, trail = self.value, self._watches, self._trail
        while self._head < len(trail):
            false = -trail[self._head]
            self._head += 1
            mine = watches[false]
            kept: list[list[int]] = []
            for index, clause in enumerate(mine):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                first = clause[0]
                now = value[first] if first > 0 else -value[-first]
                if now > 0:
                    kept.append(clause)
                    continue
                for place in range(2, len(clause)):
                    other = clause[place]
                    if (value[other] if other > 0 else -value[-other]) >= 0:
                        clause[1], clause[place] = other, false
                        watches[other].append(clause)
                        break
                else:
                    kept.append(clause)
                    if now < 0:
                        kept.extend(mine[index + 1 :])
                        watches[false] = kept
                        self._head = len(trail)
                        return clause
                    self._set(first, clause)
            watches[false] = kept
        return None

    def _learn(self, conflict: list[int]) -> tuple[list[int], int]:
        """Return the clause that the dead end teaches, the literal to turn first, and the level to go back to."""
        here, level, reason = len(self._marks), self._level, self._reason
        seen: set[int] = set()
        learnt: list[int] = []
        open_here, index, clause, skip = 0, len(self._trail) - 1, conflict, 0
        while True:
            for literal in clause:
                variable = abs(literal)
                if literal == skip or variable in seen or not level[variable]:
                    continue
                seen.add(variable)
                self._bump(variable)
                if level[variable] == here:
                    open_here += 1
                else:
                    learnt.append(literal)
            while abs(self._trail[index]) not in seen:
                index -= 1
            turned = self._trail[index]
            index -= 1
            open_here -= 1
            if not open_here:
                break
            found = reason[abs(turned)]
            assert found is not None  # noqa: S101 - only the decision of this level has none, and it stands first
            clause, skip = found, turned
        kept = [literal for literal in learnt if not self._follows(literal, seen)]
        kept.sort(key=lambda literal: -level[abs(literal)])
        return [-turned, *kept], level[abs(kept[0])] if kept else 0

    def _follows(self, literal: int, seen: set[int]) -> bool:
        """Return whether a literal of a learnt clause follows from its others."""
        reason = self._reason[abs(literal)]
        return reason is not None and all(
            one == -literal or abs(one) in seen or not self._level[abs(one)] for one in reason
        )

    def _behind(self, wanted: int) -> frozenset[int]:
        """Return the assumptions from which it follows that another cannot hold, with it."""
        found, waiting = {wanted}, {abs(wanted)}
        for literal in reversed(self._trail):
            variable = abs(literal)
            if variable not in waiting or not self._level[variable]:
                continue
            reason = self._reason[variable]
            if reason is None:
                found.add(literal)
            else:
                waiting.update(abs(one) for one in reason)
        return frozenset(found)

    def _bump(self, variable: int) -> None:
        self._activity[variable] += self._step
        if self._activity[variable] > TOO_LARGE:
            self._activity = [one / TOO_LARGE for one in self._activity]
            self._step /= TOO_LARGE
            self._heap = [(-one, number) for number, one in enumerate(self._activity) if number]
            heapq.heapify(self._heap)
        elif not self.value[variable]:
            heapq.heappush(self._heap, (-self._activity[variable], variable))

    def _next(self) -> int:
        """Return the open variable that was in the way most lately, or 0 where all are settled."""
        while self._heap:
            _, variable = heapq.heappop(self._heap)
            if not self.value[variable]:
                return variable
        return 0

    def _back_to(self, level: int) -> None:
        if len(self._marks) <= level:
            return
        start = self._marks[level]
        for literal in self._trail[start:]:
            variable = abs(literal)
            self._phase[variable] = self.value[variable]
            self.value[variable] = 0
            heapq.heappush(self._heap, (-self._activity[variable], variable))
        del self._trail[start:]
        del self._marks[level:]
        self._head = start


def _luby(number: int) -> int:
    """Return the sequence 1 1 2 1 1 2 4 …, by which restarts come neither too often nor too seldom."""
    power = number.bit_length()
    while number != (1 << power) - 1:
        number -= (1 << (power - 1)) - 1
        power = number.bit_length()
    return 1 << (power - 1)
