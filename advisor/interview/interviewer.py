"""What choosing questions works out about each goal, kept between the steps of a session.

Everything kept is keyed by the answers it follows from, so that a resumed, edited or
undone session asks what a fresh one would; it is only faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.explore import Possibilities, explore
from advisor.evaluate.live import Live, Need, OpenReads, follow
from advisor.evaluate.variables import Block
from advisor.interview.usefulness import expected_removals
from advisor.interview.witness import FEW_DRAWS, Turning, find_turning, has_witness, trial_values
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for

LIMIT = 2_000
"""Completions searched to make sure that a question still matters."""
REMEMBERED = 20_000
"""How many results of one kind are kept before they are forgotten."""

Key = tuple[str, tuple[tuple[str, "Value | None"], ...]]
"""A goal and the answers that reach it."""


@dataclass(frozen=True, slots=True)
class GoalState:
    """What a goal still hangs on, and how many of its open outcomes an answer to each fact is expected to rule out.

    `bearing`: the nodes that bear on how it ends; `seen`: those and the ones its sums read.
    """

    key: Key
    live: Live
    bearing: frozenset[str]
    seen: frozenset[str]
    removals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet of answers looked at: the single case evaluated, what its open parts read, the state of the goals."""

    sheet: Sheet
    base: Evaluation
    reads: OpenReads
    states: Mapping[str, GoalState]


class Interviewer:
    """Looks at sheets of answers under one ruleset and one set of preferences."""

    def __init__(self, ruleset: Ruleset, prefer: Iterable[str] = ()) -> None:
        self.ruleset = ruleset
        self.resolver = resolver_for(ruleset, prefer)
        self._below = _closures(ruleset)
        self._goals: dict[Key, GoalState] = {}
        self._explored: dict[Key, Possibilities] = {}
        self._found: dict[tuple[Key, str, bool], bool] = {}
        self._turning: dict[Key, Turning] = {}
        self._last: Look | None = None

    def look(self, sheet: Sheet, goals: Iterable[str]) -> Look:
        """Return the sheet evaluated, with the state of every goal that may still apply.

        What the latest answers do not bear on is kept from the look before.
        """
        evaluator, before = Evaluator(self.ruleset, self.resolver, sheet), self._last
        if before is None:
            base = evaluator.run(Block(()), frozenset(self.ruleset.nodes))
            reads, same = OpenReads(self.ruleset, base, sheet), dict[str, GoalState]()
        else:
            changed = {
                fact for fact in before.sheet.keys() | sheet.keys()
                if (fact in before.sheet) != (fact in sheet) or before.sheet.get(fact) != sheet.get(fact)
            }  # fmt: skip
            base, anew = evaluator.update(before.base, changed)
            reads, moved = before.reads.after(base, sheet, anew)
            # answers added leave a goal as it was that looked at nothing they moved; other changes may not
            added = changed.isdisjoint(before.sheet)
            same = {goal: one for goal, one in before.states.items() if added and one.seen.isdisjoint(moved)}
        self._last = found = Look(dict(sheet), base, reads, self._states(goals, sheet, base, reads, same))
        return found

    def _states(
        self, goals: Iterable[str], sheet: Sheet, base: Evaluation, reads: OpenReads, same: Mapping[str, GoalState]
    ) -> dict[str, GoalState]:
        keys = {goal: self._key(goal, sheet) for goal in goals if not base.applies[goal][1]}
        _make_room(self._goals)
        self._goals.update((key, same[goal]) for goal, key in keys.items() if goal in same and key not in self._goals)
        fresh = {goal: key for goal, key in keys.items() if key not in self._goals}
        if fresh:
            found = {goal: follow(reads, goal) for goal in fresh}
            trials = self._trials(one.live for one in found.values())
            removals = expected_removals(self.ruleset, self.resolver, sheet, base, trials, found)
            for goal, key in fresh.items():
                one = found[goal]
                self._goals[key] = GoalState(key, one.live, one.bearing, one.seen, removals[goal])
        return {goal: self._goals[key] for goal, key in keys.items()}

    def _key(self, goal: str, sheet: Sheet) -> Key:
        below = self._below[goal]
        return goal, tuple(sorted((item for item in sheet.items() if item[0] in below), key=lambda item: item[0]))

    def _trials(self, lives: Iterable[Live]) -> dict[str, list[Value]]:
        needs: dict[str, Need] = {}
        for live in lives:
            for fact, need in (*live.facts.items(), *live.inputs.items()):
                joint = needs.setdefault(fact, Need())
                joint.options |= need.options
                joint.thresholds |= need.thresholds
        return {fact: trial_values(self.ruleset.kb.facts[fact], need) for fact, need in needs.items()}

    # --- what matters ------------------------------------------------------------------------------------

    def has_witness(
        self, state: GoalState, sheet: Sheet, base: Evaluation, fact: str, *, amounts: bool = False
    ) -> bool:
        """Return whether completions were found in which answers to `fact` part the goal, or only its amounts."""
        key = (state.key, fact, amounts)
        if key not in self._found:
            _make_room(self._found)
            self._found[key] = has_witness(
                Evaluator(self.ruleset, self.resolver, sheet), base, state.key[0], fact, state.live,
                needed=state.seen if amounts else state.bearing, draws=FEW_DRAWS, amounts=amounts,
            )  # fmt: skip
        return self._found[key]

    def turning(self, state: GoalState, sheet: Sheet, base: Evaluation) -> Turning:
        """Return at which facts the goal turns between two of many completions drawn at random."""
        if state.key not in self._turning:
            _make_room(self._turning)
            evaluator = Evaluator(self.ruleset, self.resolver, sheet)
            found = find_turning(evaluator, base, state.key[0], state.live, needed=state.bearing)
            self._turning[state.key] = found
        return self._turning[state.key]

    def explored(self, state: GoalState, sheet: Sheet, base: Evaluation) -> Possibilities:
        """Return what is still possible for a goal."""
        if state.key not in self._explored:
            _make_room(self._explored)
            self._explored[state.key] = explore(self.ruleset, self.resolver, sheet, state.key[0], LIMIT, base)
        return self._explored[state.key]

    def size(self, live: Live) -> int:
        """Return about how many completions the open facts have, as the search counts them."""
        total = 1
        for node, need in live.facts.items():
            fact = self.ruleset.kb.facts[node]
            if fact.type == "choices":
                total *= 2 ** len(need.options)
            elif fact.type != "text":
                total *= len(trial_values(fact, need))
        return total


def _closures(ruleset: Ruleset) -> dict[str, frozenset[str]]:
    """Return for each node itself and everything below it."""
    found: dict[str, frozenset[str]] = {}
    for node in ruleset.nodes:
        found[node] = frozenset({node}).union(*(found[read] for read in ruleset.reads[node]))
    return found


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= REMEMBERED:
        kept.clear()
