"""`advisor facts`, `decisions` and `show`."""

from __future__ import annotations

import json
from typing import Any

import click

from advisor.cli.context import Context
from advisor.errors import UsageError


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


@click.command(name="show")
@click.argument("item_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_command(ctx: Context, item_id: str, as_json: bool) -> None:
    """Một mục kiến thức và nơi dùng nó · One item of knowledge, with all that uses it."""
    from advisor.kb.uses import describe, find_by_name, find_item
    from advisor.language.letters import nearest

    item = find_item(ctx.kb, item_id) or find_by_name(ctx.kb, item_id)
    if item is None:
        known = [*ctx.kb.facts, *ctx.kb.decisions, *ctx.kb.rules, *ctx.kb.points, *ctx.kb.concepts, *ctx.kb.formulas]
        guess = nearest(item_id, known)
        said = ctx.say("usage", "nothing_called", id=item_id)
        raise UsageError(f"{said}; {ctx.say('case', 'guess', word=guess)}" if guess else said)
    kind, data = describe(ctx.kb, item)
    if as_json:
        click.echo(json.dumps({"kind": kind, **data}, ensure_ascii=False, indent=2))
        return
    click.echo(ctx.say("kb", "item_kind", kind=kind))
    for line in _lines(data, ctx.lang):
        click.echo(line)


def _lines(data: Any, lang: str, indent: str = "") -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        if value in (None, "", [], {}):
            continue
        if isinstance(value, dict) and set(value) == {"vi", "en"}:
            lines.append(f"{indent}{key}: {value[lang]}")
        elif isinstance(value, dict):
            lines += [f"{indent}{key}:", *_lines(value, lang, indent + "  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{key}:")
            for one in value:
                if isinstance(one, dict):
                    inner = _lines(one, lang, indent + "    ")
                    lines += [f"{indent}  - {inner[0].strip()}", *inner[1:]] if inner else []
                else:
                    lines.append(f"{indent}  - {one}")
        else:
            lines.append(f"{indent}{key}: {value}")
    return lines
