"""Work over time: a bar for each piece, in the columns of the period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from advisor.planning.charts.drawing import (
    SMALL,
    WIDTH,
    Box,
    Drawing,
    Item,
    Label,
    block_height,
    first_baseline,
    line,
)
from advisor.planning.charts.lettering import break_lines, text_width

_NAMES = 300.0
_BAR = 11.0
_ROW = 17.0
_SHORTEST = 5.0


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work, both days included; `strong` where it costs money, `stage` is what it belongs to."""

    label: str
    start: date
    end: date
    strong: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChart:
    """Pieces of work in reading order; a column is (first day, label), the last one reaches to `end`.

    `strong` and `plain` say what the two kinds of bar mean; empty where only one kind occurs.
    """

    works: tuple[Work, ...]
    columns: tuple[tuple[date, str], ...]
    end: date
    strong: str
    plain: str


def draw_calendar(chart: CalendarChart) -> Drawing:
    """Return the drawing of bars over time."""
    first = chart.columns[0][0]
    days = (chart.end - first).days + 1
    left, right = _NAMES + 16, WIDTH - 6

    def across(day: date, *, after: bool = False) -> float:
        return left + ((day - first).days + after) / days * (right - left)

    rows: list[Item] = []
    bars: list[Item] = []
    top = y = 30.0
    stage = ""
    for index, work in enumerate(chart.works):
        if work.stage != stage:
            stage = work.stage
            lines = break_lines(stage, _NAMES, SMALL, bold=True, most=1)
            rows.append(Label(x=6, y=y + 16, lines=lines, size=SMALL, bold=True, tone="brand"))
            y += 22
        names = break_lines(work.label, _NAMES - 4, SMALL, most=1)
        if index % 2 == 0:
            rows.append(Box(x=0, y=y, width=WIDTH, height=_ROW, fill="faint"))
        label_top = y + (_ROW - block_height(1, SMALL)) / 2
        rows.append(Label(x=6, y=first_baseline(label_top, SMALL), lines=names, size=SMALL))
        start, end = across(work.start), across(work.end, after=True)
        length = max(end - start, _SHORTEST)
        bars.append(_bar(min(start, right - length), y + (_ROW - _BAR) / 2, length, work.strong))
        y += _ROW
    grid: list[Item] = [line(left, top, right, top, "ink")]
    grid += _columns(chart, across, right, y)
    legend, bottom = _legend(chart, left, y)
    return Drawing(height=bottom, items=(*rows, *grid, *bars, *legend))


def _bar(x: float, y: float, length: float, strong: bool) -> Box:
    if strong:
        return Box(x=x, y=y, width=length, height=_BAR, fill="brand", radius=2)
    return Box(x=x, y=y, width=length, height=_BAR, fill="soft", stroke="brand", radius=2)


def _columns(chart: CalendarChart, across: Callable[[date], float], right: float, bottom: float) -> list[Item]:
    """Return the rules between columns and, where there is room, what the columns are called."""
    starts = [across(day) for day, _ in chart.columns]
    ends = [*starts[1:], right]
    widest = max(text_width(text, SMALL) for _, text in chart.columns)
    room = min(end - start for start, end in zip(starts, ends, strict=True))
    every = max(1, -(-int(widest + 3) // max(1, int(room))))  # a narrow column is left unnamed
    found: list[Item] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        found.append(line(start, 30, start, bottom))
        if index % every == 0:
            last = min(index + every, len(ends)) - 1
            text = chart.columns[index][1]
            if every == 1:
                found.append(Label(x=(start + end) / 2, y=22, lines=(text,), size=SMALL, anchor="middle", tone="muted"))
            elif start + text_width(text, SMALL) <= ends[last] + 2:
                found.append(Label(x=start + 1, y=22, lines=(text,), size=SMALL, tone="muted"))
    found.append(line(right, 30, right, bottom))
    return found


def _legend(chart: CalendarChart, left: float, y: float) -> tuple[list[Item], float]:
    if not (chart.strong and chart.plain):
        return [], y + 8
    found: list[Item] = []
    x = 6.0
    y += 16
    for strong, text in ((True, chart.strong), (False, chart.plain)):
        found.append(_bar(x, y, 24, strong))
        lines = break_lines(text, WIDTH / 2 - 50, SMALL, most=1)
        found.append(Label(x=x + 31, y=y + _BAR - 2, lines=lines, size=SMALL))
        x += 31 + text_width(lines[0], SMALL) + 24
    return found, y + _BAR + 8
