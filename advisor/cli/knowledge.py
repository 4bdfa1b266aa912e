"""`advisor kb …`: for authors."""

from __future__ import annotations

import json
from typing import Any

import click

from advisor.cli.context import Context
from advisor.diagnostics import Diagnostic, Severity
from advisor.errors import KnowledgeError


@click.group(name="kb")
def kb_command() -> None:
    """Kiểm tra và thử cơ sở tri thức · Check and test a knowledge base."""


@kb_command.command(name="check")
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


@kb_command.command(name="test")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
@click.pass_obj
def test_command(ctx: Context, as_json: bool) -> None:
    """Run the cases of the knowledge base."""
    from advisor.kb.cases import run_case

    results = [(case, run_case(ctx.advisor, case)) for case in ctx.kb.cases]
    failed = sum(bool(failures) for _, failures in results)
    if as_json:
        rows = [
            {
                "case": case.name,
                "file": case.span.path,
                "line": case.span.line,
                "passed": not failures,
                "failures": [
                    {"of": f.node, "what": f.what, "expected": list(f.expected), "got": list(f.got)} for f in failures
                ],
            }
            for case, failures in results
        ]
        click.echo(
            json.dumps({"passed": len(results) - failed, "failed": failed, "cases": rows}, ensure_ascii=False, indent=2)
        )
    else:
        for case, failures in results:
            for failure in failures:
                click.echo(f"{case.span}: {case.name}")
                click.echo(
                    "  "
                    + ctx.say(
                        "kb",
                        "failure",
                        node=failure.node,
                        what=failure.what,
                        expected=failure.expected,
                        got=failure.got,
                    )
                )
        click.echo(ctx.say("kb", "tested", passed=len(results) - failed, failed=failed))
    raise click.exceptions.Exit(1 if failed else 0)


@kb_command.command(name="coverage")
@click.option("--json", "as_json", is_flag=True, help="Every point with what teaches and tests it.")
@click.option("--conditions", default=0, metavar="PERCENT", help="Exit 1 where fewer conditions are tried both ways.")
@click.pass_obj
def coverage_command(ctx: Context, as_json: bool, conditions: int) -> None:
    """Say which course points are taught, used and tested. Exit 1 where one is not."""
    from advisor.kb.coverage import measure

    found = measure(ctx.ruleset)
    deciding = [row for row in found.points if row.deciding]
    others = [row for row in found.points if not row.deciding]
    lacking = [row.point.id for row in found.points if not row.covered]
    untested = [row.point.id for row in deciding if not row.cases]
    if as_json:
        data = {
            "deciding": {"taught": sum(row.covered for row in deciding), "of": len(deciding)},
            "other": {"used": sum(row.covered for row in others), "of": len(others)},
            "conditions": {"both_ways": found.conditions[0], "of": found.conditions[1]},
            "uncovered_points": lacking,
            "untested": untested,
            "points": [
                {
                    "id": row.point.id,
                    "kind": row.point.kind,
                    "source": row.point.citation,
                    "taught_by": list(row.taught_by),
                    "used_by": list(row.used_by),
                    "cases": list(row.cases),
                }
                for row in found.points
            ],
            "passages_without_points": {id_: [list(run) for run in runs] for id_, runs in found.uncovered.items()},
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for id_ in lacking:
            click.echo(f"{ctx.kb.points[id_].span}: {id_}: {ctx.say('kb', 'not_covered')}")
        for id_ in untested:
            click.echo(f"{ctx.kb.points[id_].span}: {id_}: {ctx.say('kb', 'not_tested')}")
        counts = {
            "taught": sum(row.covered for row in deciding),
            "deciding": len(deciding),
            "used": sum(row.covered for row in others),
            "others": len(others),
            "untested": len(untested),
            "both": found.conditions[0],
            "conditions": found.conditions[1],
        }
        click.echo(ctx.say("kb", "coverage", **counts))
    short = 100 * found.conditions[0] < conditions * found.conditions[1]
    raise click.exceptions.Exit(1 if lacking or untested or short else 0)
