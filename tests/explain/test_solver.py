"""The search behind proofs against all truth values one by one, and intervals against numbers drawn from them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.explanation.circuit import Circuit
from advisor.explanation.solver import GivenUp, Solver
from advisor.formula.evaluate import holds, reckon
from advisor.formula.interval import Interval, image, may_hold
from advisor.formula.parse import parse_expression

SIZE = 5
literals = st.integers(1, SIZE).flatmap(lambda variable: st.sampled_from((variable, -variable)))
clauses = st.lists(st.lists(literals, min_size=1, max_size=4), max_size=24)


def meets(values: Sequence[bool], literal: int) -> bool:
    return values[abs(literal) - 1] == (literal > 0)


@settings(max_examples=200, deadline=None)
@given(clauses, st.lists(st.lists(literals, max_size=4), min_size=1, max_size=3))
def test_what_can_be_met_is_found_and_what_cannot_is_ruled_out(
    wanted: list[list[int]], rounds: list[list[int]]
) -> None:
    solver = Solver()
    for _ in range(SIZE):
        solver.variable()
    for clause in wanted:
        solver.add(clause)
    fitting = [
        values
        for values in product((False, True), repeat=SIZE)
        if all(any(meets(values, one) for one in clause) for clause in wanted)
    ]
    for assumed in rounds:  # what was learnt under other assumptions stays true
        core = solver.solve(assumed, 10_000)
        if core is None:
            found = [solver.value[variable] > 0 for variable in range(1, SIZE + 1)]
            assert tuple(found) in fitting
            assert all(meets(found, one) for one in assumed)
        else:
            assert core <= set(assumed)
            assert not any(all(meets(values, one) for one in core) for values in fitting)


def test_a_search_that_takes_too_long_is_given_up() -> None:
    solver = Solver()
    holes, pigeons = 6, 7
    sits = [[solver.variable() for _ in range(holes)] for _ in range(pigeons)]
    for mine in sits:
        solver.add(mine)
    for hole in range(holes):
        for one in range(pigeons):
            for other in range(one):
                solver.add((-sits[one][hole], -sits[other][hole]))
    with pytest.raises(GivenUp):
        solver.solve([], 20)
    assert solver.solve([], 100_000) == frozenset()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), max_size=7))
def test_counting(values: list[bool]) -> None:
    circuit = Circuit()
    parts = [circuit.fresh() for _ in values]
    steps = circuit.count(parts)
    assert (
        circuit.solver.solve([part if value else -part for part, value in zip(parts, values, strict=True)], 99) is None
    )
    assert [circuit.solver.value[abs(step)] * step > 0 for step in steps] == [
        sum(values) >= number for number in range(1, len(values) + 1)
    ]


ends = st.integers(-3, 3)
EXPRESSIONS = ("a.x + b.x", "a.x - b.x", "a.x * b.x", "a.x / b.x", "a.x * b.x - a.x / b.x", "-a.x / (b.x - 1)")
CONDITIONS = ("a.x < b.x", "a.x >= b.x", "a.x != b.x", "a.x == b.x and b.x > 0")


@settings(max_examples=400, deadline=None)
@given(st.tuples(ends, ends), st.tuples(ends, ends), st.tuples(*[st.booleans()] * 4), st.data())
def test_a_sum_stays_within_its_interval(
    one: tuple[int, int], other: tuple[int, int], closed: tuple[bool, bool, bool, bool], data: st.DataObject
) -> None:
    intervals, numbers = {}, {}
    for name, (low, high), sides in (("a.x", sorted(one), closed[:2]), ("b.x", sorted(other), closed[2:])):
        both = (True, True) if low == high else sides
        intervals[name] = Interval(Decimal(low), Decimal(high), *both)
        share = data.draw(st.sampled_from(("0", "0.001", "0.5", "0.999", "1")))
        numbers[name] = low + (high - low) * Decimal(share)
        if not intervals[name].holds(numbers[name]):
            numbers[name] = (Decimal(low) + high) / 2
    for text in EXPRESSIONS:
        expression = parse_expression(text)
        found, may_fail = image(expression, intervals)
        result = reckon(expression, numbers)
        assert may_fail if result is None else any(interval.holds(result) for interval in found), text
    for text in CONDITIONS:
        can, can_not = may_hold(parse_expression(text), intervals)
        assert can if holds(parse_expression(text), numbers) else can_not, text
