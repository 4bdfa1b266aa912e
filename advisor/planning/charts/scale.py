"""Values on one scale, a row for each, from the lowest to the highest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
    Tone,
    block_height,
    first_baseline,
    line,
)
from advisor.planning.charts.lettering import break_lines, text_width

_NAMES = 210.0
"""How wide the column of names is."""
_LEAST_TRACK = 150.0


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """A value with its name and the value as text; `own` marks what the plan is about."""

    label: str
    text: str
    value: Decimal
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChart:
    """Points to compare; `axis` says what is measured."""

    points: tuple[ScalePoint, ...]
    axis: str


def draw_scale(chart: ScaleChart) -> Drawing:
    """Return the drawing of points on tracks under each other; a rule runs through the own point."""
    points = sorted(chart.points, key=lambda point: (point.value, not point.own))
    values = max(text_width(point.text, SIZE, bold=point.own) for point in points)
    values = min(values, WIDTH - _NAMES - _LEAST_TRACK - 40)
    left, right = 8 + _NAMES + 18, WIDTH - 8 - values - 18
    low, span = points[0].value, points[-1].value - points[0].value

    def across(value: Decimal) -> float:
        return left + (float((value - low) / span) if span else 0.5) * (right - left)

    items: list[Item] = []
    dots: list[Item] = []
    y = 8.0
    for point in points:
        names = break_lines(point.label, _NAMES, SIZE, bold=point.own, most=3)
        height = block_height(len(names), SIZE) + 14
        middle = y + height / 2
        if point.own:
            items.append(Box(x=0, y=y, width=WIDTH, height=height, fill="pale", radius=3))
        tone: Tone = "accent" if point.own else "ink"
        items.append(Label(x=8, y=first_baseline(y + 7, SIZE), lines=names, bold=point.own, tone=tone))
        items.append(line(left, middle, right, middle))
        items.append(
            Label(
                x=WIDTH - 8,
                y=middle + SIZE * 0.35,
                lines=break_lines(point.text, values + 1, SIZE, bold=point.own, most=1),
                anchor="end",
                bold=point.own,
                tone=tone,
            )
        )
        radius = 8 if point.own else 6
        dots.append(
            Dot(
                x=across(point.value),
                y=middle,
                radius=radius,
                tone="accent" if point.own else "brand",
                hollow=not point.own,
            )
        )
        y += height + 2
    own = [
        line(across(point.value), 8, across(point.value), y - 2, "accent", 1, "3 3") for point in points if point.own
    ]
    axis = Label(
        x=(left + right) / 2, y=y + LINE * SMALL, lines=(chart.axis,), size=SMALL, anchor="middle", tone="muted"
    )
    return Drawing(height=y + 2 * LINE * SMALL, items=(*items, *own, *dots, axis))
