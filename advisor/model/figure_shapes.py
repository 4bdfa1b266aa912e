"""The shape of declared pictures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from advisor.model.figures import Chart
from advisor.model.practice_shapes import PracticeShape
from advisor.model.shapes import DottedSnake, Shape, Snake, TextShape, Words

Height = Annotated[int | Decimal, Field(union_mode="left_to_right")]
Side = Annotated[int, Field(ge=0, le=1)]
Ends = Annotated[list[TextShape], Field(min_length=2, max_length=2)]


class BandShape(Shape):
    """An option as a chart names it."""

    option: Snake
    label: TextShape
    place: Annotated[list[Side], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0, 0])


class LineShape(Shape):
    """A line of a chart."""

    label: TextShape
    heights: list[Height] = Field(default_factory=list)
    start: DottedSnake | None = None
    slope: DottedSnake | None = None


class PointShape(Shape):
    """A number to show."""

    of: DottedSnake
    label: TextShape
    own: bool = False


class FigureShape(PracticeShape):
    """A picture of the plan."""

    chart: Chart
    section: Words
    under: str = ""
    caption: TextShape
    subject: DottedSnake | None = None
    mark: TextShape | None = None
    across: TextShape | None = None
    across_ends: Ends | None = None
    up: TextShape | None = None
    up_ends: Ends | None = None
    bands: list[BandShape] = Field(default_factory=list)
    lines: list[LineShape] = Field(default_factory=list)
    points: list[PointShape] = Field(default_factory=list)
    decisions: list[DottedSnake] = Field(default_factory=list)


FIGURE_LISTS: dict[str, type[Shape]] = {"figures": FigureShape}
