"""The shape of the items that say how a plan is carried out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field

from advisor.model.practice_shapes import PracticeShape
from advisor.model.shapes import DottedKebab, DottedSnake, Shape, Snake, TextShape, Words
from advisor.model.work import Anchor, Every, Purpose

Percent = Annotated[Annotated[int, Field(ge=0)] | Annotated[Decimal, Field(ge=0)], Field(union_mode="left_to_right")]
Part = Annotated[
    Annotated[int, Field(ge=0, lt=100)] | Annotated[Decimal, Field(ge=0, lt=100)], Field(union_mode="left_to_right")
]
Count = Annotated[int, Field(ge=1)]
Weight = Annotated[int, Field(ge=0)]
MAX_DAYS = 366
Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]


class RoleShape(PracticeShape):
    """Somebody who does the work."""

    label: TextShape
    at_once: Count = 1


class PhaseShape(PracticeShape):
    """A stage of the work."""

    label: TextShape
    anchor: Anchor = "start"


class ActivityShape(PracticeShape):
    """A piece of work."""

    decision: DottedSnake
    options: list[Snake] = Field(default_factory=list)
    phase: Words
    days: Days
    owner: Annotated[list[str], Field(min_length=1)]
    after: list[str] = Field(default_factory=list)
    item: str = ""
    main: bool = False
    at_most: Count = 1
    text: TextShape | None = None
    kpi: TextShape | None = None


class BudgetShape(PracticeShape):
    """Where the money is from."""

    id: DottedKebab = "budget"
    method: DottedSnake
    amounts: DottedSnake
    ceiling: str = ""
    items: DottedSnake
    order: str = ""
    basis: TextShape | None = None


class BudgetItemShape(PracticeShape):
    """Something that is paid for."""

    label: TextShape
    option: str = ""
    share: Part = 0
    why: TextShape | None = None


class ProfileShape(PracticeShape):
    """How an amount is spread over time."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    for_: Purpose = Field(alias="for")
    weights: Annotated[list[Weight], Field(min_length=1)]
    label: TextShape


class ScenarioShape(PracticeShape):
    """A case to be ready for."""

    label: TextShape
    percent: Percent


class LineShape(Shape):
    """A line of the forecast."""

    id: Snake
    label: TextShape
    unit: str = "VND"
    of_year: str = ""
    varies: bool = False
    line: str = ""
    times: str = ""
    plus: list[str] = Field(default_factory=list)
    minus: list[str] = Field(default_factory=list)
    budget: bool = False


class CrossingShape(Shape):
    """A month in which a line covers others."""

    line: Snake
    covers: Annotated[list[Snake], Field(min_length=1)]
    label: TextShape


class AimShape(Shape):
    """What a line should come to."""

    line: Snake
    of_year: DottedSnake
    by: list[DottedSnake] = Field(default_factory=list)


class ForecastShape(PracticeShape):
    """What the plan is expected to bring."""

    id: DottedKebab = "forecast"
    lines: Annotated[list[LineShape], Field(min_length=1)]
    shown: Annotated[list[Snake], Field(min_length=1)]
    crossings: list[CrossingShape] = Field(default_factory=list)
    aims: list[AimShape] = Field(default_factory=list)
    remarks: list[TextShape] = Field(default_factory=list)


class ControlShape(PracticeShape):
    """How an objective is watched."""

    objective: str = ""
    how: TextShape
    every: Every
    share: Percent | None = None
    threshold: TextShape | None = None
    line: str = ""
    then: TextShape


WORK_LISTS: dict[str, type[Shape]] = {
    "roles": RoleShape,
    "phases": PhaseShape,
    "activities": ActivityShape,
    "budget_items": BudgetItemShape,
    "profiles": ProfileShape,
    "scenarios": ScenarioShape,
    "controls": ControlShape,
}
WORK_SINGLES: dict[str, type[Shape]] = {"budget": BudgetShape, "forecast": ForecastShape}
