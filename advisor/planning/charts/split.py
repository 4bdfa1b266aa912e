"""How a whole is divided: a bar for each part, with its amount and share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from advisor.planning.charts.drawing import (
    LINE,
    SIZE,
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

_NAMES = 190.0
_BAR = 22.0
_LEAST_BARS = 120.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole; `text` is its amount (and share) in words."""

    label: str
    amount: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitChart:
    """Parts in reading order, and the whole in words."""

    parts: tuple[Part, ...]
    whole: str


def draw_split(chart: SplitChart) -> Drawing:
    """Return the drawing of a bar for each part, all from one line."""
    most = max((part.amount for part in chart.parts), default=Decimal(0))
    values = max((text_width(part.text, SIZE, bold=True) for part in chart.parts), default=0.0)
    left = 8 + _NAMES + 12
    values = min(values, WIDTH - left - _LEAST_BARS - 12)
    longest = WIDTH - left - values - 16
    items: list[Item] = []
    y = 6.0
    for part in chart.parts:
        names = break_lines(part.label, _NAMES, SIZE, most=3)
        height = max(_BAR, block_height(len(names), SIZE))
        middle = y + height / 2
        top = middle - block_height(len(names), SIZE) / 2
        items.append(Label(x=left - 12, y=first_baseline(top, SIZE), lines=names, anchor="end"))
        length = float(part.amount / most) * longest if most > 0 and part.amount > 0 else 0.0
        items.append(
            Box(
                x=left,
                y=middle - _BAR / 2,
                width=max(length, 1.5),
                height=_BAR,
                fill="brand",
                radius=min(2, length / 2),
            )
        )
        text = break_lines(part.text, values + 1, SIZE, bold=True, most=1)
        items.append(Label(x=left + max(length, 1.5) + 8, y=middle + SIZE * 0.35, lines=text, bold=True))
        y += height + 12
    rule = line(left, 2, left, y - 6, "ink")
    whole = break_lines(chart.whole, WIDTH - left - 4, SIZE, bold=True, most=3)
    y += 2
    items.append(Label(x=left, y=first_baseline(y, SIZE), lines=whole, bold=True))
    return Drawing(height=y + block_height(len(whole), SIZE) + LINE * 4, items=(*items, rule))
