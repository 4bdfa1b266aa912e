"""The built-in functions of FEEL that cells of decision tables use. What has no value is null, never an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from advisor.interchange.feel.types import Months

# the precision of IEEE 754 decimal128, which FEEL prescribes
CONTEXT = Context(prec=34, Emin=-6143, Emax=6144, traps=[DivisionByZero, InvalidOperation, Overflow])
NO_VALUE = (ArithmeticError, ValueError, TypeError, IndexError)

_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
_DAYS = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$")
_MONTHS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?$")


def as_date(*parts: Any) -> Any:
    """Return a date from `2027-01-31`, from a date with time, or from year, month and day."""
    if len(parts) == 3:
        return date(*(int(part) for part in parts))
    (value,) = parts
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not _DAY.match(_text(value)):
        raise ValueError(value)
    return date.fromisoformat(value)


def as_time(value: Any) -> Any:
    """Return a time of day from `08:30:00`, with or without a zone."""
    if isinstance(value, datetime):
        return value.timetz()
    match = _TIME.match(_text(value))
    if match is None:
        raise ValueError(value)
    hour, minute, second, fraction, zone = match.groups()
    micro = int((fraction or ".0")[1:7].ljust(6, "0"))
    return time(int(hour), int(minute), int(second), micro, _zone(zone))


def as_moment(*parts: Any) -> Any:
    """Return a date with time from `2027-01-31T08:30:00`, or from a date and a time."""
    if len(parts) == 2:
        return datetime.combine(as_date(parts[0]), parts[1])
    day, found, hour = _text(parts[0]).partition("T")
    return datetime.combine(as_date(day), as_time(hour) if found else time())


def as_duration(value: Any) -> Any:
    """Return a duration from `P3D`, `PT2H30M`, `P1Y6M`."""
    text = _text(value)
    months = _MONTHS.match(text)
    if months and any(months.groups()[1:]):
        sign, years, rest = months.groups()
        return Months((int(years or 0) * 12 + int(rest or 0)) * (-1 if sign else 1))
    days = _DAYS.match(text)
    if days is None or not any(days.groups()[1:]) or text.endswith("T"):
        raise ValueError(text)
    sign, day, hour, minute, second = days.groups()
    found = timedelta(days=int(day or 0), hours=int(hour or 0), minutes=int(minute or 0), seconds=float(second or 0))
    return -found if sign else found


def from_at(value: str) -> Any:
    """Return the value of an at-literal, such as `@"2027-01-31"`."""
    for read in (as_date, as_time, as_moment, as_duration):
        try:
            return read(value)
        except ValueError:
            continue
    return None


def same(one: Any, two: Any) -> bool | None:
    """Return whether two values are equal; None where they are of different kinds."""
    if one is None or two is None:
        return one is two
    if kind_of(one) != kind_of(two):
        return None
    if isinstance(one, list):
        return len(one) == len(two) and all(same(a, b) is True for a, b in zip(one, two, strict=True))
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(same(one[key], two[key]) is True for key in one)
    try:
        return bool(one == two)
    except NO_VALUE:
        return None


def kind_of(value: Any) -> str:
    """Return the name of the kind of a value; only values of one kind are compared."""
    if isinstance(value, datetime):
        return "date and time"
    return type(value).__name__


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return timezone.utc
    hours, minutes = text[1:].split(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(value)
    return value


def _items(*args: Any) -> list[Any]:
    """Return the items of a list that is given whole or one by one."""
    return args[0] if len(args) == 1 and isinstance(args[0], list) else list(args)


def _numbers(*args: Any) -> list[Decimal]:
    return [_number(item) for item in _items(*args)]


def total(*args: Any) -> Any:
    """Return the sum of numbers; null for none."""
    numbers = _numbers(*args)
    found = Decimal(0)
    for number in numbers:
        found = CONTEXT.add(found, number)
    return found if numbers else None


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def extreme(*args: Any) -> Any:
        items = _items(*args)
        if not items or None in items or len({kind_of(item) for item in items}) > 1:
            return None
        return choose(items)

    return extreme


smallest, greatest = _extreme(min), _extreme(max)


def _negate(value: Any) -> Any:
    return not value if isinstance(value, bool) else None


def _contains(items: Any, wanted: Any) -> Any:
    return None if not isinstance(items, list) else any(same(item, wanted) is True for item in items)


def _every(*args: Any) -> Any:
    items = _items(*args)
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def _some(*args: Any) -> Any:
    items = _items(*args)
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _round(value: Any, scale: Any = Decimal(0)) -> Any:
    return CONTEXT.quantize(_number(value), Decimal(1).scaleb(-int(_number(scale))))


def _modulo(value: Any, by: Any) -> Any:
    whole = CONTEXT.divide(_number(value), _number(by)).to_integral_value(ROUND_FLOOR)
    return CONTEXT.subtract(value, CONTEXT.multiply(by, whole))


def _part(text: Any, start: Any, length: Any = None) -> Any:
    begin = int(_number(start))
    if not begin:
        raise IndexError(begin)
    text = _text(text)
    begin = begin - 1 if begin > 0 else len(text) + begin
    return text[max(begin, 0) : None if length is None else max(begin, 0) + int(_number(length))]


def show(value: Any) -> Any:
    """Return a value as text, as the function `string` does."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize(CONTEXT):f}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    raise TypeError(value)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "@": from_at,
    "not": _negate,
    "list contains": _contains,
    "count": lambda *args: Decimal(len(_items(*args))),
    "sum": total,
    "min": smallest,
    "max": greatest,
    "mean": lambda *args: CONTEXT.divide(total(*args), Decimal(len(_items(*args)))),
    "all": _every,
    "any": _some,
    "abs": lambda value: CONTEXT.abs(_number(value)),
    "floor": lambda value: _number(value).to_integral_value(ROUND_FLOOR),
    "ceiling": lambda value: _number(value).to_integral_value(ROUND_CEILING),
    "decimal": _round,
    "modulo": _modulo,
    "number": lambda value: Decimal(_text(value)),
    "string": show,
    "string length": lambda text: Decimal(len(_text(text))),
    "substring": _part,
    "upper case": lambda text: _text(text).upper(),
    "lower case": lambda text: _text(text).lower(),
    "contains": lambda text, part: _text(part) in _text(text),
    "starts with": lambda text, part: _text(text).startswith(_text(part)),
    "ends with": lambda text, part: _text(text).endswith(_text(part)),
    "date and time": as_moment,
    "date": as_date,
    "time": as_time,
    "duration": as_duration,
    "years and months duration": lambda start, end: _months_between(as_date(start), as_date(end)),
}
NAMES = tuple(sorted((name for name in FUNCTIONS if name != "@"), key=lambda name: -len(name)))


def _months_between(start: date, end: date) -> Months:
    if end < start:
        return Months(-_months_between(end, start).count)
    return Months((end.year - start.year) * 12 + end.month - start.month - (end.day < start.day))
