"""What importing tables would change: which rows, and which files; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.diagnostics import Diagnostic
from advisor.errors import KnowledgeError
from advisor.interchange.tables.grid import SheetWriter
from advisor.interchange.tables.raw import Base, RawTable, merged
from advisor.interchange.tables.write_back import write_back
from advisor.model.files import SourceFile
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes: a sentence of the template `sheet` with its parts."""

    sentence: str
    parts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, what changes in each table, and the knowledge base as it would be.

    `faults`: why it would be none; `after` is None then.
    """

    files: Sequence[SourceFile]
    tables: Mapping[str, tuple[Line, ...]]
    after: KnowledgeBase | None
    faults: tuple[Diagnostic, ...] = ()


def plan_changes(root: Path, files: Sequence[SourceFile], base: Base, writer: SheetWriter, tables: Any) -> Plan:
    """Return what comes of giving these tables to the knowledge base in `root`; raises AdvisorError."""
    changed = write_back(base, files, tables)
    lines: dict[str, tuple[Line, ...]] = {}
    for data in tables:
        old = base.tables.get(str(data["id"]))
        wanted = RawTable(merged(base, old.data if old else None, data), old.file if old else "")
        if old is None or wanted.data != old.data:
            lines[wanted.id] = tuple(_differences(writer, old, wanted))
    if not changed:
        return Plan((), {}, None)
    paths = {file.path: file for file in changed}
    whole = [paths.pop(file.path, file) for file in files] + list(paths.values())
    try:
        after = load_knowledge(root, cache=False, files=whole)
    except KnowledgeError as error:
        return Plan(changed, lines, None, error.diagnostics)
    return Plan(changed, lines, after)


def _differences(writer: SheetWriter, old: RawTable | None, new: RawTable) -> Iterator[Line]:
    after = _cells(writer, new)
    if old is None:
        for row in after.rows:
            yield Line("row_added", {"row": row})
        return
    before = _cells(writer, old)
    for head, was in before.heads.items():
        if was != after.heads.get(head, ""):
            yield Line("head_changed", {"head": head, "before": was, "after": after.heads.get(head, "")})
    if list(old.data["inputs"]) != list(new.data["inputs"]):
        columns = [[writer.heading(id_) for id_ in table.data["inputs"]] for table in (old, new)]
        yield Line("columns_changed", {"before": columns[0], "after": columns[1]})
    for row, cells in after.rows.items():
        if row not in before.rows:
            yield Line("row_added", {"row": row})
            continue
        for column in dict.fromkeys((*before.rows[row], *cells)):
            pair = before.rows[row].get(column, ""), cells.get(column, "")
            if pair[0] != pair[1]:
                yield Line("row_changed", {"row": row, "column": column, "before": pair[0], "after": pair[1]})
    for row in before.rows:
        if row not in after.rows:
            yield Line("row_removed", {"row": row})
    both = [
        [row for row in rows if row in other] for rows, other in ((before.rows, after.rows), (after.rows, before.rows))
    ]
    if both[0] != both[1]:
        yield Line("rows_moved", {})


@dataclass(frozen=True, slots=True)
class _Cells:
    """A table as it reads in a sheet: what stands above, and each row by heading."""

    heads: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]


def _cells(writer: SheetWriter, table: RawTable) -> _Cells:
    lines = writer.grid(table).lines
    at = next(index for index, line in enumerate(lines) if line and line[0] == writer.words["column_row"])
    headings = [str(one) for one in lines[at]]
    heads = {str(line[0]): line[1] for line in lines[1:at] if line}
    return _Cells(heads, {str(line[0]): dict(zip(headings[1:], line[1:], strict=True)) for line in lines[at + 1 :]})
