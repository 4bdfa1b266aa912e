"""Antecedents as alternatives (arms) of literals, and which antecedent says more.

An antecedent in disjunctive normal form is a set of *arms*; an arm is a set of
literals that must all hold. Both the experta engine (one pattern per literal)
and the specificity rule (more literals, more specific) read this form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from advisor.model.logic import All, AnyOf, Comparison, Condition, Not

MAX_ARMS = 512


@dataclass(frozen=True, slots=True)
class Literal:
    """A comparison or its negation. Over a ticked list it names a single option."""

    test: Comparison
    positive: bool = True


Arm = frozenset[Literal]


def arms_of(condition: Condition, lists: frozenset[str]) -> tuple[Arm, ...]:
    """Return the arms of a condition, without those another arm makes superfluous.

    `lists` names the subjects whose value is a ticked list; `[a, b]` over such a
    subject means that a or b is ticked, so it becomes two arms. Raises ValueError
    where a condition has more than MAX_ARMS arms.
    """
    arms = _arms(condition, True, lists)
    if len(arms) == 1:
        return tuple(arms)
    distinct = sorted(set(arms), key=lambda arm: (len(arm), sorted(map(repr, arm))))
    kept: list[Arm] = []
    for arm in distinct:
        if not any(other <= arm for other in kept):
            kept.append(arm)
    return tuple(kept)


def _arms(condition: Condition, positive: bool, lists: frozenset[str]) -> list[Arm]:
    match condition:
        case Not(part):
            return _arms(part, not positive, lists)
        case All(parts) | AnyOf(parts):
            joined = [_arms(part, positive, lists) for part in parts]
            if isinstance(condition, All) == positive:
                return _conjoin(joined)
            return [arm for arms in joined for arm in arms]
        case Comparison():
            if condition.op == "in" and condition.subject in lists and len(condition.values) > 1:
                singles = [
                    Literal(Comparison(condition.subject, "in", (value,)), positive) for value in condition.values
                ]
                return [frozenset({one}) for one in singles] if positive else [frozenset(singles)]
            return [frozenset({Literal(condition, positive)})]


def _conjoin(joined: list[list[Arm]]) -> list[Arm]:
    size = 1
    for arms in joined:
        size *= len(arms)
    if size > MAX_ARMS:
        raise ValueError(f"the condition has {size} alternatives; split the rule")
    return [frozenset().union(*combination) for combination in product(*joined)]


def implies(arms: tuple[Arm, ...], others: tuple[Arm, ...]) -> bool:
    """Return whether every arm says at least as much as some arm of `others`."""
    return all(any(_arm_implies(arm, other) for other in others) for arm in arms)


def more_specific(arms: tuple[Arm, ...], others: tuple[Arm, ...]) -> bool:
    """Return whether `arms` says strictly more than `others`."""
    return implies(arms, others) and not implies(others, arms)


def _arm_implies(arm: Arm, other: Arm) -> bool:
    for theirs in other:
        subject = theirs.test.subject
        if not any(mine.test.subject == subject and _literal_implies(mine, theirs) for mine in arm):
            return False
    return True


def _literal_implies(mine: Literal, theirs: Literal) -> bool:
    if mine == theirs:
        return True
    if mine.test.subject != theirs.test.subject:
        return False
    a, b = mine.test, theirs.test
    if b.op == "known":
        return theirs.positive and mine.positive
    if a.op == "in" and b.op == "in":
        mine_set, their_set = set(a.values), set(b.values)
        match mine.positive, theirs.positive:
            case True, True:
                return mine_set <= their_set
            case False, False:
                return mine_set >= their_set
            case True, False:
                return not mine_set & their_set
            case _:
                return False
    if mine.positive and theirs.positive:
        return _number_implies(a, b)
    return False


def _number_implies(a: Comparison, b: Comparison) -> bool:
    x, y = a.number, b.number
    table: Mapping[tuple[str, str], bool] = {
        ("gt", "gt"): x >= y,
        ("gt", "ge"): x >= y,
        ("ge", "ge"): x >= y,
        ("ge", "gt"): x > y,
        ("lt", "lt"): x <= y,
        ("lt", "le"): x <= y,
        ("le", "le"): x <= y,
        ("le", "lt"): x < y,
        ("eq", "gt"): x > y,
        ("eq", "ge"): x >= y,
        ("eq", "lt"): x < y,
        ("eq", "le"): x <= y,
        ("eq", "ne"): x != y,
        ("eq", "eq"): x == y,
        ("gt", "ne"): x >= y,
        ("lt", "ne"): x <= y,
        ("ge", "ne"): x > y,
        ("le", "ne"): x < y,
    }
    return table.get((a.op, b.op), False)


def compatible(arm: Arm, lists: frozenset[str]) -> bool:
    """Return False where two literals of an arm certainly exclude each other.

    `lists` names the subjects of which several options may hold at once.
    """
    return not any(_exclude(one, two, lists) or _exclude(two, one, lists) for one, two in combinations(arm, 2))


def _exclude(one: Literal, two: Literal, lists: frozenset[str]) -> bool:
    a, b = one.test, two.test
    if a.subject != b.subject:
        return False
    if one.positive != two.positive:
        wanted, barred = (one, two) if one.positive else (two, one)
        return _literal_implies(wanted, Literal(barred.test))
    if not one.positive:
        return False
    if a.op == b.op == "in":
        return a.subject not in lists and not set(a.values) & set(b.values)
    return _number_implies(a, Comparison(b.subject, _OPPOSITE.get(b.op, b.op), number=b.number)) and b.op in _OPPOSITE


_OPPOSITE: Mapping[str, Any] = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}


def compare(op: str, value: Decimal, number: Decimal) -> bool:
    """Return whether `value` stands to `number` as `op` says."""
    match op:
        case "lt":
            return value < number
        case "le":
            return value <= number
        case "gt":
            return value > number
        case "ge":
            return value >= number
        case "eq":
            return value == number
        case "ne":
            return value != number
        case _:
            raise ValueError(op)
