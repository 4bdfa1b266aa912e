"""What a plan is expected to bring, month by month and in each scenario, in whole units and whole đồng."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil

from advisor.language.periods import Stretch, months_of
from advisor.model.work import Aim, Crossing, ForecastLine, Scenario
from advisor.planning.draft import Draft
from advisor.planning.money import by_month, profile_of
from advisor.planning.shares import spread, whole

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its months; they add up to the total."""

    line: ForecastLine
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the sum of the months."""
        return sum(self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aimed:
    """What a line should come to in the period; `needed`: the facts of its aim that would bring it there alone."""

    aim: Aim
    target: int
    needed: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The forecast. `missing`: facts and formulas that lines lack, which are left out with all that reads them.

    `cases`: totals of the lines by which scenarios are compared, by line. `crossed`: for each crossing the month in
    which it comes about, None where it does not within the period. `aimed`: what lines should come to in the period.
    """

    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()
    months: tuple[Stretch, ...] = ()
    cases: tuple[tuple[Scenario, Mapping[str, int]], ...] = ()
    crossed: tuple[tuple[Crossing, int | None], ...] = ()
    aimed: tuple[Aimed, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


def expect(draft: Draft, spent: Sequence[int]) -> Expected:
    """Return the forecast; `spent` is the money of the plan by month."""
    forecast = draft.kb.work.forecast
    months = months_of(draft.period.start, draft.period.end)
    if forecast is None or not draft.holds(forecast.when):
        return Expected(months=months)
    rows, missing = _rows(draft, months, spent, Fraction(1))
    totals = {id_: row.total for id_, row in rows.items()}
    cases: list[tuple[Scenario, Mapping[str, int]]] = []
    for scenario in draft.kb.work.scenarios:
        if draft.holds(scenario.when):
            varied, _ = _rows(draft, months, spent, Fraction(scenario.percent) / 100)
            cases.append((scenario, {id_: varied[id_].total for id_ in forecast.shown if id_ in varied}))
    crossed = tuple(
        (one, _month_of(rows, one))
        for one in forecast.crossings
        if one.line in rows and all(line in rows for line in one.covers)
    )
    part = sum((month.part_of_year for month in months), Fraction(0))
    aimed = tuple(
        _aimed(draft, one, whole(_exact(draft, one.of_year) * part), rows, months, spent)
        for one in forecast.aims
        if one.line in rows and draft.number(one.of_year) is not None
    )
    return Expected(
        rows=tuple(rows.values()),
        missing=missing,
        months=months,
        cases=tuple(cases),
        crossed=crossed,
        aimed=aimed,
        totals=totals,
    )


def _aimed(
    draft: Draft, aim: Aim, target: int, rows: Mapping[str, Row], months: Sequence[Stretch], spent: Sequence[int]
) -> Aimed:
    """Return an aim and, where its line falls short, what each of its facts would have to be, the others as they are.

    Lines are linear in each number they are worked out from, so two points give the slope.
    """
    now = rows[aim.line].total
    needed: dict[str, Decimal] = {}
    for id_ in aim.by if now < target else ():
        value = draft.number(id_)
        if not value:
            continue
        doubled, _ = _rows(draft, months, spent, Fraction(1), {id_: Fraction(value) * 2})
        slope = Fraction(doubled[aim.line].total - now) / Fraction(value)
        if slope > 0:
            needed[id_] = Decimal(ceil(Fraction(value) + (target - now) / slope))
    return Aimed(aim=aim, target=target, needed=needed)


def _rows(
    draft: Draft,
    months: Sequence[Stretch],
    spent: Sequence[int],
    factor: Fraction,
    given: Mapping[str, Fraction] | None = None,
) -> tuple[dict[str, Row], tuple[str, ...]]:
    """Return the lines that can be worked out, by id, and what the others lack; `given`: numbers tried for others."""
    forecast = draft.kb.work.forecast
    rows: dict[str, Row] = {}
    lacking: dict[str, list[str]] = {}
    for line in forecast.lines if forecast else ():
        unknown = [id_ for id_ in (line.of_year, line.times) if id_ and draft.number(id_) is None]
        if unknown or line.id in rows or any(id_ not in rows for id_ in line.reads):
            lacking.setdefault(line.id, []).extend(unknown)
            continue
        rows[line.id] = Row(line, _months(draft, line, rows, months, spent, factor, given or {}))
    missing = dict.fromkeys(id_ for line_id, ids in lacking.items() if line_id not in rows for id_ in ids)
    return rows, tuple(missing)


def _months(
    draft: Draft,
    line: ForecastLine,
    rows: Mapping[str, Row],
    months: Sequence[Stretch],
    spent: Sequence[int],
    factor: Fraction,
    given: Mapping[str, Fraction],
) -> tuple[int, ...]:
    if line.budget:
        return tuple(spent)
    if line.of_year:
        year = given.get(line.of_year, _exact(draft, line.of_year)) * (factor if line.varies else 1)
        part = sum((month.part_of_year for month in months), Fraction(0))
        profile = profile_of(draft, "sales") if line.varies else None
        if profile is None or len(set(profile.weights)) == 1:
            return spread(whole(year * part), [month.part_of_year for month in months])
        return by_month(draft, whole(year * part), (draft.period.start, draft.period.end), profile)
    if line.line:
        counted = rows[line.line]
        return spread(whole(counted.total * given.get(line.times, _exact(draft, line.times))), counted.months)
    signed = [(rows[id_], 1) for id_ in line.plus] + [(rows[id_], -1) for id_ in line.minus]
    return tuple(sum(sign * row.months[index] for row, sign in signed) for index in range(len(months)))


def _exact(draft: Draft, id_: str) -> Fraction:
    return Fraction(draft.number(id_) or 0)


def _month_of(rows: Mapping[str, Row], crossing: Crossing) -> int | None:
    """Return the number of the first month by whose end the line has covered the others, or None."""
    needed = sum(rows[id_].total for id_ in crossing.covers)
    reached = accumulate(rows[crossing.line].months)
    return next((number for number, sum_ in enumerate(reached) if sum_ >= needed), None)


def volume_at(expected: Expected, crossing: Crossing) -> tuple[Row, int] | None:
    """Return the line that drives the forecast and what it comes to when a line has covered others.

    None where the line is not in proportion to it, or does not cover them.
    """
    rows = {row.line.id: row for row in expected.rows}
    line, driver = rows[crossing.line], next((row for row in expected.rows if row.line.varies), None)
    if driver is None or driver is line or line.total <= 0 or not _follows(rows, line):
        return None
    needed = sum(rows[id_].total for id_ in crossing.covers)
    return driver, ceil(Fraction(needed * driver.total, line.total))


def _follows(rows: Mapping[str, Row], row: Row) -> bool:
    """Return whether a line is in proportion to what varies."""
    return row.line.varies or (bool(row.line.reads) and all(_follows(rows, rows[id_]) for id_ in row.line.reads))


def grouped(count: int) -> list[range]:
    """Return the months, by number, in groups a table has room for: single, quarters or years of the plan.

    What is left at the end and is less than half a group belongs to the last one.
    """
    size = 1 if count <= _YEAR // 3 else (3 if count <= _YEAR + 3 else _YEAR)
    firsts = list(range(0, count, size))
    if len(firsts) > 1 and 2 * (count - firsts[-1]) < size:
        firsts.pop()
    return [range(first, after) for first, after in pairwise([*firsts, count])]
