"""Which expressions are read, and that nothing else ever is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FormulaError
from advisor.formula.parse import MAX_LENGTH, parse_expression
from advisor.formula.types import Apply, Name, Number, divides, names


def test_an_expression_becomes_a_tree() -> None:
    tree = parse_expression("firm.costs / 2 + price.unit_cost")
    costs = Apply("/", (Name("firm.costs"), Number(Decimal(2))))
    assert tree == Apply("+", (costs, Name("price.unit_cost")))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-a.b", Apply("neg", (Name("a.b"),))),
        ("min(a.b, 1, 2)", Apply("min", (Name("a.b"), Number(Decimal(1)), Number(Decimal(2))))),
        ("abs(a.b)", Apply("abs", (Name("a.b"),))),
        ("a.b >= 1", Apply(">=", (Name("a.b"), Number(Decimal(1))))),
        ("not a.b == 1", Apply("not", (Apply("==", (Name("a.b"), Number(Decimal(1)))),))),
        ("'1000 VND'", Number(Decimal(1000), "VND")),
        ("'0.5 litre/unit'", Number(Decimal("0.5"), "litre/unit")),
        ("  ( 0.15 )  ", Number(Decimal("0.15"))),
        ("a.b\n", Name("a.b")),
    ],
)
def test_what_is_accepted(text: str, tree: object) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize("text", ["0.1", "0.15", "123456789.123", "1e3", "1_000"])
def test_numbers_are_read_as_they_are_written(text: str) -> None:
    number = parse_expression(text)
    assert isinstance(number, Number)
    assert number.value == Decimal(text.replace("_", ""))


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').system('x')",
        "open('x')",
        "min.__class__(1)",
        "a.b.c()",
        "a.b(1)",
        "f(1).real",
        "a.b[0]",
        "(1, 2)",
        "[1, 2]",
        "{1: 2}",
        "lambda: 1",
        "lambda x: x",
        "[x for x in a.b]",
        "1 if a.b else 2",
        "a.b := 1",
        "(a := 1)",
        "a.b = 1",
        "a.b ** 2",
        "a.b // 2",
        "a.b % 2",
        "a.b @ 2",
        "a.b << 2",
        "a.b | 2",
        "~a.b",
        "+a.b",
        "1 < a.b < 3",
        "a.b is 1",
        "a.b in c.d",
        "True",
        "None",
        "...",
        "b'x'",
        "f'{a.b}'",
        "1j",
        "'many VND'",
        "'NaN'",
        "'Infinity VND'",
        "''",
        "1e999",
        "min()",
        "abs()",
        "abs(1, 2)",
        "min(*a.b)",
        "min(1, key=abs)",
        "max(1, default=2)",
        "await a.b",
        "yield",
        "import os",
        "a.b; c.d",
        "a.b +",
        "(a.b > 1) + 2",
        "max(a.b > 1, 2)",
        "-(a.b > 1)",
        "1 < (a.b > 1)",
        "not a.b",
        "a.b and c.d > 1",
        "a.b > 1 or 2",
        "(a.b",
        "",
        "   ",
        "#",
        "a.b\x00",
        "(" * 300,
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_expression(text)


def test_a_long_expression_is_refused() -> None:
    with pytest.raises(FormulaError, match="longer than"):
        parse_expression("1" + "+1" * MAX_LENGTH)


def test_the_column_of_a_fault_is_told() -> None:
    with pytest.raises(FormulaError) as caught:
        parse_expression("a.b + open(c.d)")
    assert caught.value.column == 6


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        parse_expression(text)
    except FormulaError as error:
        assert str(error)


def test_names_come_left_to_right_with_repeats() -> None:
    assert list(names(parse_expression("a.b + min(c.d, a.b) * 2"))) == ["a.b", "c.d", "a.b"]


def test_a_division_is_found_anywhere() -> None:
    assert divides(parse_expression("1 + max(a.b, c.d / 2)"))
    assert not divides(parse_expression("a.b * 2"))
