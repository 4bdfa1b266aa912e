"""Expressions as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
LOGIC = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; `unit` is empty for a plain number."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A fact or another formula."""

    id: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or function on its arguments.

    `op` is one of `+ - * / neg min max abs ceil < <= > >= == != and or not`.
    """

    op: str
    args: tuple[Expression, ...]


Expression: TypeAlias = "Number | Name | Apply"


def names(expression: Expression) -> Iterator[str]:
    """Yield every fact or formula the expression reads, with repeats, left to right."""
    match expression:
        case Name(id):
            yield id
        case Apply(_, args):
            for arg in args:
                yield from names(arg)
        case Number():
            return


def divides(expression: Expression) -> bool:
    """Return whether a division stands anywhere in the expression."""
    return isinstance(expression, Apply) and (expression.op == "/" or any(map(divides, expression.args)))


def is_truth(expression: Expression) -> bool:
    """Return whether the expression holds or not, rather than coming to an amount."""
    return isinstance(expression, Apply) and expression.op in COMPARISONS | LOGIC
