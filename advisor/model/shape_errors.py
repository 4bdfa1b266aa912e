"""pydantic's findings, in the words of this project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from advisor.diagnostics import Diagnostic, Message, did_you_mean, said
from advisor.syntax.reader import Document, Path

_EXPECTED = {
    "string_type": said("text"),
    "int_type": said("a whole number"),
    "bool_type": said("true or false"),
    "list_type": said("a list"),
    "dict_type": said("a mapping of keys to values"),
    "model_type": said("a mapping of keys to values"),
    "decimal_type": said("a number"),
    "is_instance_of": said("a number"),
}


def diagnose(error: ValidationError, shape: type[BaseModel], document: Document, at: Path) -> list[Diagnostic]:
    """Return one diagnostic for each of pydantic's findings, at its own place in the file."""
    found: dict[tuple[Path, str], Diagnostic] = {}
    for item in error.errors(include_url=False):
        inside = _real_path(item["loc"])
        where = (*at, *inside)
        diagnostic = _one(item, _shape_at(shape, inside[:-1]), document, where)
        found.setdefault((where, diagnostic.code), diagnostic)  # a union finds fault once for each member
    return list(found.values())


def _real_path(loc: Iterable[str | int]) -> Path:
    # pydantic adds the names of union members; only keys and indexes are places in the file
    return tuple(part for part in loc if not (isinstance(part, str) and (part.endswith("]") or part in _UNION_NAMES)))


_UNION_NAMES = frozenset({"int", "decimal", "str", "bool", "none", "list[str]", "literal['all']"})


def _one(item: Any, shape: type[BaseModel], document: Document, where: Path) -> Diagnostic:
    kind, got = item["type"], item.get("input")
    key = _key(where)
    if kind == "missing":
        if key in ("vi", "en"):
            return Diagnostic(code="missing-language", message=_no_text(key), span=document.span(where[:-1]))
        return Diagnostic(
            code="missing-key", message=said("key '{key}' is missing", key=key), span=document.span(where[:-1])
        )
    if kind == "extra_forbidden":
        keys = sorted(_keys(shape))
        message = said("unknown key '{key}'; known keys here: {keys}", key=key, keys=", ".join(keys))
        return Diagnostic(
            code="unknown-key", message=message, span=document.key_span(where), hint=did_you_mean(key, keys)
        )
    span = document.span(where)
    if key in ("vi", "en") and (got is None or kind == "string_too_short"):
        return Diagnostic(code="missing-language", message=_no_text(key), span=span)
    if kind == "literal_error":
        expected = item["ctx"]["expected"].replace(" or ", ", ")
        words = [word.strip(" '") for word in expected.split(",")]
        message = said("'{got}' is not one of {words}", got=got, words=", ".join(words))
        return Diagnostic(code="unknown-value", message=message, span=span, hint=did_you_mean(str(got), words))
    if kind == "string_pattern_mismatch":
        message = said("{got} is not a well-formed id (lower-case English words joined by . _ or -)", got=repr(got))
        return Diagnostic(code="bad-id", message=message, span=span)
    if kind == "string_too_short":
        return Diagnostic(code="empty-text", message=said("'{key}' is empty", key=key), span=span)
    if kind in _EXPECTED:
        expected = said("a number") if item["loc"][-1:] in (("int",), ("decimal",)) else _EXPECTED[kind]
        message = said("'{key}' must be {expected}, but is {got}", key=key, expected=expected, got=_describe(got))
        hint = (
            said("put it in quotes if it is meant as text")
            if kind == "string_type" and not isinstance(got, (dict, list))
            else ""
        )
        return Diagnostic(code="wrong-type", message=message, span=span, hint=hint)
    return Diagnostic(code="wrong-value", message=said("'{key}': {msg}", key=key, msg=item["msg"]), span=span)


def _no_text(lang: str) -> Message:
    language = said("Vietnamese") if lang == "vi" else said("English")
    return said("the {language} text is missing; every text has both `vi` and `en`", language=language)


def _key(where: Path) -> str:
    """Return the name of a place: its key, or for an item of a list `item 2 of options`."""
    if where and isinstance(where[-1], int):
        return said("item {number} of {key}", number=where[-1] + 1, key=_key(where[:-1]))
    return str(where[-1]) if where else "?"


def _keys(shape: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


def _shape_at(shape: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the shape of what stands at `path` inside an item of `shape`."""
    for part in path:
        if isinstance(part, str):
            fields = {field.alias or name: field for name, field in shape.model_fields.items()}
            inner = _shape_in(fields[part].annotation) if part in fields else None
            shape = inner or shape
    return shape


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    """Return the shape that an annotation such as `list[OptionShape]` or `TextShape | None` holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((shape for part in get_args(annotation) if (shape := _shape_in(part)) is not None), None)


def _describe(value: object) -> Message:
    if value is None:
        return said("empty")
    if isinstance(value, bool):
        return said("the truth value {value}", value=str(value).lower())
    if isinstance(value, dict):
        return said("a mapping")
    if isinstance(value, list):
        return said("a list")
    if isinstance(value, str):
        return said("text {value}", value=repr(value))
    return said("the number {value}", value=value)
