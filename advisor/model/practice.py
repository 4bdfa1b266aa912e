"""The practice layer as data: what common practice adds to the advice of the course, each item with its own citation.

Frozen like the rest of the model. Items stand in the order of their files, which is the order in which they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from advisor.diagnostics import Span
from advisor.formula.types import Expression
from advisor.model.logic import Condition
from advisor.model.text import Text

Form = Literal["paragraph", "bullets", "table"]
Basis = Literal["practice", "fact", "arithmetic", "course"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeItem:
    """What all kinds share: `when` it is said (None: always), and the works and course points it rests on."""

    id: str
    when: Condition | None = None
    cites: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    span: Span


# --- what is said --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTitle(PracticeItem):
    """A section of the plan: its title, and the line that stands where there is nothing to say."""

    title: Text
    empty: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(PracticeItem):
    """A part of a section: its statements stand together, below the title and an opening sentence if it has them.

    `shows`: decisions that are told here with their reasons, and facts with the evidence they were inferred from.
    `asks`: facts to find out where they are not known. Works it cites hold for its statements and pairs as well.
    `brief`: it also stands in the short version of the plan.
    """

    section: str
    form: Form
    shows: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    brief: bool = False
    title: Text | None = None
    intro: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(PracticeItem):
    """A sentence that holds in some cases; `otherwise` is said where a value it names is not known.

    `label`: the statement in a few words, for where it is named with others.
    """

    part: str
    text: Text
    label: Text | None = None
    otherwise: Text | None = None
    origin: Basis = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(PracticeItem):
    """A strategy that follows from two statements said together, and the decisions of the advisor that carry it out."""

    part: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    text: Text
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveDef(PracticeItem):
    """Something to reach: an amount worked out from facts, or a text where there is none to work out.

    `deadline` is a share of the period, 1 its last day. `yearly`: the target is that of a year, and a period of
    another length has its part of it. `at_least`: it is rounded up. Texts may name `{target}`, `{baseline}` and
    `{deadline}`.
    """

    metric: Text
    text: Text
    basis: Text
    unit: str
    target: Expression | None = None
    target_text: Text | None = None
    baseline: Expression | None = None
    baseline_text: Text | None = None
    otherwise: Text | None = None
    origin: Basis = "practice"
    deadline: Decimal = Decimal(1)
    yearly: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The whole practice layer; empty for a knowledge base that has none.

    `period`: first and last day, as `2027-12-31`, of a plan for a case that names none.
    """

    period: tuple[str, str] | None = None
    sections: tuple[SectionTitle, ...] = ()
    parts: tuple[Part, ...] = ()
    statements: tuple[Statement, ...] = ()
    pairs: tuple[Pair, ...] = ()
    objectives: tuple[ObjectiveDef, ...] = ()


KINDS: tuple[type[Any], ...] = (SectionTitle, Part, Statement, Pair, ObjectiveDef, Practice)
"""Every type of this module that a knowledge base can hold."""
