"""The answers that a conclusion rests on: together they are enough, and none of them can be left out.

A conclusion follows from a part of the answers when it comes out the same whatever the other answers are:
answered otherwise, not asked, or inferred. The part is found by leaving out one answer (of a list: one tick)
after the other as long as the conclusion still follows; for each that is left there must be other answers with
which the conclusion no longer holds once it is left out, and those are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.consultation.findings import Finding
from advisor.evaluate.evaluator import Sheet
from advisor.evaluate.votes import Votes, choose, end_as, fail, hold
from advisor.evaluate.worlds import COMING, Entry, How, Ticks, World, Worlds, entry_of
from advisor.explanation.lots import Lots
from advisor.explanation.search import Question, Search, narrowed
from advisor.explanation.trials import trials_of
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

MAX_SEARCHES = 24
STATES_FOR_ONE, MAX_STATES = (300, 1_200), 3_000
"""After so many states the search for one counter-example is given up, at first and at last, and for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Answers from which a conclusion follows, whatever the others are; without any of them it does not.

    `facts`: of a list only the ticks that matter; None is a don't-know that matters. `unticked`: options that
    must not be ticked. `otherwise`: for each of them other answers with which the conclusion no longer holds
    once it is left out (of a list: once one tick is). `exact` is False where such answers were not found for
    each, so that it is not sure that none of them could be left out.
    """

    facts: Mapping[str, Value | None] = field(default_factory=dict)
    unticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    exact: bool = True


def find_support(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, finding: Finding, rules: Sequence[str], near: Iterable[str]
) -> Support:
    """Return what the conclusion of a finding rests on.

    The conclusion is, of a settled decision, that each of the options is chosen (of a ranking: the order; where
    nothing is chosen: that nothing is); of a tie, that it ends in this tie; of a decision that does not apply,
    that it does not; of an open decision, that the `rules` that speak for its outcome hold. Of several supports
    one with facts among `near` is taken.
    """
    claim = claim_of(ruleset, resolver, finding, rules)
    return _Reduction(Worlds(claim, sheet), claim, frozenset(near)).find()


def claim_of(ruleset: Ruleset, resolver: Resolver, finding: Finding, rules: Sequence[str]) -> Votes:
    """Return what a finding claims, as an aim."""
    goal = finding.goal
    if finding.status == "not-applicable":
        return end_as(ruleset, resolver, goal, None)
    if finding.possible:
        return hold(ruleset, resolver, goal, rules)
    if finding.tied or not finding.outcome or ruleset.kb.decisions[goal].kind == "rank":
        return end_as(ruleset, resolver, goal, (finding.outcome, finding.tied))
    return choose(ruleset, resolver, goal, finding.outcome)


class _Reduction:
    """A part of the answers, made smaller and smaller."""

    def __init__(self, worlds: Worlds, claim: Votes, near: frozenset[str]) -> None:
        self.worlds = worlds
        self.claim = claim
        self.trials = trials_of(worlds)
        self.kb = worlds.ruleset.kb
        self.asked = [id_ for id_ in worlds.facts if id_ in self.trials.values or id_ in self.trials.asked]
        self.counter = Search(worlds, self.trials, fail(claim))
        self.near = near

    def find(self) -> Support:
        units = sorted(self._units(), key=self._rank)
        kept = self._shrink(units, [])
        if kept is None:  # it holds only because of what all answers to the unknown facts have in common
            return self._support(self._shrink_by_search(units), {}, exact=False)
        against = Lots(self.worlds, self.trials, self.asked, self.counter.aim).against(kept)
        left = MAX_STATES
        for limit in STATES_FOR_ONE:  # first what is soon found out
            for unit in [one for one in kept if one not in against]:
                rest = [one for one in kept if one != unit]
                found = self.counter.run([self._world(rest)], How.SUPPOSED, min(left, limit), best=False)
                left -= found.states
                if found.world is not None:
                    against[unit] = found.world
                elif found.complete:
                    kept = rest
                if left <= 0:
                    return self._support(kept, against, exact=all(one in against for one in kept))
        return self._support(kept, against, exact=all(one in against for one in kept))

    def _units(self) -> Iterable[Question]:
        """Yield the answers, of lists tick by tick, as far as something asks about them."""
        for id_ in self.asked:
            if id_ not in self.worlds.sheet:
                continue
            if isinstance(self.worlds.sheet[id_], tuple):
                yield from (Question(id_, option) for option in self.trials.asked[id_])
            else:
                yield Question(id_)

    def _rank(self, unit: Question) -> tuple[bool, bool, bool, str, str]:
        """Return the place in the order of leaving out: what says least goes first."""
        now = self.worlds.sheet[unit.fact]
        ticked = isinstance(now, tuple) and unit.option in now
        return unit.fact in self.near, now is not None, ticked or not unit.option, unit.fact, unit.option

    def _world(self, kept: Sequence[Question]) -> dict[str, Entry]:
        """Return the world in which only these answers are known."""
        ticks: dict[str, set[str]] = {}
        for unit in kept:
            ticks.setdefault(unit.fact, set()).add(unit.option)
        world: dict[str, Entry] = {}
        for id_ in self.asked:
            now = self.worlds.sheet.get(id_)
            if id_ not in ticks:
                world[id_] = COMING
            elif isinstance(now, tuple):
                settled = ticks[id_]
                left = frozenset(option for option in self.trials.asked[id_] if option not in settled)
                ticked = tuple(one for one in now if one in settled)
                world[id_] = (How.ANSWER, narrowed(self.kb.facts[id_], ticked, left))
            else:
                world[id_] = entry_of(self.worlds.sheet, id_)
        return world

    def _shrink(self, units: Sequence[Question], kept: list[Question]) -> list[Question] | None:
        """Return the units that are left when each that can be left out is; None where all are not enough."""
        rest = list(units)
        while True:
            worlds = [self._world([*rest[count:], *kept]) for count in range(len(rest) + 1)]
            certain, _ = self.claim.verdict(self.worlds.run(worlds))
            failed = ~certain & ((1 << len(worlds)) - 1)
            if not failed:
                return kept
            first = (failed & -failed).bit_length() - 1
            if first == 0:
                return None
            kept.append(rest[first - 1])
            rest = rest[first:]

    def _shrink_by_search(self, units: Sequence[Question]) -> list[Question]:
        """Return fewer units that are enough, where only trying the unknown answers shows that they are."""
        kept, size, left = list(units), len(units), MAX_SEARCHES
        while size and left:
            for start in range(0, len(kept), size):
                rest = kept[:start] + kept[start + size :]
                found = self.counter.run([self._world(rest)], How.SUPPOSED, MAX_STATES, best=False)
                left -= 1
                if found.world is None and found.complete:
                    kept = rest
                    break
                if not left:
                    break
            else:
                size //= 2
        return kept

    def _support(self, kept: Sequence[Question], against: Mapping[Question, World], *, exact: bool) -> Support:
        facts: dict[str, Value | None] = {}
        unticked: dict[str, tuple[str, ...]] = {}
        otherwise: dict[str, Mapping[str, Value]] = {}
        for id_ in sorted({unit.fact for unit in kept}):
            now = self.worlds.sheet[id_]
            options = sorted(unit.option for unit in kept if unit.fact == id_)
            if isinstance(now, tuple):
                facts[id_] = tuple(option for option in options if option in now)
                absent = tuple(option for option in options if option not in now)
                if absent:
                    unticked[id_] = absent
            else:
                facts[id_] = now
            worlds = [against[unit] for unit in kept if unit.fact == id_ and unit in against]
            if worlds:
                otherwise[id_] = _answers(worlds[0])
        return Support(facts=facts, unticked=unticked, otherwise=otherwise, exact=exact)


def _answers(world: World) -> Mapping[str, Value]:
    """Return what a world answers and supposes; of a list what may be ticked or not is not."""
    found: dict[str, Value] = {}
    for id_, (_, value) in world.items():
        if isinstance(value, Ticks):
            found[id_] = value.ticked
        elif value is not None:
            found[id_] = value
    return found
