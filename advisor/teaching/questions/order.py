"""The order of things: a whole ranking, a place in it, or which of two comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from random import Random
from typing import TypeAlias

from advisor.model.logic import Ranking
from advisor.model.types import Rule, Text
from advisor.teaching.bench import Bench, End
from advisor.teaching.maker import Maker, digest, named
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 3
SHEETS = 3
Order: TypeAlias = "tuple[tuple[str, ...], ...]"


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return the decisions that rank."""
    return tuple(id_ for id_, decision in maker.kb.decisions.items() if decision.kind == "rank")


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return for each ranking, on each small sheet on which it holds, the ways to ask about it."""
    found: list[Candidate] = []
    bench = maker.examiner.bench(node)
    for rule in bench.rules:
        then = rule.then
        if not isinstance(then, Ranking) or not rule.teaches:
            continue
        options = [option for group in then.order for option in group]
        pairs = [f"pair {one} {two}" for a, b in combinations(then.order, 2) for one in a for two in b]
        asked = ["whole", "first", "last", *(f"after {one}" for one in options), *pairs]
        asked += [f"pair {two} {one}" for _, one, two in map(str.split, pairs)]
        for sheet in bench.firing[rule.id][:SHEETS]:
            for one in asked:
                id_ = named("order", rule.id, one.replace(" ", "."), digest(sheet))
                found.append(
                    Candidate(
                        id=id_, kind="order", topic=node, item=rule.id, facts=sheet, asked=one, points=rule.teaches
                    )
                )  # fmt: skip
    return tuple(found)


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question; it is asked only where every order that may hold gives the same answer."""
    bench = maker.examiner.bench(candidate.topic)
    (end,) = bench.ends([candidate.facts])
    rules = [rule for rule in bench.rules if rule.id in end.held | end.maybe and isinstance(rule.then, Ranking)]
    orders = [rule.then.order for rule in rules if isinstance(rule.then, Ranking)]
    if not orders or not maker.examiner.is_consistent(dict(candidate.facts)):
        return None
    asked, *named_ = candidate.asked.split()
    if asked == "whole":
        return _whole(maker, candidate, bench, end, rules, lots)
    if asked == "pair":
        return _pair(maker, candidate, rules, orders, named_[0], named_[1], lots)
    return _place(maker, candidate, rules, orders, asked, named_, lots)


def _stems(maker: Maker, candidate: Candidate, lots: Random, **parts: object) -> list[Text]:
    wording = maker.wording
    said = {"facts": wording.facts(dict(candidate.facts)), "who": lots.randrange(1_000)}
    said |= {"label": maker.kb.decisions[candidate.topic].label, **parts}
    return [wording.say("order", form=form, **said) for form in lots.sample(range(FORMS), FORMS)]


def _why(maker: Maker, rules: Sequence[Rule], order: Order) -> Text:
    reasons = [maker.wording.because(rule) for rule in rules[:2]]
    return maker.wording.say("order_why", order=_said(maker, rules[0].target, order), reasons=reasons)


def _said(maker: Maker, goal: str, order: Order) -> Text:
    return maker.wording.say("in_order", groups=[maker.wording.options(goal, group) for group in order])


def _points(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(point for rule in rules for point in rule.teaches))


def _whole(
    maker: Maker, candidate: Candidate, bench: Bench, end: End, rules: Sequence[Rule], lots: Random
) -> Question | None:
    rule = maker.kb.rules[candidate.item]
    then = rule.then
    if not isinstance(then, Ranking) or not end.settled or end.disputed:
        return None
    if not maker.examiner.settles(bench.goal, dict(candidate.facts), end.outcome):
        return None
    if end.outcome != tuple(option for group in then.order for option in group):
        return None
    wrong = [
        Distractor(
            value=tuple(option for group in order for option in group),
            text=_said(maker, bench.goal, order),
            feedback=_difference(maker, bench.goal, then.order, order),
        )
        for order in _other_orders(then.order, lots)
    ]
    return maker.finish(
        candidate, lots, stems=_stems(maker, candidate, lots, asked="whole"), key=end.outcome,
        key_text=_said(maker, bench.goal, then.order), why=_why(maker, rules, then.order), wrong=wrong,
        level=2, goal=bench.goal, facts=dict(candidate.facts), points=rule.teaches,
    )  # fmt: skip


def _other_orders(order: Order, lots: Random) -> Iterator[Order]:
    """Yield other orders of the same shape, those that differ little first."""
    options = [option for group in order for option in group]
    right = tuple(tuple(sorted(group)) for group in order)
    found: dict[Order, int] = {}
    for shuffled in permutations(options) if len(options) < 6 else _some(options, lots):
        left = list(shuffled)
        other = tuple(tuple(sorted(left.pop(0) for _ in group)) for group in order)
        if other != right:
            found.setdefault(other, sum(a != b for a, b in zip(other, right, strict=True)))
    near = lots.sample(sorted(found), len(found))
    yield from sorted(near, key=lambda one: found[one])[:6]


def _some(options: list[str], lots: Random) -> Iterator[tuple[str, ...]]:
    """Yield the options with two of them exchanged, and a few at random."""
    for one, two in combinations(range(len(options)), 2):
        swapped = list(options)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        yield tuple(swapped)
    for _ in range(10):
        yield tuple(lots.sample(options, len(options)))


def _difference(maker: Maker, goal: str, right: Order, wrong: Order) -> Text:
    """Return the first place at which a wrong order goes astray."""
    for place, (one, other) in enumerate(zip(right, wrong, strict=True), 1):
        if set(one) != set(other):
            names = {"right": maker.wording.options(goal, one), "wrong": maker.wording.options(goal, other)}
            return maker.wording.say("order_astray", place=place, **names)
    raise ValueError("the orders are the same")


def _place(
    maker: Maker, candidate: Candidate, rules: Sequence[Rule], orders: Sequence[Order], asked: str,
    named_: Sequence[str], lots: Random,
) -> Question | None:  # fmt: skip
    goal = candidate.topic
    answers = {_at(order, asked, named_) for order in orders}
    key = answers.pop() if len(answers) == 1 else ""
    if not key:
        return None
    said = maker.wording.option(goal, named_[0]) if named_ else Text("", "")
    options = [option for group in orders[0] for option in group if option != key and option not in named_]
    wrong = [
        Distractor(
            value=option,
            text=maker.wording.option(goal, option),
            feedback=maker.wording.say("order_place", label=maker.wording.option(goal, option),
                                       place=_number(orders[0], option)),
        )
        for option in lots.sample(options, len(options))
    ]  # fmt: skip
    return maker.finish(
        candidate, lots, stems=_stems(maker, candidate, lots, asked=asked, named=said), key=key,
        key_text=maker.wording.option(goal, key), why=_why(maker, rules, orders[0]), wrong=wrong,
        level=1, facts=dict(candidate.facts), points=_points(rules),
    )  # fmt: skip


def _at(order: Order, asked: str, named_: Sequence[str]) -> str:
    """Return the one option at a place; empty where there are several or none."""
    if asked == "after":
        place = next((index for index, group in enumerate(order) if group == (named_[0],)), len(order)) + 1
    else:
        place = 0 if asked == "first" else len(order) - 1
    return order[place][0] if place < len(order) and len(order[place]) == 1 else ""


def _number(order: Order, option: str) -> int:
    return next(index for index, group in enumerate(order, 1) if option in group)


def _pair(
    maker: Maker, candidate: Candidate, rules: Sequence[Rule], orders: Sequence[Order], one: str, two: str, lots: Random
) -> Question | None:
    goal, wording = candidate.topic, maker.wording
    places = [(_number(order, one), _number(order, two)) for order in orders]
    before = {a < b for a, b in places}
    if len(before) != 1 or any(a == b for a, b in places):
        return None
    key = before.pop()
    why = _why(maker, rules, orders[0])
    labels = {"one": wording.option(goal, one), "two": wording.option(goal, two)}
    feedback = wording.say("pair_wrong", key=key, because=why, **labels)
    wrong = Distractor(value=not key, text=wording.say("truth", holds=not key), feedback=feedback)
    return maker.finish(
        candidate, lots, stems=_stems(maker, candidate, lots, asked="pair", **labels), key=key,
        key_text=wording.say("truth", holds=key), why=why, wrong=[wrong], level=1,
        facts=dict(candidate.facts), points=_points(rules), count=1,
    )  # fmt: skip
