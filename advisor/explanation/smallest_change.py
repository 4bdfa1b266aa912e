"""The fewest answers that would have to differ for an option to win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.variables import Block, Variable, regions
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import NUMERIC, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

MAX_CHANGES = 3
MAX_CASES = 200_000
"""How many changed sheets are tried for one number of changes before the search gives up."""


def smallest_change(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, option: str
) -> Mapping[str, Value] | None:
    """Return the fewest answers, with their new values, that make `option` win `goal`.

    Up to MAX_CHANGES answers are changed at once. Every set of fewer answers has been tried
    before, so no part of the result does it alone. Returns None where nothing was found, or
    where MAX_CASES changed sheets were not enough to be sure.
    """
    needed = ruleset.closure(frozenset({goal}))
    variables = list(alternatives(ruleset, sheet, needed))
    for size in range(1, MAX_CHANGES + 1):
        tried = 0
        best: tuple[int, dict[str, Value]] | None = None
        for chosen in combinations(variables, size):
            block = Block(chosen)
            tried += block.size
            if tried > MAX_CASES:  # a larger change could no longer be called the smallest
                return None if best is None else dict(sorted(best[1].items()))
            found = _winning_case(ruleset, resolver, sheet, goal, option, block, needed)
            if found is not None:
                cost = sum(_distance(sheet.get(node), value) for node, value in found.items())
                if best is None or cost < best[0]:
                    best = cost, found
        if best is not None:
            return dict(sorted(best[1].items()))
    return None


def _winning_case(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, option: str, block: Block, needed: frozenset[str]
) -> dict[str, Value] | None:
    free = {variable.node for variable in block.variables}
    rest = {node: value for node, value in sheet.items() if node not in free}
    # the changed answers are answers: what could be inferred instead must not replace them
    evaluation = Evaluator(ruleset, resolver, rest).run(block, needed, free_first=True)
    wins = evaluation.columns[goal].yes.get(option, 0)
    best: tuple[int, dict[str, Value]] | None = None
    while wins:
        lowest = wins & -wins
        wins ^= lowest
        case = block.case(lowest.bit_length() - 1)
        if any(sheet.get(node) == value for node, value in case.items()):
            continue  # an answer that stays as it is is no change; a smaller set covers it
        cost = sum(_distance(sheet.get(node), value) for node, value in case.items())
        if best is None or cost < best[0]:
            best = cost, case
    return best[1] if best else None


def _distance(old: Value | None, new: Value) -> int:
    """Return how much an answer changes: for ticked lists the number of ticks that differ."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(set(old) ^ set(new))
    return 1


def alternatives(ruleset: Ruleset, sheet: Sheet, needed: frozenset[str]) -> Iterator[Variable]:
    """Yield the facts below a goal with the answers worth trying: fallback questions are not offered."""
    tests = list(_tests(ruleset, needed))
    for node in sorted(needed & ruleset.kb.facts.keys()):
        fact = ruleset.kb.facts[node]
        if fact.ask == "fallback" and sheet.get(node) is None:
            continue
        mine = [test for test in tests if test.subject == node]
        if fact.type in NUMERIC:
            thresholds = [test.number for test in mine if test.op not in ("in", "known")]
            if thresholds:
                yield Variable(node, regions(thresholds, fact.low, fact.high))
        elif fact.type == "yes-no":
            yield Variable(node, (True, False))
        elif fact.type == "choice":
            yield Variable(node, tuple(option.id for option in fact.options))
        elif fact.type == "choices":
            yield Variable(node, _ticks(ruleset, node, mine, sheet.get(node)))


def _ticks(ruleset: Ruleset, node: str, tests: list[Comparison], now: Value | None) -> tuple[Value, ...]:
    """Return the answers within two ticks of the present one, only with options that some rule asks about."""
    fact = ruleset.kb.facts[node]
    current = set(now) if isinstance(now, tuple) else set()
    asked = sorted({str(value) for test in tests for value in test.values})
    near: set[tuple[str, ...]] = set()
    for size in (1, 2):
        for toggled in combinations(sorted({*asked, *current}), size):
            near.add(tuple(sorted(current ^ set(toggled))))
    exclusive = {option.id for option in fact.options if option.exclusive}
    near.update((one,) for one in asked if one in exclusive)
    allowed = {ticks for ticks in near if not (exclusive & set(ticks)) or len(ticks) == 1}
    most = fact.at_most or len(fact.options)
    return tuple(sorted((ticks for ticks in allowed if len(ticks) <= most), key=lambda t: (len(set(t) ^ current), t)))


def _tests(ruleset: Ruleset, needed: frozenset[str]) -> Iterator[Comparison]:
    for node in needed:
        for rule in ruleset.rules_of.get(node, ()):
            yield from comparisons(rule.when)
        owner = ruleset.kb.decisions.get(node) or ruleset.kb.facts.get(node)
        if owner is not None:
            yield from comparisons(owner.applies_when)


def comparisons(condition: Condition | None) -> Iterator[Comparison]:
    """Yield every comparison in a condition."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
        case None:
            return
