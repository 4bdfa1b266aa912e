"""Cells and results of our tables in FEEL, and back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from advisor.interchange.feel.types import Apply, Call, Compared, Interval, Literal, Name, Series, UnaryTests, Within
from advisor.interchange.tables.raw import Names

_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "!="}
_OPS = {sign: op for op, sign in _SIGNS.items()}


class NoCounterpart(ValueError):  # noqa: N818 - something the other format cannot say, not a failure
    """What a cell says cannot be said in a table of a knowledge base."""


def quote(value: Any) -> str:
    """Return an option, a yes or no, or a number as FEEL writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- to FEEL ----------------------------------------------------------------------------------------


def to_feel(raw: Any, names: Names) -> str:
    """Return a cell as unary tests.

    The value of a list (ticked options, a decision of many options) is a list; one that does not apply is empty.
    """
    shape, listed = names.subject.shape, names.subject.shape == "choices"
    if raw == "-":
        return "-"
    if raw == "known":
        return "count(?) > 0" if listed and names.kind else "not(null)"
    if shape == "number":
        return _number_tests(raw)
    parts = raw if isinstance(raw, dict) else {"any": raw}
    texts = [_part(key, value if isinstance(value, list) else [value], listed, alone=len(parts) == 1)
             for key, value in parts.items()]  # fmt: skip
    return texts[0] if len(texts) == 1 else " and ".join(f"({text})" for text in texts)


def _part(key: str, values: Sequence[Any], listed: bool, *, alone: bool) -> str:
    quoted = [quote(value) for value in values]
    if listed:
        tests = [f"list contains(?, {value})" for value in quoted]
        joined = (" and " if key == "all" else " or ").join(tests)
        return f"not({joined})" if key == "not" else joined
    if key == "all" and len(quoted) > 1:
        return " and ".join(f"? = {value}" for value in quoted)
    options = ", ".join(quoted)
    if alone:
        return f"not({options})" if key == "not" else options
    return f"not(? in ({options}))" if key == "not" else f"? in ({options})"


def _number_tests(raw: Any) -> str:
    if isinstance(raw, dict):
        tests = [(_SIGNS[op], quote(number)) for op, number in raw.items()]
    elif isinstance(raw, str):
        text = raw.strip()
        if text[0] in "[(":
            return text
        sign = next((one for one in ("<=", ">=", "!=", "<", ">", "=") if text.startswith(one)), "=")
        tests = [(sign, text.removeprefix(sign).strip())]
    else:
        tests = [("=", quote(raw))]
    if len(tests) > 1:
        return " and ".join(f"? {sign} {number}" for sign, number in tests)
    ((sign, number),) = tests
    if sign == "!=":  # a number that is not there is no other number
        return f"not(null, {number})"
    return number if sign == "=" else f"{sign} {number}"


# --- from FEEL --------------------------------------------------------------------------------------


def from_feel(tests: UnaryTests, names: Names) -> Any:
    """Return a cell as a knowledge base writes it; raises NoCounterpart."""
    if tests.tests is None:
        return "-"
    if tests.tests == (Literal(None),) and tests.negated:
        return "known"
    if names.subject.shape == "number":
        return _from_numbers(tests)
    plain = _options_in(tests.tests)
    if plain is not None and names.subject.shape != "choices":
        return {"not": _one_or_all(plain)} if tests.negated else _one_or_all(plain)
    if len(tests.tests) != 1:
        raise NoCounterpart("several tests that are not all options")
    (test,) = tests.tests
    parts = [("not", _flipped(test))] if tests.negated else [_read_part(one) for one in _conjuncts(test)]
    found: dict[str, Any] = {}
    for key, options in parts:
        if key == "known":
            if len(parts) > 1:
                raise NoCounterpart("`count(?) > 0` beside other conditions on the same input")
            return "known"
        key = "any" if key == "one" and len(parts) == 1 else "all" if key == "one" else key
        if key == "any" and "any" in found and len(found["any"]) == 1 and "all" not in found:
            # one option of which any is the case is all of them: both may stand side by side
            found = {"all" if name == "any" else name: value for name, value in found.items()}
        elif key == "any" and "any" in found and len(options) == 1 and "all" not in found:
            key = "all"
        if key in found and key != "all":
            raise NoCounterpart("two conditions of one kind on the same input")
        found.setdefault(key, []).extend(options)
    if set(found) == {"any"}:
        return _one_or_all(found["any"])
    return {key: _one_or_all(options) for key, options in found.items()}


def _flipped(test: Any) -> list[Any]:
    key, options = _read_part(test)
    if key in ("not", "known") or (key == "all" and len(options) > 1):
        raise NoCounterpart("`not` around several conditions")
    return options


def _one_or_all(options: list[Any]) -> Any:
    return options[0] if len(options) == 1 else options


def _conjuncts(test: Any) -> tuple[Any, ...]:
    if isinstance(test, Apply) and test.op == "and" and not all(_contained(arg) for arg in test.args):
        return test.args
    return (test,)


def _contained(test: Any) -> Any:
    """Return the option that `list contains(?, option)` asks for, in a list; nothing for another test."""
    match test:
        case Call("list contains", (Name("?"), Literal(value))) if isinstance(value, (str, bool)):
            return [value]
    return []


def _equalled(test: Any) -> list[Any]:
    """Return the option that `? = option` asks for, in a list; nothing for another test."""
    match test:
        case Apply("=", (Name("?"), Literal(value))) if isinstance(value, (str, bool)):
            return [value]
    return []


def _read_part(test: Any) -> tuple[str, list[Any]]:
    """Return how options are joined (`any`, `all`, `not`; `one`: is this one), and the options."""
    match test:
        case Call("not", (inner,)):
            return "not", _flipped(inner)
        case Call("list contains", _) if _contained(test):
            return "any", _contained(test)
        case Apply("or" | "and" as op, args) if all(_contained(arg) for arg in args):
            return ("any" if op == "or" else "all"), [option for arg in args for option in _contained(arg)]
        case Apply("=", _) if _equalled(test):
            return "one", _equalled(test)
        case Apply("and", args) if all(_equalled(arg) for arg in args):
            return "all", [option for arg in args for option in _equalled(arg)]
        case Within(Name("?"), UnaryTests(tests, False)) if tests is not None:
            options = _options_in(tests)
            if options is not None:
                return "any", options
        case Apply(">", (Call("count", (Name("?"),)), Literal(value))) if value == 0:
            return "known", []
        case Literal(value) if isinstance(value, (str, bool)):
            return "any", [value]
    raise NoCounterpart("a condition that no cell can say; use options, `not`, comparisons and intervals")


def _options_in(tests: Sequence[Any]) -> list[Any] | None:
    found = [one.value for one in tests if isinstance(one, Literal) and isinstance(one.value, (str, bool))]
    return found if len(found) == len(tests) else None


def _from_numbers(tests: UnaryTests) -> Any:
    # null in a `not` says what our `!=` says anyway; elsewhere no cell can ask for it
    values = [one for one in tests.tests or () if not (tests.negated and one == Literal(None))]
    if len(values) != 1:
        raise NoCounterpart("several tests of a number in one cell; make it several rows")
    (test,) = values
    if tests.negated:
        if isinstance(test, Literal) and isinstance(test.value, Decimal):
            return f"!= {quote(_whole(test.value))}"
        raise NoCounterpart("`not` around a comparison of numbers; turn the comparison round")
    match test:
        case Literal(value) if isinstance(value, Decimal):
            return _whole(value)
        case Compared(op, Literal(value)) if isinstance(value, Decimal):
            return f"{op} {quote(_whole(value))}"
        case Interval(Literal(low), Literal(high), below, above) if isinstance(low, Decimal) and isinstance(
            high, Decimal
        ):
            return f"{'[' if below else '('}{quote(_whole(low))}..{quote(_whole(high))}{']' if above else ')'}"
        case Apply("and", args):
            compared = [_comparison(arg) for arg in args]
            if len(dict(compared)) < len(compared):
                raise NoCounterpart("two comparisons of one kind on the same number")
            return dict(compared)
    return dict((_comparison(test),))


def _comparison(test: Any) -> tuple[str, Any]:
    match test:
        case Apply(op, (Name("?"), Literal(value))) if op in _OPS and isinstance(value, Decimal):
            return _OPS[op], _whole(value)
    raise NoCounterpart("a test of a number that no cell can say")


def _whole(number: Decimal) -> Any:
    return int(number) if number == number.to_integral_value() and number.as_tuple().exponent == 0 else number


# --- results ----------------------------------------------------------------------------------------


def result_text(value: Any) -> str:
    """Return options as the value of an output: one, a list, a list with equals inside."""
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(result_text(one) for one in value) + "]"
    return quote(value)


def result_of(expression: Any) -> Any:
    """Return the options that an output entry gives, None for null; raises NoCounterpart."""
    match expression:
        case Literal(value) if value is None or isinstance(value, (str, bool)):
            return value
        case Series(items):
            return [result_of(item) for item in items]
    raise NoCounterpart("a result that is worked out; tables of a knowledge base name options")
