"""Worlds drawn by lot, hundreds at once, in which a claim fails though all but one of its answers stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random

from advisor.evaluate.columns import Bits
from advisor.evaluate.votes import Votes
from advisor.evaluate.worlds import Drawn, Entry, How, Said, Worlds, entry_of
from advisor.explanation.search import Question
from advisor.explanation.trials import Trials
from advisor.graph import comparisons
from advisor.model.types import FactDef, Value

CASES = 1_024
"""So many worlds are drawn in a round, shared out evenly among the answers without a counter-example."""
ROUNDS = 5
_TIERS = ((8, 0), (0, 0), (0, 4), (5, 2), (0, 1), (7, 1), (3, 1), (6, 0))
"""How likely, in eighths, in each eighth of the worlds an answer stays as it is, and an option is ticked."""
_QUIET = 3
"""How likely, in eighths, of several answers the one is drawn that the fewest rules ask about."""


class Lots:
    """Draws worlds for one sheet and looks whether `fails`, an aim, is met in them for sure."""

    def __init__(self, worlds: Worlds, trials: Trials, asked: Sequence[str], fails: Votes) -> None:
        self.worlds = worlds
        self.trials = trials
        self.asked = asked
        self.fails = fails
        self.draw = Random(0)  # noqa: S311 - the same lots every time
        self.mentions = Counter(
            (test.subject, str(value))
            for _, condition in worlds.conditions()
            for test in comparisons(condition)
            for value in test.values
        )

    def against(self, kept: Sequence[Question]) -> dict[Question, Mapping[str, Entry]]:
        """Return for units of `kept` worlds in which the aim is met though all others of them are as they are."""
        found: dict[Question, Mapping[str, Entry]] = {}
        for _ in range(ROUNDS):
            left = [unit for unit in kept if unit not in found]
            if not left:
                break
            each = max(CASES // len(left), 8)
            size = each * len(left)
            segments = {unit: ((1 << each) - 1) << (number * each) for number, unit in enumerate(left)}
            entries = {id_: self._entries(id_, kept, segments, size) for id_ in self.asked}
            certain, _ = self.fails.verdict(self.worlds.evaluate(entries, size))
            for unit, cases in segments.items():
                if hits := certain & cases:
                    found[unit] = _world(entries, hits & -hits)
        return found

    def _entries(
        self, id_: str, kept: Sequence[Question], segments: Mapping[Question, Bits], size: int
    ) -> dict[Said, Bits]:
        """Return what the worlds say of one fact: as it is where it is kept, by lot where it is left out."""
        fact, now = self.worlds.kb.facts[id_], self.worlds.sheet.get(id_)
        every = (1 << size) - 1
        mine = [unit for unit in kept if unit.fact == id_]
        own: Bits = 0
        for unit in mine:
            own |= segments.get(unit, 0)
        if not isinstance(now, tuple) and mine:
            entries: dict[Said, Bits] = {entry_of(self.worlds.sheet, id_): every & ~own} if every & ~own else {}
            if own:
                entries.update(self._single(fact, now, own, size) if id_ in self.trials.values else {})
            if own and id_ not in self.trials.values:  # a list of which it is not known
                entries[How.SUPPOSED, self._ticks(fact, (), {}, {}, size)] = own
            return entries
        if id_ in self.trials.values:
            return self._single(fact, now, 0, size)
        before = now if isinstance(now, tuple) else ()
        turned = {unit.option: segments[unit] for unit in mine if unit in segments}
        drawn = self._ticks(fact, before, {unit.option: every for unit in mine}, turned, size)
        whole = own if len(mine) == 1 else 0  # left out with its only unit: nothing of the list is said
        answered = every & ~whole if mine else 0
        return {
            entry: bits
            for entry, bits in (((How.ANSWER, drawn), answered), ((How.SUPPOSED, drawn), every & ~answered))
            if bits
        }

    def _single(self, fact: FactDef, now: Value | None, own: Bits, size: int) -> dict[Said, Bits]:
        """Return single answers by lot: in `own` cases only there and other than now, else everywhere."""
        values = self.trials.values[fact.id]
        left = own or (1 << size) - 1
        entries: dict[Said, Bits] = {}
        if now is not None and not own:
            stays = self._by_tier(0, size)
            entries[How.SUPPOSED, now] = stays & left
            left &= ~stays
        others = [one for one in values if one != now or not own] or list(values)
        quiet = min(others, key=lambda one: self.mentions.get((fact.id, str(one)), 0))
        for number, value in enumerate([quiet, *others]):
            if number == 0:
                part = self._likely(_QUIET, size)
            elif number == len(others):
                part = left
            else:
                part = self._likely(max(round(8 / (len(others) - number + 1)), 1), size)
            if left & part:
                key: Said = (How.SUPPOSED, value)
                entries[key] = entries.get(key, 0) | (left & part)
                left &= ~part
        return {entry: bits for entry, bits in entries.items() if bits}

    def _ticks(
        self,
        fact: FactDef,
        before: tuple[str, ...],
        settled: Mapping[str, Bits],
        turned: Mapping[str, Bits],
        size: int,
    ) -> Drawn:
        """Return ticks by lot: `settled` options as they are, but the other way in the cases of `turned`."""
        every = (1 << size) - 1
        stays = self._by_tier(0, size)
        ticks: dict[str, Bits] = {}
        for option in self.trials.asked[fact.id]:
            now = every if option in before else 0
            if option in settled:
                ticks[option] = now ^ turned.get(option, 0)
            else:
                ticks[option] = (stays & now) | (~stays & self._by_tier(1, size))
        return Drawn(tuple(sorted(self._fitting(fact, ticks, settled, every).items())))

    def _fitting(
        self, fact: FactDef, ticks: dict[str, Bits], settled: Mapping[str, Bits], every: Bits
    ) -> dict[str, Bits]:
        """Take ticks away where too many are set, or one stands beside an option that must stand alone."""
        alone = [option.id for option in fact.options if option.exclusive and option.id in ticks]
        others = [option for option in ticks if option not in alone]
        order = sorted(others, key=lambda option: option not in settled)
        for option in alone:  # it gives way to ticks that are settled, others give way to it
            for other in order:
                if other in settled:
                    ticks[option] &= ~ticks[other]
                else:
                    ticks[other] &= ~ticks[option]
            for other in alone:
                if other != option:
                    ticks[other] &= ~ticks[option]
        if fact.at_most:
            reached = [every] + [0] * fact.at_most
            for option in order:
                ticks[option] &= ~reached[fact.at_most]
                for count in range(fact.at_most, 0, -1):
                    reached[count] |= reached[count - 1] & ticks[option]
        return ticks

    def _by_tier(self, which: int, size: int) -> Bits:
        """Return cases by lot, as likely as their tier says."""
        chosen: Bits = 0
        period = _every_eighth(size)
        for number, tier in enumerate(_TIERS):
            if tier[which]:
                chosen |= self._likely(tier[which], size) & (period << number)
        return chosen & ((1 << size) - 1)

    def _likely(self, eighths: int, size: int) -> Bits:
        """Return cases by lot, each with this probability."""
        bits = (1 << size) - 1 if eighths & 8 else 0
        for place in (1, 2, 4):  # binary digits, the least first
            lot = self.draw.getrandbits(size)
            bits = bits if eighths & 8 else (bits | lot) if eighths & place else bits & lot
        return bits


@lru_cache(maxsize=64)
def _every_eighth(size: int) -> Bits:
    return sum(1 << place for place in range(0, size, len(_TIERS)))


def _world(entries: Mapping[str, Mapping[Said, Bits]], case: Bits) -> dict[str, Entry]:
    """Return what is said in one case."""
    world: dict[str, Entry] = {}
    for id_, mine in entries.items():
        how, value = next(entry for entry, bits in mine.items() if bits & case)
        if isinstance(value, Drawn):
            value = tuple(sorted(option for option, bits in value.ticks if bits & case))
        world[id_] = (how, value)
    return world
