"""What FEEL expressions come to. Logic has three values, and whatever has no value is null."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from advisor.interchange.feel.functions import CONTEXT, FUNCTIONS, NO_VALUE, kind_of, same
from advisor.interchange.feel.types import (
    OPEN,
    Apply,
    Call,
    Choice,
    Compared,
    Expression,
    Interval,
    Literal,
    Months,
    Name,
    Path,
    Range,
    Record,
    Series,
    UnaryTests,
    Within,
    asks_about_input,
)

Scope = Mapping[str, Any]
_ORDERED = ("Decimal", "str", "date", "date and time", "time", "timedelta", "Months")


def evaluate(expression: Expression, scope: Scope) -> Any:
    """Return the value of an expression; None is null."""
    match expression:
        case Literal(value):
            return value
        case Name(name):
            return scope.get(name)
        case Path(of, name):
            return _component(evaluate(of, scope), name)
        case Apply("and" | "or" as op, args):
            return _logic(op, [evaluate(arg, scope) for arg in args])
        case Apply(op, args):
            return apply(op, *(evaluate(arg, scope) for arg in args))
        case Call(function, args):
            try:
                return FUNCTIONS[function](*(evaluate(arg, scope) for arg in args))
            except NO_VALUE:
                return None
        case Choice(condition, then, otherwise):
            return evaluate(then if evaluate(condition, scope) is True else otherwise, scope)
        case Series(items):
            return [evaluate(item, scope) for item in items]
        case Record(entries):
            return {key: evaluate(value, scope) for key, value in entries}
        case Interval(low, high, low_closed, high_closed):
            return Range(evaluate(low, scope), evaluate(high, scope), low_closed, high_closed)
        case Within(value, tests):
            return _truth(tests, evaluate(value, scope), scope)
        case Compared(op, end):  # in a list of tests: the range it stands for
            return _half_open(op, evaluate(end, scope))


def meets(tests: UnaryTests, value: Any, scope: Scope) -> bool:
    """Return whether a value is what a cell asks for; what is neither true nor false is not."""
    return _truth(tests, value, scope) is True


def _truth(tests: UnaryTests, value: Any, scope: Scope) -> bool | None:
    if tests.tests is None:
        return True
    found = _logic("or", [_meets(test, value, scope) for test in tests.tests])
    return not found if tests.negated and found is not None else found


def _meets(test: Expression, value: Any, scope: Scope) -> bool | None:
    if isinstance(test, Compared):
        found: bool | None = apply(test.op, value, evaluate(test.end, scope))
        return found
    inner = {**scope, "?": value}
    wanted = evaluate(test, inner)
    if asks_about_input(test) and (wanted is None or isinstance(wanted, bool)):
        return wanted
    if isinstance(wanted, bool) and not isinstance(value, bool) and not isinstance(test, Literal):
        return wanted  # a condition of its own, which need not look at the input
    if isinstance(wanted, list) and not (isinstance(value, list) and same(value, wanted)):
        return _logic("or", [_is_or_holds(one, value) for one in wanted])
    return _is_or_holds(wanted, value)


def _is_or_holds(wanted: Any, value: Any) -> bool | None:
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return inside(wanted, value)
    return same(wanted, value)


def inside(span: Range, value: Any) -> bool | None:
    """Return whether a value lies in a range; None where they cannot be compared or an end has no value."""
    low = True if span.low is OPEN else apply("<=" if span.low_closed else "<", span.low, value)
    high = True if span.high is OPEN else apply("<=" if span.high_closed else "<", value, span.high)
    if None in (low, high):
        return None
    found: bool | None = _logic("and", [low, high])
    return found


def apply(op: str, *args: Any) -> Any:
    """Return what an operator makes of values; null where it is not defined for them."""
    try:
        if op in ("=", "!="):
            equal = same(*args)
            return equal if op == "=" or equal is None else not equal
        if op in ("<", "<=", ">", ">="):
            return _compare(op, *args)
        if op == "neg":
            return _negated(args[0])
        return _arithmetic(op, *args)
    except (*NO_VALUE, AttributeError):
        return None


def _half_open(op: str, end: Any) -> Any:
    if op in ("<", "<="):
        return Range(OPEN, end, high_closed=op == "<=")
    if op in (">", ">="):
        return Range(end, OPEN, low_closed=op == ">=")
    return end if op == "=" else None


def _compare(op: str, one: Any, two: Any) -> bool | None:
    if kind_of(one) != kind_of(two) or kind_of(one) not in _ORDERED:
        return None
    if op == "<":
        return bool(one < two)
    if op == "<=":
        return bool(one <= two)
    return bool(one > two) if op == ">" else bool(one >= two)


def _logic(op: str, values: list[Any]) -> bool | None:
    decisive = op == "or"
    if any(value is decisive for value in values):
        return decisive
    return not decisive if all(value is (not decisive) for value in values) else None


def _negated(value: Any) -> Any:
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, timedelta):
        return -value
    return Months(-value.count) if isinstance(value, Months) else None


def _arithmetic(op: str, one: Any, two: Any) -> Any:
    if isinstance(one, Decimal) and isinstance(two, Decimal):
        return _sums(op, one, two)
    if isinstance(one, str) and isinstance(two, str):
        return one + two if op == "+" else None
    if op in ("+", "-"):
        return _times(op, one, two)
    if op == "*" and isinstance(one, timedelta) and isinstance(two, Decimal):
        return one * float(two)
    return None


def _sums(op: str, one: Decimal, two: Decimal) -> Decimal:
    match op:
        case "+":
            return CONTEXT.add(one, two)
        case "-":
            return CONTEXT.subtract(one, two)
        case "*":
            return CONTEXT.multiply(one, two)
        case "/":
            return CONTEXT.divide(one, two)
        case _:
            return CONTEXT.power(one, two)


def _times(op: str, one: Any, two: Any) -> Any:
    if isinstance(two, (timedelta, Months)):
        change = two if op == "+" else _negated(two)
        if isinstance(one, Months) and isinstance(change, Months):
            return Months(one.count + change.count)
        if isinstance(change, Months):
            return _months_later(one, change.count)
        return one + change
    if isinstance(one, (timedelta, Months)) and op == "+":
        return _times("+", two, one)
    if op == "-" and kind_of(one) == kind_of(two) and not isinstance(one, time):
        return one - two
    return None


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _component(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [_component(item, name) for item in value]
    if isinstance(value, (date, time)) and name in _PARTS_OF_TIME and hasattr(value, name):
        return Decimal(getattr(value, name))
    if name == "weekday" and isinstance(value, (date, datetime)):
        return Decimal(value.isoweekday())
    return None


_PARTS_OF_TIME = frozenset({"year", "month", "day", "hour", "minute", "second"})
