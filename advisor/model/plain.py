"""Typed values of a knowledge base to plain data for JSON, and back.

A frozen dataclass becomes a list: the number of its type in `TYPES`, then its fields. Tuples, mappings,
decimals and dates are lists that begin with a number of their own. Texts, whole numbers, truth values and
None stay what they are. What is read back equals what was written; nothing is looked up or checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import advisor.formula.types
from advisor.diagnostics import Span
from advisor.model import figures, logic, practice, text, types, work

TYPES: tuple[type[Any], ...] = (
    Span,
    *(
        one
        for module in (advisor.formula.types, text, logic, practice, work, figures, types)
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__
    ),
)

_TUPLE, _MAPPING, _DECIMAL, _DATE = range(len(TYPES), len(TYPES) + 4)
_NUMBER = {one: number for number, one in enumerate(TYPES)}
_FIELDS = {one: tuple(field.name for field in fields(one)) for one in TYPES}


def to_plain(value: Any) -> Any:
    """Return the value as plain data. Raises TypeError for what a knowledge base cannot hold."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, tuple):
        return [_TUPLE, *map(to_plain, value)]
    if isinstance(value, Mapping):
        return [_MAPPING, *(to_plain(part) for pair in value.items() for part in pair)]
    if isinstance(value, Decimal):
        return [_DECIMAL, str(value)]
    if isinstance(value, date):
        return [_DATE, value.isoformat()]
    kind = type(value)
    if kind not in _NUMBER:
        raise TypeError(f"{kind.__name__} cannot be kept")
    return [_NUMBER[kind], *(to_plain(getattr(value, name)) for name in _FIELDS[kind])]


def from_plain(data: Any) -> Any:
    """Return the value that `data` was made from."""
    return _made(data) if type(data) is list else data


def _made(data: list[Any]) -> Any:
    return _MAKERS[data[0]]([_made(one) if type(one) is list else one for one in data[1:]])


def _maker(kind: type[Any]) -> Callable[[list[Any]], Any]:
    names = _FIELDS[kind]
    if names == kind.__match_args__:  # no field has to be named
        return lambda values: kind(*values)
    return lambda values: kind(**dict(zip(names, values, strict=True)))


def _mapping(values: list[Any]) -> dict[Any, Any]:
    return dict(zip(values[::2], values[1::2], strict=True))


_MAKERS: tuple[Callable[[list[Any]], Any], ...] = (
    *map(_maker, TYPES),
    tuple,
    _mapping,
    lambda values: Decimal(values[0]),
    lambda values: date.fromisoformat(values[0]),
)
