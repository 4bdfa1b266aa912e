"""What rules are made of: conditions over facts, and conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

# --- conditions -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test of one subject (a fact, formula or decision).

    op `in`: the value is one of `values`, or (for ticked lists) includes one of them.
    op `lt le gt ge eq ne`: a number compared with `number`.
    op `known`: the subject has a value.
    """

    subject: str
    op: Literal["in", "lt", "le", "gt", "ge", "eq", "ne", "known"]
    values: tuple[str | bool, ...] = ()
    number: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds; with no part it always holds."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when some part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Condition


Condition: TypeAlias = "Comparison | All | AnyOf | Not"
ALWAYS = All()


# --- conclusions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """A reason for or against options of a decision.

    Several options mean "one of these; the source does not say which" when `joint` is `any`.
    In a decision of kind direction an option reads `quantity:up` or `quantity:down`.
    """

    decision: str
    options: tuple[str, ...]
    favours: bool = True
    joint: Literal["any", "all"] = "all"


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of options, best first; options in one group are equal."""

    decision: str
    order: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """A value of a fact that nobody was asked for."""

    fact: str
    value: str | bool


Conclusion: TypeAlias = "Argument | Ranking | Inference"
