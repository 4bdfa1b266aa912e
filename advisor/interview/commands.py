"""What a person can do at a prompt instead of answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from advisor.consultation.findings import Amount, Consultation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.live import Need
from advisor.evaluate.variables import Block
from advisor.interview.answers import Command, read_command
from advisor.interview.changes import Consequence, consequence, find_changes
from advisor.interview.keeper import unused
from advisor.interview.next_question import Question
from advisor.interview.screen import Stop
from advisor.interview.session import edit, sheet
from advisor.interview.witness import trial_values
from advisor.language.letters import clean_line
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import FactDef, FactOption, Value
from advisor.render.advice import decision_lines
from advisor.render.view import View

if TYPE_CHECKING:
    from advisor.interview.terminal import Conversation


def obey(talk: Conversation, command: Command, question: Question) -> None:
    """Do what the person asked for while `question` stood."""
    match command.name:
        case "quit":
            raise Stop
        case "back":
            talk.screen.say("went_back" if talk.undo() else "nothing_before")
        case "save":
            if talk.keep(talk.session):
                talk.screen.say("saved", path=str(talk.keeper.path))
        case "help":
            show_help(talk, question)
        case "why":
            show_why(talk, question)
        case "term":
            show_term(talk, question)
        case "advice":
            show_settled(talk)
        case "edit":
            edit_answer(talk, command.number)
        case "what-if":
            try_answer(talk, command.number)
        case "plan":
            write_plan(talk)


def show_help(talk: Conversation, question: Question) -> None:
    """Show an example of an answer and the commands."""
    fact = talk.advisor.kb.facts[question.fact]
    if fact.example:
        talk.screen.say("example", text=fact.example[talk.phrases.lang])
    talk.screen.say("commands")


def show_why(talk: Conversation, question: Question) -> None:
    """Say which decision a question serves and what each answer would lead to."""
    goal = talk.advisor.kb.decisions[question.because]
    talk.screen.say("why", decision=goal.label[talk.phrases.lang], question=goal.question[talk.phrases.lang])
    fact = talk.advisor.kb.facts[question.fact]
    for value in _values_to_try(talk, fact, question):
        found = consequence(talk.advisor.ruleset, talk.resolver, sheet(talk.session), question.because, fact.id, value)
        _say_consequence(talk, fact, value, question.because, found)


def _values_to_try(talk: Conversation, fact: FactDef, question: Question) -> list[Value]:
    if fact.type == "choice":
        return [option.id for option in question.options]
    if fact.type == "choices":
        return [(option.id,) for option in question.options]
    if fact.type == "yes-no":
        return [True, False]
    need = Need()
    for rule in talk.advisor.kb.rules.values():
        need.thresholds.update(_thresholds(rule.when, fact.id))
    return list(trial_values(fact, need)) if need.thresholds else []


def _thresholds(condition: Condition, fact: str) -> set[Decimal]:
    match condition:
        case Comparison(subject, op, _, number) if subject == fact and op not in ("in", "known"):
            return {number}
        case Not(part):
            return _thresholds(part, fact)
        case All(parts) | AnyOf(parts):
            return {number for part in parts for number in _thresholds(part, fact)}
        case _:
            return set()


def _say_consequence(talk: Conversation, fact: FactDef, value: Value, goal: str, found: Consequence) -> None:
    talk.screen.say(
        "leads_to",
        indent="  ",
        value=talk.phrases.value(fact.id, value),
        outcome=talk.phrases.outcome(goal, found.result.outcome),
        kind=found.result.kind,
        certain=found.certain,
    )


def show_term(talk: Conversation, question: Question) -> None:
    """Explain the term a question uses."""
    kb, lang = talk.advisor.kb, talk.phrases.lang
    concept = kb.concepts.get(kb.facts[question.fact].concept)
    if concept is None:
        talk.screen.say("no_term")
        for option in question.options:
            if option.meaning:
                talk.screen.text(f"{option.label[lang]}: {option.meaning[lang]}", indent="  ")
        return
    talk.screen.say(
        "term",
        names=list(concept.names[lang]),
        definition=concept.definition[lang],
        example=concept.example[lang] if concept.example else "",
        sources=list(kb.citations(concept.teaches)),
    )


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


def show_changes(talk: Conversation, before: Consultation, after: Consultation) -> None:
    """Show which recommendations differ, before and after."""
    changes = find_changes(before, after)
    talk.screen.say("changes", count=len(changes))
    for change in changes:
        old, new = (
            talk.phrases.words.say(
                "session", "state", status=one.status, outcome=talk.phrases.outcome(change.goal, one.outcome),
                amounts=_amounts(talk, change.goal, one.amounts),
            )
            for one in (change.before, change.after)
        )  # fmt: skip
        label = talk.advisor.kb.decisions[change.goal].label[talk.phrases.lang]
        talk.screen.say("change", label=label, before=old, after=new, indent="  ")


def _amounts(talk: Conversation, goal: str, amounts: Mapping[str, Amount]) -> list[str]:
    return [
        f"{talk.phrases.option(goal, option)}: {talk.phrases.amount(amount.formula, amount.value)}"
        for option, amount in amounts.items()
        if amount.value is not None
    ]


# --- earlier answers ----------------------------------------------------------------------------------------


def edit_answer(talk: Conversation, number: int | None) -> None:
    """Ask an earlier question again and show which recommendations the new answer changes."""
    fact = _pick_answer(talk, number)
    reply = talk.ask_value(fact, _options(talk, fact)) if fact else None
    if fact is None or reply is None:
        talk.screen.say("left_as_it_was")
        return
    before = talk.consult()
    if talk.change(fact.id, reply.value):
        show_changes(talk, before, talk.consult())


def try_answer(talk: Conversation, number: int | None) -> None:
    """Show what another answer to an earlier question would change; change nothing."""
    fact = _pick_answer(talk, number)
    reply = talk.ask_value(fact, _options(talk, fact)) if fact else None
    if fact is None or reply is None:
        talk.screen.say("left_as_it_was")
        return
    show_changes(talk, talk.consult(), talk.consult(edit(talk.session, fact.id, reply.value)))
    talk.screen.say("only_tried")


def _pick_answer(talk: Conversation, number: int | None) -> FactDef | None:
    """Return the fact of answer `number`, asking for the number where it is not given; None to let it be."""
    answers = talk.session.answers
    if not answers:
        talk.screen.say("nothing_before")
        return None
    if number is None:
        show_answers(talk)
        line = talk.lines.ask(talk.phrases.words.say("session", "which_answer", count=len(answers)) + " ")
        command = read_command(line)
        if command is not None and command.name == "quit":
            raise Stop
        digits = clean_line(line).strip("#. ")
        number = int(digits) if digits.isdecimal() and len(digits) < 6 else 0
    if not 1 <= number <= len(answers):
        talk.screen.say("no_such_answer", count=len(answers))
        return None
    return talk.advisor.kb.facts[answers[number - 1][0]]


def show_answers(talk: Conversation) -> None:
    """List the answers given so far with their numbers."""
    for number, (id_, value) in enumerate(talk.session.answers, 1):
        shown = talk.phrases.words.say("session", "unknown") if value is None else talk.phrases.value(id_, value)
        line = talk.phrases.words.say("common", "fact_is", subject=talk.phrases.subject(id_), value=shown)
        talk.screen.item(number, line)


def _options(talk: Conversation, fact: FactDef) -> tuple[FactOption, ...]:
    ruleset = talk.advisor.ruleset
    base = Evaluator(ruleset, talk.resolver, sheet(talk.session)).run(Block(()), frozenset(ruleset.nodes))
    return tuple(one for one in fact.options if one.only_if is None or not base.truth(one.only_if)[1])


# --- the plan -----------------------------------------------------------------------------------------------


def write_plan(talk: Conversation) -> None:
    """Write the plan beside the case."""
    from advisor.interview.case_file import write_whole
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
