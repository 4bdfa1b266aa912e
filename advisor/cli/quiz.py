"""`advisor quiz`: questions for practice."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.context import Context


@click.command(name="quiz")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="An area, decision, fact, formula or term.")
@click.option("--count", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many questions.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same questions.")
@click.option("--level", "levels", type=click.IntRange(1, 3), multiple=True, help="1 easy, 2, 3 hard; may be repeated.")
@click.option("--format", "fmt", type=click.Choice(["json"]), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file to write.")
@click.pass_obj
def quiz_command(
    ctx: Context, topics: tuple[str, ...], count: int, seed: int, levels: tuple[int, ...], fmt: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Câu hỏi ôn tập · Questions for practice."""
    from advisor.teaching.draw import draw
    from advisor.teaching.quiz_json import question_json
    from advisor.teaching.types import LEVELS

    questions = draw(ctx.pool(topics), count, seed, levels=levels or LEVELS)
    text = json.dumps([question_json(one) for one in questions], ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")
