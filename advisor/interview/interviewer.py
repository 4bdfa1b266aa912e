"""What choosing questions works out about each goal, kept between the steps of a session.

Everything kept is keyed by the answers it follows from, so that a resumed, edited or
undone session asks what a fresh one would; it is only faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.evaluate.evaluator import Evaluation, Evaluator, Sheet
from advisor.evaluate.explore import Possibilities, explore
from advisor.evaluate.live import Live, Need, find_live
from advisor.evaluate.variables import Block
from advisor.interview.usefulness import expected_removals
from advisor.interview.witness import FEW_DRAWS, has_witness, trial_values, turning_facts
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
    """What a goal still hangs on, and how many of its open outcomes an answer to each fact is expected to rule out."""

    key: Key
    live: Live
    removals: Mapping[str, float]


class Interviewer:
    """Looks at sheets of answers under one ruleset and one set of preferences."""

    def __init__(self, ruleset: Ruleset, prefer: Iterable[str] = ()) -> None:
        self.ruleset = ruleset
        self.resolver = resolver_for(ruleset, prefer)
        self._below = _closures(ruleset)
        self._goals: dict[Key, GoalState] = {}
        self._explored: dict[Key, Possibilities] = {}
        self._found: dict[tuple[Key, str, bool], bool] = {}
        self._turning: dict[tuple[Key, tuple[str, ...]], frozenset[str]] = {}
        self._last: tuple[Sheet, Evaluation] | None = None

    def evaluate(self, sheet: Sheet) -> Evaluation:
        """Return the evaluation of the single case as it stands; what the latest answers do not reach is kept."""
        evaluator = Evaluator(self.ruleset, self.resolver, sheet)
        everything = frozenset(self.ruleset.nodes)
        if self._last is None:
            found = evaluator.run(Block(()), everything)
        else:
            before, known = self._last
            changed = {
                fact for fact in before.keys() | sheet.keys()
                if (fact in before) != (fact in sheet) or before.get(fact) != sheet.get(fact)
            }  # fmt: skip
            stale = frozenset(node for node, below in self._below.items() if not below.isdisjoint(changed))
            found = evaluator.update(known, stale)
        self._last = dict(sheet), found
        return found

    def states(self, goals: Iterable[str], sheet: Sheet, base: Evaluation) -> dict[str, GoalState]:
        """Return the state of every goal that may still apply."""
        keys = {goal: self._key(goal, sheet) for goal in goals if not base.applies[goal][1]}
        _make_room(self._goals)
        fresh = {goal: key for goal, key in keys.items() if key not in self._goals}
        if fresh:
            lives = {goal: find_live(self.ruleset, base, sheet, goal) for goal in fresh}
            removals = expected_removals(self.ruleset, self.resolver, sheet, base, self._trials(lives.values()), lives)
            for goal, key in fresh.items():
                self._goals[key] = GoalState(key, lives[goal], removals[goal])
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
                self.ruleset, self.resolver, sheet, base, state.key[0], fact, state.live,
                draws=FEW_DRAWS, amounts=amounts,
            )  # fmt: skip
        return self._found[key]

    def turning_facts(self, state: GoalState, sheet: Sheet, base: Evaluation, facts: Iterable[str]) -> frozenset[str]:
        """Return facts out of `facts` on which the goal turns between two of many completions drawn at random."""
        among = tuple(sorted(facts))
        key = (state.key, among)
        if key not in self._turning:
            _make_room(self._turning)
            goal, live = state.key[0], state.live
            self._turning[key] = turning_facts(self.ruleset, self.resolver, sheet, base, goal, live, among)
        return self._turning[key]

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
