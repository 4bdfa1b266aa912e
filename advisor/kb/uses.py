"""One item of knowledge as plain data, with all that it uses and all that uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from advisor.diagnostics import Span
from advisor.formula.types import Apply, Expression, Name, Number
from advisor.graph import subjects
from advisor.language.letters import fold
from advisor.model.logic import All, AnyOf, Comparison, Not
from advisor.model.types import KnowledgeBase, Text

_KINDS = ("facts", "decisions", "rules", "tables", "conflicts", "formulas", "concepts", "points", "sources")


def find_item(kb: KnowledgeBase, item_id: str) -> tuple[str, Any] | None:
    """Return the kind and the item called `item_id`, or None."""
    for kind in _KINDS:
        group: Mapping[str, Any] = getattr(kb, kind)
        if item_id in group:
            return kind, group[item_id]
    return None


def find_by_name(kb: KnowledgeBase, name: str) -> tuple[str, Any] | None:
    """Return the concept or decision that goes by a name, with or without diacritics, in either language."""
    wanted = fold(name)
    named: list[tuple[str, tuple[str, Any]]] = []
    for concept in kb.concepts.values():
        named += [(fold(one), ("concepts", concept)) for names_ in concept.names.values() for one in names_]
    for decision in kb.decisions.values():
        mine = [decision.label.vi, decision.label.en, decision.term_vi, *decision.synonyms]
        for option in decision.options:
            mine += [option.label.vi, option.label.en, option.term_vi, *option.synonyms]
        named += [(fold(one), ("decisions", decision)) for one in mine if one]
    exact = (found for one, found in named if one == wanted)
    within = (found for one, found in named if len(wanted) >= 4 and wanted in one)
    return next(exact, None) or next(within, None)


def describe(kb: KnowledgeBase, found: tuple[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the kind of an item and everything about it as plain data."""
    kind, item = found
    data: dict[str, Any] = {
        field.name: _plain(getattr(item, field.name)) for field in fields(item) if field.name != "span"
    }
    data["file"] = str(item.span)
    if hasattr(item, "teaches") and item.teaches:
        data["sources"] = list(kb.citations(item.teaches))
    if kind == "points":
        data["citation"] = item.citation
    data["used_by"] = used_by(kb, item.id)
    return kind, data


def used_by(kb: KnowledgeBase, item_id: str) -> list[str]:
    """Return the ids of everything that reads, concludes, teaches or names an item, in order."""
    users: set[str] = set()
    for rule in kb.rules.values():
        if item_id in (*subjects(rule.when), rule.target, *rule.teaches, *rule.overrides, rule.table):
            users.add(rule.id)
    for fact in kb.facts.values():
        if item_id in (*subjects(fact.applies_when), fact.concept):
            users.add(fact.id)
    for decision in kb.decisions.values():
        remarks = [
            remark
            for option in decision.options
            for remark in (*option.advantages, *option.disadvantages, *option.actions, *option.measures)
        ]
        taught = {point for remark in remarks for point in remark.teaches}
        shown = {option.formula for option in decision.options}
        if item_id in (*subjects(decision.applies_when), *taught, *shown):
            users.add(decision.id)
    for formula in kb.formulas.values():
        read = formula.reads
        if item_id in (*read, formula.infers, *formula.teaches):
            users.add(formula.id)
    for conflict in kb.conflicts.values():
        if any(item_id in side.rules for side in conflict.sides):
            users.add(conflict.id)
    for concept in kb.concepts.values():
        if item_id in concept.teaches:
            users.add(concept.id)
    for point in kb.points.values():
        if item_id in (point.source, point.decision):
            users.add(point.id)
    users.discard(item_id)
    return sorted(users)


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
        case tuple() | list():
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
