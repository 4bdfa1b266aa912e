"""`advisor quiz` and `advisor progress`: questions for practice, and what came of them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.context import Context
from advisor.cli.quiz_file import FORMATS, write_quiz

if TYPE_CHECKING:
    from advisor.interview.screen import Screen
    from advisor.teaching.draw import Pool
    from advisor.teaching.progress import Progress
    from advisor.teaching.types import Question

progress_option = click.option(
    "--progress", "progress_file", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
    help="The file that keeps your progress (default: one in your data folder).",
)  # fmt: skip


@click.command(name="quiz")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="An area, decision, fact, formula or term.")
@click.option("--count", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many questions.")
@click.option("--seed", type=int, default=None, help="The same seed gives the same questions (default: 0, or the day).")
@click.option("--level", "levels", type=click.IntRange(1, 3), multiple=True, help="1 easy, 2, 3 hard; may be repeated.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default=None, help="Write the questions; ask none.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A file to write.")
@click.option("--variants", type=click.IntRange(1, 26), default=1, help="Papers A, B, C…, each in an order of its own.")
@click.option("--coverage", is_flag=True, help="Show which deciding course points no question asks for.")
@click.option("--linear", is_flag=True, help="Nothing but lines of text, to be read aloud.")
@progress_option
@click.pass_obj
def quiz_command(
    ctx: Context, topics: tuple[str, ...], count: int, seed: int | None, levels: tuple[int, ...], fmt: str | None,
    output: Path | None, variants: int, coverage: bool, linear: bool, progress_file: Path | None,
) -> None:  # fmt: skip
    """Câu hỏi ôn tập · Questions for practice.

    Without --format and -o the questions are asked here, marked and explained; what is missed comes again.
    For other programs: gift, moodle-xml, qti, anki, json. For paper, with a key in a file of its own: md, docx, pdf.
    """
    pool = ctx.pool(topics)
    if coverage:
        _show_coverage(ctx, pool)
    elif fmt is None and output is None:
        _practise(ctx, pool, topics, count, seed, levels, progress_file, linear=linear)
    else:
        write_quiz(ctx, lambda: _drawn(ctx, pool, count, seed or 0, levels), fmt, output, seed or 0, variants)


def _drawn(ctx: Context, pool: Pool, count: int, seed: int, levels: tuple[int, ...]) -> list[Question]:
    """Return questions to be written; say so where there are fewer."""
    from advisor.teaching.draw import draw
    from advisor.teaching.types import LEVELS

    questions = draw(pool, count, seed, levels=levels or LEVELS)
    if len(questions) < count:
        click.echo(ctx.say("drill", "fewer" if questions else "none_found", count=len(questions)), err=True)
    return questions


def _show_coverage(ctx: Context, pool: Pool) -> None:
    """Show how many deciding points have a question; exit 1 where one has none."""
    from advisor.teaching.coverage import quiz_coverage

    found = quiz_coverage(pool, every_kind=True)
    kinds = [(kind, len(points)) for kind, points in found.reached.items() if points]
    reached = len(found.points) - len(found.missing)
    click.echo(ctx.say("drill", "coverage", reached=reached, all=len(found.points), kinds=kinds))
    for point in found.missing:
        click.echo(ctx.say("drill", "unreached", point=point.statement[ctx.lang], place=point.citation))
    if found.missing:
        raise click.exceptions.Exit(1)


# --- asking ------------------------------------------------------------------------------------------------------


def _practise(
    ctx: Context, pool: Pool, topics: tuple[str, ...], count: int, seed: int | None, levels: tuple[int, ...],
    progress_file: Path | None, *, linear: bool,
) -> None:  # fmt: skip
    """Ask at the terminal, in a pipe or read aloud; keep every answer at once."""
    from advisor.interview.screen import Lines, Screen, Stop, wants_colour
    from advisor.teaching.drill import Drill
    from advisor.teaching.progress import answered, progress_path, save_progress
    from advisor.teaching.types import LEVELS

    path = progress_path(ctx.kb, progress_file)
    progress = open_or_tell(ctx, path)
    now = datetime.now(timezone.utc)
    chosen = now.toordinal() if seed is None else seed
    screen = Screen(ctx.words, colour=wants_colour(linear=linear), gaps=not linear)
    kept = True

    def note(question: Question, right: bool) -> None:
        nonlocal progress, kept
        progress = answered(progress, question, right=right, now=datetime.now(timezone.utc))
        try:
            save_progress(path, progress)
        except OSError as error:
            if kept:
                screen.text(ctx.say("drill", "not_saved", path=str(path), reason=error.strerror or str(error)))
            kept = False

    labels = [one.label[ctx.lang] for one in ctx.subjects(topics)]
    due = [id_ for id_ in progress.due(now) if progress.questions[id_].topic in _topics_of(pool)]
    subject = ctx.kb.outline.title[ctx.lang]
    screen.text(ctx.say("drill", "welcome", subject=subject, due=len(due), path=str(path), topics=labels))
    drill = Drill(ctx.words, screen, Lines(), note)
    questions = _questions(pool, progress, due[:count], chosen, levels or LEVELS)
    with contextlib.suppress(Stop):  # there are no more lines to read
        drill.run(questions, count)
    drill.summary()
    _say_what_next(ctx, screen, drill.missed_topics(), progress)


def _topics_of(pool: Pool) -> frozenset[str]:
    """Return what the questions of a pool may be filed under."""
    kb = pool.maker.kb
    headings = {point.decision for point in kb.points.values()} if pool.whole else set()
    return frozenset({*headings, *(node for nodes in pool.nodes.values() for node in nodes)})


def _questions(
    pool: Pool, progress: Progress, due: list[str], seed: int, levels: tuple[int, ...]
) -> Iterator[Question]:  # fmt: skip
    """Yield what is due again, then questions never asked, then any."""
    from advisor.teaching.draw import drawn
    from advisor.teaching.types import KINDS

    told: set[str] = set()
    for id_ in due:
        record = progress.questions[id_]
        kind = next(one for one in KINDS if one == record.kind)
        question = pool.find(kind, record.topic, id_, seed)
        if question is not None:
            told.add(id_)
            yield question
    later: list[Question] = []
    for question in drawn(pool, seed, levels=levels):
        if question.id in told:
            continue
        if question.id in progress.questions:
            later.append(question)
            continue
        yield question
    yield from later


def _say_what_next(ctx: Context, screen: Screen, topics: list[str], progress: Progress) -> None:
    """Say what to read, and when questions come again."""
    from advisor.teaching.schedule import due_at
    from advisor.teaching.subjects import heading_label

    if topics:
        named = [{"id": topic, "label": heading_label(ctx.kb, topic)[ctx.lang]} for topic in topics[:5]]
        screen.text(ctx.say("drill", "to_read", topics=named))
    waiting = sorted(due_at(record.card) for record in progress.questions.values())
    if waiting:
        today = waiting[0].date() <= datetime.now(timezone.utc).date()
        when = ctx.say("drill", "hours") if today else ctx.say("drill", "day", day=waiting[0].date())
        screen.text(ctx.say("drill", "next_time", due=len(waiting), when=when))


# --- progress ----------------------------------------------------------------------------------------------------


def open_or_tell(ctx: Context, path: Path) -> Progress:
    """Return the progress in a file; say so where it was damaged. Raises UsageError where it cannot be read."""
    from advisor.errors import UsageError
    from advisor.teaching.progress import open_progress

    try:
        opened = open_progress(path)
    except OSError as error:
        raise UsageError(ctx.say_failed("not_read", path, error)) from None
    if opened.damaged is not None:
        click.echo(ctx.say("drill", "damaged", path=str(path), aside=str(opened.damaged)), err=True)
    return opened.progress


@click.group(name="progress")
def progress_command() -> None:
    """Tiến bộ của người học · What a learner has mastered; kept on this machine alone."""


@progress_command.command(name="show")
@progress_option
@click.pass_obj
def show(ctx: Context, progress_file: Path | None) -> None:
    """Xem tiến bộ · Show progress by area."""
    from advisor.render.advice import wrap
    from advisor.teaching.course_map import area_rows
    from advisor.teaching.progress import progress_path

    path = progress_path(ctx.kb, progress_file)
    if not path.exists():
        click.echo("\n".join(wrap(ctx.say("drill", "progress_none", path=str(path)))))
        return
    progress = open_or_tell(ctx, path)
    click.echo("\n".join(wrap(ctx.say("drill", "progress_heading", path=str(path)))))
    for row in area_rows(ctx.kb, progress):
        parts = {"label": row.label[ctx.lang], "met": row.met, "mastered": row.mastered, "all": row.all}
        click.echo("\n".join(wrap(ctx.say("drill", "progress_line", **parts))))
    records = progress.questions.values()
    counts = {"seen": sum(one.seen for one in records), "right": sum(one.right for one in records)}
    due = len(progress.due(datetime.now(timezone.utc)))
    click.echo("\n".join(wrap(ctx.say("drill", "progress_asked", questions=len(records), due=due, **counts))))


@progress_command.command(name="export")
@progress_option
@click.pass_obj
def export(ctx: Context, progress_file: Path | None) -> None:
    """Xuất tiến bộ ra JSON · Print progress as JSON."""
    from advisor.teaching.progress import progress_json, progress_path

    progress = open_or_tell(ctx, progress_path(ctx.kb, progress_file))
    click.echo(json.dumps(progress_json(progress), ensure_ascii=False, indent=2))


@progress_command.command(name="delete")
@click.option("--yes", is_flag=True, help="Do not ask.")
@progress_option
@click.pass_obj
def delete(ctx: Context, progress_file: Path | None, yes: bool) -> None:
    """Xóa tiến bộ · Delete progress."""
    from advisor.errors import UsageError
    from advisor.teaching.progress import progress_path

    path = progress_path(ctx.kb, progress_file)
    if not path.exists():
        click.echo(ctx.say("drill", "progress_none", path=str(path)))
        return
    if not yes:
        click.confirm(ctx.say("drill", "ask_delete", path=str(path)), abort=True)
    try:
        path.unlink()
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", path, error)) from None
    click.echo(ctx.say("drill", "progress_deleted", path=str(path)))
