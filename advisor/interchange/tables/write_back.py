"""Tables into the YAML files they stand in: only what says something else is written, in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from advisor.errors import AdvisorError
from advisor.interchange.tables.raw import Base, RawTable, merged
from advisor.interchange.tables.yaml_text import YamlText, dump, read_at
from advisor.model.files import SourceFile


def write_back(base: Base, files: Sequence[SourceFile], tables: Iterable[Mapping[str, Any]]) -> list[SourceFile]:
    """Return the files that change when these tables are as given; a new table gets a file of its own.

    Raises AdvisorError where a file cannot be changed in place.
    """
    texts: dict[str, YamlText] = {}
    contents = {file.path: file.content for file in files}
    for data in tables:
        old = base.tables.get(str(data["id"]))
        wanted = merged(base, old.data if old else None, data)
        if old is None:
            path = _new_path(base, data, {*contents, *texts})
            texts[path] = YamlText(_whole(wanted))
        elif wanted != old.data:
            text = texts.setdefault(old.file, YamlText(contents[old.file].decode("utf-8")))
            _change(text, old, wanted)
    changed = (SourceFile(path, text.whole().encode("utf-8")) for path, text in texts.items())
    return [file for file in changed if file.content != contents.get(file.path)]


def _change(text: YamlText, old: RawTable, wanted: Mapping[str, Any]) -> None:
    rows = (*old.path, "rows")
    for key in [key for key in old.data if key not in wanted]:
        text.drop_key(old.path, key)
    for key, value in wanted.items():
        if key == "rows":
            continue
        if key in old.data:
            text.put((*old.path, key), old.data[key], value)
        else:
            text.add_key(old.path, key, value)
    kept = [row["id"] for row in old.data["rows"]]
    new = {row["id"]: row for row in wanted["rows"]}
    order = list(new)
    for index, row in enumerate(old.data["rows"]):
        if row["id"] in new:
            text.put((*rows, index), row, new[row["id"]])
    # what is new goes in before what is gone goes out, so that the list is never empty
    present = list(kept)
    for index, id_ in enumerate(order):
        if id_ not in present:
            at = present.index(order[index - 1]) + 1 if index else 0
            text.insert(rows, at, new[id_])
            present.insert(at, id_)
    for id_ in kept:
        if id_ not in new:
            text.drop_item(rows, present.index(id_))
            present.remove(id_)
    text.arrange(rows, [present.index(id_) for id_ in order])
    if read_at(text.data(), old.path) != wanted:
        raise AdvisorError(f"{old.file}: the table '{old.id}' is written in a form that cannot be changed in place")


def _new_path(base: Base, data: Mapping[str, Any], taken: set[str]) -> str:
    """Return a free file for a new table, in the folder of its decision's area."""
    id_ = str(data["id"])
    area = _plain_name(base.areas.get(str(data.get("decision") or ""), id_.partition(".")[0]))
    name = _plain_name(id_.removeprefix(f"{area}."))
    path, number = f"rules/{area}/{name}.yaml", 2
    while path in taken:
        path, number = f"rules/{area}/{name}-{number}.yaml", number + 1
    return path


def _plain_name(text: str) -> str:
    """Return a text as the name of a file or folder: it cannot lead anywhere else."""
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-") or "tables"


def _whole(data: Mapping[str, Any]) -> str:
    """Return the text of a file that holds one table."""
    lines = ["tables:", f"- id: {dump(data['id'])}"]
    lines += [f"  {key}: {dump(value)}" for key, value in data.items() if key not in ("id", "rows")]
    lines.append("  rows:")
    for row in data["rows"]:
        entries = [f"{key}: {dump(value)}" for key, value in row.items()]
        lines += [f"  - {entries[0]}", *(f"    {entry}" for entry in entries[1:])]
    return "\n".join(lines) + "\n"
