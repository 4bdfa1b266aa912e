"""`advisor kb schema`: what editors need to complete ids and to mark faults."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.context import Context


@click.command(name="schema")
@click.argument("kind", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A folder for all schemas.")
@click.pass_obj
def schema_command(ctx: Context, kind: str | None, output: Path | None) -> None:
    """Viết lược đồ JSON cho trình soạn thảo · Write JSON Schemas for editors.

    KIND: a kind of file such as `rules` or `facts`, `knowledge` (any kinds, the usual) or `case`.
    """
    from advisor.errors import UsageError
    from advisor.kb.schema import schema_files, schema_of

    if output is None:
        click.echo(json.dumps(schema_of(ctx.files, kind or "knowledge"), ensure_ascii=False, indent=1))
        return
    found = schema_files(ctx.files) if kind is None else {f"{kind}.schema.json": schema_of(ctx.files, kind)}
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, schema in found.items():
            (output / name).write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", Path(error.filename or output), error)) from None
    click.echo(ctx.say("interchange", "schemas_written", count=len(found), folder=str(output)))
