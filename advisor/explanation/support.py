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
from advisor.explanation.circuit import NotWritten
from advisor.explanation.proof import Claim, Proof
from advisor.explanation.search import Question, narrowed
from advisor.explanation.solver import GivenUp
from advisor.explanation.trials import trials_of
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


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
    that it does not; of an open decision, that the `rules` that speak for its outcome hold, should it apply. Of
    several supports one with facts among `near` is taken.
    """
    claim = claim_of(ruleset, finding, rules)
    votes = votes_on(ruleset, resolver, claim)
    return _Reduction(Worlds(votes, sheet), votes, claim, frozenset(near)).find()


def claim_of(ruleset: Ruleset, finding: Finding, rules: Sequence[str]) -> Claim:
    """Return what a finding claims."""
    goal = finding.goal
    if finding.status == "not-applicable":
        return Claim(goal)
    if finding.possible:
        return Claim(goal, holds=tuple(rules))
    if finding.tied or not finding.outcome or ruleset.kb.decisions[goal].kind == "rank":
        return Claim(goal, ends=(finding.outcome, finding.tied))
    return Claim(goal, chosen=finding.outcome)


def votes_on(ruleset: Ruleset, resolver: Resolver, claim: Claim) -> Votes:
    """Return a claim as an aim."""
    if claim.holds is not None:
        return hold(ruleset, resolver, claim.goal, claim.holds)
    if claim.chosen:
        return choose(ruleset, resolver, claim.goal, claim.chosen)
    return end_as(ruleset, resolver, claim.goal, claim.ends)


class _Reduction:
    """A part of the answers, made smaller and smaller."""

    def __init__(self, worlds: Worlds, votes: Votes, claim: Claim, near: frozenset[str]) -> None:
        self.worlds = worlds
        self.votes = votes
        self.claim = claim
        self.trials = trials_of(worlds)
        self.kb = worlds.ruleset.kb
        for id_ in worlds.facts:
            if self.kb.facts[id_].type == "text":  # rules only ask whether it is known
                self.trials.values[id_] = (worlds.sheet.get(id_) or "",)
        self.asked = [id_ for id_ in worlds.facts if id_ in self.trials.values or id_ in self.trials.asked]
        self.fails = fail(votes)
        self.near = near

    def find(self) -> Support:
        units = sorted(self._units(), key=self._rank)
        kept = self._shrink(units)
        against: dict[Question, World] = {}
        if kept:
            try:
                kept = self._proven(kept, against)
            except (NotWritten, GivenUp):
                return self._support(kept, against, exact=False)
        return self._support(kept, against, exact=all(one in against for one in kept))

    def _proven(self, kept: list[Question], against: dict[Question, World]) -> list[Question]:
        """Return the answers without those proven not to be needed; enter worlds that show that the others are."""
        proof = Proof(self.worlds, self.trials, self.claim, kept)
        if proof.enough(kept) is None:
            return kept
        for unit in kept:
            if unit not in kept:
                continue
            rest = [one for one in kept if one != unit]
            needed = proof.enough(rest)
            if needed is not None:
                kept = [one for one in rest if one in needed or one in against]
                continue
            world = proof.found(self.asked, rest)
            if world is not None and self._shows(world):
                against[unit] = world
        return kept

    def _shows(self, world: World) -> bool:
        """Return whether the conclusion certainly fails in a world: what was found by clauses is looked at again."""
        certain, _ = self.fails.verdict(self.worlds.run([world]))
        return bool(certain)

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

    def _shrink(self, units: Sequence[Question]) -> list[Question]:
        """Return the units that are left when each that can be left out is, as far as a look at all others open tells.

        All of them, where they are enough only because of what all answers to the unknown facts have in common.
        """
        kept: list[Question] = []
        rest = list(units)
        while True:
            worlds = [self._world([*rest[count:], *kept]) for count in range(len(rest) + 1)]
            certain, _ = self.votes.verdict(self.worlds.run(worlds))
            failed = ~certain & ((1 << len(worlds)) - 1)
            if not failed:
                return kept
            first = (failed & -failed).bit_length() - 1
            if first == 0:
                return list(units)
            kept.append(rest[first - 1])
            rest = rest[first:]

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
