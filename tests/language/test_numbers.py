"""Numbers as people in Viet Nam write them, and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.numbers import format_money, format_number, format_percent, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("15", "15"),
        ("15%", "15"),
        ("15 %", "15"),
        ("-3,5", "-3.5"),
        ("−3,5", "-3.5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0,15", "0.15"),
        (",5", "0.5"),
        ("1.234.567", "1234567"),
        ("1.234.567,5", "1234567.5"),
        ("1.234.567 ₫", "1234567"),
        ("1.234.567đ", "1234567"),
        ("1.234.567 đồng", "1234567"),
        ("1234567 VND", "1234567"),
        ("1\u00a0234", "1234"),
        ("200tr", "200000000"),
        ("200 triệu", "200000000"),
        ("200 trieu", "200000000"),
        ("200 TRIỆU ĐỒNG", "200000000"),
        ("1,5 tỷ", "1500000000"),
        ("1.5 tỷ", "1500000000"),
        ("1,5 tỉ", "1500000000"),
        ("1 tỷ 200 triệu", "1200000000"),
        ("1 tỷ 2", "1200000000"),
        ("2tr5", "2500000"),
        ("2 triệu 25", "2250000"),
        ("2 triệu rưỡi", "2500000"),
        ("3 tỷ ruoi", "3500000000"),
        ("50k", "50000"),
        ("50K", "50000"),
        ("50 nghìn", "50000"),
        ("50 ngàn", "50000"),
        ("5 củ", "5000000"),
        ("1,234,567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("12.", "12"),
        ("-500 ₫", "-500"),
        ("-₫500", "-500"),
        ("-1 tỷ 2", "-1200000000"),
        ("-1 tỷ 200 triệu", "-1200000000"),
        ("+5", "5"),
        ("9" * 25 + " tỷ", "9" * 25 + "0" * 9),
        ("  7  ", "7"),
    ],
)
def test_vietnamese_writing(text: str, number: str) -> None:
    assert parse_number(text, "vi") == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234,567.5", "1234567.5"),
        ("1.234.567,5", "1234567.5"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1.5 billion", "1500000000"),
        ("2 million", "2000000"),
        ("2.5m", "2500000"),
        ("₫1,234,567", "1234567"),
        ("15%", "15"),
        ("-1,000", "-1000"),
    ],
)
def test_english_writing(text: str, number: str) -> None:
    assert parse_number(text, "en") == Decimal(number)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("text", ["9.000", "9,000", "9.000đ", "9,000 ₫"])
def test_money_has_no_fractions(text: str, lang: str) -> None:
    assert parse_number(text, lang, money=True) == 9000


def test_a_single_point_hangs_on_the_language() -> None:
    assert parse_number("9.000", "vi") == 9000
    assert parse_number("9.000", "en") == 9
    assert parse_number("9,000", "en") == 9000
    assert parse_number("9,000", "vi") == 9


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "abc",
        "tỷ",
        "%",
        "đồng",
        "1 2",
        "1..2",
        "1,2,3",
        "1.2.3",
        "1.23.456",
        "1,5 tỷ 2 tỷ",
        "2 triệu 3 tỷ",
        "5 quả",
        "5 / 2",
        "1e5",
        "1_000",
        "--5",
        "1 tỷ -2",
        "5-3",
        "-",
        "0x10",
        "inf",
        "nan",
        "٣",
        "１５",
        "1" * 26,
        "rưỡi",
        "rưỡi 5",
        "5 rưỡi",
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_no_number(text: str, lang: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text, lang)


@given(st.text(max_size=20), st.sampled_from(["vi", "en"]), st.booleans())
def test_any_text_is_a_number_or_a_value_error(text: str, lang: str, money: bool) -> None:
    try:
        assert parse_number(text, lang, money=money).is_finite()
    except ValueError:
        return


@given(st.integers(-(10**17), 10**17), st.sampled_from(["vi", "en"]))
def test_money_reads_back(amount: int, lang: str) -> None:
    assert parse_number(format_money(Decimal(amount), lang), lang, money=True) == amount


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["vi", "en"]))
def test_numbers_read_back(number: Decimal, lang: str) -> None:
    assert parse_number(format_number(number, lang), lang) == number


@given(st.decimals(-100, 100, places=2), st.sampled_from(["vi", "en"]))
def test_percentages_read_back(number: Decimal, lang: str) -> None:
    assert parse_number(format_percent(number, lang), lang) == number


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("0", "0", "0"),
        ("-0.001", "0", "0"),
        ("1234567.5", "1.234.567,5", "1,234,567.5"),
        ("1234567", "1.234.567", "1,234,567"),
        ("1E+6", "1.000.000", "1,000,000"),
        ("0.005", "0,01", "0.01"),
        ("-1234.5", "-1.234,5", "-1,234.5"),
    ],
)
def test_numbers_are_written(number: str, vi: str, en: str) -> None:
    assert (format_number(Decimal(number), "vi"), format_number(Decimal(number), "en")) == (vi, en)


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        ("1234567", "1.234.567\u00a0₫", "₫1,234,567"),
        ("-500", "-500\u00a0₫", "-₫500"),
        ("0.4", "0\u00a0₫", "₫0"),
        ("-0.4", "0\u00a0₫", "₫0"),
        ("0.5", "1\u00a0₫", "₫1"),
    ],
)
def test_money_is_written(amount: str, vi: str, en: str) -> None:
    assert (format_money(Decimal(amount), "vi"), format_money(Decimal(amount), "en")) == (vi, en)


def test_a_number_of_thirty_digits_is_written() -> None:
    assert format_number(Decimal(10) ** 29, "en").replace(",", "") == "1" + "0" * 29
