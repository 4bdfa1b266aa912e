"""Antecedents as arms: the same truth, and a safe notion of saying more."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.ruleset.literals import Arm, arms_of, compare, implies, more_specific

LISTS = frozenset({"l.x"})
CHOICES: dict[str, list[Any]] = {
    "c.x": ["a", "b", "c"],
    "y.x": [True, False],
    "l.x": [(), ("a",), ("b",), ("a", "b")],
    "n.x": [Decimal(n) for n in ("0", "1", "2", "3", "4")],
}
WORLDS = [dict(zip(CHOICES, values, strict=True)) for values in product(*CHOICES.values())]

numbers = st.builds(
    Comparison,
    st.just("n.x"),
    st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]),
    number=st.sampled_from([Decimal(1), Decimal(2), Decimal(3)]),
)
words = st.one_of(
    st.builds(
        lambda v: Comparison("c.x", "in", tuple(sorted(v))), st.sets(st.sampled_from("abc"), min_size=1, max_size=2)
    ),
    st.builds(lambda v: Comparison("l.x", "in", tuple(sorted(v))), st.sets(st.sampled_from("ab"), min_size=1)),
    st.builds(lambda v: Comparison("y.x", "in", (v,)), st.booleans()),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(numbers, words),
    lambda inner: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


def literal_holds(test: Comparison, world: dict[str, Any]) -> bool:
    value = world[test.subject]
    if test.op == "in":
        return bool(set(value) & set(test.values)) if isinstance(value, tuple) else value in test.values
    return compare(test.op, value, test.number)


def truth(condition: Condition, world: dict[str, Any]) -> bool:
    match condition:
        case Not(part):
            return not truth(part, world)
        case All(parts):
            return all(truth(part, world) for part in parts)
        case AnyOf(parts):
            return any(truth(part, world) for part in parts)
        case Comparison():
            return literal_holds(condition, world)
    raise AssertionError(condition)


def arms_truth(arms: tuple[Arm, ...], world: dict[str, Any]) -> bool:
    return any(all(literal_holds(one.test, world) == one.positive for one in arm) for arm in arms)


@given(conditions)
def test_arms_are_equivalent_to_their_condition(condition: Condition) -> None:
    arms = arms_of(condition, LISTS)
    for world in WORLDS:
        assert arms_truth(arms, world) == truth(condition, world)


@given(conditions, conditions)
def test_saying_more_means_holding_in_fewer_cases(one: Condition, two: Condition) -> None:
    mine, theirs = arms_of(one, LISTS), arms_of(two, LISTS)
    if implies(mine, theirs):
        assert all(truth(two, world) for world in WORLDS if truth(one, world))


@given(conditions, conditions)
def test_a_condition_with_more_to_meet_implies_the_shorter_one(one: Condition, two: Condition) -> None:
    both = arms_of(All((one, two)), LISTS)
    assert implies(both, arms_of(one, LISTS))
    assert not more_specific(arms_of(one, LISTS), both)


@given(conditions)
def test_every_condition_implies_itself_and_is_not_more_specific(condition: Condition) -> None:
    arms = arms_of(condition, LISTS)
    assert implies(arms, arms)
    assert not more_specific(arms, arms)


@given(conditions)
def test_no_arm_is_superfluous(condition: Condition) -> None:
    arms = arms_of(condition, LISTS)
    assert not any(one < two for one in arms for two in arms)


def test_a_list_of_ticked_options_becomes_an_arm_each() -> None:
    ticked = Comparison("l.x", "in", ("a", "b"))
    assert len(arms_of(ticked, LISTS)) == 2
    assert len(arms_of(Not(ticked), LISTS)) == 1
    assert len(arms_of(Comparison("c.x", "in", ("a", "b")), LISTS)) == 1


def test_always_has_one_empty_arm_and_never_has_none() -> None:
    assert arms_of(All(), LISTS) == (frozenset(),)
    assert arms_of(Not(All()), LISTS) == ()


def test_too_many_alternatives_are_refused() -> None:
    pairs = [AnyOf((Comparison(f"{n}.x", "in", ("a",)), Comparison(f"{n}.y", "in", ("a",)))) for n in "abcdefghij"]
    with pytest.raises(ValueError, match="split the rule"):
        arms_of(All(tuple(pairs)), LISTS)
