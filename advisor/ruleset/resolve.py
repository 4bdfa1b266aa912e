"""How one option wins: the policy, applied to the rules that hold.

The steps and their order are those of `knowledge/policy.yaml`: the person's
preference, the declared resolution, overrides, specificity, the number of
independent reasons, a tie. Nothing else decides; there are no weights. This is a
pure function of the rules that hold, and both the experta engine and the
evaluator call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.model.logic import Argument, Inference, Ranking
from advisor.model.types import Conflict, Decision, Rule, Side
from advisor.ruleset.compile import Ruleset

REMEMBERED = 50_000
"""How many resolutions are remembered before all are forgotten."""

Standing = Literal["stands", "overridden", "set-aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What follows from a set of rules that hold.

    `outcome`: option ids, sorted (a ranking: in order). `tied`: those of them that are only tied.
    `decided_by`: a step of the policy, `unopposed`, or `silent` where no rule speaks.
    """

    outcome: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    decided_by: str = "silent"
    standings: Mapping[str, Standing]
    conflicts: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the outcome without what is only tied: what other rules may build on."""
        if not self.tied:
            return self.outcome
        return tuple(option for option in self.outcome if option not in self.tied)


SILENT = Resolution(standings={})
"""What follows where no rule speaks."""


class Resolver:
    """Applies the policy for one ruleset and one set of preferences; remembers what it has resolved."""

    def __init__(self, ruleset: Ruleset, prefer: Iterable[str] = ()) -> None:
        self.ruleset = ruleset
        self.prefer = tuple(prefer)
        self._known: dict[tuple[str, frozenset[str]], Resolution] = {}

    def resolve(self, node: str, held: frozenset[str]) -> Resolution:
        """Return what the rules `held` (ids of rules about `node`) come to."""
        key = (node, held)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._resolve(node, held)
        return found

    def _resolve(self, node: str, held: frozenset[str]) -> Resolution:
        if not held:
            return SILENT
        rules = [rule for rule in self.ruleset.rules_of.get(node, ()) if rule.id in held]
        standings: dict[str, Standing] = dict.fromkeys((rule.id for rule in rules), "stands")
        decided = ""
        conflicts: list[str] = []
        for conflict in self.ruleset.conflicts_of.get(node, ()):
            present = [side for side in conflict.sides if any(rule in held for rule in side.rules)]
            if len(present) < 2:
                continue
            conflicts.append(conflict.id)
            step = self._settle(conflict, present, standings)
            decided = step or decided
        for step, beaten_by in (
            ("overrides", self.ruleset.overridden_by),
            ("specificity", self.ruleset.outspecified_by),
        ):
            beaten = _beaten([r for r in standings if standings[r] == "stands"], beaten_by)
            for rule in beaten:
                standings[rule] = "overridden"
            decided = step if beaten else decided
        standing = [rule for rule in rules if standings[rule.id] == "stands"]
        outcome, tied = self._count(node, standing)
        if tied:
            decided = "tie"
        elif len(standing) > 1:
            followed = {rule.id for rule in standing}
            if not all(followed.isdisjoint(self.ruleset.rivals_of[rule]) for rule in followed):
                decided = "reasons"
        return Resolution(
            outcome=outcome,
            tied=tied,
            decided_by=decided or "unopposed",
            standings=standings,
            conflicts=tuple(conflicts),
        )

    def _settle(self, conflict: Conflict, present: list[Side], standings: dict[str, Standing]) -> str:
        """Set the losing sides aside; return the step that did it, or nothing."""
        wished = [side for side in present if self._is_preferred(side, standings)]
        if 0 < len(wished) < len(present):
            winners, step = wished, "preference"
        elif conflict.resolution == "prefer" and any(side.id == conflict.prefer for side in present):
            winners, step = [side for side in present if side.id == conflict.prefer], "declared"
        else:
            return ""
        kept = {rule for side in winners for rule in side.rules}
        for side in present:
            for rule in side.rules:
                if rule in standings and rule not in kept:
                    standings[rule] = "set-aside"
        return step

    def _is_preferred(self, side: Side, held: Mapping[str, Standing]) -> bool:
        mine = [rule for rule in side.rules if rule in held]  # a rule that did not fire lends its side no weight
        return any(matches_preference(self.ruleset, rule, wish) for rule in mine for wish in self.prefer)

    # --- the last steps: counting --------------------------------------------------------------------

    def _count(self, node: str, standing: list[Rule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        decision = self.ruleset.kb.decisions.get(node)
        if decision is None:
            return _count_values(standing)
        if decision.kind == "rank":
            return _count_rankings(standing)
        score = _scores(standing)
        if decision.kind == "one":
            return _best(score)
        if decision.kind == "direction":
            return _directions(decision, score)
        return _some(decision, score)


def matches_preference(ruleset: Ruleset, rule_id: str, wish: str) -> bool:
    """Return whether a preferred source (`001`, `004:495`, a point id or a rule id) stands behind a rule."""
    rule = ruleset.kb.rules[rule_id]
    if wish == rule_id or wish in rule.teaches:
        return True
    document, _, lines = wish.partition(":")
    first, _, last = lines.partition("-")
    for point in (ruleset.kb.points[one] for one in rule.teaches):
        if point.source != document:
            continue
        if not lines:
            return True
        if (
            first.isdigit()
            and point.lines[0] <= int(last if last.isdigit() else first)
            and int(first) <= point.lines[1]
        ):
            return True
    return False


def _beaten(standing: list[str], beaten_by: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the rules that a standing rule beats; an exception to an exception restores the rule."""
    present = frozenset(standing)
    if all(present.isdisjoint(beaten_by[rule]) for rule in standing):
        return []
    verdict: dict[str, bool] = {}

    def is_beaten(rule: str, path: frozenset[str]) -> bool:
        if rule not in verdict:
            stronger = sorted((beaten_by[rule] & present) - path)
            verdict[rule] = any(not is_beaten(other, path | {rule}) for other in stronger)
        return verdict[rule]

    return [rule for rule in standing if is_beaten(rule, frozenset({rule}))]


def _scores(standing: list[Rule]) -> dict[str, tuple[int, int]]:
    """Return (reasons for, reasons against) of each option that is spoken of."""
    score: dict[str, tuple[int, int]] = {}
    for rule in standing:
        assert isinstance(rule.then, Argument)  # noqa: S101 - rankings and inferences are counted elsewhere
        for option in rule.then.options:
            pros, cons = score.get(option, (0, 0))
            score[option] = (pros + 1, cons) if rule.then.favours else (pros, cons + 1)
    return score


def _best(score: Mapping[str, tuple[int, int]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    net = {option: pros - cons for option, (pros, cons) in score.items() if pros}
    if not net or max(net.values()) < 0:
        return (), ()
    top = tuple(sorted(option for option, value in net.items() if value == max(net.values())))
    return top, top if len(top) > 1 or max(net.values()) == 0 else ()


def _some(decision: Decision, score: Mapping[str, tuple[int, int]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    excludes = {option.id: option.excludes for option in decision.options if option.excludes}
    net = {option: pros - cons for option, (pros, cons) in score.items() if pros and pros >= cons}
    tied = {option for option, value in net.items() if value == 0}
    chosen = set(net) - tied
    strongest_first = sorted(chosen, key=lambda one: (-net[one], one)) if excludes else ()
    for option in strongest_first:  # who has fallen excludes nobody
        if option not in chosen:
            continue
        shut_out = excludes.get(option, ())
        rivals_in = {other for other in chosen if other in shut_out or option in excludes.get(other, ())} - {option}
        equals = {other for other in rivals_in if net[other] == net[option]}
        chosen -= rivals_in - equals
        if equals:
            tied |= {option, *equals}
    return tuple(sorted(chosen | tied)), tuple(sorted(tied))


def _directions(decision: Decision, score: Mapping[str, tuple[int, int]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    outcome: list[str] = []
    tied: list[str] = []
    for option in decision.options:
        up, down = (score.get(f"{option.id}:{way}", (0, 0))[0] for way in ("up", "down"))
        if up == down and up:
            tied += [f"{option.id}:up", f"{option.id}:down"]
        elif up or down:
            outcome.append(f"{option.id}:{'up' if up > down else 'down'}")
    return tuple(sorted((*outcome, *tied))), tuple(sorted(tied))


def _count_rankings(standing: list[Rule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    votes: dict[tuple[tuple[str, ...], ...], int] = {}
    for rule in standing:
        assert isinstance(rule.then, Ranking)  # noqa: S101 - the builder lets only rankings speak about a ranking
        votes[rule.then.order] = votes.get(rule.then.order, 0) + 1
    if not votes:
        return (), ()
    top = sorted(order for order, count in votes.items() if count == max(votes.values()))
    flat = tuple(option for group in top[0] for option in group)
    return flat, flat if len(top) > 1 else ()


def _count_values(standing: list[Rule]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    votes: dict[str, int] = {}
    for rule in standing:
        assert isinstance(rule.then, Inference)  # noqa: S101 - the builder lets only inferences speak about a fact
        value = rule.then.value if isinstance(rule.then.value, str) else str(rule.then.value).lower()
        votes[value] = votes.get(value, 0) + 1
    if not votes:
        return (), ()
    top = tuple(sorted(value for value, count in votes.items() if count == max(votes.values())))
    return top, top if len(top) > 1 else ()
