"""Reckon an expression exactly.

An expression that is reckoned again and again is made into functions once, by `reckoner`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from operator import eq, ge, gt, itemgetter, le, lt, ne
from typing import TypeAlias

from advisor.formula.types import Apply, Expression, Name, Number

# 40 digits hold every amount of đồng times every quantity exactly; only quotients are rounded.
CONTEXT = Context(prec=40, traps=[DivisionByZero, InvalidOperation, Overflow])

Numbers: TypeAlias = "Mapping[str, Decimal]"
"""By name: its number; percentages are ratios here (15 % is 0.15)."""
Reckoner: TypeAlias = "Callable[[Numbers], Decimal | None]"
"""Returns what numbers come to, or None where they come to nothing."""

NO_VALUE = (DivisionByZero, InvalidOperation, Overflow)

_ARITHMETIC: Mapping[str, Callable[..., Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "neg": CONTEXT.minus,
    "abs": CONTEXT.abs,
    "ceil": lambda value: value.to_integral_value(ROUND_CEILING),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
}
_COMPARISON: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}


def reckoner(expression: Expression, requires: Sequence[Expression] = ()) -> Reckoner:
    """Return the function that reckons an arithmetic expression, once for all numbers it will be given.

    It returns None where a comparison in `requires` does not hold or has no value, and where the
    expression has none (division by zero).
    """
    number, truths = _number(expression), [_truth(one) for one in requires]

    def reckoned(values: Numbers) -> Decimal | None:
        try:
            for truth in truths:
                if not truth(values):
                    return None
            return number(values)
        except NO_VALUE:
            return None

    return reckoned


def reckon(expression: Expression, values: Numbers) -> Decimal | None:
    """Return the value of an arithmetic expression, or None where it has none (division by zero)."""
    return reckoner(expression)(values)


def holds(expression: Expression, values: Numbers) -> bool:
    """Return whether a comparison holds; False also where a term of it has no value."""
    try:
        return _truth(expression)(values)
    except NO_VALUE:
        return False


def _number(expression: Expression) -> Callable[[Numbers], Decimal]:
    match expression:
        case Number(value, _):
            return lambda values: value
        case Name(id):
            return itemgetter(id)
        case Apply(op, args):
            operation, terms = _ARITHMETIC[op], tuple(map(_number, args))
            if len(terms) == 1:
                only = terms[0]
                return lambda values: operation(only(values))
            if len(terms) == 2:
                left, right = terms
                return lambda values: operation(left(values), right(values))
            return lambda values: operation(*[term(values) for term in terms])


def _truth(expression: Expression) -> Callable[[Numbers], bool]:
    match expression:
        case Apply("and", args):
            parts = tuple(map(_truth, args))
            return lambda values: all(part(values) for part in parts)
        case Apply("or", args):
            parts = tuple(map(_truth, args))
            return lambda values: any(part(values) for part in parts)
        case Apply("not", (inner,)):
            part = _truth(inner)
            return lambda values: not part(values)
        case Apply(op, (left, right)) if op in _COMPARISON:
            compared, one, other = _COMPARISON[op], _number(left), _number(right)
            return lambda values: compared(one(values), other(values))
        case _:
            raise TypeError(f"not a comparison: {expression!r}")
