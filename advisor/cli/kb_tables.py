"""`advisor kb export-tables`, `advisor kb import-tables`: decision tables in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.context import Context
from advisor.cli.table_changes import confirm_and_write
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.interchange.tables.grid import SheetWriter
    from advisor.interchange.tables.raw import Base, RawTable


@click.command(name="export-tables")
@click.argument("tables", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A workbook (.xlsx), or a folder for csv files.")
@click.option("--format", "fmt", type=click.Choice(["xlsx", "csv"]), help="The usual: by the ending of -o, else xlsx.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.pass_obj
def export_tables_command(
    ctx: Context, tables: tuple[str, ...], output: Path | None, fmt: str | None, force: bool
) -> None:
    """Bảng quyết định ra bảng tính · Decision tables to a spreadsheet.

    TABLE: ids of tables; without any, all of them. Import the file again with `kb import-tables`.
    """
    from advisor.interchange.tables.workbook import csv_text, workbook_bytes

    writer = sheet_writer(ctx)
    picked = picked_tables(ctx, writer.base, tables)
    grids = [writer.grid(table) for table in picked]
    fmt = fmt or ("csv" if output is not None and output.suffix.lower() == ".csv" else "xlsx")
    if fmt == "csv" and output is None and len(grids) == 1:
        click.echo(csv_text(grids[0]).removeprefix("\ufeff"), nl=False)
        return
    target = output or Path("tables.xlsx" if fmt == "xlsx" else "tables")
    if fmt == "xlsx":
        with package_named(ctx):
            content = workbook_bytes(grids)
        save(ctx, target, content, force)
    elif len(grids) == 1 and target.suffix.lower() == ".csv":
        save(ctx, target, csv_text(grids[0]), force)
    else:
        for grid in grids:
            save(ctx, target / f"{grid.name}.csv", csv_text(grid), force)
    click.echo(ctx.say("sheet", "written", count=len(grids), path=str(target)))


@click.command(name="import-tables")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.pass_obj
def import_tables_command(ctx: Context, files: tuple[Path, ...], dry_run: bool, yes: bool) -> None:
    """Bảng tính vào lại bảng quyết định · A spreadsheet back into decision tables.

    Shows which rows and which advice change, and asks before anything is written. Only what says something else
    is changed in the YAML files; comments and layout stay. FILE: xlsx or csv, or folders of them.
    """
    writer = sheet_writer(ctx)
    tables = _read_all(ctx, writer, files)
    confirm_and_write(ctx, writer, tables, dry_run=dry_run, yes=yes)


@contextmanager
def package_named(ctx: Context) -> Iterator[None]:
    """Say how to get a package that is not installed."""
    from advisor.errors import MissingPackageError

    try:
        yield
    except MissingPackageError as missing:
        raise UsageError(ctx.say("usage", "needs_package", fmt=missing.fmt, command=missing.command)) from None


def sheet_writer(ctx: Context) -> SheetWriter:
    """Return what writes and reads sheets of the knowledge base at hand, in the language at hand."""
    from advisor.interchange.tables.grid import SheetWriter
    from advisor.interchange.tables.headings import sheet_words
    from advisor.interchange.tables.raw import base_of
    from advisor.render.environment import Words

    both = (Words("vi", ctx.own_templates), Words("en", ctx.own_templates))

    def way(lang: int, label: str, up: bool) -> str:
        return both[lang].say("common", "direction", label=label, up=up)

    return SheetWriter(base_of(ctx.files), sheet_words(both[0].say, both[1].say, ctx.lang), way)


def picked_tables(ctx: Context, base: Base, ids: Sequence[str]) -> list[RawTable]:
    """Return the tables of these ids, or all; raises UsageError with a guess for each that is not there."""
    from advisor.diagnostics import closest

    wrong = [
        ctx.say("sheet", "unknown_table", text=one, guess=closest(one, base.tables))
        for one in ids
        if one not in base.tables
    ]
    if wrong:
        raise UsageError("\n".join(wrong))
    return [base.tables[one] for one in dict.fromkeys(ids or base.tables)]


def save(ctx: Context, path: Path, content: str | bytes, force: bool) -> None:
    """Write a file; raises UsageError where it is there already, or cannot be written."""
    from advisor.interview.whole_file import write_whole

    if path.exists() and not force:
        raise UsageError(ctx.say("sheet", "exists", path=str(path)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", path, error)) from None


def _read_all(ctx: Context, writer: SheetWriter, files: Iterable[Path]) -> list[dict[str, Any]]:
    from advisor.interchange.tables.read_grid import SheetReader
    from advisor.interchange.tables.workbook import SheetFileError, read_sheets

    problems: list[str] = []
    found: dict[str, dict[str, Any]] = {}
    for path in _all_files(files):
        try:
            with package_named(ctx):
                sheets = read_sheets(path)
        except SheetFileError as error:
            problems.append(f"{path}: {ctx.say('sheet', error.sentence, **error.parts)}")
            continue
        for sheet in sheets:
            reader = SheetReader(writer, sheet.lines)
            table = reader.read()
            for one in reader.problems:
                place = ctx.say("sheet", "place", file=str(path), sheet=sheet.name, cell=one.cell)
                problems.append(f"{place}: {ctx.say('sheet', one.sentence, **one.parts)}")
            if table is not None and table["id"] in found:
                place = ctx.say("sheet", "place", file=str(path), sheet=sheet.name, cell="B1")
                problems.append(f"{place}: {ctx.say('sheet', 'table_twice', text=table['id'])}")
            elif table is not None:
                found[table["id"]] = table
    if problems:
        raise UsageError("\n".join(problems))
    return list(found.values())


def _all_files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".xlsx"))
        else:
            found.append(path)
    return found
