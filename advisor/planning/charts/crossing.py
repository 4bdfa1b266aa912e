"""Straight lines from a common zero, and the point where the first two cross."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from advisor.planning.charts.drawing import (
    LINE,
    SIZE,
    SMALL,
    WIDTH,
    Box,
    Dot,
    Drawing,
    Item,
    Label,
    Path,
    Tone,
    line,
    place,
)
from advisor.planning.charts.lettering import break_lines, text_width

_RIGHT = WIDTH - 16
_HIGH = 200.0
_ROW = SIZE * LINE + 8
_STYLES: tuple[tuple[Tone, float, str], ...] = (("brand", 3.0, ""), ("ink", 2.0, ""), ("muted", 1.5, "6 4"))


@dataclass(frozen=True, slots=True)
class StraightLine:
    """A line that starts at `start` and rises by `slope` for each unit across."""

    label: str
    start: Decimal
    slope: Decimal

    def at(self, x: Decimal) -> Decimal:
        """Return its height at x."""
        return self.start + self.slope * x


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis across, with what it is called."""

    at: Decimal
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingChart:
    """Lines, the crossing of the first two, further marks; ticks are pairs of a value and its text."""

    lines: tuple[StraightLine, ...]
    crossing: Mark
    marks: tuple[Mark, ...]
    across: str
    up: str
    ticks_across: tuple[tuple[Decimal, str], ...]
    ticks_up: tuple[tuple[Decimal, str], ...]


def reach(chart_lines: tuple[StraightLine, ...], places: tuple[Decimal, ...]) -> tuple[Decimal, Decimal]:
    """Return how far across and how high a chart must go so that all places lie well inside."""
    across = max(places) * Decimal("1.25")
    return across, max(one.at(across) for one in chart_lines)


def round_steps(limit: Decimal, most: int = 5) -> tuple[Decimal, ...]:
    """Return round numbers from 0 up to about `limit`, at most `most` steps of 1, 2 or 5 times a power of ten."""
    if limit <= 0:
        return (Decimal(0),)
    rough = limit / most
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    count = int((limit / step).to_integral_value(ROUND_CEILING))
    return tuple(step * index for index in range(count + 1) if step * index <= limit)


def draw_crossing(chart: CrossingChart) -> Drawing:
    """Return the drawing of lines that cross."""
    field = _Field(chart)
    items: list[Item] = []
    for value, text in chart.ticks_up:
        y = field.y(value)
        items.append(line(field.left, y, _RIGHT, y, "ink" if value == 0 else "rule"))
        items.append(Label(x=field.left - 7, y=y + 4, lines=(text,), size=SMALL, anchor="end", tone="muted"))
    items.append(line(field.left, field.top, field.left, field.bottom, "ink"))
    for value, text in chart.ticks_across:
        x = field.x(value)
        items.append(line(x, field.bottom, x, field.bottom + 4, "ink"))
        x = min(x, WIDTH - 2 - text_width(text, SMALL) / 2)
        items.append(Label(x=x, y=field.bottom + 18, lines=(text,), size=SMALL, anchor="middle", tone="muted"))
    items += _lines(chart, field)
    items += _points(chart, field)
    items.append(Label(x=8, y=14, lines=(chart.up,), size=SMALL, tone="muted"))
    items.append(Label(x=_RIGHT, y=field.bottom + 36, lines=(chart.across,), size=SMALL, anchor="end", tone="muted"))
    legend, height = _legend(chart, field.bottom + 58)
    return Drawing(height=height, items=(*items, *legend))


class _Field:
    """Where values lie on the sheet."""

    def __init__(self, chart: CrossingChart) -> None:
        places = (chart.crossing.at, *(mark.at for mark in chart.marks))
        self.across, self.up = reach(chart.lines, places)
        widest = max((text_width(text, SMALL) for _, text in chart.ticks_up), default=0.0)
        self.left = max(20.0, widest + 14)
        rows = len(_named(chart))
        self.top = 40.0 + rows * _ROW
        self.bottom = self.top + _HIGH

    def x(self, value: Decimal) -> float:
        return self.left + float(value / self.across) * (_RIGHT - self.left)

    def y(self, value: Decimal) -> float:
        return self.bottom - (float(value / self.up) if self.up else 0.0) * (self.bottom - self.top)


def _named(chart: CrossingChart) -> list[Mark]:
    """Return the crossing and the marks from left to right."""
    return sorted((chart.crossing, *chart.marks), key=lambda mark: mark.at)


def _lines(chart: CrossingChart, field: _Field) -> list[Item]:
    found: list[Item] = []
    for one, (tone, thickness, dash) in zip(chart.lines, _STYLES, strict=False):
        start = f"M{place(field.x(Decimal(0)))} {place(field.y(one.at(Decimal(0))))}"
        end = f"L{place(field.x(field.across))} {place(field.y(one.at(field.across)))}"
        found.append(Path(d=start + end, stroke=tone, thickness=thickness, dash=dash))
    return found


def _points(chart: CrossingChart, field: _Field) -> list[Item]:
    """Return the crossing and the marks, each named on a row of its own above the field."""
    found: list[Item] = []
    names: list[Item] = []
    middle = field.across / 2
    marks = _named(chart)
    # names on the left half run to the right, those on the right half to the left: the outer ones stand highest
    inner_last = [m for m in marks if m.at < middle] + [m for m in reversed(marks) if m.at >= middle]
    for row, mark in enumerate(inner_last):
        own = mark == chart.crossing
        x, y = field.x(mark.at), 40 + row * _ROW
        on_right = mark.at < middle
        room = (WIDTH - x if on_right else x) - 14
        label = Label(
            x=x + (7 if on_right else -7),
            y=y,
            lines=break_lines(mark.label, room, SIZE, bold=own, most=1),
            anchor="start" if on_right else "end",
            bold=own,
            tone="accent" if own else "ink",
        )
        found.append(line(x, y - SIZE / 2, x, field.bottom, "accent" if own else "muted", 1, "3 3"))
        if own:
            names.append(Dot(x=x, y=field.y(chart.lines[0].at(mark.at)), radius=7))
        left, top, right, bottom = label.bounds
        names.append(Box(x=left - 2, y=top, width=right - left + 4, height=bottom - top, fill="paper"))
        names.append(label)
    return [*found, *names]


def _legend(chart: CrossingChart, top: float) -> tuple[list[Item], float]:
    found: list[Item] = []
    x, y = 20.0, top
    for one, (tone, thickness, dash) in zip(chart.lines, _STYLES, strict=False):
        lines = break_lines(one.label, WIDTH - 80, SMALL, most=2)
        width = 34 + max(text_width(part, SMALL) for part in lines) + 22
        if x > 20 and x + width > WIDTH:
            x, y = 20.0, y + SMALL * LINE + 4
        found.append(line(x, y - 4, x + 28, y - 4, tone, thickness, dash))
        found.append(Label(x=x + 34, y=y, lines=lines, size=SMALL))
        y += (len(lines) - 1) * SMALL * LINE
        x += width
    return found, y + 12
