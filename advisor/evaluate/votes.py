"""Whether a decision ends as wanted, in many cases at once, with rules of which it is open whether they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations

from advisor.evaluate.columns import Bits, Truth
from advisor.evaluate.evaluation import Evaluation
from advisor.model.logic import Argument
from advisor.model.types import Rule
from advisor.ruleset.compile import Ruleset, options_of
from advisor.ruleset.resolve import Resolution, Resolver

REMEMBERED = 5_000
"""So many judgments are remembered of one aim before all are forgotten."""
MAX_OPEN = 4
"""Up to so many open rules every choice of them is tried; beyond it bounds decide, on the safe side."""


@dataclass(slots=True)
class Votes:
    """A condition on how a decision ends, and the rules that bear on it.

    `meets` says whether a resolution (None: the decision does not apply) is what is wanted. Of the `rules`
    `helps` speak for it: where it is open whether they hold, that they do is the best that can come.
    """

    ruleset: Ruleset
    resolver: Resolver
    goal: str
    meets: Callable[[Resolution | None], bool]
    rules: tuple[Rule, ...]
    helps: frozenset[str]
    options: frozenset[str] = frozenset()
    """Where what is wanted is that all of these are chosen: what bounds are reckoned for."""
    silent: bool = False
    """Where the aim is that nothing is chosen."""
    negated: bool = False
    said: dict[str, tuple[bool, tuple[str, ...]]] = field(default_factory=dict)
    """By rule: whether it speaks for its options, and which they are."""
    _known: dict[tuple[frozenset[str], frozenset[str]], tuple[bool, bool]] = field(default_factory=dict)
    _threats: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up once what the rules say."""
        if not self.said:
            self.said = {rule.id: (_favours(rule), options_of(rule)) for rule in self.rules}

    def threats(self, rule: str) -> frozenset[str]:
        """Return the rules that, should they hold, could put aside a rule that holds."""
        found = self._threats.get(rule)
        if found is None:
            found = self._threats[rule] = _threats(self, rule)
        return found

    def verdict(self, evaluation: Evaluation) -> tuple[Bits, Bits]:
        """Return the cases that meet what is wanted whatever is still open, and those that may."""
        every = evaluation.block.every
        applies, never = evaluation.truth(self.ruleset.kb.decisions[self.goal].applies_when)
        certain = possible = never if self.meets(None) else 0
        unsure = every & ~(applies | never)
        for cases, held, maybe in self._classes(evaluation, every & ~never):
            sure, may = self._judge(held, maybe)
            if sure:
                certain |= cases & applies
                certain |= cases & unsure if self.meets(None) else 0
            if may:
                possible |= cases
        if unsure and self.meets(None):
            possible |= unsure
        return certain, possible

    def _classes(self, evaluation: Evaluation, within: Bits) -> Iterable[tuple[Bits, frozenset[str], frozenset[str]]]:
        parts: list[tuple[Bits, tuple[str, ...], tuple[str, ...]]] = [(within, (), ())] if within else []
        for rule in self.rules:
            yes, no = evaluation.truth(rule.when)
            if not within & ~no:
                continue
            split: list[tuple[Bits, tuple[str, ...], tuple[str, ...]]] = []
            for cases, held, maybe in parts:
                if some := cases & yes:
                    split.append((some, (*held, rule.id), maybe))
                if some := cases & no:
                    split.append((some, held, maybe))
                if some := is_open((yes, no), cases):
                    split.append((some, held, (*maybe, rule.id)))
            parts = split
        return ((cases, frozenset(held), frozenset(maybe)) for cases, held, maybe in parts)

    def _judge(self, held: frozenset[str], maybe: frozenset[str]) -> tuple[bool, bool]:
        found = self._known.get((held, maybe))
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[held, maybe] = self._weigh(held, maybe)
        return found

    def _weigh(self, held: frozenset[str], maybe: frozenset[str]) -> tuple[bool, bool]:
        if not maybe:
            meets = self._resolves(held)
            return meets, meets
        if self.silent and not any(rule.id in held | maybe and _favours(rule) for rule in self.rules):
            return not self.negated, not self.negated
        if self.options and self.ruleset.kb.decisions[self.goal].kind != "rank":
            sure, never = _bounds(self, held, maybe)
            if self.negated:
                sure, never = never, sure
            if sure or never:
                return sure, sure
        best = self._resolves(held | (maybe & self.helps))
        worst = self._resolves(held | (maybe - self.helps))
        if best and not worst:
            return False, True
        if len(maybe) > MAX_OPEN:
            return False, True
        seen = {best, worst}
        for size in range(len(maybe) + 1):
            for extra in combinations(sorted(maybe), size):
                seen.add(self._resolves(held.union(extra)))
                if len(seen) == 2:
                    return False, True
        return best, best

    def _resolves(self, held: frozenset[str]) -> bool:
        return self.meets(self.resolver.resolve(self.goal, held))


def choose(ruleset: Ruleset, resolver: Resolver, goal: str, options: Iterable[str]) -> Votes:
    """Return what is wanted that all `options` are chosen, not only tied; kept with the ruleset and what it weighed."""
    wanted = frozenset(options)
    key = ("votes", resolver.prefer, goal, wanted)
    kept: Votes | None = ruleset.prepared.get(key)
    if kept is not None:
        return kept

    def meets(resolution: Resolution | None) -> bool:
        return resolution is not None and wanted <= set(resolution.chosen)

    rules = _bearing_on(ruleset, goal, wanted)
    votes = Votes(ruleset, resolver, goal, meets, rules, _speak_for(rules, wanted), wanted)
    return ruleset.prepared.setdefault(key, votes)  # type: ignore[no-any-return]


def end_as(
    ruleset: Ruleset, resolver: Resolver, goal: str, wanted: tuple[tuple[str, ...], tuple[str, ...]] | None
) -> Votes:
    """Return the aim that the decision ends with this outcome and these ties; None: that it does not apply."""
    if wanted is None:
        return Votes(ruleset, resolver, goal, lambda found: found is None, (), frozenset())
    rules = ruleset.rules_of.get(goal, ())
    votes = Votes(
        ruleset,
        resolver,
        goal,
        lambda found: found is not None and (found.outcome, found.tied) == wanted,
        rules,
        _speak_for(rules, frozenset(wanted[0])),
    )
    votes.silent = not wanted[0]
    return votes


def hold(ruleset: Ruleset, resolver: Resolver, goal: str, rules: Iterable[str]) -> Votes:
    """Return the aim that these rules about a decision hold, should it apply."""
    wanted = frozenset(rules)
    mine = tuple(rule for rule in ruleset.rules_of.get(goal, ()) if rule.id in wanted)

    def meets(resolution: Resolution | None) -> bool:
        return resolution is None or wanted <= resolution.standings.keys()

    return Votes(ruleset, resolver, goal, meets, mine, wanted)


def fail(votes: Votes) -> Votes:
    """Return the aim that another is not met."""
    helps = frozenset(rule.id for rule in votes.rules) - votes.helps
    return replace(votes, meets=lambda found: not votes.meets(found), helps=helps, negated=not votes.negated, _known={})


def _favours(rule: Rule) -> bool:
    return not isinstance(rule.then, Argument) or rule.then.favours


def _speak_for(rules: tuple[Rule, ...], options: frozenset[str]) -> frozenset[str]:
    """Return the rules for one of the options, and those against another."""
    return frozenset(rule.id for rule in rules if _favours(rule) == bool(options & set(options_of(rule))))


def _bearing_on(ruleset: Ruleset, goal: str, options: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that can make a difference to whether the options are chosen."""
    rules, decision = ruleset.rules_of.get(goal, ()), ruleset.kb.decisions[goal]
    if decision.kind in ("one", "rank"):  # every option is a rival of every other
        return rules
    wanted: set[str] = set()
    waiting = list(options)
    while waiting:
        option = waiting.pop()
        if option not in wanted:
            wanted.add(option)
            waiting.extend(_rivals(ruleset, goal, option))
    bearing = {rule.id for rule in rules if wanted & set(options_of(rule))}
    while True:  # and those that may set one of them aside
        more = {by for rule in bearing for by in ruleset.overridden_by[rule] | ruleset.outspecified_by[rule]}
        for conflict in ruleset.conflicts_of.get(goal, ()):
            sides = {rule for side in conflict.sides for rule in side.rules}
            more |= sides & {rule.id for rule in rules} if sides & bearing else set()
        if more <= bearing:
            return tuple(rule for rule in rules if rule.id in bearing)
        bearing |= more


def is_open(truth: Truth, within: Bits) -> Bits:
    """Return the cases in which something is neither true nor false."""
    return within & ~(truth[0] | truth[1])


# --- bounds: what the votes come to at least and at most ---------------------------------------------------------


def _bounds(votes: Votes, held: frozenset[str], maybe: frozenset[str]) -> tuple[bool, bool]:
    """Return whether the options are chosen whatever the open rules do, and whether one of them never is."""
    kind = votes.ruleset.kb.decisions[votes.goal].kind
    tally = _Tally.of(votes, held, maybe)
    low, high, least, most = tally.low, tally.high, tally.least, tally.most
    spoken = {option for option, favours in most if favours}
    sure = never = False
    for option in votes.options:
        rivals = _rivals(votes.ruleset, votes.goal, option) & spoken
        never |= not most.get((option, True)) or high(option) <= 0
        if kind != "some":  # there a rival may itself fall to another
            never |= any(high(option) <= low(rival) and least.get((rival, True)) for rival in rivals)
    if not never:
        sure = all(
            least.get((option, True), 0) > 0
            and low(option) > 0
            and all(low(option) > high(rival) for rival in _rivals(votes.ruleset, votes.goal, option) & spoken)
            for option in votes.options
        )
    return sure, never


@dataclass(frozen=True, slots=True)
class _Tally:
    """By option, and whether for or against: the fewest and the most reasons there can be."""

    least: dict[tuple[str, bool], int]
    most: dict[tuple[str, bool], int]

    @staticmethod
    def of(votes: Votes, held: frozenset[str], maybe: frozenset[str]) -> _Tally:
        """Count where some rules hold and others may."""
        gone = _set_aside(votes, held) if votes.resolver.prefer == () else frozenset()
        there = held | maybe
        safe = {rule for rule in held - gone if not votes.threats(rule) & there}
        kind = votes.ruleset.kb.decisions[votes.goal].kind
        least: dict[tuple[str, bool], int] = {}
        most: dict[tuple[str, bool], int] = {}
        for rule in (rule.id for rule in votes.rules if rule.id in there and rule.id not in gone):
            favours, options = votes.said[rule]
            if kind == "direction" and not favours:
                continue  # of directions only the reasons for each way are counted
            for option in options:
                most[option, favours] = most.get((option, favours), 0) + 1
                if rule in safe:
                    least[option, favours] = least.get((option, favours), 0) + 1
        return _Tally(least, most)

    def low(self, option: str) -> int:
        """Return the least that reasons for less reasons against can come to."""
        return self.least.get((option, True), 0) - self.most.get((option, False), 0)

    def high(self, option: str) -> int:
        """Return the most that reasons for less reasons against can come to."""
        return self.most.get((option, True), 0) - self.least.get((option, False), 0)


def reach(
    ruleset: Ruleset, resolver: Resolver, goal: str, held: frozenset[str], maybe: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the options in every outcome that the open rules leave, and those in some: never fewer than there are.

    For decisions that are not rankings.
    """
    always: set[str] = set()
    sometimes: set[str] = set()
    for option in ruleset.kb.decisions[goal].outcomes:
        votes = choose(ruleset, resolver, goal, (option,))
        mine = held.intersection(votes.said), maybe.intersection(votes.said)
        tally = _Tally.of(votes, *mine)
        if tally.most.get((option, True)) and tally.high(option) >= 0:
            sometimes.add(option)
            if _bounds(votes, *mine)[0]:
                always.add(option)
    return frozenset(always), frozenset(sometimes)


def _rivals(ruleset: Ruleset, goal: str, option: str) -> set[str]:
    """Return the options of which at most one can be chosen with `option`."""
    decision = ruleset.kb.decisions[goal]
    if decision.kind == "one":
        return set(decision.outcomes) - {option}
    if decision.kind == "direction":
        bare, _, way = option.partition(":")
        return {f"{bare}:{'down' if way == 'up' else 'up'}"}
    mine = decision.option(option)
    return {other.id for other in decision.options if other.id in mine.excludes or option in other.excludes}


def _set_aside(votes: Votes, held: frozenset[str]) -> frozenset[str]:
    """Return the rules that fall, should they hold, because a preferred side is there for sure."""
    found: set[str] = set()
    for conflict in votes.ruleset.conflicts_of.get(votes.goal, ()):
        sides = {side.id: side.rules for side in conflict.sides}
        if conflict.resolution == "prefer" and held & set(sides.get(conflict.prefer, ())):
            kept = set(sides[conflict.prefer])
            found.update(rule for rules in sides.values() for rule in rules if rule not in kept)
    return frozenset(found)


def _threats(votes: Votes, rule: str) -> frozenset[str]:
    """Return the rules that, should they hold, could put aside a rule that holds."""
    ruleset, found = votes.ruleset, set(votes.ruleset.overridden_by[rule] | votes.ruleset.outspecified_by[rule])
    for conflict in ruleset.conflicts_of.get(votes.goal, ()):
        mine = [side.id for side in conflict.sides if rule in side.rules]
        if not mine or not (votes.resolver.prefer or conflict.resolution == "prefer"):
            continue
        if votes.resolver.prefer or conflict.prefer not in mine:
            found.update(one for side in conflict.sides if rule not in side.rules for one in side.rules)
    return frozenset(found)
