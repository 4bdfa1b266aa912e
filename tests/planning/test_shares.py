"""Dividing amounts and laying out work: parts equal wholes, dates stay in the period, order is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.language.periods import add_months, check_period, months_of, moved
from advisor.planning.schedule import Task, schedule
from advisor.planning.shares import round_step, split, spread, stretched, whole

totals = st.integers(-(10**30), 10**30)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=997)), min_size=1, max_size=40
)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(total=totals, weights=weights)
def test_parts_equal_the_whole_and_none_strays_by_a_unit(total: int, weights: list[int | Fraction]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    sum_ = sum(weights, Fraction(0))
    if sum_:
        assert all(abs(part - total * weight / sum_) < 1 for part, weight in zip(parts, weights, strict=True))
    else:
        assert max(parts) - min(parts) <= 1


@given(total=st.integers(0, 10**30), weights=weights, step=st.sampled_from([1, 10, 1000]))
def test_what_is_spread_never_strays_from_its_share(total: int, weights: list[int | Fraction], step: int) -> None:
    parts = spread(total, weights, step)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    sum_ = sum(weights, Fraction(0))
    for count in range(len(weights) if sum_ else 0):
        due = total * sum(weights[: count + 1], Fraction(0)) / sum_
        assert abs(sum(parts[: count + 1]) - due) <= Fraction(step, 2)


def test_twelve_months_of_a_sum_are_known() -> None:
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(-100, [1, 1, 1]) == (-34, -33, -33)
    assert spread(100, [1, 1, 1]) == (33, 34, 33)
    assert spread(1000, [1, 2, 1, 0], 100) == (300, 500, 200, 0)
    assert spread(7, [0, 0]) == (4, 3)
    assert split(7, []) == ()
    assert stretched([1, 3], [1, 1, 1, 1]) == (1, 1, 3, 3)


@given(value=st.one_of(st.decimals(-(10**20), 10**20, allow_nan=False, places=3), st.fractions()))
def test_whole_is_the_nearest(value: Decimal | Fraction) -> None:
    assert abs(whole(value) - Fraction(value)) <= Fraction(1, 2)
    assert whole(-value) == -whole(value)


@given(total=st.integers(0, 10**15), parts=st.integers(0, 60))
def test_rounding_moves_an_average_part_by_half_a_percent_at_most(total: int, parts: int) -> None:
    step = round_step(total, parts)
    assert step == 1 or step * parts * 200 <= total


@given(weights=st.lists(st.integers(0, 9), min_size=1, max_size=8), lengths=st.lists(st.integers(0, 31), min_size=1))
def test_stretched_weights_keep_their_sum(weights: list[int], lengths: list[int]) -> None:
    assert sum(stretched(weights, lengths)) == Fraction(sum(weights) * sum(lengths), len(weights))


# --- periods ---------------------------------------------------------------------------------------------


@given(start=days, length=st.integers(0, 1825))
def test_months_cover_the_period_without_gaps(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    months = months_of(start, end)
    assert months[0].first == start
    assert months[-1].last == end
    assert sum(month.days for month in months) == length + 1
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(months))
    assert all(month.first.month == month.last.month for month in months)


@given(start=days, months=st.integers(1, 59), to=days)
def test_a_moved_period_keeps_its_whole_months(start: date, months: int, to: date) -> None:
    end = add_months(start, months) - timedelta(days=1)
    if add_months(start, months).day == start.day:
        assert moved(start, end, to) == (to, add_months(to, months) - timedelta(days=1))
    assert moved(start, start, to) == (to, to)


def test_a_year_is_twelve_twelfths() -> None:
    assert sum(month.part_of_year for month in months_of(date(2028, 1, 1), date(2028, 12, 31))) == 1
    assert not check_period(date(2027, 1, 1), date(2031, 12, 31))
    assert "longer" in check_period(date(2027, 1, 1), date(2032, 1, 1))


# --- work ------------------------------------------------------------------------------------------------


@st.composite
def works(draw: st.DrawFn) -> list[Task]:
    found: list[Task] = []
    hands = {"a": draw(st.integers(1, 3)), "b": 1}
    for number in range(draw(st.integers(1, 25))):
        anchor = draw(st.sampled_from(["start", "start", "start", "through", "end"]))
        owner = draw(st.sampled_from(["a", "b"]))
        after = tuple(draw(st.sets(st.sampled_from([one.id for one in found]), max_size=2))) if found else ()
        stage = draw(st.integers(0, 3)) + (4 if anchor == "through" else 5 if anchor == "end" else 0)
        length = draw(st.integers(1, 40))
        task = Task(
            id=str(number), stage=stage, anchor=anchor, days=length, owner=owner, at_once=hands[owner], after=after
        )  # fmt: skip
        found.append(task)
    return sorted(found, key=lambda one: one.stage)


@settings(max_examples=40)
@given(tasks=works(), start=days, length=st.sampled_from([0, 1, 2, 6, 30, 180, 364, 1825]))
def test_all_work_is_done_in_the_period_and_in_order(tasks: list[Task], start: date, length: int) -> None:
    end = start + timedelta(days=length)
    dates = schedule(tasks, start, end)
    assert set(dates) == {one.id for one in tasks}
    assert all(start <= first <= last <= end for first, last in dates.values())
    assert all(dates[one.id][1] == end for one in tasks if one.anchor == "through")
    lead = [one for one in tasks if one.anchor == "start"]
    for one in lead:
        for other in lead:
            if one.stage < other.stage:
                # drawn together, work of two stages may share a day, but never change places
                assert dates[one.id][0] <= dates[other.id][0]
                assert dates[one.id][1] <= dates[other.id][1]


@settings(max_examples=40)
@given(tasks=works(), start=days)
def test_nobody_does_more_at_a_time_than_they_can(tasks: list[Task], start: date) -> None:
    lead = [one for one in tasks if one.anchor == "start"]
    dates = schedule(lead, start, start + timedelta(days=2000))
    for one in lead:
        first, last = dates[one.id]
        assert (last - first).days + 1 == one.days
        at_once = [
            other for other in lead if other.owner == one.owner and dates[other.id][0] <= first <= dates[other.id][1]
        ]
        assert len(at_once) <= one.at_once


@pytest.mark.parametrize("length", [0, 1, 3])
def test_work_that_must_wait_waits(length: int) -> None:
    first = Task(id="first", stage=0, anchor="start", days=2, owner="a", at_once=2)
    second = Task(id="second", stage=0, anchor="start", days=2, owner="a", at_once=2, after=("first",))
    start = date(2027, 1, 1)
    dates = schedule([first, second], start, start + timedelta(days=length))
    assert dates["first"][1] <= dates["second"][0]
    if length == 3:
        assert dates["first"][1] < dates["second"][0]
