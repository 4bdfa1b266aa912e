"""The shape of the practice layer's items."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from advisor.model.practice import Basis, Form
from advisor.model.shapes import DottedKebab, Shape, TextShape, Words

Share = Annotated[int | Decimal, Field(union_mode="left_to_right")]
Sum = Annotated[str | int | Decimal, Field(union_mode="left_to_right")]


class PracticeShape(Shape):
    """What all items share."""

    id: DottedKebab
    when: Any = None
    cites: list[str] = Field(default_factory=list)
    teaches: list[str] = Field(default_factory=list)
    note: str = ""


class SectionShape(PracticeShape):
    """A section of the plan."""

    title: TextShape
    empty: TextShape


class PartShape(PracticeShape):
    """A part of a section."""

    section: Words
    form: Form = "paragraph"
    shows: list[str] = Field(default_factory=list)
    asks: list[str] = Field(default_factory=list)
    brief: bool = False
    title: TextShape | None = None
    intro: TextShape | None = None
    empty: TextShape | None = None


class StatementShape(PracticeShape):
    """A sentence that holds in some cases."""

    part: Words
    text: TextShape
    label: TextShape | None = None
    otherwise: TextShape | None = None
    origin: Basis = "practice"


class PairShape(PracticeShape):
    """Two statements that give a strategy."""

    part: Words
    one: Annotated[list[str], Field(min_length=1)]
    other: Annotated[list[str], Field(min_length=1)]
    text: TextShape
    serves: list[str] = Field(default_factory=list)


class ObjectiveShape(PracticeShape):
    """An objective."""

    metric: TextShape
    text: TextShape
    basis: TextShape
    unit: str = ""
    target: Sum | None = None
    target_text: TextShape | None = None
    baseline: Sum | None = None
    baseline_text: TextShape | None = None
    otherwise: TextShape | None = None
    origin: Basis = "practice"
    deadline: Share = 1
    yearly: bool = False
    at_least: bool = False


class PeriodShape(Shape):
    """Two days, as in 2027-12-31."""

    start: Words
    end: Words


class PlanningShape(Shape):
    """What holds for every plan."""

    period: PeriodShape


PRACTICE_LISTS: dict[str, type[Shape]] = {
    "sections": SectionShape,
    "parts": PartShape,
    "statements": StatementShape,
    "pairs": PairShape,
    "objectives": ObjectiveShape,
}
PRACTICE_SINGLES: dict[str, type[Shape]] = {"planning": PlanningShape}
