"""pydantic's findings, in the words of this project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from advisor.diagnostics import Diagnostic, did_you_mean
from advisor.syntax.reader import Document, Path

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "decimal_type": "a number",
    "is_instance_of": "a number",
}


def diagnose(error: ValidationError, shape: type[BaseModel], document: Document, at: Path) -> list[Diagnostic]:
    """Return one diagnostic for each of pydantic's findings, at its own place in the file."""
    found: dict[tuple[Any, str], Diagnostic] = {}
    for item in error.errors(include_url=False):
        where = (*at, *_real_path(item["loc"]))
        diagnostic = _one(item, shape, document, where)
        found.setdefault((diagnostic.span, diagnostic.code), diagnostic)
    return list(found.values())


def _real_path(loc: Iterable[str | int]) -> Path:
    # pydantic adds the names of union members; only keys and indexes are places in the file
    return tuple(part for part in loc if not (isinstance(part, str) and (part.endswith("]") or part in _UNION_NAMES)))


_UNION_NAMES = frozenset({"int", "decimal", "str", "bool", "none", "list[str]", "literal['all']"})


def _one(item: Any, shape: type[BaseModel], document: Document, where: Path) -> Diagnostic:
    kind, got = item["type"], item.get("input")
    key = str(where[-1]) if where else "?"
    if kind == "missing":
        if key in ("vi", "en"):
            language = {"vi": "Vietnamese", "en": "English"}[key]
            message = f"the {language} text is missing; every text has both `vi` and `en`"
            return Diagnostic(code="missing-language", message=message, span=document.span(where[:-1]))
        return Diagnostic(code="missing-key", message=f"key '{key}' is missing", span=document.span(where[:-1]))
    if kind == "extra_forbidden":
        keys = sorted(_keys(shape))
        message = f"unknown key '{key}'; known keys here: {', '.join(keys)}"
        return Diagnostic(
            code="unknown-key", message=message, span=document.key_span(where), hint=did_you_mean(key, keys)
        )
    span = document.span(where)
    if kind == "literal_error":
        expected = item["ctx"]["expected"].replace(" or ", ", ")
        words = [word.strip(" '") for word in expected.split(",")]
        message = f"'{got}' is not one of {', '.join(words)}"
        return Diagnostic(code="unknown-value", message=message, span=span, hint=did_you_mean(str(got), words))
    if kind == "string_pattern_mismatch":
        message = f"{got!r} is not a well-formed id (lower-case English words joined by . _ or -)"
        return Diagnostic(code="bad-id", message=message, span=span)
    if kind == "string_too_short":
        return Diagnostic(code="empty-text", message=f"'{key}' is empty", span=span)
    if kind in _EXPECTED:
        message = f"'{key}' must be {_EXPECTED[kind]}, but is {_describe(got)}"
        hint = (
            "put it in quotes if it is meant as text"
            if kind == "string_type" and not isinstance(got, (dict, list))
            else ""
        )
        return Diagnostic(code="wrong-type", message=message, span=span, hint=hint)
    return Diagnostic(code="wrong-value", message=f"'{key}': {item['msg']}", span=span)


def _keys(shape: type[BaseModel]) -> set[str]:
    """Return the keys of a shape and of the shapes inside it."""
    keys: set[str] = set()
    for name, field in shape.model_fields.items():
        keys.add(field.alias or name)
    return keys


def _describe(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return (
        f"{'text' if isinstance(value, str) else 'the number'} {value!r}"
        if isinstance(value, str)
        else f"the number {value}"
    )
