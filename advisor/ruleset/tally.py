"""The policy applied in many cases at once: bit i of an integer is case i, and no rule is open.

`resolve.py` says what one set of rules comes to; here each rule has the cases in which it holds. A step of the
policy is then a few operations on long integers, however many cases there are. What has no such form (orders of
options, options that exclude others, exceptions in a circle) is left to `resolve.py`, set by set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from advisor.model.logic import Argument, Inference
from advisor.model.types import Option
from advisor.ruleset.compile import Ruleset, options_of
from advisor.ruleset.node_rules import ConflictOfNode, NodeRules, ones

Cases: TypeAlias = int
"""A set of cases: bit i is case i."""
Count: TypeAlias = "list[Cases]"
"""A number for each case in binary: bit i of the n-th integer is worth 2 ** n in case i."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """In which cases an option (or a value) is chosen, and in which it is only tied."""

    chosen: Mapping[str, Cases]
    tied: Mapping[str, Cases]


class Tally:
    """The rules about one node, ready to be weighed in many cases at once."""

    def __init__(self, ruleset: Ruleset, node: str, rules: NodeRules) -> None:
        about = ruleset.rules_of.get(node, ())
        decision = ruleset.kb.decisions.get(node)
        self._kind = decision.kind if decision is not None else "inference"
        self._conflicts = rules.conflicts
        self._pros: dict[str, list[int]] = {}
        self._cons: dict[str, list[int]] = {}
        for index, rule in enumerate(about):
            for option in _said(rule.then) or options_of(rule):
                against = isinstance(rule.then, Argument) and not rule.then.favours
                (self._cons if against else self._pros).setdefault(option, []).append(index)
        self._beaters = [_in_order(beaters) for _, beatable, beaters in rules.beaters if beatable]
        options = decision.options if decision is not None else ()
        self._rivals = {  # of an option that is spoken for
            one.id: rivals for one in options if one.id in self._pros
            and (rivals := [two.id for two in options if two.id in self._pros and _exclude(one, two)])
        }  # fmt: skip
        self.fits = self._kind != "rank" and None not in self._beaters
        """Whether the policy about this node can be applied to many cases at once."""

    def weigh(self, held: Sequence[Cases], every: Cases) -> Tallied:
        """Return how the node ends where rule i holds in the cases `held[i]`, of the cases `every`."""
        standing = list(held)
        for conflict in self._conflicts:
            for index, cases in _set_aside(conflict, held).items():
                standing[index] &= ~cases
        for order in self._beaters:
            _strike_beaten(order or (), standing)
        if self._kind in ("one", "inference"):
            return self._best(standing, every)
        return self._directions(standing) if self._kind == "direction" else self._some(standing)

    def _some(self, standing: Sequence[Cases]) -> Tallied:
        chosen: dict[str, Cases] = {}
        tied: dict[str, Cases] = {}
        for option, pros in self._pros.items():
            ahead, equal = _compare(_add(standing, pros), _add(standing, self._cons.get(option, ())))
            spoken = _any(standing, pros)
            chosen[option], tied[option] = ahead & spoken, equal & spoken
        if self._rivals:
            self._shut_out(standing, chosen, tied)
        return Tallied(chosen, tied)

    def _shut_out(self, standing: Sequence[Cases], chosen: dict[str, Cases], tied: dict[str, Cases]) -> None:
        """Leave out options that a stronger one excludes which is itself not left out; equal ones are tied."""
        most = max((len(cons) for cons in self._cons.values()), default=0)
        every = -1  # numbers are only compared where an option is chosen
        nets = {option: self._net(standing, option, most, every) for option in self._rivals}
        stronger = {
            (one, two): _compare(nets[two], nets[one]) for one, rivals in self._rivals.items() for two in rivals
        }
        left, before = {option: chosen[option] for option in self._rivals}, dict[str, Cases]()
        while left != before:
            before = left
            left = {
                one: chosen[one] & ~_union(before[two] & stronger[one, two][0] for two in rivals)
                for one, rivals in self._rivals.items()
            }
        for one, rivals in self._rivals.items():
            tied[one] |= left[one] & _union(left[two] & stronger[one, two][1] for two in rivals)
        for one in self._rivals:
            chosen[one] = left[one] & ~tied[one]

    def _net(self, standing: Sequence[Cases], option: str, most: int, every: Cases) -> Count:
        """Return the reasons for an option less those against it, and `most`, so that no number is below nought."""
        cons = self._cons.get(option, [])
        points = [standing[index] for index in self._pros[option]]
        points += [every & ~standing[index] for index in cons]  # each counts as long as it does not stand
        return _sum([*points, *([every] * (most - len(cons)))])

    def _directions(self, standing: Sequence[Cases]) -> Tallied:
        chosen: dict[str, Cases] = {}
        tied: dict[str, Cases] = {}
        for quantity in dict.fromkeys(option.rpartition(":")[0] for option in self._pros):
            up, down = (self._pros.get(f"{quantity}:{way}", ()) for way in ("up", "down"))
            rising, falling = _add(standing, up), _add(standing, down)
            more, equal = _compare(rising, falling)
            less, _ = _compare(falling, rising)
            spoken = _any(standing, up)
            chosen[f"{quantity}:up"], chosen[f"{quantity}:down"] = more, less
            tied[f"{quantity}:up"] = tied[f"{quantity}:down"] = equal & spoken
        return Tallied(chosen, tied)

    def _best(self, standing: Sequence[Cases], every: Cases) -> Tallied:
        """Weigh options of which one wins, or values: those with most reasons for over reasons against."""
        most_cons = max((len(cons) for cons in self._cons.values()), default=0)
        zero = [every if most_cons >> place & 1 else 0 for place in range(most_cons.bit_length())]
        top: dict[str, Cases] = {}
        nets: dict[str, Count] = {}
        for option, pros in self._pros.items():
            nets[option] = self._net(standing, option, most_cons, every)
            top[option] = _any(standing, pros) & ~_compare(zero, nets[option])[0]
        for place in reversed(range(max(map(len, nets.values()), default=0))):
            somewhere = 0
            for option, net in nets.items():
                somewhere |= top[option] & _digit(net, place)
            for option, net in nets.items():
                top[option] &= ~somewhere | _digit(net, place)
        once = twice = 0
        for cases in top.values():
            twice |= once & cases
            once |= cases
        if self._kind == "inference":
            tied = {option: cases & twice for option, cases in top.items()}
        else:
            level = {option: _compare(zero, net)[1] for option, net in nets.items()}
            tied = {option: cases & (twice | level[option]) for option, cases in top.items()}
        return Tallied({option: cases & ~tied[option] for option, cases in top.items()}, tied)


def _said(then: object) -> tuple[str, ...]:
    """Return the value an inference speaks for, as columns name it."""
    if not isinstance(then, Inference):
        return ()
    return (then.value if isinstance(then.value, str) else str(then.value).lower(),)


def _exclude(one: Option, two: Option) -> bool:
    return one.id != two.id and (two.id in one.excludes or one.id in two.excludes)


# --- who falls ----------------------------------------------------------------------------------------------


def _set_aside(conflict: ConflictOfNode, held: Sequence[Cases]) -> dict[int, Cases]:
    """Return for each rule of a conflict the cases in which it is set aside."""
    here = [_any(held, ones(side.rules)) for side in conflict.sides]
    wished = [_any(held, ones(side.preferred)) for side in conflict.sides]
    some = unwished = 0
    for present, wish in zip(here, wished, strict=True):
        some |= wish
        unwished |= present & ~wish
    by_wish = some & unwished
    found: dict[int, Cases] = {}
    for side, present, wish in zip(conflict.sides, here, wished, strict=True):
        winning = (by_wish & wish) | (~by_wish & present if side.id == conflict.winner else 0)
        if not winning:
            continue
        for other in conflict.sides:
            for index in ones(other.rules & ~side.rules):
                found[index] = found.get(index, 0) | (winning & held[index])
    for side, present, wish in zip(conflict.sides, here, wished, strict=True):
        winning = (by_wish & wish) | (~by_wish & present if side.id == conflict.winner else 0)
        for index in ones(side.rules):
            if index in found:
                found[index] &= ~winning
    return found


def _in_order(beaters: Sequence[int]) -> tuple[tuple[int, tuple[int, ...]], ...] | None:
    """Return each rule that others beat, with those, after all of them; None where they beat each other in a circle."""
    by = {index: tuple(ones(mask)) for index, mask in enumerate(beaters)}
    try:
        order = tuple(TopologicalSorter(by).static_order())
    except CycleError:
        return None
    return tuple((index, by[index]) for index in order if by[index])


def _strike_beaten(order: Iterable[tuple[int, tuple[int, ...]]], standing: list[Cases]) -> None:
    """Leave out of `standing` the cases in which a rule is beaten; an exception to an exception restores the rule."""
    for index, by in order:  # those that beat it have been struck already where they are beaten themselves
        standing[index] &= ~_any(standing, by)


# --- numbers by case -----------------------------------------------------------------------------------------


def _union(cases: Iterable[Cases]) -> Cases:
    found = 0
    for one in cases:
        found |= one
    return found


def _any(cases: Sequence[Cases], which: Iterable[int]) -> Cases:
    found = 0
    for index in which:
        found |= cases[index]
    return found


def _add(standing: Sequence[Cases], which: Iterable[int]) -> Count:
    return _sum([standing[index] for index in which])


def _sum(points: Iterable[Cases]) -> Count:
    """Return in how many of `points` each case is."""
    total: Count = []
    for carry in points:
        for place, digit in enumerate(total):
            if not carry:
                break
            total[place], carry = digit ^ carry, digit & carry
        if carry:
            total.append(carry)
    return total


def _digit(count: Count, place: int) -> Cases:
    return count[place] if place < len(count) else 0


def _compare(one: Count, other: Count) -> tuple[Cases, Cases]:
    """Return the cases in which `one` is more, and those in which both are equal (of all there may be)."""
    more, equal = 0, -1
    for place in reversed(range(max(len(one), len(other)))):
        mine, theirs = _digit(one, place), _digit(other, place)
        more |= equal & mine & ~theirs
        equal &= ~(mine ^ theirs)
    return more, equal
