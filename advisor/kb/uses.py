"""One item of knowledge as plain data, with all that it uses and all that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from advisor.diagnostics import Span
from advisor.formula.types import Apply, Expression, Name, Number
from advisor.kb.find import item_of
from advisor.kb.links import Links, Ref
from advisor.model.logic import All, AnyOf, Comparison, Not
from advisor.model.types import KnowledgeBase, Text


def describe(kb: KnowledgeBase, ref: Ref, links: Links) -> dict[str, Any]:
    """Return everything about an item as plain data, with what it uses and what uses it, by relation and kind."""
    item = item_of(kb, ref)
    data: dict[str, Any] = {
        field.name: _plain(getattr(item, field.name)) for field in fields(item) if field.name != "span"
    }
    if hasattr(item, "span"):
        data["file"] = str(item.span)
    if getattr(item, "teaches", ()):
        data["sources"] = list(kb.citations(item.teaches))
    if ref.kind == "points":
        data["citation"] = item.citation
    uses, used_by = links.uses.get(ref, ()), links.used_by.get(ref, ())
    data["uses"] = _by_relation((link.relation, link.used) for link in uses)
    data["used_by"] = sorted({link.user.id for link in used_by})
    data["used_as"] = _by_relation((link.relation, link.user) for link in used_by)
    return data


def _by_relation(pairs: Iterable[tuple[str, Ref]]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for relation, ref in sorted(pairs):
        found.setdefault(relation, {}).setdefault(ref.kind, []).append(ref.id)
    return found


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return {"vi": value.vi, "en": value.en}
        case Comparison() | All() | AnyOf() | Not():
            return condition_data(value)
        case Number() | Name() | Apply():
            return expression_text(value)
        case Span():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, str):
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def condition_data(condition: Any) -> Any:
    """Return a condition in the form authors write it."""
    match condition:
        case All(parts) if not parts:
            return "always"
        case All(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case Not(part):
            return {"not": condition_data(part)}
        case Comparison(subject, "in", values):
            return {subject: values[0] if len(values) == 1 else list(values)}
        case Comparison(subject, "known"):
            return {subject: "known"}
        case Comparison(subject, op, _, number):
            return {subject: {op: _plain(number)}}


def expression_text(expression: Expression) -> str:
    """Return an expression as text, fully bracketed."""
    match expression:
        case Number(value, unit):
            return f'"{value} {unit}"' if unit else str(value)
        case Name(id_):
            return id_
        case Apply("neg", (inner,)):
            return f"-{expression_text(inner)}"
        case Apply("not", (inner,)):
            return f"not {expression_text(inner)}"
        case Apply(op, args) if op in ("min", "max", "abs", "ceil"):
            return f"{op}({', '.join(expression_text(arg) for arg in args)})"
        case Apply(op, args):
            return "(" + f" {op} ".join(expression_text(arg) for arg in args) + ")"
