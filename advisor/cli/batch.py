"""`advisor batch`: one JSON case a line, one line of advice for each."""

from __future__ import annotations

import json
import sys

import click

from advisor.cli.context import Context


@click.command(name="batch")
@click.option("--goal", "goals", multiple=True, metavar="ID", help="A decision or an area; may be given again.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use.")
@click.pass_obj
def batch_command(ctx: Context, goals: tuple[str, ...], jobs: int) -> None:
    """Nhiều hồ sơ một lúc · Many cases at once.

    Reads JSON lines from standard input. A bad line gives a line with `error`, is reported on
    standard error, and the rest goes on; the exit code is then 1.
    """
    from advisor.batch import advise_lines
    from advisor.cli.named import goal_ids

    goals = goal_ids(ctx, goals)  # a wrong goal is said once, before anything is read
    bad = 0
    lines = (line for line in sys.stdin.buffer)
    for answer in advise_lines(ctx.root, lines, goals, ctx.lang, jobs):
        if isinstance(answer, dict) and "error" in answer:
            bad += 1
            click.echo(f"<stdin>:{answer['line']}: {answer['error']}", err=True)
        click.echo(json.dumps(answer, ensure_ascii=False))
    raise click.exceptions.Exit(1 if bad else 0)
