"""`advisor explain` and `advisor what-if`."""

from __future__ import annotations

import json
from typing import Any

import click

from advisor.cli.changes import read_changes
from advisor.cli.context import Context
from advisor.cli.named import decision_id, goal_ids, option_id, source_ids
from advisor.interview.case_file import read_case


@click.command(name="explain")
@click.option("--facts", "case_path", required=True, metavar="CASE", help="A case (YAML or JSON); - is standard input.")
@click.option("--goal", required=True, metavar="ID", help="A decision.")
@click.option("--why-not", "option", metavar="OPTION", help="Explain why this option was not chosen.")
@click.option("--depth", type=click.Choice(["sentence", "paragraph", "tree"]), default="paragraph", show_default=True)
@click.option("--prefer", multiple=True, metavar="SOURCE", help="A source that wins where the sources disagree.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def explain_command(
    ctx: Context, case_path: str, goal: str, option: str | None, depth: str, prefer: tuple[str, ...], as_json: bool
) -> None:
    """Vì sao khuyên thế, vì sao không · Why this, why not that."""
    from advisor.explanation.why import explain, why_not
    from advisor.render.explanation import explanation_lines, why_not_lines
    from advisor.render.json_view import explanation_json, why_not_json
    from advisor.render.view import View

    case = read_case(case_path, ctx.kb, ctx.lang)
    goal = decision_id(ctx, goal)
    consultation = ctx.advisor.consult(case.answers, [goal], (*case.prefer, *source_ids(ctx, prefer)))
    view = View(consultation, ctx.phrases)
    if option is not None:
        answer = why_not(consultation, goal, option_id(ctx, goal, option))
        _print(why_not_json(consultation, answer) if as_json else None, why_not_lines(view, answer))
    else:
        explanation = explain(consultation, goal, contrast=as_json or depth != "sentence")  # a sentence has no room
        _print(
            explanation_json(consultation, explanation) if as_json else None,
            explanation_lines(view, explanation, depth),
        )


@click.command(name="what-if")
@click.option("--facts", "case_path", required=True, metavar="CASE", help="A case (YAML or JSON); - is standard input.")
@click.option("--goal", "goals", multiple=True, metavar="ID", help="A decision or an area; may be given again.")
@click.option("--json", "as_json", is_flag=True)
@click.argument("changes", nargs=-1, metavar="[FACT=VALUE]...")
@click.pass_obj
def what_if_command(
    ctx: Context, case_path: str, goals: tuple[str, ...], as_json: bool, changes: tuple[str, ...]
) -> None:
    """Nếu đổi câu trả lời thì sao · What would change."""
    from advisor.explanation.what_if import sensitivities, what_if
    from advisor.render.explanation import sensitivity_lines, what_if_lines
    from advisor.render.json_view import sensitivity_json, what_if_json
    from advisor.render.view import View

    case = read_case(case_path, ctx.kb, ctx.lang)
    changed = read_changes(ctx, changes)
    consultation = ctx.advisor.consult(case.answers, goal_ids(ctx, goals) or None, case.prefer)
    view = View(consultation, ctx.phrases)
    if changed:
        answer = what_if(ctx.advisor, consultation, changed)
        _print(what_if_json(answer) if as_json else None, what_if_lines(view, answer, changed))
    else:
        found = sensitivities(ctx.advisor, consultation)
        _print(sensitivity_json(found) if as_json else None, sensitivity_lines(view, found))


def _print(data: Any, lines: Any) -> None:
    if data is not None:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)
