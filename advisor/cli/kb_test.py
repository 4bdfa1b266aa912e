"""`advisor kb test`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context
from advisor.errors import UsageError


@click.command(name="test")
@click.argument("picked", nargs=-1, metavar="[CASE]...")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
@click.option("--conditions", default=0, metavar="PERCENT", help="Exit 1 where fewer conditions are tried both ways.")
@click.pass_obj
def test_command(ctx: Context, picked: tuple[str, ...], as_json: bool, conditions: int) -> None:
    """Chạy các tình huống thử · Run the cases of the knowledge base.

    CASE picks cases by a part of their name, with or without diacritics, or by their file (file or file:line).
    """
    from advisor.kb.case_lines import failure_data, failure_lines
    from advisor.kb.cases import pick_cases, run_case
    from advisor.kb.coverage import reach_of

    cases = pick_cases(ctx.kb, picked)
    if picked and not cases:
        raise UsageError(ctx.say("authoring_test", "no_case", words=list(picked)))
    results = [(case, run_case(ctx.advisor, case)) for case in cases]
    failed = sum(bool(failures) for _, failures in results)
    reach = reach_of(ctx.ruleset, cases)
    both, total = reach.both_ways, len(reach.seen)
    if as_json:
        rows = [
            {
                "case": case.name,
                "file": case.span.path,
                "line": case.span.line,
                "passed": not failures,
                "failures": [failure_data(ctx.kb, failure) for failure in failures],
            }
            for case, failures in results
        ]
        counts = {"passed": len(results) - failed, "failed": failed, "conditions": {"both_ways": both, "of": total}}
        click.echo(json.dumps({**counts, "cases": rows}, ensure_ascii=False, indent=2))
    else:
        for case, failures in results:
            for line in failure_lines(ctx.phrases, case, failures) if failures else ():
                click.echo(line)
        parts = {"passed": len(results) - failed, "failed": failed, "both": both, "conditions": total}
        click.echo(ctx.say("authoring_test", "tested", picked=bool(picked), **parts))
    short = not picked and 100 * both < conditions * total
    raise click.exceptions.Exit(1 if failed or short else 0)
