"""`advisor solve`: advice on a case, without asking."""

from __future__ import annotations

import json

import click

from advisor.cli.context import Context


@click.command(name="solve")
@click.option("--facts", "case_path", required=True, metavar="CASE", help="A case (YAML or JSON); - is standard input.")
@click.option("--goal", "goals", multiple=True, metavar="ID", help="A decision or an area; may be given again.")
@click.option("--prefer", multiple=True, metavar="SOURCE", help="A source that wins where the sources disagree.")
@click.option("--json", "as_json", is_flag=True, help="One object, or a list where there are several goals.")
@click.option("-v", "--verbose", is_flag=True, help="Also show what the inference engine did, step by step.")
@click.pass_obj
def solve_command(
    ctx: Context, case_path: str, goals: tuple[str, ...], prefer: tuple[str, ...], as_json: bool, verbose: bool
) -> None:
    """Tư vấn từ một hồ sơ · Advise on a case."""
    from advisor.cli.named import goal_ids, source_ids
    from advisor.interview.case_file import read_case

    case = read_case(case_path, ctx.kb, ctx.lang)
    for line in ctx.doubts(case.answers):
        click.echo(f"{case_path}: {line}", err=True)
    consultation = ctx.advisor.consult(
        case.answers,
        goal_ids(ctx, goals) or None,
        (*case.prefer, *source_ids(ctx, prefer)),
        watch=verbose and not as_json,
    )
    if as_json:
        from advisor.render.json_view import finding_json

        found = [finding_json(consultation, finding, ctx.lang) for finding in consultation.findings.values()]
        click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
        return
    from advisor.render.advice import advice_lines, wrap
    from advisor.render.view import View

    if verbose:
        lines = ctx.phrases.trace(consultation.trace, ctx.ruleset.closure(frozenset(consultation.findings)))
        click.echo(ctx.say("trace", "heading", count=len(lines)))
        for line in lines:
            click.echo("\n".join(wrap(line)))
    if not case.answers:
        click.echo(ctx.say("advice", "nothing_asked"))
    for line in advice_lines(View(consultation, ctx.phrases)):
        click.echo(line)
