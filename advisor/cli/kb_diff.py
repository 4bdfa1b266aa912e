"""`advisor kb diff`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context
from advisor.errors import UsageError


@click.command(name="diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--count", default=3_000, show_default=True, metavar="N", help="How many cases to draw at random.")
@click.option("--seed", default=0, show_default=True, help="Which ones: the same seed draws the same.")
@click.option("--exit-code", is_flag=True, help="Exit 1 where advice differs.")
@click.option("--json", "as_json", is_flag=True, help="Differences as JSON.")
@click.pass_obj
def diff_command(
    ctx: Context, old: str, new: str | None, count: int, seed: int, exit_code: bool, as_json: bool
) -> None:
    """Lời khuyên nào đổi giữa hai bản kiến thức · Which advice differs between two versions of the knowledge base.

    OLD and NEW are folders, or git revisions of the knowledge base at hand; without NEW, OLD is compared with that.
    """
    from advisor.kb.difference_lines import comparison_data, comparison_lines
    from advisor.kb.differences import find_differences
    from advisor.kb.versions import load_version
    from advisor.render.phrases import Phrases
    from advisor.ruleset.compile import compile_rules

    versions = []
    for name in (old, new):
        try:
            versions.append(ctx.kb if name is None else load_version(name, ctx.root))
        except UsageError:
            raise UsageError(ctx.say("authoring_diff", "no_version", name=name)) from None
    before, after = versions
    found = find_differences(compile_rules(before), compile_rules(after), seed=seed, count=max(count, 0))
    if as_json:
        click.echo(json.dumps(comparison_data(found, before, after, seed), ensure_ascii=False, indent=2))
    else:
        for line in comparison_lines(found, Phrases(before, ctx.words), Phrases(after, ctx.words)):
            click.echo(line)
    raise click.exceptions.Exit(1 if exit_code and found.differences else 0)
