"""`advisor kb copy`."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.context import Context
from advisor.errors import UsageError


@click.command(name="copy")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--templates", is_flag=True, help="The words too, so that they can be changed.")
@click.pass_obj
def copy_command(ctx: Context, folder: Path, templates: bool) -> None:
    """Chép kiến thức ra một thư mục của bạn để sửa · Copy the knowledge to a folder of your own to change it."""
    from advisor.kb.start import copy_base

    try:
        count = copy_base(ctx.words, ctx.root, folder, templates=templates)
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", folder, error)) from None
    click.echo(ctx.say("authoring_start", "copied", path=str(folder), files=count))
