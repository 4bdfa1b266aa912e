"""What a person can do at a prompt instead of answering."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.consultation.findings import Consultation
from advisor.interview.earlier import edit_answer, show_answers, show_changes, show_moved, try_answer
from advisor.interview.free_path import unused
from advisor.interview.next_question import Question
from advisor.interview.question_words import show_term, show_why
from advisor.interview.screen import Stop
from advisor.interview.session import sheet
from advisor.interview.typed_command import Command
from advisor.interview.unknown_words import show_unknowns
from advisor.render.advice import decision_lines
from advisor.render.view import View

if TYPE_CHECKING:
    from advisor.interview.terminal import Conversation

__all__ = ["obey", "show_changes", "show_decisions", "show_unknowns", "write_plan"]


def obey(talk: Conversation, command: Command, question: Question) -> None:
    """Do what the person asked for while `question` stood."""
    match command.name:
        case "quit":
            raise Stop
        case "back":
            undo(talk)
        case "save":
            if talk.keep(talk.session):
                talk.screen.say("saved", path=str(talk.keeper.path))
        case "help":
            show_help(talk, question)
        case "why":
            show_why(talk, question)
        case "term":
            show_term(talk, question, command.text)
        case "answers":
            show_answers(talk)
        case "advice":
            show_settled(talk)
        case "edit":
            edit_answer(talk, command.number, command.text)
        case "what-if":
            try_answer(talk, command.number, command.text)
        case "plan":
            write_plan(talk)


def undo(talk: Conversation) -> None:
    """Take the last answer back, and say which."""
    before = talk.session
    last = before.last
    if last is None:
        talk.screen.say("nothing_before")
    elif talk.undo():
        talk.screen.say("went_back", subject=talk.phrases.subject(last[0]))
        show_moved(talk, before, talk.session)


def show_help(talk: Conversation, question: Question) -> None:
    """Show an example of an answer and the commands."""
    fact = talk.advisor.kb.facts[question.fact]
    if fact.example:
        talk.screen.say("example", text=fact.example[talk.phrases.lang])
    talk.screen.say("commands")


# --- looking at what is settled -----------------------------------------------------------------------------


def show_settled(talk: Conversation) -> None:
    """Show the recommendations that no further answer can change."""
    consultation = talk.consult()
    settled = {
        goal: finding
        for goal, finding in consultation.findings.items()
        if finding.status in ("settled", "tied") and finding.outcome
    }
    still_open = sum(finding.status == "open" for finding in consultation.findings.values())
    talk.screen.say("settled_so_far", count=len(settled), open=still_open)
    show_decisions(talk, replace(consultation, findings=settled))


def show_decisions(talk: Conversation, consultation: Consultation) -> None:
    """Show decisions with what was chosen and the places it is from, area by area."""
    view = View(consultation, talk.phrases)
    for area in view.areas():
        talk.screen.gap()
        talk.screen.text(area["label"], bold=True)
        for decision in area["decisions"]:
            for line in decision_lines(view, decision, details=False):
                talk.screen.line(line)


# --- the plan -----------------------------------------------------------------------------------------------


def write_plan(talk: Conversation) -> None:
    """Write the plan beside the case."""
    from advisor.interview.whole_file import write_whole
    from advisor.planning.write import write_plan as plan_text

    kb = talk.advisor.kb
    consultation = talk.advisor.consult(sheet(talk.session), None, talk.session.prefer, limit=200)
    text = plan_text(consultation, talk.phrases.lang, "md", talk.own_templates, talk.keeper.case.name)
    path = unused(talk.keeper.path.with_suffix(".md"))
    try:
        write_whole(path, text)
    except OSError:
        talk.screen.say("plan_not_written", path=str(path))
        return
    still_open = any(finding.status == "open" for finding in consultation.findings.values())
    talk.screen.say("plan_written", path=str(path), still_open=still_open, title=kb.outline.title[talk.phrases.lang])
