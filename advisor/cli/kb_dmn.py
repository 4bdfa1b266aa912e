"""`advisor kb export-dmn`, `import-dmn`, `export-clips`: decision tables and rules for other engines."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.context import Context
from advisor.cli.kb_tables import picked_tables, save, sheet_writer
from advisor.cli.table_changes import confirm_and_write
from advisor.errors import DiagnosedError


@click.command(name="export-dmn")
@click.argument("tables", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file (.dmn, .xml) for all, or a folder.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.pass_obj
def export_dmn_command(ctx: Context, tables: tuple[str, ...], output: Path | None, force: bool) -> None:
    """Bảng quyết định ra DMN 1.3 · Decision tables as DMN 1.3.

    TABLE: ids of tables; without any, all of them. Without -o the model is printed. What DMN cannot say is told, and
    the exit code is 1.
    """
    from advisor.interchange.dmn.write import without_counterpart, write_dmn

    writer = sheet_writer(ctx)
    picked = picked_tables(ctx, writer.base, tables)
    left_out = {table.id: why for table in picked if (why := without_counterpart(writer.base, table))}
    picked = [table for table in picked if table.id not in left_out]
    lang = writer.words.lang
    title = ctx.kb.outline.title[ctx.lang]
    if output is None:
        click.echo(write_dmn(writer.base, picked, title, lang), nl=False)
    elif output.suffix.lower() in (".dmn", ".xml"):
        save(ctx, output, write_dmn(writer.base, picked, title, lang), force)
    else:
        for table in picked:
            save(ctx, output / f"{table.id}.dmn", write_dmn(writer.base, [table], title, lang), force)
    if output is not None:
        click.echo(ctx.say("sheet", "written", count=len(picked), path=str(output)))
    for id_, why in left_out.items():
        click.echo(f"{id_}: {why}", err=True)
    raise click.exceptions.Exit(1 if left_out else 0)


@click.command(name="import-dmn")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.pass_obj
def import_dmn_command(ctx: Context, file: Path, dry_run: bool, yes: bool) -> None:
    """Bảng quyết định DMN vào cơ sở tri thức · Decision tables of a DMN file into the knowledge base.

    Inputs, decisions and options are known by id or label. What has no counterpart is told; nothing is written then.
    """
    from advisor.interchange.dmn.read import read_dmn
    from advisor.interchange.dmn.to_tables import tables_of

    writer = sheet_writer(ctx)
    tables, problems = tables_of(read_dmn(file), writer.base)
    if problems:
        raise DiagnosedError(sorted(set(problems), key=lambda one: (one.span, one.message)))
    confirm_and_write(ctx, writer, tables, dry_run=dry_run, yes=yes)


@click.command(name="export-clips")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; without it the text is printed.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.pass_obj
def export_clips_command(ctx: Context, output: Path | None, force: bool) -> None:
    """Luật, chính sách và phép tính ra CLIPS 6.4 · Rules, policy and arithmetic as CLIPS 6.4."""
    from advisor.interchange.clips import write_clips

    text = write_clips(ctx.ruleset)
    if output is None:
        click.echo(text, nl=False)
        return
    save(ctx, output, text, force)
    click.echo(ctx.say("interchange", "rules_written", count=len(ctx.kb.rules), path=str(output)))
