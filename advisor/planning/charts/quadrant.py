"""Four fields made by two questions, one of them the place where something stands."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.planning.charts.drawing import (
    SIZE,
    SMALL,
    WIDTH,
    Box,
    Dot,
    Drawing,
    Item,
    Label,
    block_height,
    first_baseline,
)
from advisor.planning.charts.lettering import break_lines, text_width

_LEFT, _RIGHT = 110.0, WIDTH - 10
_ROOM = 16.0


@dataclass(frozen=True, slots=True)
class Field:
    """One of the four: its place (0 or 1 across from the left, 0 or 1 up from below) and its name."""

    across: int
    up: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantChart:
    """Two axes with their ends; `here` is the number of the field that holds; `mark` names what stands there."""

    fields: tuple[Field, ...]
    here: int
    mark: str
    across: str
    across_ends: tuple[str, str]
    up: str
    up_ends: tuple[str, str]


def draw_quadrant(chart: QuadrantChart) -> Drawing:
    """Return the drawing of four fields."""
    wide = (_RIGHT - _LEFT) / 2
    names = [break_lines(field.label, wide - 2 * _ROOM, SIZE, bold=True, most=4) for field in chart.fields]
    mark = break_lines(chart.mark, wide - 2 * _ROOM - 30, SIZE, bold=True, most=3)
    high = max(120.0, max(block_height(len(lines), SIZE) for lines in names) + block_height(len(mark), SIZE) + 54)
    top = 12.0
    items: list[Item] = []
    for index, (field, lines) in enumerate(zip(chart.fields, names, strict=True)):
        here = index == chart.here
        x, y = _LEFT + field.across * wide, top + (1 - field.up) * high
        items.append(Box(x=x, y=y, width=wide, height=high, fill="pale" if here else "paper", stroke="rule"))
        items.append(
            Label(x=x + _ROOM, y=first_baseline(y + 12, SIZE), lines=lines, bold=here, tone="ink" if here else "muted")
        )
        if here:
            below = y + 12 + block_height(len(lines), SIZE)
            middle = (below + y + high) / 2
            width = max(text_width(part, SIZE, bold=True) for part in mark)
            dot = x + wide / 2 - width / 2 - 4
            items.append(Dot(x=dot, y=middle, radius=8))
            first = middle - block_height(len(mark), SIZE) / 2
            items.append(Label(x=dot + 16, y=first_baseline(first, SIZE), lines=mark, bold=True, tone="accent"))
    items += _axes(chart, top, high)
    return Drawing(height=top + 2 * high + 56, items=tuple(items))


def _axes(chart: QuadrantChart, top: float, high: float) -> list[Item]:
    bottom = top + 2 * high
    wide = (_RIGHT - _LEFT) / 2
    items: list[Item] = []
    for end, text in enumerate(chart.across_ends):
        x = _LEFT + (end + 0.5) * wide
        cut = break_lines(text, wide - 10, SMALL, most=1)
        items.append(Label(x=x, y=bottom + 18, lines=cut, size=SMALL, anchor="middle", tone="muted"))
    names = break_lines(chart.across, _RIGHT - _LEFT, SIZE, bold=True, most=1)
    items.append(Label(x=(_LEFT + _RIGHT) / 2, y=bottom + 40, lines=names, anchor="middle", bold=True))
    for end, text in enumerate(chart.up_ends):
        lines = break_lines(text, _LEFT - 14, SMALL, most=3)
        middle = bottom - (end + 0.5) * high
        y = first_baseline(middle - block_height(len(lines), SMALL) / 2, SMALL)
        items.append(Label(x=_LEFT - 8, y=y, lines=lines, size=SMALL, anchor="end", tone="muted"))
    lines = break_lines(chart.up, _LEFT - 14, SIZE, bold=True, most=4)
    first = top + high - block_height(len(lines), SIZE) / 2
    items.append(Label(x=_LEFT - 8, y=first_baseline(first, SIZE), lines=lines, anchor="end", bold=True))
    return items
