"""The last steps of the policy: what the rules that stand come to by the number of reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from advisor.model.logic import Argument, Inference, Ranking
from advisor.model.types import Decision, Rule

Mask: TypeAlias = int
"""A set of rules about one node: bit i is rule i in order of firing."""
Count: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...]]"
"""An outcome, and those of its options that are only tied."""
Score: TypeAlias = "Mapping[str, tuple[int, int]]"
"""(reasons for, reasons against) of each option that is spoken of."""


def counter(decision: Decision | None, rules: Sequence[Rule]) -> Callable[[Mask], Count]:
    """Return the function from standing rules to outcome; `decision` is None for rules that infer a fact."""
    if decision is None:
        return _count_values(rules)
    if decision.kind == "rank":
        return _count_rankings(rules)
    score = _scores(rules)
    if decision.kind == "one":
        return lambda standing: _best(score(standing))
    if decision.kind == "direction":
        return lambda standing: _directions(decision, score(standing))
    return lambda standing: _some(decision, score(standing))


def _scores(rules: Sequence[Rule]) -> Callable[[Mask], Score]:
    pros: dict[str, Mask] = {}
    cons: dict[str, Mask] = {}
    for index, rule in enumerate(rules):
        assert isinstance(rule.then, Argument)  # noqa: S101 - rankings and inferences are counted elsewhere
        for option in rule.then.options:
            pros.setdefault(option, 0)
            cons.setdefault(option, 0)
            (pros if rule.then.favours else cons)[option] |= 1 << index

    def score(standing: Mask) -> Score:
        return {
            option: ((standing & pros[option]).bit_count(), (standing & cons[option]).bit_count())
            for option in pros
            if standing & (pros[option] | cons[option])
        }

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


def _count_rankings(rules: Sequence[Rule]) -> Callable[[Mask], Count]:
    votes: dict[tuple[tuple[str, ...], ...], Mask] = {}
    for index, rule in enumerate(rules):
        assert isinstance(rule.then, Ranking)  # noqa: S101 - the builder lets only rankings speak about a ranking
        votes[rule.then.order] = votes.get(rule.then.order, 0) | 1 << index

    def count(standing: Mask) -> Count:
        top = _most(votes, standing)
        flat = tuple(option for group in top[0] for option in group) if top else ()
        return flat, flat if len(top) > 1 else ()

    return count


def _count_values(rules: Sequence[Rule]) -> Callable[[Mask], Count]:
    votes: dict[str, Mask] = {}
    for index, rule in enumerate(rules):
        assert isinstance(rule.then, Inference)  # noqa: S101 - the builder lets only inferences speak about a fact
        value = rule.then.value if isinstance(rule.then.value, str) else str(rule.then.value).lower()
        votes[value] = votes.get(value, 0) | 1 << index

    def count(standing: Mask) -> Count:
        top = tuple(_most(votes, standing))
        return top, top if len(top) > 1 else ()

    return count


def _most(votes: Mapping[Any, Mask], standing: Mask) -> list[Any]:
    """Return what most standing rules say, in order; nothing where none stands."""
    most = max(((standing & voters).bit_count() for voters in votes.values()), default=0)
    return sorted(one for one, voters in votes.items() if (standing & voters).bit_count() == most) if most else []
