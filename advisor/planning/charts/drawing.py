"""A drawing: lines, areas, dots and labels at their places, in the colours of a palette by name.

A drawing knows where each label stands and how much room it takes, so that a test can see
that none is clipped and no two overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.planning.charts.lettering import text_width

Tone = Literal["ink", "muted", "rule", "brand", "accent", "soft", "pale", "faint", "paper"]
"""From the darkest to the lightest; `brand` and `accent` stay apart in grey print too."""
Anchor = Literal["start", "middle", "end"]

WIDTH = 600.0
"""How wide every drawing is; with letters of 13 it prints at about 10 points on A4."""
SIZE = 13.0
SMALL = 12.0
LINE = 1.3
"""From one line of a label to the next, in sizes."""
_ASCENT, _DESCENT = 0.8, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A line or an area; `d` is an SVG path."""

    d: str
    stroke: Tone | None = None
    fill: Tone | None = None
    thickness: float = 1.0
    dash: str = ""
    kind: Literal["path"] = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Tone | None = None
    stroke: Tone | None = None
    radius: float = 0.0
    kind: Literal["box"] = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A round mark, ringed in white so that it stands out from lines; `hollow` for what is not one's own."""

    x: float
    y: float
    radius: float = 6.0
    tone: Tone = "accent"
    hollow: bool = False
    kind: Literal["dot"] = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Lines of text; `y` is the baseline of the first."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float = SIZE
    anchor: Anchor = "start"
    tone: Tone = "ink"
    bold: bool = False
    kind: Literal["label"] = "label"

    @property
    def width(self) -> float:
        """Return the width of the widest line."""
        return max((text_width(line, self.size, bold=self.bold) for line in self.lines), default=0.0)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom."""
        left = self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        top = self.y - _ASCENT * self.size
        bottom = self.y + (len(self.lines) - 1) * LINE * self.size + _DESCENT * self.size
        return left, top, left + self.width, bottom


Item: TypeAlias = "Path | Box | Dot | Label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Items in the order they are painted, on a sheet of WIDTH by `height`."""

    height: float
    items: tuple[Item, ...]

    @property
    def width(self) -> float:
        """Return the width of the sheet."""
        return WIDTH

    @property
    def labels(self) -> tuple[Label, ...]:
        """Return the labels."""
        return tuple(item for item in self.items if isinstance(item, Label))


def line(x1: float, y1: float, x2: float, y2: float, tone: Tone = "rule", thickness: float = 1, dash: str = "") -> Path:
    """Return a straight line."""
    return Path(d=f"M{place(x1)} {place(y1)}L{place(x2)} {place(y2)}", stroke=tone, thickness=thickness, dash=dash)


def block_height(lines: int, size: float) -> float:
    """Return how high a label of so many lines is."""
    return (_ASCENT + _DESCENT) * size + (lines - 1) * LINE * size


def first_baseline(top: float, size: float) -> float:
    """Return the baseline of the first line of a label whose top edge is at `top`."""
    return top + _ASCENT * size


def place(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text
