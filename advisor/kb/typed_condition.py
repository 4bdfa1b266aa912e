"""What an author types for the value of a condition: options, their negation, comparisons with a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from advisor.interview.typed_number import TypedNumber, read_number
from advisor.language.letters import clean_line, fold
from advisor.model.types import FactDef, Lang

NumberOp = Literal["lt", "le", "gt", "ge", "eq", "ne"]
Bounds: TypeAlias = "tuple[tuple[NumberOp, Decimal], ...]"

_NOT = re.compile(
    r"(?:không phải(?: là)?|khong phai(?: la)?|không là|khong la|khác|khac|trừ|tru|not|except|!=) +", re.I
)
_ALL = re.compile(r"(?:tất cả|tat ca|đủ cả|du ca|cả|ca|all(?: of)?|both)[: ]+", re.IGNORECASE)
_KNOWN = frozenset(("da biet", "biet roi", "co so lieu", "known", "da co"))
_SIGNS: tuple[tuple[str, NumberOp], ...] = (
    (r"<=|≤|không quá|khong qua|nhiều nhất|nhieu nhat|tối đa|toi da|at most|up to|no more than", "le"),
    (r">=|≥|ít nhất|it nhat|tối thiểu|toi thieu|không dưới|khong duoi|at least|no less than|from", "ge"),
    (r"<|nhỏ hơn|nho hon|ít hơn|it hon|dưới|duoi|less than|below|under|fewer than", "lt"),
    (r">|lớn hơn|lon hon|nhiều hơn|nhieu hon|hơn|trên|tren|more than|above|over|greater than", "gt"),
    (r"=|bằng|bang|đúng|dung|equal to|equals|exactly", "eq"),
)
_UP = re.compile(r"(?:từ|tu)? *(.+?) +(?:trở lên|tro len|or more|and more|upwards)", re.IGNORECASE)
_DOWN = re.compile(r"(?:từ|tu)? *(.+?) +(?:trở xuống|tro xuong|or less|or fewer|and less)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:từ|tu|from|between)? *(.+?) +(?:đến|den|tới|toi|to|and) +(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line without the words that say how it is meant: `not` these, or `all` of these."""

    text: str
    negated: bool = False
    every: bool = False


def read_mood(line: str) -> Typed:
    """Return what a line names, and whether it means none of it, or all of it."""
    text = clean_line(line)
    found = _NOT.match(text)
    if found:
        return Typed(text[found.end() :], negated=True)
    found = _ALL.match(text)
    return Typed(text[found.end() :], every=True) if found else Typed(text)


def mood_among(names: Iterable[str], line: str) -> Typed:
    """Return the same where names may themselves begin with such words: a whole name means just what it names."""
    text = clean_line(line)
    folded = fold(text)
    if any(folded == name or folded.startswith(f"{name},") for name in map(fold, names)):
        return Typed(text)
    return read_mood(text)


def says_known(line: str) -> bool:
    """Return whether a line asks no more than that something is known."""
    return fold(clean_line(line)).strip(" .") in _KNOWN


def read_bounds(fact: FactDef, line: str, lang: Lang) -> Bounds | None:
    """Return the comparisons a line makes, such as `từ 10 trở lên`, `< 5 triệu` or `from 3 to 7`; None where none."""
    text = clean_line(line).strip(" .")
    ends: tuple[tuple[re.Pattern[str], NumberOp], ...] = ((_UP, "ge"), (_DOWN, "le"))
    for pattern, op in ends:
        found = pattern.fullmatch(text)
        number = _number(fact, found[1], lang) if found else None
        if number is not None:
            return ((op, number),)
    found = _BETWEEN.fullmatch(text)
    if found:
        low, high = _number(fact, found[1], lang), _number(fact, found[2], lang)
        if low is not None and high is not None and low <= high:
            return (("ge", low), ("le", high))
    for words, sign in _SIGNS:
        found = re.match(rf"(?:{words}) *", text, re.IGNORECASE)
        if found:
            number = _number(fact, text[found.end() :], lang)
            return None if number is None else ((sign, number),)
    number = _number(fact, text, lang)
    return None if number is None else (("eq", number),)


def _number(fact: FactDef, text: str, lang: Lang) -> Decimal | None:
    found = read_number(fact, text.strip(), lang)
    return found.number if isinstance(found, TypedNumber) else None
