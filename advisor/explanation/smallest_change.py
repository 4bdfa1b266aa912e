"""The fewest answers that would have to differ for an option to win.

Most sets of answers need not be tried. A set of answers such that, while they stay as they are, the option
cannot win whatever all others become, is an obstacle: every change must touch it. Only changes that touch all
obstacles found are tried, those of one answer first, then those of two, and so on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from advisor.consultation.findings import Consultation
from advisor.evaluate.evaluator import Sheet
from advisor.evaluate.explore import explore
from advisor.evaluate.votes import Votes, choose
from advisor.evaluate.worlds import ANY, OPEN, How, World, Worlds
from advisor.explanation.search import Search, fits
from advisor.explanation.trials import trials_of
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver, resolver_for

MAX_CHANGES = 6
MAX_SETS = 1_000
"""So many sets of answers are looked at for one number of changes before the search gives up."""
FIRST_STATES = 160
MAX_STATES = 320
LOTS = 300
"""So many states the search evaluates in all before it gives up."""
MAX_OBSTACLES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestChange:
    """The fewest answers, with new values, that make an option win; `answers` is None where none was found.

    `tried`: all changes of up to so many answers were looked at. `impossible`: it is certain that no answers
    whatever make it win. `complete` is False where, of a number that a sum is reckoned from, only some values
    were tried.
    """

    answers: Mapping[str, Value] | None
    tried: int
    impossible: bool = False
    complete: bool = True


def smallest_change(ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, option: str) -> SmallestChange:
    """Return the fewest answers, with their new values, that make `option` win `goal` for sure.

    Answers not given count as answers too. Of changes of the same number of answers the one that moves the
    fewest ticks is taken. No part of a result makes the option win.
    """
    aim = choose(ruleset, resolver, goal, (option,))
    worlds = Worlds(aim, sheet)
    trials = trials_of(worlds)
    facts = [id_ for id_ in worlds.facts if id_ in trials.values or id_ in trials.asked]
    search = _Changes(worlds, Search(worlds, trials, aim), aim, facts)
    found = search.find()
    if not found.answers:
        return found
    return SmallestChange(
        answers=_needed(ruleset, resolver, sheet, goal, option, found.answers),
        tried=found.tried,
        complete=found.complete,
    )


class _Changes:
    def __init__(self, worlds: Worlds, search: Search, aim: Votes, facts: Sequence[str]) -> None:
        self.worlds = worlds
        self.search = search
        self.aim = aim
        self.facts = sorted(facts, key=lambda id_: (worlds.ruleset.kb.facts[id_].ask == "fallback", id_))

    def find(self) -> SmallestChange:
        """Look for a change from all answers at once; where that takes too long, from few to many."""
        free: World = dict.fromkeys(self.facts, OPEN)
        found = self.search.run([free], How.ANSWER, FIRST_STATES, best=True)
        if found.world is None and found.complete:
            return SmallestChange(answers=None, tried=len(self.facts), impossible=True)
        if found.ended:
            answers = self._least(self.search.answers(found.world)) if found.world is not None else None
            tried = len(self.facts if answers is None else answers)
            return SmallestChange(answers=answers, tried=tried, complete=found.complete)
        tried, answers = self._from_few_to_many()
        if answers is None:
            answers = self._some_change()
        return SmallestChange(answers=answers, tried=tried, complete=not self.search.trials.sampled)

    def _from_few_to_many(self) -> tuple[int, Mapping[str, Value] | None]:
        """Return up to how many answers all changes were tried, and the change if one was found."""
        obstacles = self._obstacles()
        left = MAX_STATES
        for size in range(1, min(MAX_CHANGES, len(self.facts)) + 1):
            sets = list(islice(self._touching(obstacles, size), MAX_SETS + 1))
            if len(sets) > MAX_SETS:
                return size - 1, None
            starts = self._which_may(sets)
            if starts:
                found = self.search.run([self._freed(one) for one in starts], How.ANSWER, left, best=False)
                if found.world is not None:
                    return size, self._nearest(self._least(self.search.answers(found.world)))
                left -= found.states
                if left <= 0:
                    return size - 1, None
        return min(MAX_CHANGES, len(self.facts)), None

    def _some_change(self) -> Mapping[str, Value] | None:
        """Return some change of which no part is enough, if one turns up among many drawn by lot."""
        source = random.Random(0)  # noqa: S311 - the same lots every time
        trials, kb = self.search.trials, self.worlds.ruleset.kb
        lots: list[Mapping[str, Value]] = []
        for number in range(LOTS):
            answers: dict[str, Value] = {}
            for id_ in self.facts:
                now = self.worlds.sheet.get(id_)
                if source.random() * LOTS > number:
                    continue
                if id_ in trials.values:
                    value: Value = source.choice(trials.values[id_])
                else:
                    ticked = set(now) if isinstance(now, tuple) else set()
                    ticked ^= {option for option in trials.asked[id_] if source.random() < 0.5}
                    value = tuple(sorted(ticked))
                    if not fits(kb.facts[id_], value):
                        continue
                if value != now:
                    answers[id_] = value
            lots.append(answers)
        found = self._first(lots)
        return None if found is None else self._nearest(self._least(found))

    def _least(self, answers: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the smallest part of a change that is enough."""
        while True:
            most = len(answers) if len(answers) <= MAX_CHANGES + 2 else len(answers) - 1
            sizes = range(1, most + 1) if most == len(answers) else range(most, len(answers) + 1)
            parts = [part for size in sizes for part in combinations(sorted(answers), size)]
            enough = self._first([{id_: answers[id_] for id_ in part} for part in parts])
            if enough is None or len(enough) == len(answers) or most == len(answers):
                return answers if enough is None else enough
            answers = enough

    def _nearest(self, answers: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the change without the ticks that can stay as they are."""
        while True:
            nearer: list[Mapping[str, Value]] = []
            for id_, value in answers.items():
                now = self.worlds.sheet.get(id_)
                if isinstance(value, tuple) and isinstance(now, tuple):
                    for option in sorted(set(value) ^ set(now)):
                        other = tuple(sorted(set(value) ^ {option}))
                        if other != now and fits(self.worlds.ruleset.kb.facts[id_], other):
                            nearer.append({**answers, id_: other})
            found = self._first(nearer)
            if found is None:
                return answers
            answers = found

    def _first(self, changes: Sequence[Mapping[str, Value]]) -> Mapping[str, Value] | None:
        """Return the first of some changes that is enough."""
        if not changes:
            return None
        worlds: list[World] = [{id_: (How.ANSWER, value) for id_, value in one.items()} for one in changes]
        certain, _ = self.aim.verdict(self.worlds.run(worlds))
        return changes[(certain & -certain).bit_length() - 1] if certain else None

    def _freed(self, chosen: frozenset[str]) -> World:
        return dict.fromkeys(sorted(chosen), ANY)

    def _may(self, sets: Sequence[frozenset[str]]) -> int:
        """Return the bits of the sets that, left open, do not shut the option out."""
        return self.aim.verdict(self.worlds.run([self._freed(chosen) for chosen in sets]))[1]

    def _which_may(self, sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
        found: list[frozenset[str]] = []
        for start in range(0, len(sets), 1024):
            part = sets[start : start + 1024]
            bits = self._may(part)
            found += [chosen for index, chosen in enumerate(part) if bits >> index & 1]
        return found

    # --- obstacles --------------------------------------------------------------------------------------------

    def _obstacles(self) -> list[frozenset[str]]:
        """Return sets of answers of which every change must touch one, as far as they are easily found."""
        found: list[frozenset[str]] = []
        first: list[str] = []  # answers of earlier obstacles are left open first, so that a new one has others
        for _ in range(MAX_OBSTACLES):
            order = [*first, *(fact for fact in self.facts if fact not in first)]
            obstacle = self._obstacle(order)
            if obstacle is None or obstacle in found:
                break
            found.append(obstacle)
            first = [*sorted(obstacle - set(first)), *first]
        return found

    def _obstacle(self, order: Sequence[str]) -> frozenset[str] | None:
        """Return what is left when, in this order, all answers are freed that can be without letting the option in."""
        freed: frozenset[str] = frozenset()
        held: set[str] = set()
        rest = list(order)
        while rest:
            bits = self._may([freed.union(rest[:count]) for count in range(len(rest) + 1)])
            if bits & 1:  # only before anything is held: it may win without any change
                return None
            if not bits:
                break
            turn = (bits & -bits).bit_length() - 1
            freed = freed.union(rest[: turn - 1])
            held.add(rest[turn - 1])
            rest = rest[turn:]
        return frozenset(held)

    def _touching(self, obstacles: Sequence[frozenset[str]], size: int) -> Iterator[frozenset[str]]:
        """Yield each set of `size` answers that touches every obstacle, once."""
        place = {fact: index for index, fact in enumerate(self.facts)}

        def extend(chosen: frozenset[str], barred: frozenset[str]) -> Iterator[frozenset[str]]:
            missed = next((one for one in obstacles if not one & chosen), None)
            room = size - len(chosen)
            if missed is None:
                free = [fact for fact in self.facts if fact not in chosen and fact not in barred]
                yield from (chosen.union(more) for more in combinations(free, room))
                return
            if not room:
                return
            for fact in sorted(missed - barred, key=place.__getitem__):
                yield from extend(chosen | {fact}, barred)
                barred = barred | {fact}

        yield from extend(frozenset(), frozenset())


def is_chosen(consultation: Consultation, goal: str, option: str) -> bool:
    """Return whether an option is certain to be chosen, whatever is still unknown."""
    finding = consultation.findings[goal]
    if not finding.possible:
        return option in finding.chosen
    if not all(option in one.outcome and option not in one.tied for one in finding.possible):
        return False
    resolver = resolver_for(consultation.ruleset, consultation.prefer)
    return finding.exact or _settles(consultation.ruleset, resolver, consultation.sheet, goal, option)


def _needed(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, option: str, answers: Mapping[str, Value]
) -> Mapping[str, Value]:
    """Return a part of a change that is enough, where what is unknown turns out not to matter, else all of it."""
    for size in range(1, len(answers)):
        for part in combinations(sorted(answers), size):
            fewer = {id_: answers[id_] for id_ in part}
            if _settles(ruleset, resolver, {**sheet, **fewer}, goal, option):
                return fewer
    return answers


def _settles(ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, option: str) -> bool:
    found = explore(ruleset, resolver, sheet, goal)  # beyond its limit it lists too much, unless it is wide
    ends = [one.result for one in found.possible]
    return not found.wide and all(option in end.outcome and option not in end.tied for end in ends)
