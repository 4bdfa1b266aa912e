"""Reckon an expression exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from advisor.formula.types import Apply, Expression, Name, Number

# 40 digits hold every amount of đồng times every quantity exactly; only quotients are rounded.
CONTEXT = Context(prec=40, traps=[DivisionByZero, InvalidOperation, Overflow])

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
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def reckon(expression: Expression, values: Mapping[str, Decimal]) -> Decimal | None:
    """Return the value of an arithmetic expression, or None where it has none (division by zero).

    `values` gives each name's number; percentages are ratios here (15 % is 0.15).
    """
    try:
        return _number(expression, values)
    except (DivisionByZero, InvalidOperation, Overflow):
        return None


def holds(expression: Expression, values: Mapping[str, Decimal]) -> bool:
    """Return whether a comparison holds; False also where a term of it has no value."""
    try:
        return _truth(expression, values)
    except (DivisionByZero, InvalidOperation, Overflow):
        return False


def _number(expression: Expression, values: Mapping[str, Decimal]) -> Decimal:
    match expression:
        case Number(value, _):
            return value
        case Name(id):
            return values[id]
        case Apply(op, args):
            return _ARITHMETIC[op](*(_number(arg, values) for arg in args))


def _truth(expression: Expression, values: Mapping[str, Decimal]) -> bool:
    match expression:
        case Apply("and", args):
            return all(_truth(arg, values) for arg in args)
        case Apply("or", args):
            return any(_truth(arg, values) for arg in args)
        case Apply("not", (inner,)):
            return not _truth(inner, values)
        case Apply(op, (left, right)) if op in _COMPARISON:
            return _COMPARISON[op](_number(left, values), _number(right, values))
        case _:
            raise TypeError(f"not a comparison: {expression!r}")
