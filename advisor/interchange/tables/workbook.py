"""Grids as files: a workbook (xlsx, with openpyxl) or comma-separated texts (csv)."""

from __future__ import annotations

import csv
import errno
import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.interchange.tables.grid import FIRST_HEADS, Grid
from advisor.interchange.tables.read_grid import SheetFormula
from advisor.planning.extras import need

GUARDED = "=+-@\t\r"
"""How a text begins that a spreadsheet could take for a formula."""
OPTIONS = "_options"
"""The hidden sheet that the lists to pick from are taken from."""
_DECLARED = [sign.encode(code) for sign in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")]
_EQUALS = re.compile(r"=\s*-?[0-9.,]+\s*")
MAX_BYTES = 60_000_000
MAX_CELLS = 2_000_000
WIDEST = 60


class SheetFileError(AdvisorError):
    """A file that holds no sheets that can be read: a sentence of the template `sheet` and its parts."""

    def __init__(self, sentence: str, **parts: Any) -> None:
        self.sentence = sentence
        self.parts = parts
        super().__init__(f"{sentence} {parts}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: the file, its name there (a csv file has none), its lines."""

    file: str
    name: str
    lines: Sequence[Sequence[Any]]


# --- writing ----------------------------------------------------------------------------------------


def csv_text(grid: Grid) -> str:
    """Return a grid as comma-separated text; a text that could be taken for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in grid.lines:
        writer.writerow([_guarded(cell) for cell in line])
    return "\ufeff" + out.getvalue()


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] and cell[0] in GUARDED + "'" else cell


def workbook_bytes(grids: Iterable[Grid]) -> bytes:
    """Return grids as a workbook, a sheet each, with lists to pick options from. Raises MissingPackageError."""
    openpyxl = need("openpyxl", "xlsx", extra="tables")
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    options = book.create_sheet(OPTIONS)
    options.sheet_state = "hidden"
    places: dict[tuple[str, ...], str] = {}
    for grid in grids:
        sheet = book.create_sheet(_sheet_name(grid.name, taken), len(book.sheetnames) - 1)
        _fill(sheet, grid)
        for column, names in grid.choices.items():
            if names not in places:
                places[names] = _listed(options, names, len(places) + 1)
            check = DataValidation(type="list", formula1=places[names], allow_blank=True, showErrorMessage=False)
            letter = openpyxl.utils.get_column_letter(column + 1)
            check.add(f"{letter}{FIRST_HEADS + 2}:{letter}{len(grid.lines) + 200}")
            sheet.add_data_validation(check)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, grid: Grid) -> None:
    from openpyxl.styles import Alignment, Font

    for at, line in enumerate(grid.lines, 1):
        for column, value in enumerate(line, 1):
            if value == "":
                continue
            cell = sheet.cell(at, column, float(value) if isinstance(value, Decimal) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, however it begins
                cell.quotePrefix = value[:1] in GUARDED
            cell.alignment = Alignment(vertical="top", wrap_text=at > FIRST_HEADS)
            if at == FIRST_HEADS + 1 or (at <= FIRST_HEADS and column == 1):
                cell.font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(FIRST_HEADS + 2, 2)
    for index, values in enumerate(zip(*_even(grid.lines[FIRST_HEADS:]), strict=True), 1):
        longest = max(len(str(value)) for value in values)
        sheet.column_dimensions[_letter(index)].width = min(max(longest + 2, 12), WIDEST)


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(index))


def _even(lines: Sequence[Sequence[Any]]) -> list[list[Any]]:
    width = max(map(len, lines))
    return [[*line, *[""] * (width - len(line))] for line in lines]


def _listed(options: Any, names: Sequence[str], column: int) -> str:
    for row, name in enumerate(names, 1):
        cell = options.cell(row, column, name)
        cell.data_type = "s"
    letter = _letter(column)
    return f"'{OPTIONS}'!${letter}$1:${letter}${len(names)}"


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook accepts: at most 31 letters, each once; the end of an id tells most."""
    short = name if len(name) <= 31 else "…" + name[-30:]
    number = 2
    while short.lower() in taken:
        short = f"{name[-27:]}~{number}"
        number += 1
    taken.add(short.lower())
    return short


# --- reading ----------------------------------------------------------------------------------------


def read_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook or csv file; raises SheetFileError, MissingPackageError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "")
        raise SheetFileError("file_unreadable", code=code, why=error.strerror or "") from None
    if len(content) > MAX_BYTES:
        raise SheetFileError("file_too_large", megabytes=MAX_BYTES // 1_000_000)
    if content[:2] == b"PK":
        return _read_workbook(content, path.name)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetFileError("file_old_workbook")
    return [Sheet(path.name, "", _read_csv(content))]


def _read_csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            raise SheetFileError("file_not_utf_8") from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [[_unguarded(cell) for cell in line] for line in lines]
    except csv.Error as error:
        raise SheetFileError("file_no_csv", why=str(error)) from None


def _unguarded(cell: str) -> str:
    """Return a text without the apostrophe that guards it; a formula as such (`= 5` is a test of a number)."""
    if len(cell) > 1 and cell[0] == "'" and cell[1] in GUARDED + "'":
        return cell[1:]
    return SheetFormula(cell) if cell[:1] == "=" and not _EQUALS.fullmatch(cell) else cell


def _read_workbook(content: bytes, name: str) -> list[Sheet]:
    openpyxl = need("openpyxl", "xlsx", extra="tables")
    try:
        _check_archive(content)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    except SheetFileError:
        raise
    except Exception as error:
        raise SheetFileError("file_broken", why=type(error).__name__) from None
    return [
        Sheet(name, sheet.title, _lines(sheet))
        for sheet in book.worksheets
        if sheet.title != OPTIONS and sheet.sheet_state == "visible"
    ]


def _lines(sheet: Any) -> list[list[Any]]:
    """Return the lines of a sheet as far as cells are filled; raises SheetFileError."""
    places = [
        place for place, cell in sheet._cells.items() if cell.value not in (None, "")
    ]  # only those that are there
    height = max((row for row, _ in places), default=0)
    width = max((column for _, column in places), default=0)
    if height * width > MAX_CELLS:
        raise SheetFileError("sheet_too_large", sheet=sheet.title, cell=f"{_letter(width)}{height}")
    if not places:
        return []
    return [[_value(cell) for cell in line] for line in sheet.iter_rows(max_row=height, max_col=width)]


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > 4 * MAX_BYTES:
            raise SheetFileError("file_too_large", megabytes=4 * MAX_BYTES // 1_000_000)
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                with archive.open(info) as part:
                    before = b""
                    while chunk := part.read(1 << 20):
                        if any(sign in before + chunk for sign in _DECLARED):
                            raise SheetFileError("file_doctype")
                        before = chunk[-40:]


def _value(cell: Any) -> Any:
    """Return the value of a cell; a formula as its text, a number exactly as it is shown."""
    value = cell.value
    if cell.data_type == "f":
        return SheetFormula(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SheetFileError("number_too_large", sheet=cell.parent.title, cell=cell.coordinate)
        found = Decimal(repr(value))
        return int(found) if found == found.to_integral_value() else found
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
