"""`advisor facts` and `decisions`."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context


@click.command(name="facts")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def facts_command(ctx: Context, as_json: bool) -> None:
    """Những gì có thể được hỏi · What can be asked."""
    from advisor.render.json_view import plain_text

    facts = ctx.kb.facts.values()
    if as_json:
        rows = [
            {
                "id": fact.id,
                "type": fact.type,
                "options": [option.id for option in fact.options],
                "question": plain_text(fact.question),
                "ask": fact.ask,
                "unit": fact.unit,
            }
            for fact in facts
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for topic in ctx.kb.outline.topics:
        click.echo(f"\n{topic.label[ctx.lang].upper()}")
        for fact in facts:
            if fact.topic == topic.id:
                click.echo(f"  {fact.id}  ({fact.ask})\n      {fact.question[ctx.lang]}")
                for option in fact.options:
                    click.echo(f"        {option.id}: {option.label[ctx.lang]}")


@click.command(name="decisions")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def decisions_command(ctx: Context, as_json: bool) -> None:
    """Những gì được quyết định · What is decided."""
    decisions = ctx.kb.decisions.values()
    if as_json:
        rows = [
            {
                "id": decision.id,
                "kind": decision.kind,
                "options": list(decision.outcomes),
                "area": decision.area,
                "quick": decision.quick,
            }
            for decision in decisions
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for area in ctx.kb.outline.areas:
        click.echo(f"\n{area.label[ctx.lang].upper()}  ({area.id})")
        for decision in decisions:
            if decision.area == area.id:
                click.echo(f"  {decision.id}  ({decision.kind})\n      {decision.question[ctx.lang]}")
                for option in decision.outcomes:
                    click.echo(f"        {option}: {ctx.phrases.option(decision.id, option)}")
