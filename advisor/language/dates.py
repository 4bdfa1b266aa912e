"""Dates in the form of the language."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_date(value: date, lang: str) -> str:
    """Return `22 tháng 11, 2026` or `November 22, 2026`."""
    if lang == "vi":
        return f"{value.day} tháng {value.month}, {value.year}"
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"
