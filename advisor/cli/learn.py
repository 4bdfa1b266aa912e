"""`advisor learn` and `advisor term`: lessons, the map of the course, terms."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.context import Context
from advisor.cli.quiz import open_or_tell, progress_option
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.teaching.lesson_text import LessonWriter

MOST_TERMS = 3
"""So many terms of one name are shown; others are named."""


@click.command(name="learn")
@click.argument("topic", required=False, metavar="[TOPIC]")
@click.option("--format", "fmt", type=click.Choice(["text", "md"]), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file to write.")
@progress_option
@click.pass_obj
def learn_command(ctx: Context, topic: str | None, fmt: str, output: Path | None, progress_file: Path | None) -> None:
    """Bài học từ giáo trình, mỗi điều có dẫn nguồn · A lesson, each point with its place.

    Without TOPIC: the map of the course, with what you have met and mastered.
    """
    from advisor.teaching.lesson_text import LessonWriter
    from advisor.teaching.progress import progress_path

    path = progress_path(ctx.kb, progress_file)
    writer = LessonWriter(ctx.kb, ctx.words, markdown=fmt == "md")
    text = _map(ctx, writer, path) if topic is None else _lesson(ctx, writer, topic, path)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", output, error)) from None


def _map(ctx: Context, writer: LessonWriter, path: Path) -> str:
    from advisor.teaching.course_map import area_rows, topic_rows

    progress = open_or_tell(ctx, path)
    areas = [(area, list(topic_rows(ctx.kb, progress, area.id))) for area in area_rows(ctx.kb, progress)]
    return writer.map(areas, lambda topic: topic in progress.lessons)


def _lesson(ctx: Context, writer: LessonWriter, topic: str, path: Path) -> str:
    """Return the lesson, and note that it was read."""
    from advisor.consultation.consult import reading_order
    from advisor.teaching.lesson import chapters
    from advisor.teaching.progress import read_lesson, save_progress

    (subject,) = ctx.subjects([topic])
    told = list(chapters(ctx.kb, subject, tuple(reading_order(ctx.kb))))
    text = writer.lesson(subject.label, told)
    try:
        progress = read_lesson(open_or_tell(ctx, path), [one.id for one in told], datetime.now(timezone.utc))
        save_progress(path, progress)
    except OSError as error:
        click.echo(ctx.say("drill", "not_saved", path=str(path), reason=error.strerror or ""), err=True)
    return text + "\n" + ctx.say("lesson", "practise", id=subject.id) + "\n"


@click.command(name="term")
@click.argument("word", nargs=-1, required=True, metavar="WORD...")
@click.option("--format", "fmt", type=click.Choice(["text", "md"]), default="text", show_default=True)
@click.pass_obj
def term_command(ctx: Context, word: tuple[str, ...], fmt: str) -> None:
    """Một thuật ngữ là gì · What a term means, by any of its names, with or without diacritics."""
    from advisor.interview.terms import find_terms, guess_term
    from advisor.teaching.lesson_text import LessonWriter

    name = " ".join(word)
    found = find_terms(ctx.kb, name, ctx.lang)
    if not found:
        guess = guess_term(ctx.kb, name, ctx.lang)
        raise UsageError(ctx.say("lesson", "no_term", asked=name, guess=guess))
    writer = LessonWriter(ctx.kb, ctx.words, markdown=fmt == "md")
    click.echo("\n".join(writer.term(term) for term in found[:MOST_TERMS]), nl=False)
    if len(found) > MOST_TERMS:
        click.echo("\n" + ctx.say("lesson", "more_terms", names=[term.names[0] for term in found[MOST_TERMS:][:10]]))
