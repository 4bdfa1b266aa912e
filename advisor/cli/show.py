"""`advisor show`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context
from advisor.errors import UsageError

MOST = 20


@click.command(name="show")
@click.argument("item_id", metavar="ID")
@click.option("--all", "whole", is_flag=True, help="Long lists to their end.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_command(ctx: Context, item_id: str, whole: bool, as_json: bool) -> None:
    """Một mục kiến thức và nơi dùng nó · One item of knowledge, with all that it uses and all that uses it.

    ID is an id, or a name with or without diacritics: of a fact, decision, option, rule, table, conflict, formula,
    term, source point (also as 004:1049), document, case or item of the plan.
    """
    from advisor.kb.find import find_items, guess, same_id
    from advisor.kb.links import all_links
    from advisor.kb.show import item_lines, name_of
    from advisor.kb.uses import describe

    found = find_items(ctx.kb, item_id)
    if not found:
        near = guess(ctx.kb, item_id)
        said = ctx.say("usage", "nothing_called", id=item_id)
        raise UsageError(f"{said}; {ctx.say('case', 'guess', word=near)}" if near else said)
    links = all_links(ctx.kb)
    if as_json:
        data = [{"kind": ref.kind, **describe(ctx.kb, ref, links)} for ref in found]
        click.echo(json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2))
        return
    if len(found) > 1:
        click.echo(ctx.say("authoring_show", "several", name=item_id, count=len(found)))
        for ref in found if whole else found[:MOST]:
            name = name_of(ctx.phrases, ref)
            click.echo("  " + ctx.say("authoring_show", "one_of", kind=ref.kind, name=name, id=ref.id))
        if len(found) > MOST and not whole:
            click.echo("  " + ctx.say("authoring_show", "more", count=len(found) - MOST))
        return
    for line in item_lines(ctx.phrases, found[0], links, whole=whole):
        click.echo(line)
    for ref in same_id(ctx.kb, item_id)[1:]:
        name = f"{ref.kind}:{ref.id}"
        click.echo("")
        click.echo(ctx.say("authoring_show", "same_id", kind=ref.kind, name=name_of(ctx.phrases, ref), id=name))
