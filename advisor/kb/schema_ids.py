"""The ids of a knowledge base by kind, and what can be said about each fact and decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.model.collect import Item
from advisor.model.types import NUMERIC


@dataclass(frozen=True, slots=True)
class Known:
    """A fact, decision or formula as far as a schema needs it.

    `kind`: the type of a fact, the kind of a decision, `formula`. `options`: id and name of each.
    """

    id: str
    kind: str
    title: str
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Return whether its value is a number."""
        return self.kind in NUMERIC or self.kind == "formula"

    @property
    def outcomes(self) -> list[str]:
        """Return what a condition can ask for: option ids, or `quantity:up` and `quantity:down`."""
        if self.kind == "direction":
            return [f"{id_}:{way}" for id_, _ in self.options for way in ("up", "down")]
        return [id_ for id_, _ in self.options]


@dataclass(frozen=True, slots=True)
class Ids:
    """Everything that can be named."""

    facts: Mapping[str, Known]
    decisions: Mapping[str, Known]
    formulas: Mapping[str, Known]
    others: Mapping[str, list[str]]

    def of(self, kinds: Sequence[str]) -> list[str]:
        """Return the ids of some kinds, in order."""
        return sorted({id_ for kind in kinds for id_ in self._one(kind)})

    def _one(self, kind: str) -> Iterable[str]:
        named = {"facts": self.facts, "decisions": self.decisions, "formulas": self.formulas}
        return named[kind] if kind in named else self.others.get(kind, ())


def ids_of(items: Iterable[Item]) -> Ids:
    """Return the ids of items, also of those that are malformed in some other way."""
    subjects: dict[str, dict[str, Known]] = {"facts": {}, "decisions": {}, "formulas": {}}
    others: dict[str, list[str]] = {}
    for item in sorted(items, key=lambda one: str(one.data.get("id", ""))):
        data = item.data
        if item.kind in subjects:
            kind = data.get("type") or data.get("kind") or "formula"
            subjects[item.kind][str(data["id"])] = _known(data, str(kind))
        elif item.kind == "outline":
            others["topics"] = _ids(data.get("topics"))
            others["areas"] = _ids(data.get("areas"))
        elif item.kind == "tables":
            others.setdefault("rules", []).extend(f"{data['id']}.{row}" for row in _ids(data.get("rows")))
        elif "id" in data:
            others.setdefault(item.kind, []).append(str(data["id"]))
    return Ids(**subjects, others=others)


def _ids(items: Any) -> list[str]:
    rows = items if isinstance(items, list) else []
    return [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row]


def _known(data: Mapping[str, Any], kind: str) -> Known:
    options = [one for one in data.get("options") or () if isinstance(one, dict) and "id" in one]
    return Known(
        id=str(data["id"]),
        kind=kind,
        title=_words(data.get("label")),
        options=tuple((str(one["id"]), _words(one.get("label"))) for one in options),
        labels=tuple(
            sorted(
                {str(text) for one in options if isinstance(one.get("label"), dict) for text in one["label"].values()}
            )
        ),
    )


def _words(pair: Any) -> str:
    return " · ".join(str(text) for text in pair.values()) if isinstance(pair, dict) else ""
