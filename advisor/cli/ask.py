"""`advisor ask` and `advisor edit`: the guided session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from advisor.cli.context import Context
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.consultation.findings import Consultation
    from advisor.interview.case_file import Case
    from advisor.interview.next_question import Question
    from advisor.interview.screen import Lines, Screen
    from advisor.interview.terminal import Conversation
    from advisor.model.types import Value

_answers_option = click.option(
    "--answers", type=click.Path(path_type=Path), metavar="FILE", help="Answer from a file, one answer a line."
)
_transcript_option = click.option(
    "--transcript",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was asked, and what came of it, as JSON.",
)
_linear_option = click.option("--linear", is_flag=True, help="Nothing but lines of text, to be read aloud.")


@click.command(name="ask")
@click.argument("case_path", required=False, metavar="[CASE]")
@click.option("--goal", "goals", multiple=True, metavar="ID", help="A decision or an area; may be given again.")
@click.option("--quick/--full", "quick", default=None, help="Only what quick advice needs, or everything.")
@_answers_option
@_transcript_option
@_linear_option
@click.pass_obj
def ask_command(
    ctx: Context, case_path: str | None, goals: tuple[str, ...], quick: bool | None, answers: Path | None,
    transcript: Path | None, linear: bool,
) -> None:  # fmt: skip
    """Hỏi từng câu rồi tư vấn · Ask, then advise."""
    if goals:  # not without need: the first question waits for what is read here
        from advisor.cli.named import goal_ids

        goals = goal_ids(ctx, goals)
    path = _case_path(ctx, case_path)
    lines = _lines(ctx, answers)
    if case_path is None and not goals and quick is None and lines.interactive:
        case_path = _offer_to_resume(ctx, lines, linear=linear)
        path = _case_path(ctx, case_path)
    if path.exists() and case_path is not None:
        talk = _conversation(ctx, path, lines, linear=linear, **_open_case(ctx, path, goals, quick))
        _go_on(ctx, talk)
        first = None
    else:
        talk, first = _start(ctx, path, goals, bool(quick), lines, fresh=case_path is None, linear=linear)
    _run(ctx, talk, transcript, first=first)


@click.command(name="edit", context_settings={"ignore_unknown_options": True})
@click.argument("case_path", metavar="CASE")
@click.argument("changes", nargs=-1, metavar="FACT=VALUE...")
@_answers_option
@_transcript_option
@_linear_option
@click.pass_obj
def edit_command(
    ctx: Context, case_path: str, changes: tuple[str, ...], answers: Path | None, transcript: Path | None, linear: bool
) -> None:
    """Sửa câu trả lời, xem điều gì đổi · Change answers, see what changes."""
    from advisor.interview import commands
    from advisor.interview.earlier import show_moved
    from advisor.interview.replay import edited
    from advisor.interview.terminal import END_LIMIT

    path = _case_path(ctx, case_path)
    opened = _open_case(ctx, path)
    lines = _lines(ctx, answers)
    new = {} if lines.interactive and not changes else _read_changes(ctx, changes)
    talk = _conversation(ctx, path, lines, linear=linear, **opened)
    _say_notes(ctx, talk)
    if not new:
        new = _choose_change(talk)
    before = talk.consult(limit=END_LIMIT)
    session = talk.session
    if not talk.keep(edited(talk.replayer, session, new)):
        raise click.exceptions.Exit(2)
    talk.screen.say("edited", facts=[_shown(ctx, fact, value) for fact, value in new.items()])
    for line in dict.fromkeys(line for fact in new for line in ctx.doubts(dict(talk.session.answers), fact)):
        talk.screen.text(line)
    show_moved(talk, session, talk.session)
    if talk.lines.interactive or answers is not None:
        _run(ctx, talk, transcript, before=before)
        return
    _list_questions(ctx, talk)
    after = talk.consult(limit=END_LIMIT)
    commands.show_changes(talk, before, after)
    _say_how_to_go_on(ctx, talk, "left")
    _write_transcript(ctx, talk, transcript, after)


# --- opening ------------------------------------------------------------------------------------------------


def _start(
    ctx: Context, path: Path, goals: tuple[str, ...], quick: bool, lines: Lines, *, fresh: bool, linear: bool
) -> tuple[Conversation, Question | None]:
    """Show the first question of a new session, from the cache before anything else is read; then get ready."""
    from advisor.interview.opening import place_of, read_opening, write_opening

    place = place_of(ctx.files, ctx.words.folders, ctx.lang, goals, quick)
    opening = read_opening(place)
    if opening is not None:
        opening.show(_screen(ctx, linear=linear), str(path))
    from advisor.interview.case_file import Case

    talk = _conversation(ctx, path, lines, linear=linear, case=Case(goals=goals, quick=quick), fresh=fresh)
    if opening is None:
        from advisor.interview.next_question import next_question
        from advisor.interview.record import record_opening

        question = next_question(talk.advisor.ruleset, talk.session, talk.interviewer)
        opening, general = record_opening(talk, question, str(path))
        if general:
            write_opening(place, opening)
        opening.show(talk.screen, str(path))
    else:
        talk.get_ready()  # while the person reads
    return talk, opening.first(ctx.kb)


def _offer_to_resume(ctx: Context, lines: Lines, *, linear: bool) -> str | None:
    """Ask whether to go on with a case left unfinished under the usual name; return it where the person wants to."""
    usual = _usual_path(ctx)
    if not usual.exists():
        return None
    from advisor.interview.answers import is_no, is_yes
    from advisor.interview.resume import unfinished_case
    from advisor.interview.screen import Stop

    found = unfinished_case(usual, ctx.ruleset, ctx.lang)
    if found is None:
        return None
    path, case = found
    screen = _screen(ctx, linear=linear)
    last = ctx.phrases.subject(list(case.answers)[-1])
    while True:
        screen.say("offer_resume", path=str(path), count=len(case.answers), subject=last)
        try:
            line = lines.ask(ctx.say("session", "prompt_yes_no") + " ")
        except Stop:
            raise click.exceptions.Exit(0) from None
        if is_yes(line) or is_no(line):
            return str(path) if is_yes(line) else None


def _go_on(ctx: Context, talk: Conversation) -> None:
    """Greet a person who goes on with a case."""
    case = talk.keeper.case
    talk.screen.say(
        "welcome",
        about=ctx.kb.outline.about[ctx.lang],
        path=str(talk.keeper.path),
        resumed=True,
        count=len(case.answers),
        **talk.subject(),
    )
    _say_notes(ctx, talk)


def _say_notes(ctx: Context, talk: Conversation) -> None:
    """Say what of an older case the knowledge base takes otherwise."""
    from advisor.interview.resume import note_lines

    for line in note_lines(talk.keeper.case, ctx.kb, ctx.words):
        talk.screen.text(line)


def _choose_change(talk: Conversation) -> dict[str, Value | None]:
    """Ask which answer to change, and for the new one; leave where there is none."""
    from advisor.interview.earlier import choose_answer
    from advisor.interview.screen import Stop

    try:
        picked = choose_answer(talk, None)
    except Stop:
        picked = None
    if picked is None:
        talk.screen.say("left_as_it_was")
        raise click.exceptions.Exit(0)
    return {picked[0].id: picked[1]}


def _usual_path(ctx: Context) -> Path:
    return Path("ho-so.yaml" if ctx.lang == "vi" else "case.yaml")


def _case_path(ctx: Context, case_path: str | None) -> Path:
    from advisor.interview.free_path import unused

    if case_path is None:
        return unused(_usual_path(ctx))
    if case_path == "-":
        raise UsageError(ctx.say("usage", "case_on_stdin"))
    path = Path(case_path)
    if not path.exists() and not path.parent.is_dir():
        raise UsageError(ctx.say("usage", "no_folder", path=str(path), folder=str(path.parent)))
    return path


class _Opened(TypedDict):
    """A case that was read, and what stood in its file before: a change made in between is seen at the first save."""

    case: Case
    seen: bytes | None


def _open_case(ctx: Context, path: Path, goals: tuple[str, ...] = (), quick: bool | None = None) -> _Opened:
    from advisor.interview.case_file import read_case
    from advisor.interview.keeper import content

    seen = content(path)
    case = read_case(path, ctx.kb, ctx.lang)
    case = replace(case, goals=goals or case.goals, quick=case.quick if quick is None else quick)
    return {"case": case, "seen": seen}


def _conversation(
    ctx: Context, path: Path, lines: Lines, *, linear: bool, case: Case, seen: bytes | None = None, fresh: bool = False
) -> Conversation:
    from advisor.interview.keeper import Keeper
    from advisor.interview.resume import session_of
    from advisor.interview.terminal import Conversation

    return Conversation(
        advisor=ctx.advisor,
        phrases=ctx.phrases,
        screen=_screen(ctx, linear=linear),
        lines=lines,
        keeper=Keeper(path, case, fresh=fresh, seen=seen),
        session=session_of(case, ctx.kb),
        own_templates=ctx.own_templates,
    )


def _screen(ctx: Context, *, linear: bool) -> Screen:
    from advisor.interview.screen import Screen, wants_colour

    return Screen(ctx.words, wants_colour(linear=linear), gaps=not linear)


def _lines(ctx: Context, answers: Path | None) -> Lines:
    from advisor.interview.screen import Lines

    return Lines(None if answers is None else _lines_of(ctx, answers))


def _lines_of(ctx: Context, path: Path) -> Iterator[str]:
    """Return the lines of a file of answers."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(ctx.say("usage", "not_utf_8", path=str(path))) from None
    except OSError as error:
        raise UsageError(ctx.say_failed("not_read", path, error)) from None
    return iter(text.splitlines())


def _read_changes(ctx: Context, changes: tuple[str, ...]) -> dict[str, Value | None]:
    """Return the changes given as FACT=VALUE; raise UsageError where there are none, or with all that is wrong."""
    from advisor.cli.changes import read_changes

    if not changes:
        raise UsageError(ctx.say("case", "no_changes"))
    return read_changes(ctx, changes)


# --- running and closing --------------------------------------------------------------------------------------


def _run(
    ctx: Context,
    talk: Conversation,
    transcript: Path | None,
    *,
    first: Question | None = None,
    before: Consultation | None = None,
) -> None:
    """Hold the session, show what came of it, write the transcript; Ctrl-C ends it with exit code 2."""
    import gc

    from advisor.interview import commands
    from advisor.interview.terminal import END_LIMIT

    gc.freeze()  # what is loaded stays: to look through it for garbage takes longer than to choose a question
    try:
        finished = talk.run(first)
        wanted = finished or before is not None or transcript is not None
        consultation = talk.consult(limit=END_LIMIT) if wanted else None
        if consultation is not None and before is not None:
            commands.show_changes(talk, before, consultation)
        elif consultation is not None and finished:
            _show_advice(talk, consultation)
        _say_how_to_go_on(ctx, talk, "finished" if finished else "left")
        if consultation is not None:
            _write_transcript(ctx, talk, transcript, consultation)
    except KeyboardInterrupt:
        click.echo()
        _say_how_to_go_on(ctx, talk, "interrupted")
        if transcript is not None:
            _write_transcript(ctx, talk, transcript, talk.consult())
        raise click.exceptions.Exit(2) from None


def _say_how_to_go_on(ctx: Context, talk: Conversation, how: str) -> None:
    """Say where the case lies and, on a line of its own to copy, the command to type next."""
    case = str(talk.keeper.path)
    if not talk.session.answers:
        talk.screen.say("nothing_saved")
    else:
        talk.screen.say(how, path=case)
    words = ("plan", "--facts", case) if how == "finished" else ("ask", case)
    talk.screen.line(f"  {_command(ctx, *words)}")
    if how == "finished" and any(value is None for _, value in talk.session.answers):
        talk.screen.say("when_known")
        talk.screen.line(f"  {_command(ctx, 'edit', case)}")
    if how == "finished" and talk.session.quick:
        talk.screen.say("only_quick")
        talk.screen.line(f"  {_command(ctx, 'ask', case, '--full')}")


def _show_advice(talk: Conversation, consultation: Consultation) -> None:
    from advisor.interview import commands
    from advisor.render.advice import advice_lines
    from advisor.render.view import View

    talk.screen.gap()
    talk.screen.say("advice_follows")
    for line in advice_lines(View(consultation, talk.phrases), details=False):
        if line or talk.screen.gaps:
            talk.screen.line(line)
    commands.show_unknowns(talk, consultation)
    talk.screen.gap()


def _list_questions(ctx: Context, talk: Conversation) -> None:
    from advisor.interview.next_question import open_questions

    kept = dict(talk.session.reserve)
    questions = [fact for fact in open_questions(talk.advisor.ruleset, talk.session) if fact not in kept]
    talk.screen.say("would_ask", count=len(questions))
    for fact in questions:
        talk.screen.text(f"- {ctx.kb.facts[fact].question[ctx.lang]}", indent="  ")


def _write_transcript(ctx: Context, talk: Conversation, path: Path | None, consultation: Consultation) -> None:
    from advisor.interview.case_file import write_whole
    from advisor.interview.transcript import format_transcript

    if path is None:
        return
    try:
        write_whole(path, format_transcript(consultation, talk.asked_and_kept))
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", path, error)) from None


def _shown(ctx: Context, fact: str, value: Value | None) -> str:
    shown = ctx.say("session", "unknown") if value is None else ctx.phrases.value(fact, value)
    return ctx.say("common", "fact_is", subject=ctx.phrases.subject(fact), value=shown)


def _command(ctx: Context, *words: str) -> str:
    import shlex

    from advisor.cli.context import default_lang, program_name

    options = [] if ctx.lang == default_lang() else ["--lang", ctx.lang]
    if ctx.kb_folder is not None:
        options += ["--kb", str(ctx.kb_folder)]
    return shlex.join([program_name(), *options, *words])
