"""Units are checked when a formula is read."""

from __future__ import annotations

import pytest

from advisor.errors import FormulaError
from advisor.formula.parse import parse_expression
from advisor.formula.units import PLAIN, parse_unit, unit_of

UNITS = {
    "money": parse_unit("VND"),
    "price": parse_unit("VND/unit"),
    "volume": parse_unit("unit"),
    "people": parse_unit("person"),
    "each": parse_unit("unit/person"),
    "share": parse_unit("percent"),
    "plain": parse_unit("1"),
}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("money / volume", "VND/unit"),
        ("price * volume", "VND"),
        ("price * volume - money", "VND"),
        ("people * each", "unit"),
        ("money * share", "VND"),
        ("money / money", "1"),
        ("1 / volume", "1/unit"),
        ("money * money", "VND^2"),
        ("money / volume / volume", "VND/unit^2"),
        ("-price", "VND/unit"),
        ("abs(price)", "VND/unit"),
        ("min(money, price * volume)", "VND"),
        ("money + '1000 VND'", "VND"),
        ("volume / people", "unit/person"),
        ("volume > 0", "1"),
        ("max(money, 0)", "VND"),
        ("0 + 0", "1"),
        ("money > 0 and volume > 0", "1"),
        ("share + 1", "1"),
    ],
)
def test_units_that_fit(text: str, unit: str) -> None:
    assert str(unit_of(parse_expression(text), UNITS)) == unit


@pytest.mark.parametrize(
    "text",
    [
        "money + volume",
        "money + 1",
        "money - price",
        "money > volume",
        "money > 5",
        "min(money, volume)",
        "max(money, price, 0)",
        "money + '3 unit'",
        "money == people",
        "money / volume + share",
        "'0 VND' + volume",
    ],
)
def test_units_that_do_not_fit(text: str) -> None:
    with pytest.raises(FormulaError, match="same unit"):
        unit_of(parse_expression(text), UNITS)


@pytest.mark.parametrize("text", ["", "1", "percent"])
def test_plain_numbers(text: str) -> None:
    assert parse_unit(text) == PLAIN


def test_a_unit_of_nothing_below() -> None:
    assert str(parse_unit("1/unit")) == "1/unit"
    assert parse_unit("1/unit").times(parse_unit("unit")) == PLAIN
