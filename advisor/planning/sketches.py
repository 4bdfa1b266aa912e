"""Charts made from a case: the values a picture shows, in words of the plan; None where they are not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from advisor.language.numbers import format_number
from advisor.language.periods import months_of
from advisor.model.figures import FigureDef, FigureLine
from advisor.model.text import Text
from advisor.planning.charts.calendar import CalendarChart, Work, draw_calendar
from advisor.planning.charts.crossing import CrossingChart, Mark, StraightLine, reach, round_steps
from advisor.planning.charts.curve import CurveChart, CurveLine
from advisor.planning.charts.quadrant import Field, QuadrantChart
from advisor.planning.charts.scale import ScaleChart, ScalePoint
from advisor.planning.charts.split import Part, SplitChart
from advisor.planning.clauses import first_clause
from advisor.planning.draft import Draft
from advisor.planning.shares import split
from advisor.planning.types import Action, Plan

HIGHEST = 780.0
"""The highest drawing that fits a page with its caption."""
_FAR = 20
"""A mark this many times as far as the crossing would press the crossing into the corner."""


def _words(text: Text | None, draft: Draft) -> str:
    return text[draft.lang] if text else ""


def _mark(definition: FigureDef, draft: Draft) -> str:
    return draft.name or _words(definition.mark, draft)


def _stands(definition: FigureDef, draft: Draft) -> int | None:
    """Return the number of the band that the subject's value is; None where it is not known or none of them."""
    subject = definition.subject
    if subject in draft.kb.decisions:
        finding = draft.consultation.findings.get(subject)
        value = finding.chosen[0] if finding and len(finding.chosen) == 1 and finding.status == "settled" else None
    else:
        known = draft.consultation.facts.get(subject)
        value = str(known.value) if known is not None else None
    options = [band.option for band in definition.bands]
    return options.index(value) if value in options else None


def curve_chart(definition: FigureDef, draft: Draft) -> CurveChart | None:
    """Return the curve with the mark where the subject stands."""
    position = _stands(definition, draft)
    if position is None:
        return None
    return CurveChart(
        bands=tuple(band.label[draft.lang] for band in definition.bands),
        lines=tuple(CurveLine(one.label[draft.lang], tuple(map(float, one.heights))) for one in definition.lines),
        position=position,
        mark=_mark(definition, draft),
        across=_words(definition.across, draft),
        up=_words(definition.up, draft),
    )


def quadrant_chart(definition: FigureDef, draft: Draft) -> QuadrantChart | None:
    """Return the four fields with the one where the subject stands."""
    here = _stands(definition, draft)
    if here is None:
        return None
    across, up = ((ends[0][draft.lang], ends[1][draft.lang]) for ends in (definition.across_ends, definition.up_ends))
    return QuadrantChart(
        fields=tuple(Field(*band.place, band.label[draft.lang]) for band in definition.bands),
        here=here,
        mark=_mark(definition, draft),
        across=_words(definition.across, draft),
        across_ends=across,
        up=_words(definition.up, draft),
        up_ends=up,
    )


def scale_chart(definition: FigureDef, draft: Draft) -> ScaleChart | None:
    """Return the points that are known; None without the own one or another to compare it with."""
    points: list[ScalePoint] = []
    for one in definition.points:
        value = draft.number(one.of)
        if value is not None:
            points.append(ScalePoint(one.label[draft.lang], draft.phrases.bare_amount(one.of, value), value, one.own))
    if len(points) < 2 or not any(point.own for point in points):
        return None
    return ScaleChart(points=tuple(points), axis=_words(definition.across, draft))


def crossing_chart(definition: FigureDef, draft: Draft) -> CrossingChart | None:
    """Return the lines with their crossing and the marks near it; None where they do not cross."""
    lines = [_line(one, draft) for one in definition.lines]
    own = next(one for one in definition.points if one.own)
    at = draft.number(own.of)
    straight = tuple(one for one in lines if one is not None)
    if at is None or at <= 0 or len(straight) < len(lines) or straight[0].slope <= straight[1].slope:
        return None
    marks: list[Mark] = []
    for one in definition.points:
        value = draft.number(one.of)
        if not one.own and value is not None and 0 < value <= at * _FAR:
            marks.append(Mark(value, _named(one.label, one.of, value, draft)))
    across, up = reach(straight, (at, *(mark.at for mark in marks)))
    step = _money_step(up) if _is_money(definition.lines, draft) else 0
    unit = draft.say("figures", "money", power=step) if step else ""
    up_label = _words(definition.up, draft)
    return CrossingChart(
        lines=straight,
        crossing=Mark(at, _named(own.label, own.of, at, draft)),
        marks=tuple(marks),
        across=_words(definition.across, draft),
        up=f"{up_label} ({unit})" if unit else up_label,
        ticks_across=tuple((value, format_number(value, draft.lang)) for value in round_steps(across)),
        ticks_up=tuple((value, format_number(value.scaleb(-step), draft.lang, 3)) for value in round_steps(up)),
    )


def _named(label: Text, id_: str, value: Decimal, draft: Draft) -> str:
    return draft.say("figures", "value", label=label[draft.lang], value=draft.phrases.amount(id_, value))


def _line(line: FigureLine, draft: Draft) -> StraightLine | None:
    numbers = [Decimal(0) if not id_ else draft.number(id_) for id_ in (line.start, line.slope)]
    if numbers[0] is None or numbers[1] is None:
        return None
    return StraightLine(line.label[draft.lang], numbers[0], numbers[1])


def _is_money(lines: Sequence[FigureLine], draft: Draft) -> bool:
    ids = [id_ for line in lines for id_ in (line.start, line.slope) if id_]
    kb = draft.kb
    return all((kb.facts[id_].unit if id_ in kb.facts else kb.formulas[id_].unit).startswith("VND") for id_ in ids)


def _money_step(highest: Decimal) -> int:
    """Return by which power of ten money is divided so that the figures at an axis stay short."""
    return next((power for power in (9, 6, 3) if highest >= 2 * Decimal(10) ** power), 0)


def split_chart(plan: Plan, draft: Draft) -> SplitChart | None:
    """Return how the money is divided; None where there are not two parts."""
    rows = [row for row in plan.budget.rows if row.total > 0] if plan.budget else []
    if plan.budget is None or len(rows) < 2:
        return None
    shares = split(1000, [int(row.total) for row in rows])
    return SplitChart(
        parts=tuple(
            Part(
                row.item,
                row.total,
                draft.say("figures", "share", amount=row.total, share=Decimal(share) / 10),
            )
            for row, share in zip(rows, shares, strict=True)
        ),
        whole=draft.say("figures", "whole", amount=plan.budget.total),
    )


def calendar_charts(plan: Plan, draft: Draft) -> Iterator[CalendarChart]:
    """Yield the work of the period, on as many sheets as it needs."""
    actions = [action for action in plan.actions if action.main]
    if not actions:
        return
    columns = _columns(plan, draft)
    mixed = len({action.cost is None for action in actions}) > 1
    strong, plain = (draft.say("figures", one) if mixed else "" for one in ("paid", "unpaid"))
    sheets = 1
    while True:
        size = -(-len(actions) // sheets)
        charts = [
            CalendarChart(
                works=tuple(_work(action) for action in actions[start : start + size]),
                columns=columns,
                end=plan.period.end,
                strong=strong,
                plain=plain,
            )
            for start in range(0, len(actions), size)
        ]
        if size == 1 or max(draw_calendar(chart).height for chart in charts) <= HIGHEST:
            yield from charts
            return
        sheets += 1


def _work(action: Action) -> Work:
    return Work(first_clause(action.action), action.start, action.end, action.cost is not None, action.phase)


_WEEKS_UP_TO, _MONTHS_UP_TO = 60, 15
"""A period of up to so many days is shown in weeks, of up to so many months in months, a longer one in quarters."""


def _columns(plan: Plan, draft: Draft) -> tuple[tuple[date, str], ...]:
    start, end = plan.period.start, plan.period.end
    one_year = start.year == end.year
    if (end - start).days < _WEEKS_UP_TO:
        days = [start + timedelta(days=7 * week) for week in range((end - start).days // 7 + 1)]
        return tuple((day, draft.say("figures", "week", day=day)) for day in days)
    months = [stretch.first for stretch in months_of(start, end)]
    if len(months) <= _MONTHS_UP_TO:
        return tuple((day, draft.say("figures", "month", day=day, year=not one_year)) for day in months)
    quarters = [day for index, day in enumerate(months) if index == 0 or day.month % 3 == 1]
    return tuple((day, draft.say("figures", "quarter", number=(day.month + 2) // 3, year=day.year)) for day in quarters)
