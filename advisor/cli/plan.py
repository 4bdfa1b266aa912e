"""`advisor plan`: the written plan."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.context import Context
from advisor.errors import UsageError

PLAN_LIMIT = 5_000
"""Completions searched for each open decision: a plan says what is open, not every way it could end."""


@click.command(name="plan")
@click.option("--facts", "case_path", required=True, metavar="CASE", help="A case (YAML or JSON); - is standard input.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["md", "html", "json"]),
    default=None,
    help="Default: the ending of the output file, else md.",
)
@click.option("--prefer", multiple=True, metavar="SOURCE", help="A source that wins where the sources disagree.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE")
@click.pass_obj
def plan_command(ctx: Context, case_path: str, fmt: str | None, prefer: tuple[str, ...], output: Path | None) -> None:
    """Viết bản kế hoạch · Write the plan."""
    from advisor.interview.case_file import read_case, write_whole
    from advisor.planning.write import write_plan

    case = read_case(case_path, ctx.kb, ctx.lang)
    chosen = fmt or (output.suffix.lstrip(".").lower() if output and output.suffix else "md")
    if chosen not in ("md", "html", "json"):
        raise UsageError(f"no plan can be written as '{chosen}'; formats are md, html and json (--format)")
    consultation = ctx.advisor.consult(case.answers, None, (*case.prefer, *prefer), limit=PLAN_LIMIT)
    text = write_plan(consultation, ctx.lang, chosen, ctx.own_templates, case.name)  # type: ignore[arg-type]
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(output, text)
    except OSError as error:
        raise UsageError(f"'{output}' cannot be written: {error.strerror}") from None
    click.echo(ctx.say("kb", "written", path=str(output)), err=True)
