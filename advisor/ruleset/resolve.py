"""How one option wins: the policy, applied to the rules that hold.

The steps and their order are those of `knowledge/policy.yaml`: the person's
preference, the declared resolution, overrides, specificity, the number of
independent reasons, a tie. Nothing else decides; there are no weights. This is a
pure function of the rules that hold, and both the experta engine and the
evaluator call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.ruleset.compile import Ruleset
from advisor.ruleset.count import Mask
from advisor.ruleset.node_rules import NodeRules, ones, rules_about, subsets
from advisor.ruleset.tally import Tally

REMEMBERED = 50_000
"""How many resolutions are remembered before all are forgotten."""
MAX_RESOLVERS = 16
"""For how many sets of preferred sources what rules come to is remembered."""
MAX_MAYBE = 6
"""How many open rules about one node are tried in every combination."""

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


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may follow from rules some of which are open.

    `outcomes`: each without what is only tied. `sure`: options in all of them; `excluded`: options in none.
    """

    outcomes: frozenset[tuple[str, ...]]
    sure: tuple[str, ...]
    excluded: tuple[str, ...]


class Resolver:
    """Applies the policy for one ruleset and one set of preferences; remembers what it has resolved."""

    def __init__(self, ruleset: Ruleset, prefer: Iterable[str] = ()) -> None:
        self.ruleset = ruleset
        self.prefer = tuple(prefer)
        self._rules_of: dict[str, NodeRules] = {}
        self._known: dict[tuple[str, Mask], Resolution] = {}
        self._bounds: dict[tuple[str, Mask, Mask], Bounds] = {}
        self._tallies: dict[str, Tally] = {}
        self._chosen: dict[str, dict[Mask, tuple[str, ...]]] = {}

    def resolve(self, node: str, held: frozenset[str]) -> Resolution:
        """Return what the rules `held` (ids of rules about `node`) come to."""
        return self.resolve_bits(node, self._of(node).mask(held)) if held else SILENT

    def resolve_bits(self, node: str, held: Mask) -> Resolution:
        """Return what the rules `held` about `node` come to: bit i is rule i in order of firing."""
        if not held:
            return SILENT
        key = (node, held)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._resolve(self._of(node), held)
        return found

    def bounds(self, node: str, held: Mask, maybe: Mask) -> Bounds | None:
        """Return what the rules `held` about `node` come to with every choice of the open rules `maybe`.

        None where more than MAX_MAYBE rules are open.
        """
        key = (node, held, maybe)
        found = self._bounds.get(key)
        if found is None:
            if maybe.bit_count() > MAX_MAYBE:
                return None
            if len(self._bounds) >= REMEMBERED:
                self._bounds.clear()
            found = self._bounds[key] = self._bound(node, held, maybe)
        return found

    def _bound(self, node: str, held: Mask, maybe: Mask) -> Bounds:
        rules, outcomes = self._of(node), set[tuple[str, ...]]()
        chosen = self._chosen.setdefault(node, {})
        for choice in subsets(maybe):
            outcome = chosen.get(held | choice)
            if outcome is None:
                if len(chosen) >= REMEMBERED:
                    chosen.clear()
                reached, tied = rules.count(self._settled(rules, held | choice)[0])
                outcome = tuple(option for option in reached if option not in tied) if tied else reached
                chosen[held | choice] = outcome
            outcomes.add(outcome)
        in_all = set.intersection(*map(set, outcomes))
        in_any = set.union(*map(set, outcomes))
        return Bounds(
            frozenset(outcomes),
            sure=tuple(option for option in rules.options if option in in_all),
            excluded=tuple(option for option in rules.options if option not in in_any),
        )

    def tally(self, node: str) -> Tally:
        """Return the rules about a node ready to be weighed in many cases at once."""
        found = self._tallies.get(node)
        if found is None:
            found = self._tallies[node] = Tally(self.ruleset, node, self._of(node))
        return found

    def _of(self, node: str) -> NodeRules:
        found = self._rules_of.get(node)
        if found is None:
            found = self._rules_of[node] = rules_about(self.ruleset, node).preferring(self.ruleset, self.prefer)
        return found

    def _resolve(self, rules: NodeRules, held: Mask) -> Resolution:
        standing, set_aside, decided, conflicts = self._settled(rules, held)
        outcome, tied = rules.count(standing)
        if tied:
            decided = "tie"
        elif any(standing & rules.rivals[index] for index in ones(standing)):
            decided = "reasons"
        standings: dict[str, Standing] = dict.fromkeys((rules.ids[index] for index in ones(held)), "overridden")
        standings.update((rules.ids[index], "set-aside") for index in ones(set_aside))
        standings.update((rules.ids[index], "stands") for index in ones(standing))
        return Resolution(
            outcome=outcome,
            tied=tied,
            decided_by=decided or "unopposed",
            standings=standings,
            conflicts=conflicts,
        )

    def _settled(self, rules: NodeRules, held: Mask) -> tuple[Mask, Mask, str, tuple[str, ...]]:
        """Return the rules that stand, those set aside, the step that decided, and the conflicts that are met."""
        set_aside, decided, conflicts = 0, "", []
        for conflict in rules.conflicts:
            present = [side for side in conflict.sides if side.rules & held]
            if len(present) > 1:
                conflicts.append(conflict.id)
                losers, step = conflict.settle(present, held)
                set_aside |= losers & held
                decided = step or decided
        standing = held & ~set_aside
        for step, beatable, beaters in rules.beaters:
            beaten = _beaten(standing, beatable, beaters) if standing & beatable else 0
            standing &= ~beaten
            decided = step if beaten else decided
        return standing, set_aside, decided, tuple(conflicts)


def resolver_for(ruleset: Ruleset, prefer: Iterable[str] = ()) -> Resolver:
    """Return the resolver that all who consult this ruleset with these preferences share."""
    shared: dict[tuple[str, ...], Resolver] = ruleset.prepared.setdefault(("resolvers",), {})
    wishes = tuple(prefer)
    found = shared.get(wishes)
    if found is None:
        if len(shared) >= MAX_RESOLVERS:
            shared.clear()
        found = shared[wishes] = Resolver(ruleset, wishes)
    return found


def _beaten(standing: Mask, beatable: Mask, beaters: Sequence[Mask]) -> Mask:
    """Return the rules that a standing rule beats; an exception to an exception restores the rule."""
    if not any(standing & beaters[index] for index in ones(standing & beatable)):
        return 0
    verdict: dict[int, bool] = {}

    def is_beaten(rule: int, path: Mask) -> bool:
        if rule not in verdict:
            stronger = beaters[rule] & standing & ~path
            verdict[rule] = any(not is_beaten(other, path | 1 << rule) for other in ones(stronger))
        return verdict[rule]

    return sum(1 << rule for rule in ones(standing & beatable) if is_beaten(rule, 1 << rule))
