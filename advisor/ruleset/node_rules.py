"""The rules about one node as bits of an integer, ready for the policy to weigh any set of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from advisor.model.types import Conflict
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.count import Count, Mask, counter
from advisor.ruleset.preference import matches_preference


def ones(mask: Mask) -> Iterator[int]:
    """Yield the numbers of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def subsets(mask: Mask) -> Iterator[Mask]:
    """Yield every subset of a set, the empty one first."""
    chosen = 0
    while True:
        yield chosen
        if chosen == mask:
            return
        chosen = (chosen - mask) & mask


@dataclass(frozen=True, slots=True)
class SideOfConflict:
    """The rules of one side, and those of them that a preferred source stands behind."""

    id: str
    rules: Mask
    preferred: Mask


@dataclass(frozen=True, slots=True)
class ConflictOfNode:
    """A declared conflict between rules about one node. `winner`: the side its resolution prefers, if any."""

    id: str
    sides: tuple[SideOfConflict, ...]
    winner: str

    def settle(self, present: Sequence[SideOfConflict], held: Mask) -> tuple[Mask, str]:
        """Return the rules to set aside where these sides meet, and the step of the policy that does it."""
        # a rule that did not fire lends its side no weight
        wished = [side for side in present if side.preferred & held]
        if 0 < len(wished) < len(present):
            winners, step = wished, "preference"
        else:
            winners, step = [side for side in present if side.id == self.winner], "declared"
        if not winners:
            return 0, ""
        kept = losing = 0
        for side in winners:
            kept |= side.rules
        for side in present:
            losing |= side.rules
        return losing & ~kept, step


class NodeRules:
    """The rules about one node, who beats whom, and how what stands is counted."""

    def __init__(self, ruleset: Ruleset, node: str) -> None:
        rules = ruleset.rules_of.get(node, ())
        decision = ruleset.kb.decisions.get(node)
        self.ids = tuple(rule.id for rule in rules)
        self.options: tuple[str, ...] = decision.outcomes if decision is not None else ()
        self._bit: dict[str, Mask] = {rule: 1 << index for index, rule in enumerate(self.ids)}
        self.beaters = tuple(
            (step, self._beatable(by), tuple(self.mask(by[rule]) for rule in self.ids))
            for step, by in (("overrides", ruleset.overridden_by), ("specificity", ruleset.outspecified_by))
        )
        """By step of the policy: the rules that some rule can beat, and for each rule those that beat it."""
        self.rivals = tuple(self.mask(ruleset.rivals_of[rule]) for rule in self.ids)
        self._declared = ruleset.conflicts_of.get(node, ())
        self.conflicts = tuple(self._conflict(one, set()) for one in self._declared)
        self.count: Callable[[Mask], Count] = counter(decision, rules)
        """Returns what the standing rules come to by the number of reasons."""

    def preferring(self, ruleset: Ruleset, prefer: Sequence[str]) -> NodeRules:
        """Return the rules with the sides of conflicts marked that preferred sources stand behind."""
        if not prefer or not self._declared:
            return self
        wished = {rule for rule in self.ids if any(matches_preference(ruleset, rule, wish) for wish in prefer)}
        found = copy(self)
        found.conflicts = tuple(self._conflict(one, wished) for one in self._declared)
        return found

    def mask(self, rules: Iterable[str]) -> Mask:
        """Return rules as bits; rules about other nodes are left out."""
        bits = 0
        for rule in rules:
            bits |= self._bit.get(rule, 0)
        return bits

    def _beatable(self, by: Mapping[str, frozenset[str]]) -> Mask:
        return self.mask(rule for rule in self.ids if self.mask(by[rule]))

    def _conflict(self, conflict: Conflict, wished: set[str]) -> ConflictOfNode:
        sides = tuple(
            SideOfConflict(side.id, self.mask(side.rules), self.mask(wished & set(side.rules)))
            for side in conflict.sides
        )
        return ConflictOfNode(conflict.id, sides, conflict.prefer if conflict.resolution == "prefer" else "")


def rules_about(ruleset: Ruleset, node: str) -> NodeRules:
    """Return the rules about a node with no source preferred; prepared once for each ruleset."""
    key = ("rules about", node)
    found: NodeRules | None = ruleset.prepared.get(key)
    if found is None:
        found = ruleset.prepared[key] = NodeRules(ruleset, node)
    return found
