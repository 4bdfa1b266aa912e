"""Showing what tables from outside would change, asking, and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.context import Context
from advisor.errors import UsageError
from advisor.language.letters import fold

if TYPE_CHECKING:
    from advisor.interchange.tables.changes import Plan
    from advisor.interchange.tables.grid import SheetWriter
    from advisor.model.files import SourceFile

_YES = frozenset({"c", "co", "y", "yes"})


def confirm_and_write(
    ctx: Context, writer: SheetWriter, tables: Sequence[dict[str, Any]], *, dry_run: bool, yes: bool
) -> None:
    """Show what these tables change in the knowledge base at hand, and write it where the person agrees.

    Raises UsageError where the knowledge base would have faults, and exits with 2 where nobody can be asked.
    """
    from advisor.interchange.tables.changes import plan_changes

    plan = plan_changes(ctx.root, ctx.files, writer.base, writer, tables)
    if not plan.files:
        click.echo(ctx.say("sheet", "nothing_new"))
        return
    _show(ctx, writer, plan)
    if plan.after is None:
        faults = "\n".join(str(fault) for fault in plan.faults)
        raise UsageError(f"{ctx.say('sheet', 'refused')}\n{faults}")
    _show_advice(ctx, plan)
    if dry_run:
        click.echo(ctx.say("sheet", "dry"))
        return
    if not yes and not _agreed(ctx):
        click.echo(ctx.say("sheet", "not_written"))
        return
    _write(ctx, plan.files)


def _agreed(ctx: Context) -> bool:
    try:
        said: str = click.prompt(ctx.say("sheet", "ask"), prompt_suffix=" ", default="", show_default=False)
    except click.Abort:  # nobody to ask
        click.echo()
        raise UsageError(ctx.say("sheet", "nobody_to_ask")) from None
    return fold(said) in _YES


def _show(ctx: Context, writer: SheetWriter, plan: Plan) -> None:
    for id_, lines in plan.tables.items():
        old = writer.base.tables.get(id_)
        new_files = {file.path for file in plan.files} - {file.path for file in ctx.files}
        file = old.file if old else ", ".join(sorted(new_files))
        click.echo(ctx.say("sheet", "changed_table", table=id_, file=file, new=old is None))
        for line in lines:
            click.echo(f"  - {ctx.say('sheet', line.sentence, **line.parts)}")


def _show_advice(ctx: Context, plan: Plan) -> None:
    from advisor.kb.difference_lines import comparison_lines
    from advisor.kb.differences import find_differences
    from advisor.render.phrases import Phrases
    from advisor.ruleset.compile import compile_rules

    if plan.after is None:
        return
    found = find_differences(ctx.ruleset, compile_rules(plan.after), count=0)
    if not found.differences:
        click.echo(ctx.say("sheet", "same_advice"))
        return
    click.echo(ctx.say("sheet", "advice"))
    for line in comparison_lines(found, Phrases(ctx.kb, ctx.words), Phrases(plan.after, ctx.words)):
        click.echo(line)


def _write(ctx: Context, files: Sequence[SourceFile]) -> None:
    from advisor.kb.planned_files import write_files

    try:
        write_files(ctx.root, ctx.files, {file.path: file.content for file in files})
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", Path(error.filename or ctx.root), error)) from None
    except UsageError as error:
        raise UsageError(ctx.say("sheet", "changed_meanwhile", path=str(error))) from None
    click.echo(ctx.say("sheet", "done", files=[file.path for file in files]))
