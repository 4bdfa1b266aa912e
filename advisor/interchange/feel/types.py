"""Values and expressions of FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, TypeAlias

from advisor.errors import AdvisorError


class FeelError(AdvisorError):
    """An expression that cannot be read; `column` counts from 1 inside its text."""

    def __init__(self, message: str, column: int = 1) -> None:
        self.column = column
        super().__init__(message)


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    count: int


class OpenEnd(Enum):
    """An end that a range does not have, as in `> 5`; null is an end that has no value."""

    OPEN = "open"


OPEN = OpenEnd.OPEN


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; OPEN is an open end."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True


# --- expressions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """A variable; `?` is the value that a unary test is about."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A component of a value."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in function on its arguments."""

    function: str
    args: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator on its operands: `+ - * / ** neg = != < <= > >= and or`."""

    op: str
    args: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """If, then, else."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Series:
    """A list written out."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A context written out."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range written out."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Within:
    """Whether a value meets tests: `x in (…)`, `x between a and b`."""

    value: Expression
    tests: UnaryTests


@dataclass(frozen=True, slots=True)
class Compared:
    """A unary test with an operator: `< 5`."""

    op: str
    end: Expression


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """What a cell asks of its input: one of the tests (`negated`: none of them), or anything (`tests` is None)."""

    tests: tuple[Expression, ...] | None
    negated: bool = False


Expression: TypeAlias = "Literal | Name | Path | Call | Apply | Choice | Series | Record | Interval | Within | Compared"

ANYTHING = UnaryTests(None)


def walk(expression: Any) -> Iterator[Any]:
    """Yield the expression and all that it is made of."""
    if isinstance(expression, tuple):
        for part in expression:
            yield from walk(part)
    elif hasattr(expression, "__dataclass_fields__") and not isinstance(expression, (Range, Months)):
        yield expression
        for one in fields(expression):
            yield from walk(getattr(expression, one.name))


def asks_about_input(expression: Any) -> bool:
    """Return whether `?` stands in the expression."""
    return any(isinstance(part, Name) and part.name == "?" for part in walk(expression))
