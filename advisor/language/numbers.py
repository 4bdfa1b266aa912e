"""Numbers as people in Viet Nam write them, and back.

Vietnamese writes 1.234.567,5 where English writes 1,234,567.5. People also write
`1,5 tỷ`, `200tr`, `1 tỷ 2`, `2 triệu rưỡi`, `50k`, `15%`, `1.234.567 ₫`.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from advisor.language.letters import fold

NO_BREAK_SPACE = "\u00a0"
MAX_DIGITS = 25
_WIDE = Context(prec=100)

_SCALES: dict[str, int] = {
    "nghin": 3, "ngan": 3, "k": 3, "thousand": 3,
    "tr": 6, "trieu": 6, "cu": 6, "m": 6, "mil": 6, "mn": 6, "million": 6, "millions": 6,
    "ty": 9, "ti": 9, "b": 9, "bn": 9, "billion": 9, "billions": 9,
}  # fmt: skip
_CURRENCY = re.compile(r"(₫|vnđ|vnd|đồng|dong|đ\b|đ$)", re.IGNORECASE)
_TOKEN = re.compile(r"([0-9][0-9.,\u00a0]*|[.,][0-9]+)|([^\W\d_]+)|(%)|(\S)")


def parse_number(text: str, lang: str = "vi", *, money: bool = False) -> Decimal:
    """Return the number a person wrote; a percent sign is read and dropped (15% is 15).

    Amounts of `money` have no fractions of a đồng, so `9.000` and `9,000` are nine thousand
    in either language. Raises ValueError, with no message for people, where the text is no number.
    """
    signed = _CURRENCY.sub(" ", text.strip().lower()).strip()
    plain = signed[1:].lstrip() if signed[:1] in ("-", "−", "+") else signed
    if money and re.fullmatch(r"[0-9]{1,3}[.,][0-9]{3}", plain):
        plain = plain.replace(".", "").replace(",", "")
    total: Decimal | None = None
    scale_before = 0
    pending: Decimal | None = None
    for digits, word, percent, other in _TOKEN.findall(plain):
        if other:
            raise ValueError(text)
        if percent:
            if pending is None and total is None:
                raise ValueError(text)
            continue
        if digits:
            if pending is not None:
                raise ValueError(text)
            pending = _digits(digits, lang)
            continue
        total, pending, scale_before = _word(fold(word), total, pending, scale_before, text)
    if pending is not None:
        # "1 tỷ 2" is 1.2 tỷ: a last single figure counts tenths of the scale before it
        if total is not None:
            if scale_before == 0 or pending != pending.to_integral_value() or not 0 < pending < 1000:
                raise ValueError(text)
            pending = pending.scaleb(scale_before - len(str(int(pending))))
        total = (total or Decimal(0)) + pending
    if total is None:
        raise ValueError(text)
    return _plain(-total if signed[:1] in ("-", "−") else total)


def _word(
    word: str, total: Decimal | None, pending: Decimal | None, scale_before: int, text: str
) -> tuple[Decimal, Decimal | None, int]:
    if word in ("ruoi", "half") and total is not None and pending is None and scale_before:
        return total + Decimal(5).scaleb(scale_before - 1), None, 0
    scale = _SCALES.get(word)
    if scale is None or pending is None or (scale_before and scale >= scale_before):
        raise ValueError(text)
    return (total or Decimal(0)) + pending.scaleb(scale), None, scale


def _digits(text: str, lang: str) -> Decimal:
    body = text.replace(NO_BREAK_SPACE, "").rstrip(".,")
    if sum(c.isdigit() for c in body) > MAX_DIGITS or not any(c.isdigit() for c in body):
        raise ValueError(text)
    group, point = (".", ",") if lang == "vi" else (",", ".")
    if _grouped(body, group, point):
        body = body.replace(group, "").replace(point, ".")
    elif _grouped(body, point, group) and (body.count(point) > 1 or group in body):
        body = body.replace(point, "").replace(group, ".")  # the other language's way, where it cannot be misread
    elif body.count(group) + body.count(point) == 1:
        body = body.replace(",", ".")
    elif body.count(group) + body.count(point) > 1:
        raise ValueError(text)
    return Decimal(body)


def _grouped(body: str, group: str, point: str) -> bool:
    return bool(re.fullmatch(rf"[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+({re.escape(point)}[0-9]+)?", body))


def _plain(value: Decimal) -> Decimal:
    """Return the value without exponent or trailing zeros."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1), context=_WIDE) if value == whole else value.normalize(_WIDE)


def format_number(value: Decimal, lang: str, places: int = 2) -> str:
    """Return the number with grouped thousands and at most `places` decimals, none where they are zero."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def format_money(value: Decimal, lang: str) -> str:
    """Return an amount in whole đồng: `1.234.567 ₫` in Vietnamese, `₫1,234,567` in English."""
    sign = "-" if value < 0 else ""
    digits = format_number(abs(value), lang, 0)
    if digits == "0":
        sign = ""
    return f"{sign}{digits}{NO_BREAK_SPACE}₫" if lang == "vi" else f"{sign}₫{digits}"


def format_percent(value: Decimal, lang: str) -> str:
    """Return a percentage given as a number between 0 and 100: 15 becomes `15%`."""
    return f"{format_number(value, lang)}%"
