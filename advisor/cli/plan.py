"""`advisor plan`: the written plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.context import Context
from advisor.errors import MissingPackageError, UsageError

if TYPE_CHECKING:
    from advisor.interview.case_file import Case
    from advisor.planning.types import Period
    from advisor.planning.write import Format

PLAN_LIMIT = 5_000
"""Completions searched for each open decision: a plan says what is open, not every way it could end."""
_ENDINGS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "docx": "docx", "pdf": "pdf", "json": "json"}


@click.command(name="plan")
@click.option("--facts", "case_path", required=True, metavar="CASE", help="A case (YAML or JSON); - is standard input.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["md", "html", "docx", "pdf", "json"]),
    default=None,
    help="Default: the ending of the output file, else md.",
)
@click.option("--brief", is_flag=True, help="The owner's version of two pages.")
@click.option("--start", metavar="DAY", default=None, help="The first day, 2027-01-15 or 15/1/2027.")
@click.option("--prefer", multiple=True, metavar="SOURCE", help="A source that wins where the sources disagree.")
@click.option(
    "--template",
    "templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    metavar="DIR",
    help="A folder of your own templates; each replaces the shipped one of the same name.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE")
@click.pass_obj
def plan_command(
    ctx: Context,
    case_path: str,
    fmt: str | None,
    brief: bool,
    start: str | None,
    prefer: tuple[str, ...],
    templates: Path | None,
    output: Path | None,
) -> None:
    """Viết bản kế hoạch · Write the plan."""
    from advisor.cli.named import source_ids
    from advisor.interview.case_file import read_case
    from advisor.planning.write import BINARY, draw_up, format_plan

    chosen = _format(ctx, fmt, output)
    if chosen in BINARY and output is None and sys.stdout.isatty():
        raise UsageError(ctx.say("usage", "not_for_terminal", fmt=chosen))
    if output is not None and not output.parent.is_dir():  # said now, not after the work
        raise UsageError(ctx.say("usage", "no_folder", path=str(output), folder=str(output.parent)))
    folders = [folder for folder in (templates, ctx.own_templates) if folder is not None]
    case = read_case(case_path, ctx.kb, ctx.lang)
    consultation = ctx.advisor.consult(case.answers, None, (*case.prefer, *source_ids(ctx, prefer)), limit=PLAN_LIMIT)
    plan = draw_up(consultation, ctx.lang, folders, case.name, _period(ctx, case, start))
    try:
        written = format_plan(plan, chosen, folders, brief=brief)
    except MissingPackageError as missing:
        raise UsageError(ctx.say("usage", "needs_package", fmt=missing.fmt, command=missing.command)) from None
    if output is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    ctx.save(output, written)
    click.echo(ctx.say("kb", "written", path=str(output)), err=True)


def _format(ctx: Context, fmt: str | None, output: Path | None) -> Format:
    """Return the format that was named, or that of the file's ending; Markdown where nothing says."""
    if fmt:
        return fmt  # type: ignore[return-value]  # click has checked it
    ending = output.suffix.lstrip(".").lower() if output else ""
    if ending and ending not in _ENDINGS:
        raise UsageError(ctx.say("usage", "no_format", ending=ending))
    return _ENDINGS.get(ending, "md")  # type: ignore[return-value]


def _period(ctx: Context, case: Case, start: str | None) -> Period | None:
    """Return the time to plan for, from the day given, else as the case says; None: the usual one."""
    from advisor.language.periods import MAX_YEARS, check_period, clipped, moved, parse_day
    from advisor.planning.build import usual_period
    from advisor.planning.types import Period

    if start is None:
        return Period(*case.period) if case.period else None
    days = case.period or usual_period(ctx.kb)
    try:
        first, last = moved(*days, parse_day(start))
    except (ValueError, OverflowError) as error:
        said = ctx.say("case", "bad_date", raw=clipped(start), message=str(error))
        raise UsageError(f"--start: {said}") from None
    wrong = check_period(first, last)
    if wrong:
        said = ctx.say("case", "bad_period", start=first, end=last, years=MAX_YEARS, message=wrong)
        raise UsageError(f"--start: {said}")
    return Period(first, last)
