"""`advisor kb new`."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.context import Context
from advisor.errors import UsageError


@click.command(name="new")
@click.argument("what", metavar="DIR")
@click.pass_obj
def new_command(ctx: Context, what: str) -> None:
    """Tạo cơ sở kiến thức mới · Start a knowledge base on another subject in DIR."""
    from advisor.kb.start import new_base

    try:
        new_base(ctx.words, Path(what))
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", Path(what), error)) from None
    click.echo(ctx.say("authoring_start", "started", path=what))
