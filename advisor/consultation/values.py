"""What stands in the working memory as the value of a node, and which literals it satisfies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from advisor.model.logic import Comparison
from advisor.ruleset.literals import Literal, compare

DOUBTFUL = "?"
"""Stands before a ticked option of which it is not yet known whether it is offered in this case."""


class NotApplicableType:
    """The value of a node that means nothing for this case."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = NotApplicableType()


@dataclass(frozen=True, slots=True)
class Partial:
    """What is certain about a node that missing facts leave open: options it has, and options it may have.

    `unanswerable`: nobody will give it a value.
    """

    sure: frozenset[str]
    possible: frozenset[str]
    unanswerable: bool = False


def is_number(value: object) -> bool:
    """Return whether a declared value is a number."""
    return isinstance(value, Decimal)


def is_not_applicable(value: object) -> bool:
    """Return whether a node was declared as meaning nothing here."""
    return value is NOT_APPLICABLE


def as_answered(value: Any) -> Any:
    """Return a value without the marks of doubt, as the person gave it."""
    return tuple(one.removeprefix(DOUBTFUL) for one in value) if isinstance(value, tuple) else value


def predicate(literals: tuple[Literal, ...]) -> Callable[[Any], bool]:
    """Return the test of all literals over one subject."""
    if len(literals) == 1:
        return partial(literal_holds, literals[0])
    return lambda value: all(literal_holds(literal, value) for literal in literals)


def literal_holds(literal: Literal, value: Any) -> bool:
    """Return whether a declared value satisfies a literal; a value that does not apply satisfies only negations."""
    if value is None:
        return False
    if isinstance(value, Partial):
        return _holds_of_partial(literal, value)
    satisfied = _satisfies(literal.test, value)
    if not satisfied and isinstance(value, tuple) and any(f"{DOUBTFUL}{one}" in value for one in literal.test.values):
        return False
    return satisfied == literal.positive


def _holds_of_partial(literal: Literal, value: Partial) -> bool:
    test = literal.test
    if test.op == "known":
        return value.unanswerable and not literal.positive
    if test.op != "in":
        return False
    asked = {str(one).lower() if isinstance(one, bool) else one for one in test.values}
    return bool(asked & value.sure) if literal.positive else not asked & (value.sure | value.possible)


def _satisfies(test: Comparison, value: Any) -> bool:
    if value is NOT_APPLICABLE:
        return False
    if test.op == "known":
        return True  # also a list of which nothing is ticked is an answer
    if test.op == "in":
        if isinstance(value, (str, bool)):
            return value in test.values
        return any(one in test.values for one in value)
    return isinstance(value, Decimal) and compare(test.op, value, test.number)
