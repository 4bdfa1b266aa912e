"""`advisor kb check`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.context import Context
from advisor.diagnostics import Severity
from advisor.errors import KnowledgeError

if TYPE_CHECKING:
    from advisor.kb.findings import Finding

_COUNTED = ("points", "facts", "decisions", "rules", "conflicts", "formulas", "concepts", "cases")


@click.command(name="check")
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json", "github"]), default="text", help="Form of the findings."
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--all", "everything", is_flag=True, help="Show what is accepted as well, with the reason.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.pass_obj
def check_command(ctx: Context, fmt: str, as_json: bool, everything: bool, strict: bool) -> None:
    """Report everything that is wrong or looks wrong, with file, line and column."""
    from advisor.kb.check import check, findings_of

    try:
        found, counts = check(ctx.kb, ctx.files), {name: len(getattr(ctx.kb, name)) for name in _COUNTED}
    except KnowledgeError as error:
        found, counts = findings_of(error.diagnostics, ctx.own_templates), {}
    standing = [one for one in found if one.accepted is None]
    shown = found if everything else standing
    if as_json or fmt == "json":
        click.echo(json.dumps([one.row() for one in shown], ensure_ascii=False, indent=2))
    elif fmt == "github":
        for one in shown:
            click.echo(_annotation(ctx, one))
    else:
        for one in shown:
            click.echo(_text(ctx, one))
        errors = sum(one.severity is Severity.ERROR for one in standing)
        click.echo(ctx.say("kb", "checked", errors=errors, warnings=len(standing) - errors, counts=counts))
        if len(standing) < len(found):
            click.echo(ctx.say("checks", "accepted", count=len(found) - len(standing)))
    bad = any(strict or one.severity is Severity.ERROR for one in standing)
    raise click.exceptions.Exit(1 if bad else 0)


def _text(ctx: Context, one: Finding) -> str:
    severity = ctx.say("checks", "severity", error=one.severity is Severity.ERROR)
    return "\n    ".join([f"{one.span}: {severity}[{one.kind}]: {_sentences(ctx, one)[0]}", *_sentences(ctx, one)[1:]])


def _sentences(ctx: Context, one: Finding) -> Sequence[str]:
    """Return what is wrong, with the guess; a case that shows it; why it is let stand."""
    first = one.message[ctx.lang]
    said = [f"{first}; {one.hint[ctx.lang]}" if one.hint else first]
    if one.shown is not None:
        said.append(ctx.say("checks", "for_example", case=one.shown[ctx.lang]))
    if one.accepted is not None:
        said.append(ctx.say("checks", "let_stand", reason=one.accepted[ctx.lang]))
    return said


def _annotation(ctx: Context, one: Finding) -> str:
    """Return a finding as code hosts show it beside the line it is about."""
    path = Path(os.path.relpath(ctx.root / one.span.path)).as_posix()
    level = "notice" if one.accepted is not None else one.severity.value
    place = {"file": path, "line": one.span.line, "col": one.span.column, "title": one.kind}
    properties = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
    return f"::{level} {properties}::{_escaped(chr(10).join(_sentences(ctx, one)))}"


def _escaped(text: str, also: str = "") -> str:
    for mark in "%\r\n" + also:
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text
