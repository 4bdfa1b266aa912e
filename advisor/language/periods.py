"""Stretches of days: read, refused where they make no sense, moved, cut into months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

MAX_YEARS = 5
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST, _LATEST = 1900, 2999


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in one calendar month: `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    @property
    def part_of_year(self) -> Fraction:
        """Return the stretch as a part of a year, every whole month one twelfth."""
        return Fraction(self.days, 12 * monthrange(self.first.year, self.first.month)[1])


def parse_day(text: str) -> date:
    """Return the day written as `2027-01-31` or, day first, `31/1/2027`. Raises ValueError with a message."""
    stripped = text.strip()
    day_first = _DAY_FIRST.fullmatch(stripped)
    if day_first:
        stripped = f"{day_first[3]}-{day_first[2]:0>2}-{day_first[1]:0>2}"
    if not _ISO.fullmatch(stripped) or not stripped.isascii():
        raise ValueError(f"'{clipped(text)}' is no date; write year-month-day, such as 2027-01-31, or day/month/year")
    try:
        day = date.fromisoformat(stripped)
    except ValueError:
        raise ValueError(f"there is no day {stripped} in the calendar") from None
    if not _EARLIEST <= day.year <= _LATEST:
        raise ValueError(f"{stripped}: the year must be from {_EARLIEST} to {_LATEST}")
    return day


def clipped(text: str, length: int = 40) -> str:
    """Return the text short enough to stand in a message."""
    return text if len(text) <= length else f"{text[:length]}…"


def check_period(start: date, end: date) -> str:
    """Return what is wrong with a period from `start` to `end`, both included; an empty text where nothing is."""
    if end < start:
        return f"the period ends on {end}, before it starts on {start}"
    if end >= add_months(start, 12 * MAX_YEARS):
        return f"from {start} to {end} is longer than {MAX_YEARS} years; a plan covers {MAX_YEARS} years at most"
    return ""


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; the last day of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moved(start: date, end: date, to: date) -> tuple[date, date]:
    """Return the period moved to begin on `to`: as many whole months where it has those, else as many days."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if months > 0 and add_months(start, months) == after:
        return to, add_months(to, months) - timedelta(days=1)
    return to, to + (end - start)


def months_of(start: date, end: date) -> tuple[Stretch, ...]:
    """Return the calendar months that the period touches, the first and last cut to it."""
    found: list[Stretch] = []
    first = start
    while first <= end:
        last = min(end, date(first.year, first.month, monthrange(first.year, first.month)[1]))
        found.append(Stretch(first, last))
        first = last + timedelta(days=1)
    return tuple(found)
