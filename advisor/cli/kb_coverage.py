"""`advisor kb coverage`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.context import Context

if TYPE_CHECKING:
    from advisor.kb.coverage import Coverage


@click.command(name="coverage")
@click.option("--json", "as_json", is_flag=True, help="Every point with what teaches and tests it.")
@click.option("--conditions", default=0, metavar="PERCENT", help="Exit 1 where fewer conditions are tried both ways.")
@click.pass_obj
def coverage_command(ctx: Context, as_json: bool, conditions: int) -> None:
    """Điều gì đã được dạy, dùng và thử · What is taught, used and tested. Exit 1 where something is not."""
    from advisor.kb.coverage import measure

    found = measure(ctx.ruleset)
    rows = sorted(found.points, key=lambda row: row.point.span)
    lacking = [row.point.id for row in rows if not row.covered]
    untested = [row.point.id for row in rows if row.deciding and not row.cases]
    if as_json:
        click.echo(json.dumps(_plain(found, lacking, untested), ensure_ascii=False, indent=2))
    else:
        _show(ctx, found, lacking, untested)
    short = 100 * found.conditions[0] < conditions * found.conditions[1]
    raise click.exceptions.Exit(1 if lacking or untested or short else 0)


def _show(ctx: Context, found: Coverage, lacking: list[str], untested: list[str]) -> None:
    from advisor.render.advice import wrap

    def say(sentence: str, /, **parts: Any) -> None:
        for line in wrap(ctx.say("authoring_coverage", sentence, **parts)):
            click.echo(line)

    for sentence, ids in (("not_covered", lacking), ("not_tested", untested)):
        for id_ in ids:
            point = ctx.kb.points[id_]
            say(sentence, place=str(point.span), statement=point.statement[ctx.lang], citation=point.citation)
    for rule in (rule for rule, cases in found.fired.items() if not cases):
        say("never_fired", place=str(ctx.kb.rules[rule].span), rule=ctx.phrases.rule(ctx.kb.rules[rule]))
    for one in found.one_sided:
        condition = ctx.phrases.condition(one.test)
        say("one_sided", place=str(ctx.kb.rules[one.rule].span), condition=condition, seen=one.seen)
    labels = {area.id: area.label[ctx.lang] for area in ctx.kb.outline.areas}
    for area in found.areas:
        click.echo("")
        say("area", label=labels.get(area.area, ""))
        for name in ("taught", "tested", "used", "fired", "conditions"):
            tally = getattr(area, name)
            if tally.of:
                for line in wrap(ctx.say("authoring_coverage", "tally", name=name, some=tally.some, of=tally.of), "  "):
                    click.echo(line)
    click.echo("")
    deciding = [row for row in found.points if row.deciding]
    others = [row for row in found.points if not row.deciding]
    counts = {
        "taught": sum(row.covered for row in deciding),
        "deciding": len(deciding),
        "used": sum(row.covered for row in others),
        "others": len(others),
        "untested": len(untested),
        "fired": sum(map(bool, found.fired.values())),
        "rules": len(found.fired),
        "both": found.conditions[0],
        "conditions": found.conditions[1],
    }
    say("whole", **counts)


def _plain(found: Coverage, lacking: list[str], untested: list[str]) -> dict[str, Any]:
    from advisor.kb.uses import condition_data

    deciding = [row for row in found.points if row.deciding]
    others = [row for row in found.points if not row.deciding]
    tallies = ("taught", "used", "tested", "fired", "conditions")
    return {
        "deciding": {"taught": sum(row.covered for row in deciding), "of": len(deciding)},
        "other": {"used": sum(row.covered for row in others), "of": len(others)},
        "conditions": {"both_ways": found.conditions[0], "of": found.conditions[1]},
        "rules": {"fired": sum(map(bool, found.fired.values())), "of": len(found.fired)},
        "areas": [
            {"area": one.area or None}
            | {name: {"count": getattr(one, name).some, "of": getattr(one, name).of} for name in tallies}
            for one in found.areas
        ],
        "uncovered_points": lacking,
        "untested": untested,
        "never_fired": [rule for rule, cases in found.fired.items() if not cases],
        "one_sided": [
            {"rule": one.rule, "condition": condition_data(one.test), "seen": one.seen} for one in found.one_sided
        ],
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
