"""What tests of sheets share: a writer for a knowledge base, and a sheet read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from advisor.cli.context import Context
from advisor.cli.kb_tables import sheet_writer
from advisor.interchange.tables.grid import Grid, SheetWriter
from advisor.interchange.tables.read_grid import SheetReader
from advisor.interchange.tables.workbook import csv_text, read_sheets, workbook_bytes


@cache
def writer_of(root: Path, lang: str) -> SheetWriter:
    writer = sheet_writer(Context("vi", root)) if lang == "vi" else writer_of(root, "vi")
    return writer if lang == "vi" else SheetWriter(writer.base, replace(writer.words, lang=1), writer.say_way)


def through_file(grids: Sequence[Grid], folder: Path, fmt: str) -> list[Sequence[Sequence[Any]]]:
    """Write grids to files and return the lines that are read back from them."""
    if fmt == "xlsx":
        (folder / "all.xlsx").write_bytes(workbook_bytes(grids))
        return [sheet.lines for sheet in read_sheets(folder / "all.xlsx")]
    lines = []
    for index, grid in enumerate(grids):
        path = folder / f"{index}.csv"
        path.write_text(csv_text(grid), "utf-8", newline="")
        lines.append(read_sheets(path)[0].lines)
    return lines


def read_lines(writer: SheetWriter, lines: Sequence[Sequence[Any]]) -> dict[str, Any]:
    reader = SheetReader(writer, lines)
    table = reader.read()
    assert table is not None, reader.problems
    return table
