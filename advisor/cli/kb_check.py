"""`advisor kb check`."""

from __future__ import annotations

import json
from typing import Any

import click

from advisor.cli.context import Context
from advisor.diagnostics import Diagnostic, Severity
from advisor.errors import KnowledgeError


@click.command(name="check")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.pass_obj
def check_command(ctx: Context, as_json: bool, strict: bool) -> None:
    """Report everything that is wrong or looks wrong, with file, line and column."""
    from advisor.kb.check import check

    try:
        findings = check(ctx.kb)
        kb = ctx.kb
        counts = {
            name: len(getattr(kb, name))
            for name in ("points", "facts", "decisions", "rules", "conflicts", "formulas", "concepts", "cases")
        }
    except KnowledgeError as error:
        findings, counts = list(error.diagnostics), {}
    if as_json:
        click.echo(json.dumps([_plain(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        click.echo(ctx.say("kb", "checked", errors=errors, warnings=len(findings) - errors, counts=counts))
    bad = [finding for finding in findings if strict or finding.severity is Severity.ERROR]
    raise click.exceptions.Exit(1 if bad else 0)


def _plain(finding: Diagnostic) -> dict[str, Any]:
    return {
        "kind": finding.code,
        "severity": finding.severity.value,
        "file": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "message": finding.message,
        "hint": finding.hint,
    }
