"""`advisor kb graph`."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.context import Context
from advisor.errors import UsageError

_ENDINGS = {".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid", ".svg": "svg"}


@click.command(name="graph")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--format", "fmt", type=click.Choice(["dot", "mermaid", "svg"]), help="Default: by the ending of FILE.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def graph_command(ctx: Context, name: str | None, fmt: str | None, output: Path | None) -> None:
    """Bức tranh dữ kiện, luật, quyết định · A picture of facts, rules and decisions.

    NAME is a decision (with all its rules) or an area, by id or label; without it, the whole in outline.
    """
    from advisor.cli.named import goal_ids
    from advisor.kb.graph import dot_of, graph_of, mermaid_of

    goal = goal_ids(ctx, [name])[0] if name else ""
    graph = graph_of(ctx.ruleset, ctx.phrases, goal)
    chosen = fmt or (_ENDINGS.get(output.suffix.lower()) if output else None) or "mermaid"
    if chosen == "svg":
        from advisor.kb.graph_drawing import draw_graph
        from advisor.planning.charts.svg import svg_of
        from advisor.render.environment import Words

        page = Words(ctx.lang, ctx.own_templates, autoescape=True)
        text = svg_of(draw_graph(graph), page, id_="graph", title=graph.title, description=graph.description)
    else:
        text = dot_of(graph) if chosen == "dot" else mermaid_of(graph)
    if output is None:
        click.echo(text, nl=False)
        return
    from advisor.interview.whole_file import write_whole

    try:
        write_whole(output, text)
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", output, error)) from None
    click.echo(ctx.say("kb", "written", path=str(output)))
