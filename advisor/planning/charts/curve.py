"""A curve over bands, such as stages in time, with a mark in the band where something stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    first_baseline,
    line,
    place,
)
from advisor.planning.charts.lettering import break_lines, text_width

_LEFT, _RIGHT = 34.0, WIDTH - 12
_HIGH = 180.0
"""How high the field of the curves is."""
_STYLES: tuple[tuple[Tone, float, str], ...] = (("brand", 3.0, ""), ("muted", 2.0, "7 4"), ("ink", 1.5, "2 3"))


@dataclass(frozen=True, slots=True)
class CurveLine:
    """A line through heights at even distances from the left edge to the right one."""

    label: str
    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """Lines over bands of equal width; the mark stands on the first line in the middle of band `position`."""

    bands: tuple[str, ...]
    lines: tuple[CurveLine, ...]
    position: int
    mark: str
    across: str
    up: str


def draw_curve(chart: CurveChart) -> Drawing:
    """Return the drawing of lines over bands."""
    band = (_RIGHT - _LEFT) / len(chart.bands)
    names = [break_lines(name, band - 12, SIZE, bold=True, most=4) for name in chart.bands]
    top = 8 + max(len(lines) for lines in names) * SIZE * LINE + 4
    bottom = top + _HIGH
    items: list[Item] = []
    for index, lines in enumerate(names):
        left = _LEFT + index * band
        here = index == chart.position
        if here:
            items.append(Box(x=left, y=top, width=band, height=_HIGH, fill="pale"))
        items.append(
            Label(
                x=left + band / 2,
                y=first_baseline(top - 4 - len(lines) * SIZE * LINE, SIZE),
                lines=lines,
                anchor="middle",
                bold=here,
                tone="accent" if here else "ink",
            )
        )
        if index:
            items.append(line(left, top, left, bottom, dash="2 4"))
    scale = _Scale(chart.lines, top + 14, bottom - 6)
    zero = min(scale.at(0), bottom)
    items += [line(_LEFT, zero, _RIGHT, zero, "ink"), line(_LEFT, top, _LEFT, bottom, "ink")]
    for one, (tone, thickness, dash) in zip(chart.lines, _STYLES, strict=False):
        items.append(Path(d=_smooth(one.heights, scale), stroke=tone, thickness=thickness, dash=dash))
    items.append(_mark(chart, scale))
    below, height = _below(chart, bottom)
    return Drawing(height=height, items=(*items, *below))


def _mark(chart: CurveChart, scale: _Scale) -> Dot:
    share = (chart.position + 0.5) / len(chart.bands)
    return Dot(x=_LEFT + share * (_RIGHT - _LEFT), y=scale.at(_height(chart.lines[0].heights, share)), radius=8)


def _below(chart: CurveChart, bottom: float) -> tuple[list[Item], float]:
    """Return what the axes, the mark and the lines are called, under the field; and where all ends."""
    half = (_RIGHT - _LEFT) / 2 - 8
    across = break_lines(chart.across, half, SMALL, most=1)
    up = break_lines(chart.up, half, SMALL, most=1)
    items: list[Item] = [
        Label(x=_RIGHT, y=bottom + 20, lines=across, size=SMALL, anchor="end", tone="muted"),
        Label(x=_LEFT, y=bottom + 20, lines=up, size=SMALL, tone="muted"),
    ]
    mark = break_lines(chart.mark, _RIGHT - _LEFT - 34, SIZE, bold=True, most=2)
    y = bottom + 46
    items += [Dot(x=_LEFT + 14, y=y - 4, radius=8), Label(x=_LEFT + 34, y=y, lines=mark, tone="accent", bold=True)]
    y += len(mark) * SIZE * LINE + 4
    x = _LEFT
    for one, (tone, thickness, dash) in zip(chart.lines, _STYLES, strict=False):
        name = break_lines(one.label, half - 40, SMALL, most=1)
        width = 34 + text_width(name[0], SMALL) + 24
        if x > _LEFT and x + width > WIDTH:
            x, y = _LEFT, y + SMALL * LINE + 4
        items.append(line(x, y - 4, x + 28, y - 4, tone, thickness, dash))
        items.append(Label(x=x + 34, y=y, lines=name, size=SMALL))
        x += width
    return items, y + 10


class _Scale:
    """Where a height lies on the sheet; the lowest of all lines lies on the lower edge."""

    def __init__(self, lines: Sequence[CurveLine], top: float, bottom: float) -> None:
        heights = [height for one in lines for height in one.heights]
        self.low, high = min(0.0, *heights), max(heights)
        self.top, self.bottom = top, bottom
        self.span = (high - self.low) or 1.0

    def at(self, height: float) -> float:
        return self.bottom - (height - self.low) / self.span * (self.bottom - self.top)


def _slopes(heights: Sequence[float]) -> list[float]:
    """Return a slope at each point so that the curve never rises above its points (Fritsch and Carlson)."""
    steps = [after - before for before, after in pairwise(heights)]
    inner = [0.0 if before * after <= 0 else 2 * before * after / (before + after) for before, after in pairwise(steps)]
    return [steps[0], *inner, steps[-1]]


def _smooth(heights: Sequence[float], scale: _Scale) -> str:
    slopes = _slopes(heights)
    step = (_RIGHT - _LEFT) / (len(heights) - 1)
    parts = [f"M{place(_LEFT)} {place(scale.at(heights[0]))}"]
    for index in range(len(heights) - 1):
        x = _LEFT + index * step
        first = scale.at(heights[index] + slopes[index] / 3)
        second = scale.at(heights[index + 1] - slopes[index + 1] / 3)
        end = scale.at(heights[index + 1])
        points = ((x + step / 3, first), (x + 2 * step / 3, second), (x + step, end))
        parts.append("C" + " ".join(f"{place(a)} {place(b)}" for a, b in points))
    return "".join(parts)


def _height(heights: Sequence[float], share: float) -> float:
    """Return the height of the curve at a share of its length."""
    slopes = _slopes(heights)
    exact = share * (len(heights) - 1)
    index = min(int(exact), len(heights) - 2)
    t = exact - index
    return (
        (1 + 2 * t) * (1 - t) ** 2 * heights[index]
        + t * (1 - t) ** 2 * slopes[index]
        + t * t * (3 - 2 * t) * heights[index + 1]
        + t * t * (t - 1) * slopes[index + 1]
    )
