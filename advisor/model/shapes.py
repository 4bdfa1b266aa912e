"""The shape of every kind of item, checked by pydantic before anything is looked up.

Only this module and `shape_errors` know pydantic. A shape says which keys an item
has and of what type they are; whether an id exists is `build`'s business.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from advisor.model.types import Ask, DecisionKind, FactType, HitPolicy, PointKind, Resolution, SourceKind

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DottedSnake = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
DottedKebab = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$")]
Snake = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Bound = Annotated[int | Decimal | None, Field(union_mode="left_to_right")]


class Shape(BaseModel):
    """Base: unknown keys are refused, types are not bent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextShape(Shape):
    """Words in both languages."""

    vi: Words
    en: Words


class SourceShape(Shape):
    """A cited document; one of the course has a file and lines, a published work has not."""

    id: Words
    kind: SourceKind = "course"
    cite: str = ""
    file: str = ""
    title: TextShape
    lines: int = 0


class PointShape(Shape):
    """A course point."""

    id: DottedKebab
    source: Words
    section: str
    lines: Annotated[list[int], Field(min_length=2, max_length=2)]
    kind: PointKind
    decision: Words
    term_vi: str = ""
    statement: TextShape
    remark: TextShape | None = None


class FactOptionShape(Shape):
    """An answer option."""

    id: Snake
    label: TextShape
    meaning: TextShape | None = None
    only_if: Any = None
    exclusive: bool = False


class DoubtShape(Shape):
    """What an answer seldom meets unless it is a slip."""

    when: Words
    ask: TextShape


class FactShape(Shape):
    """A fact."""

    id: DottedSnake
    type: FactType
    topic: Words
    ask: Ask
    label: TextShape
    question: TextShape
    help: TextShape | None = None
    example: TextShape | None = None
    concept: str = ""
    applies_when: Any = None
    after: list[str] = []
    options: list[FactOptionShape] = []
    at_most: int | None = None
    unit: str = ""
    range: Annotated[list[Bound], Field(min_length=2, max_length=2)] = [None, None]
    doubt: list[DoubtShape] = []


class RemarkShape(Shape):
    """A sentence about an option, with its origin."""

    vi: Words
    en: Words
    teaches: list[str] = []
    practice: bool = False


class OptionShape(Shape):
    """An option of a decision."""

    id: Snake
    label: TextShape
    meaning: TextShape | None = None
    term_vi: str = ""
    synonyms: list[Words] = []
    advantages: list[RemarkShape] = []
    disadvantages: list[RemarkShape] = []
    actions: list[RemarkShape] = []
    measures: list[RemarkShape] = []
    excludes: Literal["all"] | list[str] = []
    formula: str = ""


class DecisionShape(Shape):
    """A decision."""

    id: DottedSnake
    area: Words
    kind: DecisionKind
    label: TextShape
    question: TextShape
    quick: bool = False
    term_vi: str = ""
    synonyms: list[Words] = []
    applies_when: Any = None
    options: Annotated[list[OptionShape], Field(min_length=1)]


class ConsequentShape(Shape):
    """The consequent of a rule, without its target."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)

    for_: Any = Field(default=None, alias="for")
    against: Any = None
    rank: list[Any] | None = None
    up: Any = None
    down: Any = None
    is_: str | bool | None = Field(default=None, alias="is")


class ThenShape(ConsequentShape):
    """The consequent of a rule."""

    decision: str = ""
    fact: str = ""


class RuleShape(Shape):
    """A rule."""

    id: DottedKebab
    when: Any
    then: ThenShape
    because: TextShape
    teaches: list[str] = []
    overrides: list[str] = []
    default: bool = False
    note: str = ""


class RowShape(ConsequentShape):
    """A row of a decision table."""

    id: DottedKebab
    when: list[Any]
    because: TextShape
    teaches: list[str] = []
    overrides: list[str] = []
    default: bool = False
    note: str = ""


class TableShape(Shape):
    """A decision table."""

    id: DottedKebab
    decision: str = ""
    fact: str = ""
    hit_policy: HitPolicy
    inputs: Annotated[list[str], Field(min_length=1)]
    rows: Annotated[list[RowShape], Field(min_length=1)]
    note: str = ""


class SideShape(Shape):
    """One view in a conflict."""

    id: Words
    claim: TextShape
    rules: Annotated[list[str], Field(min_length=1)]


class ConflictShape(Shape):
    """A declared conflict."""

    id: DottedKebab
    topic: TextShape
    sides: Annotated[list[SideShape], Field(min_length=2)]
    resolution: Resolution
    prefer: str = ""
    reason: TextShape


class RequirementShape(Shape):
    """A precondition of a formula."""

    that: Words
    message: TextShape


class FormulaShape(Shape):
    """A formula."""

    id: DottedSnake
    label: TextShape
    unit: Words
    expression: Any
    requires: list[RequirementShape] = []
    infers: str = ""
    teaches: list[str] = []
    remark: TextShape | None = None
    note: str = ""


class NamesShape(Shape):
    """The names of a concept in each language, the preferred one first."""

    vi: Annotated[list[Words], Field(min_length=1)]
    en: Annotated[list[Words], Field(min_length=1)]


class ConceptShape(Shape):
    """A glossary entry."""

    id: DottedKebab
    names: NamesShape
    definition: TextShape
    example: TextShape | None = None
    teaches: list[str] = []
    note: str = ""


class PolicyShape(Shape):
    """A step of the policy."""

    id: Literal["preference", "declared", "overrides", "specificity", "reasons", "tie"]
    label: TextShape
    explanation: TextShape


class HeadingShape(Shape):
    """A topic or an area."""

    id: Words
    label: TextShape


class AreaShape(HeadingShape):
    """An area, with its decisions in reading order (those not named follow)."""

    decisions: list[str] = []


class OutlineShape(Shape):
    """The outline."""

    title: TextShape
    about: TextShape
    corpus: TextShape | None = None
    topics: Annotated[list[HeadingShape], Field(min_length=1)]
    areas: Annotated[list[AreaShape], Field(min_length=1)]


class ExpectationShape(Shape):
    """What a case expects of one decision."""

    outcome: list[str] | None = None
    because: list[str] = []
    not_because: list[str] = []
    missing: list[str] | None = None


class CaseShape(Shape):
    """A case."""

    case: Words
    given: dict[str, Any]
    expect: Annotated[dict[str, ExpectationShape], Field(min_length=1)]
    prefer: list[str] = []
    note: str = ""


class AcceptanceShape(Shape):
    """A finding of the checks that is let stand."""

    kind: Words
    of: list[Words] = []
    words: list[Words] = []
    where: Any = None
    reason: TextShape


LISTS: dict[str, type[Shape]] = {
    "sources": SourceShape,
    "course": PointShape,
    "facts": FactShape,
    "decisions": DecisionShape,
    "formulas": FormulaShape,
    "concepts": ConceptShape,
    "policy": PolicyShape,
    "rules": RuleShape,
    "tables": TableShape,
    "conflicts": ConflictShape,
    "cases": CaseShape,
    "accepted": AcceptanceShape,
}
SINGLES: dict[str, type[Shape]] = {"outline": OutlineShape}
