"""Well-formed items to a `KnowledgeBase`: ids are looked up, everything that does not fit is reported.

The pass is one way: items are sorted into kinds, ids are collected, and then
each kind is built by its own small builder. A builder reports and goes on, so
that an author sees all faults at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from advisor.diagnostics import Diagnostic, Severity, Span, did_you_mean, said
from advisor.model.collect import Item
from advisor.model.conditions import ConditionReader, Subject
from advisor.model.types import NUMERIC, Text
from advisor.syntax.reader import Path

T = TypeVar("T")

SUBJECT_SHAPES: Mapping[str, Any] = {"choice": "choice", "choices": "choices", "yes-no": "yes-no", "text": "text"}
DECISION_SHAPES: Mapping[str, Any] = {
    "one": "choice", "some": "choices", "rank": "choices", "direction": "choices", "value": "choices",
}  # fmt: skip


@dataclass(slots=True)
class Builder:
    """What all builders share: the items by kind and id, and the list of problems."""

    items: Mapping[str, Mapping[str, Item]]
    problems: list[Diagnostic] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    rule_ids: frozenset[str] = frozenset()

    def report(self, code: str, message: str, span: Span, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        """Note a problem."""
        self.problems.append(Diagnostic(code=code, message=message, span=span, hint=hint, severity=severity))

    def conditions(self, item: Item, path: Path) -> ConditionReader:
        """Return a reader of conditions that reports at places inside `item`, below `path`."""

        def report(code: str, message: str, at: Path, hint: str) -> None:
            self.report(code, message, item.span_of((*path, *at)), hint)

        return ConditionReader(self.subjects, report)

    def known(self, kind: str, ids: Iterable[str], item: Item, path: Path, what: str) -> tuple[str, ...]:
        """Return those of `ids` that are items of `kind`, and report the others."""
        good: list[str] = []
        for index, one in enumerate(ids):
            if one in self.items.get(kind, {}):
                good.append(one)
            else:
                hint = did_you_mean(one, self.items.get(kind, {}))
                span = item.span_of((*path, index))
                self.report("unknown-id", said("{what} '{one}', which nothing defines", what=what, one=one), span, hint)
        return tuple(good)


def text(data: Mapping[str, str]) -> Text:
    """Return the pair of texts."""
    return Text(data["vi"], data["en"])


def maybe_text(data: Mapping[str, str] | None) -> Text | None:
    """Return the pair of texts, or None."""
    return Text(data["vi"], data["en"]) if data else None


def sort_items(items: Iterable[Item], problems: list[Diagnostic]) -> dict[str, dict[str, Item]]:
    """Return the items by kind and id, ids in order; a second item of the same id is reported and dropped."""
    kinds: dict[str, dict[str, Item]] = {}
    owner: dict[str, Item] = {}
    for item in items:
        key = _key(item)
        group = kinds.setdefault(item.kind, {})
        space = "subject" if item.kind in ("facts", "decisions", "formulas") else item.kind
        other = owner.setdefault(f"{space} {key}", item)
        if other is not item:
            message = said("'{key}' is defined twice; first at {span}", key=key, span=other.span)
            problems.append(Diagnostic(code="duplicate-id", message=message, span=item.span))
            continue
        group[key] = item
    return {kind: dict(sorted(group.items())) for kind, group in kinds.items()}


def _key(item: Item) -> str:
    if item.kind == "accepted":
        return f"{item.span.path}:{item.span.line:06}:{item.span.column:06}"
    if "id" not in item.data and item.kind != "cases":  # there is one of the kind
        return item.kind
    if item.kind == "cases":  # cases have a sentence, not an id; the place makes it unique
        return f"{item.span.path}:{item.span.line:06}:{item.data['case']}"
    return str(item.data["id"])


def subjects_of(items: Mapping[str, Mapping[str, Item]]) -> dict[str, Subject]:
    """Return everything a condition may ask about."""
    subjects: dict[str, Subject] = {}
    for id_, item in items.get("facts", {}).items():
        kind = item.data["type"]
        options = tuple(option["id"] for option in item.data.get("options", ()))
        subjects[id_] = Subject(id_, "number" if kind in NUMERIC else SUBJECT_SHAPES[kind], options)
    for id_, item in items.get("decisions", {}).items():
        options = tuple(option["id"] for option in item.data["options"])
        if item.data["kind"] == "direction":
            options = tuple(f"{option}:{way}" for option in options for way in ("up", "down"))
        subjects[id_] = Subject(id_, DECISION_SHAPES[item.data["kind"]], options, decided=True)
    for id_ in items.get("formulas", {}):
        subjects[id_] = Subject(id_, "number")
    return subjects
