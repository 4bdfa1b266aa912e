"""`advisor kb coverage`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context


@click.command(name="coverage")
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
