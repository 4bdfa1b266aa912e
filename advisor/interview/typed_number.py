"""Amounts as people type them in an answer: rounded in words, with a unit, as a range, or open to two readings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from advisor.language.letters import fold
from advisor.language.numbers import parse_number
from advisor.model.types import FactDef, Lang

SMALL = 1_000
"""A bare amount of money below this is hardly meant: there is no such coin."""

_ABOUT = re.compile(
    r"(?:(?:chắc|chac|tầm|tam|khoảng|khoang|chừng|chung|cỡ|co|độ|do|gần|gan|hơn|hon|xấp xỉ|xap xi|ước|uoc|"
    r"about|around|roughly|almost|nearly|over|approx\.?)(?= )|[~≈]) *",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,])")
_RANGE = re.compile(
    r"(?:từ |tu |from )?([^-–~]*[0-9][^-–~]*?) *(?:-|–|~| đến | den | tới | toi | to ) *(.*[0-9].*)", re.I
)
_SCALE = re.compile(r"[^\W\d_]+.*$")
_PERIODS = ("ngay", "tuan", "thang", "quy", "nam", "day", "week", "month", "quarter", "year")
_NOT_COUNTED = (*_PERIODS, "nghin", "ngan", "k", "tr", "trieu", "cu", "ty", "ti", "van", "chuc", "tram", "ta",
                "thousand", "million", "billion", "hundred", "dozen", "%")  # fmt: skip
"""Words that change an amount, so that they cannot be dropped like the name of what is counted."""
_CURRENCY = re.compile(r"₫|đ|\bd\b|vnd|dong", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number read from a line. `doubt`: it can be read in another way too, so the person should look twice."""

    number: Decimal
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """Two numbers where one is wanted, and the one in the middle."""

    middle: Decimal


def read_number(fact: FactDef, line: str, lang: Lang) -> TypedNumber | Spread | None:
    """Return the number that a line gives for a fact, or None where it holds none."""
    plain = write_out(_SPACED.sub(lambda found: found[0].replace(" ", ""), line))
    while found := _ABOUT.match(plain):
        plain = plain[found.end() :]
    if fact.type == "money" and "%" in plain:
        return None
    number = _parse(fact, plain, lang)
    if number is not None:
        return TypedNumber(number, doubt=_two_readings(fact, plain, number))
    spread = _read_spread(fact, plain, lang)
    if spread is not None:
        return spread
    return _without_what_is_counted(fact, plain, lang)


def is_small_money(fact: FactDef, line: str, number: Decimal) -> bool:
    """Return whether an amount of money was typed without a word for thousands or millions, or a currency."""
    return fact.type == "money" and 0 < number < SMALL and not re.search(r"[^\W\d_]|₫", line)


def _parse(fact: FactDef, text: str, lang: Lang) -> Decimal | None:
    try:
        return parse_number(text, lang, money=fact.type == "money")
    except (ValueError, InvalidOperation):
        return None


def _read_spread(fact: FactDef, text: str, lang: Lang) -> Spread | None:
    """Return the middle of `5-7 triệu`: a first number without a scale has that of the second."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    high = _parse(fact, found[2], lang)
    scale = _SCALE.search(found[2])
    first = found[1] if scale is None or re.search(r"[^\W\d_]", found[1]) else f"{found[1]} {scale[0]}"
    low = _parse(fact, first, lang)
    return Spread((low + high) / 2) if low is not None and high is not None and low < high else None


def _without_what_is_counted(fact: FactDef, text: str, lang: Lang) -> TypedNumber | None:
    """Return the number of `25k một chai`: words at the end that only name what is counted are left out.

    A word such as `tháng` changes what the amount is, so it stays, and there is no number.
    """
    words = text.replace("/", " / ").split()
    for kept in range(len(words) - 1, max(0, len(words) - 5), -1):
        dropped = fold(words[kept]).rstrip("s,.")
        each = dropped in ("mot", "moi", "a", "per") and kept < len(words) - 1
        if words[kept].lower() in (*_FIGURES, *_PLACES) and not each:
            return None
        if dropped in _NOT_COUNTED and not (dropped in _PERIODS and fact.unit in ("year", "month")):
            return None
        if any(letter.isdigit() for letter in dropped) and fold(words[kept - 1]) not in ("/", "mot", "moi"):
            return None
        rest = " ".join(words[:kept])
        number = _parse(fact, rest, lang)
        if number is not None:
            return TypedNumber(number, doubt=_two_readings(fact, rest, number))
    return None


def _two_readings(fact: FactDef, text: str, number: Decimal) -> bool:
    """Return whether `1.500` may be meant as one and a half, or 0,15 as fifteen per cent."""
    if fact.type == "percent":
        return "%" not in text and 0 < abs(number) < 1
    point = re.search(r"(?<![0-9.,])[0-9]{1,3}[.,][0-9]{3}(?![0-9.,])(.*)", text)
    if point is None:
        return False
    return bool(re.search(r"[^\W\d_]", _CURRENCY.sub("", point[1]))) or fact.type != "money"


# --- amounts in words -------------------------------------------------------------------------------------------

_FIGURES = {
    word: figure
    for figure, words in enumerate((
        ("không",), ("một", "mot", "mốt"), ("hai",), ("ba",), ("bốn", "bon", "tư"), ("năm", "nam", "lăm", "lam"),
        ("sáu", "sau"), ("bảy", "bay", "bẩy"), ("tám", "tam"), ("chín", "chin"),
    ))
    for word in words
}  # fmt: skip
_PLACES = {"mươi": 10, "muoi": 10, "chục": 10, "chuc": 10, "trăm": 100, "tram": 100}
_NUMERAL = "|".join((*_FIGURES, *_PLACES, "mười", "linh", "lẻ", "le"))
_SCALES = "nghìn|nghin|ngàn|ngan|triệu|trieu|tỷ|ty|tỉ|phần|phan|%"
_RUN = re.compile(rf"((?:(?:{_NUMERAL})(?: |$))+)(?=$|(?:{_SCALES}))", re.IGNORECASE)


def write_out(text: str) -> str:
    """Return an amount said in Vietnamese words with its first number in figures: `hai trăm nghìn` is `200 nghìn`."""
    half = re.sub(r"^(?:nửa|nua) (?=triệu|trieu|tỷ|ty|tỉ)", "0,5 ", text, flags=re.IGNORECASE)
    myriads = re.sub(r"([0-9]+) *(?:vạn|van)\b", lambda found: f"{found[1]}0000", half, flags=re.IGNORECASE)
    found = _RUN.match(myriads)
    number = _in_figures(found[1].lower().split()) if found else None
    return myriads if found is None or number is None else f"{number} {myriads[found.end() :].strip()}".strip()


def _in_figures(words: list[str]) -> int | None:
    """Return the number up to 999 that Vietnamese words say, or None where they say none."""
    total, pending = 0, None
    for word in words:
        if word in ("linh", "lẻ", "le"):
            continue
        if word == "mười" or (word == "muoi" and pending is None):
            total, pending = total + 10, None
        elif word in _PLACES:
            total, pending = total + (1 if pending is None else pending) * _PLACES[word], None
        elif pending is not None:
            return None
        else:
            pending = _FIGURES[word]
    return total + (pending or 0)
