"""Dates in the form of the language."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_date(value: date, lang: str) -> str:
    """Return `22/11/2026` or `November 22, 2026`."""
    if lang == "vi":
        return f"{value.day}/{value.month}/{value.year}"
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def format_short_date(value: date, lang: str) -> str:
    """Return `22/11/2026` or `Nov 22, 2026`."""
    if lang == "vi":
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return f"{_MONTHS[value.month - 1][:3]} {value.day}, {value.year}"


def format_span(first: date, last: date, lang: str) -> str:
    """Return both days, the year once where it is the same: `22/11 – 05/12/2026`, `Nov 22 – Dec 5, 2026`."""
    end = format_short_date(last, lang)
    if first == last:
        return end
    begin = format_short_date(first, lang)
    if first.year == last.year:
        begin = begin[:-5] if lang == "vi" else begin[:-6]
    return f"{begin} – {end}"


def format_months(first: date, last: date, lang: str) -> str:
    """Return a month or several: `Tháng 11/2026`, `Tháng 1–3/2027`, `Nov 2026`, `Jan–Mar 2027`."""
    alone = (first.year, first.month) == (last.year, last.month)
    if lang == "vi":
        end = f"{last.month}/{last.year}"
        begin = f"{first.month}" if first.year == last.year else f"{first.month}/{first.year}"
        return f"Tháng {end}" if alone else f"Tháng {begin}–{end}"
    end = f"{_MONTHS[last.month - 1][:3]} {last.year}"
    begin = _MONTHS[first.month - 1][:3] if first.year == last.year else f"{_MONTHS[first.month - 1][:3]} {first.year}"
    return end if alone else f"{begin}–{end}"
