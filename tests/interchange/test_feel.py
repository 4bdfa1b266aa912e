"""FEEL: cells of decision tables, and the expressions beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.interchange.feel.evaluate import evaluate, meets
from advisor.interchange.feel.parse import parse_expression, parse_tests
from advisor.interchange.feel.types import FeelError

D = Decimal


def holds(cell: str, value: Any, **scope: Any) -> bool:
    return meets(parse_tests(cell, scope), value, scope)


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("-", [None, D(1), "x"], []),
        (">= 18", [D(18), D("18.0")], [D(17), None, "18"]),
        ("[1..5]", [D(1), D(5)], [D(0), D(6)]),
        ("(1..5)", [D(2)], [D(1), D(5)]),
        ("]1..5[", [D(2)], [D(1), D(5)]),
        ("[1..5[", [D(1)], [D(5)]),
        ("(1..5]", [D(5)], [D(1)]),
        ("< 1, [3..4], 9", [D(0), D(3), D(9)], [D(1), D(5)]),
        ("-5", [D(-5)], [D(5)]),
        ('"a","b"', ["a", "b"], ["c", None, D(1)]),
        ('not("a", "b")', ["c", None], ["a", "b"]),
        ("not(< 5)", [D(5)], [D(4)]),
        ("true", [True], [False, None]),
        ("null", [None], [D(0), ""]),
        ("not(null)", [D(0)], [None]),
        ("not(> 5)", [D(4)], [D(6), None, "x"]),
        ("not(? > 5)", [D(4)], [D(6), None]),
        ("not([1..5])", [D(6)], [D(3), None]),
        ("[18..null]", [], [D(99), D(1)]),
        ('list contains(?, "x") and count(?) > 1', [["x", "y"]], [["x"], ["y"], None]),
        ("? * 2 = 8", [D(4)], [D(2)]),
        ('date("2027-01-31")', [], [None, "2027-01-31"]),
        ('"say \\"hi\\" \\u00e9"', ['say "hi" é'], ["say"]),
        ("[1, 2]", [D(1), D(2)], [D(3)]),
        ('starts with(?, "Hà")', ["Hà Nội"], ["Huế"]),
    ],
)
def test_a_cell(cell: str, yes: list[Any], no: list[Any]) -> None:
    assert [value for value in yes if not holds(cell, value)] == []
    assert [value for value in no if holds(cell, value)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ** 2", D(19)),
        ("(1 + 2) * -3", D(-9)),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3 * 3", D("0.9999999999999999999999999999999999")),
        ("1 / 0", None),
        ('"a" + 1', None),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ('if 2 > 1 then "yes" else "no"', "yes"),
        ("3 in [1..5]", True),
        ("3 in (< 2, 7)", False),
        ("3 between 1 and 3", True),
        ("2 between 1 and null", None),
        ("3 in (null..5]", None),
        ('date("2027-01-31") + duration("P1M") = date("2027-02-28")', True),
        ('@"2027-01-31".year', D(2027)),
        ('time("08:30:00") < time("09:00:00")', True),
        ('(date("2027-03-01") - date("2027-02-01")) > duration("P27D")', True),
        ('{a: 1, "b c": 2}', {"a": D(1), "b c": D(2)}),
        ('sum([1, 2, 3]) - min(1, 2)  // what is left', D(5)),
    ],
)  # fmt: skip
def test_an_expression(text: str, value: Any) -> None:
    assert evaluate(parse_expression(text), {}) == value


def test_names_with_spaces_and_signs_are_taken_whole() -> None:
    scope = {"Age": D(3), "Age of Buyer": D(40), "Approved/Declined": D(2), "giá bán": D(5)}
    found = evaluate(parse_expression("Age of  Buyer - Approved/Declined * giá bán + Age", scope), scope)
    assert found == D(33)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        '"open',
        "[1..",
        "colour",
        "for x in y return x",
        "1 2",
        "(" * 500,
        "-" * 500 + "1",
        "@1",
        "a",
        "[<" * 3000,
        "1 in <[" * 3000,
        '"\\UFFFFFF"',
        '{"\\UFFFFFF": 1}',
    ],
)
def test_what_cannot_be_read_says_where(text: str) -> None:
    with pytest.raises(FeelError, match=r"column|longer"):
        parse_expression(text)


@given(st.text(alphabet='<>=[]()..,-"?0123456789 abnotrue', max_size=25))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        tests = parse_tests(text)
    except FeelError:
        return
    assert meets(tests, D(1), {}) in (True, False)


@given(st.decimals(-50, 50, places=1), st.decimals(-50, 50, places=1), st.decimals(-50, 50, places=1))
def test_intervals_hold_between_their_ends(low: Decimal, high: Decimal, value: Decimal) -> None:
    assert holds(f"[{low}..{high})", value) == (low <= value < high)
    assert holds(f"]{low}..{high}]", value) == (low < value <= high)
    assert holds(f"not([{low}..{high}])", value) != (low <= value <= high)
