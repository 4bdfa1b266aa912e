"""`advisor kb test`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context


@click.command(name="test")
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
