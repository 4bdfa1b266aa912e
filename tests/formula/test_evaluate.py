"""Sums are exact; what has no value says so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.formula.evaluate import holds, reckon, reckoner
from advisor.formula.parse import parse_expression


def value(text: str, **numbers: str) -> Decimal | None:
    return reckon(parse_expression(text), {name: Decimal(number) for name, number in numbers.items()})


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 - 0.9", "0.1"),
        ("3 * 1.1", "3.3"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("2 - 3 - 4", "-5"),
        ("12 / 3 / 2", "2"),
        ("-2 + 5", "3"),
        ("-(2 + 5)", "-7"),
        ("min(3, 1, 2)", "1"),
        ("max(3, 1, 2)", "3"),
        ("abs(1 - 3)", "2"),
        ("'1000 VND' * 2", "2000"),
    ],
)
def test_sums(text: str, result: str) -> None:
    assert value(text) == Decimal(result)


def test_large_amounts_are_exact() -> None:
    assert value("a * b + c", a="999999999999999999", b="999999999999999999", c="1") == Decimal((10**18 - 1) ** 2 + 1)


def test_a_quotient_has_forty_digits() -> None:
    third = value("1 / 3")
    assert third is not None
    assert abs(Fraction(third) - Fraction(1, 3)) < Fraction(1, 10**39)


@given(
    st.decimals(-(10**15), 10**15, places=3),
    st.decimals(-(10**15), 10**15, places=3),
    st.sampled_from(["+", "-", "*"]),
)
def test_sums_agree_with_fractions(a: Decimal, b: Decimal, op: str) -> None:
    expected = {"+": Fraction(a) + Fraction(b), "-": Fraction(a) - Fraction(b), "*": Fraction(a) * Fraction(b)}[op]
    result = reckon(parse_expression(f"a {op} b"), {"a": a, "b": b})
    assert result is not None
    assert Fraction(result) == expected


@pytest.mark.parametrize("text", ["1 / 0", "0 / 0", "1 / (2 - 2)", "min(1, 1 / 0)"])
def test_a_division_by_zero_has_no_value(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("a < b", True),
        ("a <= a", True),
        ("a > b", False),
        ("b >= a", True),
        ("a == 1", True),
        ("a != 1", False),
        ("a < b and b < 3", True),
        ("a < b and b < 2", False),
        ("a > b or b == 2", True),
        ("not a > b", True),
        ("1 / (a - a) > 0", False),
        ("1 / (a - a) > 0 or a == 1", False),
        ("1.0 == 1", True),
    ],
)
def test_comparisons(text: str, truth: bool) -> None:
    assert holds(parse_expression(text), {"a": Decimal(1), "b": Decimal(2)}) is truth


def test_one_reckoner_for_many_numbers() -> None:
    reckoned = reckoner(parse_expression("a / b"), [parse_expression("a > 1"), parse_expression("6 / c > 1 or c == 1")])
    two = {"a": Decimal(4), "b": Decimal(2), "c": Decimal(1)}
    assert reckoned(two) == 2
    assert reckoned({**two, "b": Decimal(0)}) is None
    assert reckoned({**two, "a": Decimal(1)}) is None
    assert reckoned({**two, "c": Decimal(0)}) is None  # what is required has no value
    assert reckoned(two) == 2
