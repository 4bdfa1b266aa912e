"""Decision tables as authors wrote them: plain data, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.model.build import sort_items, subjects_of
from advisor.model.collect import collect
from advisor.model.conditions import ConditionReader, Subject
from advisor.model.files import SourceFile
from advisor.model.logic import Condition
from advisor.syntax.reader import Path

CLAIMS = ("for", "against", "rank", "up", "down", "is")
_CLAIMS_OF = {"rank": ("rank",), "direction": ("up", "down")}


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as plain data; `file` and `path` say where it stands. A table that stands nowhere yet has no file."""

    data: Mapping[str, Any]
    file: str = ""
    path: Path = ()

    @property
    def id(self) -> str:
        """Return the id."""
        return str(self.data["id"])

    @property
    def target(self) -> str:
        """Return the decision or fact it is about."""
        return str(self.data.get("decision") or self.data.get("fact") or "")


@dataclass(frozen=True, slots=True)
class Names:
    """A fact, decision or formula as a column, and the names of its options in both languages.

    `kind`: of a decision; empty for anything else.
    """

    subject: Subject
    label: tuple[str, str]
    options: Mapping[str, tuple[str, str]]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """The tables of a knowledge base, and everything their cells may name."""

    tables: Mapping[str, RawTable]
    names: Mapping[str, Names]
    areas: Mapping[str, str]
    """The area of each decision."""
    points: frozenset[str] = frozenset()
    """The ids of course points."""

    def subject(self, id_: str) -> Subject | None:
        """Return what a condition may ask about, or None."""
        return self.names[id_].subject if id_ in self.names else None

    def condition(self, id_: str, cell: Any) -> Condition | None:
        """Return what a cell says; None where it cannot be read."""
        faults: list[str] = []

        def report(_code: str, message: str, _path: Path, _hint: str) -> None:
            faults.append(message)

        subject = self.subject(id_)
        if subject is None:
            return None
        found = ConditionReader({}, report).cell(subject, cell, ())
        return None if faults else found

    def claims_about(self, target: str) -> tuple[str, ...]:
        """Return what rows may claim of a decision or fact."""
        found = self.names.get(target)
        if found is None or not found.kind:
            return ("is",)
        return _CLAIMS_OF.get(found.kind, ("for", "against"))


def base_of(files: Sequence[SourceFile]) -> Base:
    """Return the tables in the files of a knowledge base, and all that can be named in them."""
    items, _ = collect(files)
    kinds = sort_items([item for item in items if not item.malformed], [])
    subjects = subjects_of(kinds)
    names: dict[str, Names] = {}
    areas: dict[str, str] = {}
    for kind in ("facts", "decisions", "formulas"):
        for id_, item in kinds.get(kind, {}).items():
            options = {one["id"]: (one["label"]["vi"], one["label"]["en"]) for one in item.data.get("options", ())}
            label = (item.data["label"]["vi"], item.data["label"]["en"])
            decided = item.data["kind"] if kind == "decisions" else ""
            names[id_] = Names(subjects[id_], label, options, decided)
            if decided:
                areas[id_] = item.data["area"]
    tables = {id_: RawTable(item.data, item.span.path, item.path) for id_, item in kinds.get("tables", {}).items()}
    return Base(tables, names, areas, frozenset(kinds.get("course", ())))


# --- what is the same -------------------------------------------------------------------------------


def same_cell(base: Base, column: str, one: Any, two: Any) -> bool:
    """Return whether two cells of a column say the same, however they are written."""
    return one == two or ((found := base.condition(column, one)) is not None and found == base.condition(column, two))


def claim_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a row claims in one form: the claim, how its options are joined, the options."""
    claim = next((one for one in CLAIMS if row.get(one) is not None), "")
    value = row.get(claim)
    if claim in ("", "is"):
        return claim, "", value
    if claim == "rank":
        return claim, "", tuple(tuple(group) if isinstance(group, list) else (group,) for group in value or ())
    joint, listed = "all", value
    if isinstance(value, dict) and len(value) == 1:
        ((joint, listed),) = value.items()
    options = tuple(listed) if isinstance(listed, list) else (listed,)
    return claim, joint if len(options) > 1 else "all", options


def same_text(one: Any, two: Any) -> bool:
    """Return whether two texts are the same but for white space."""
    return " ".join(str(one).split()) == " ".join(str(two).split())


def merged(base: Base, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with what `new` says, written as in `old` wherever that says the same.

    A row is the row of the same id; keys that are not given in `new` are gone.
    """
    if old is None:
        return dict(new)
    rows = {row["id"]: row for row in old["rows"]}
    columns_kept = list(old["inputs"]) == list(new["inputs"])
    table = _kept(old, new, [key for key in (*old, *new) if key != "rows"])
    table["rows"] = [
        _merged_row(base, rows.get(row["id"]) if columns_kept else None, row, new["inputs"], rows.get(row["id"]))
        for row in new["rows"]
    ]
    return {key: table[key] for key in dict.fromkeys((*old, *new)) if key in table}


def _merged_row(
    base: Base, old: Mapping[str, Any] | None, new: Mapping[str, Any], inputs: Iterable[str], before: Any
) -> dict[str, Any]:
    if before is None:
        return dict(new)
    row = _kept(before, new, [key for key in (*before, *new) if key not in (*CLAIMS, "when", "because")])
    row["because"] = {
        lang: before["because"][lang] if same_text(before["because"][lang], text) else text
        for lang, text in new["because"].items()
    }
    cells = before["when"] if old is not None and len(before["when"]) == len(new["when"]) else [None] * len(new["when"])
    row["when"] = [
        was if was is not None and same_cell(base, column, was, cell) else cell
        for column, was, cell in zip(inputs, cells, new["when"], strict=True)
    ]
    source = before if claim_of(before) == claim_of(new) else new
    row.update({key: source[key] for key in CLAIMS if source.get(key) is not None})
    return {key: row[key] for key in dict.fromkeys((*before, *new)) if key in row}


def _kept(old: Mapping[str, Any], new: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return the keys of `new`, each as `old` has it where that is the same; what is empty in both stays as it was."""
    found: dict[str, Any] = {}
    for key in dict.fromkeys(keys):
        was, now = old.get(key), new.get(key)
        if key in old and (was == now or (not was and not now) or (isinstance(was, str) and same_text(was, now or ""))):
            found[key] = was
        elif now not in (None, "", [], False):
            found[key] = now
    return found
