"""Earlier answers: listed, changed, tried otherwise, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from advisor.consultation.findings import Amount, Consultation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.interview.changes import Changed, Shifted, find_changes, find_shifts
from advisor.interview.replay import edited
from advisor.interview.screen import Stop
from advisor.interview.session import Session, sheet
from advisor.interview.typed_command import read_command
from advisor.language.letters import clean_line
from advisor.model.types import FactDef, FactOption, Value

if TYPE_CHECKING:
    from advisor.interview.terminal import Conversation

SHOWN_REASONS = 2
"""How many rules are named of those that now speak for a recommendation, or no longer do."""


def edit_answer(talk: Conversation, number: int | None, text: str = "") -> None:
    """Give an earlier question another answer, asked for where `text` holds none, and show what that changes."""
    picked = choose_answer(talk, number, text)
    if picked is None:
        talk.screen.say("left_as_it_was")
        return
    fact, value = picked
    before, session = talk.consult(), talk.session
    if talk.change(fact.id, value):
        show_changes(talk, before, talk.consult())
        show_shifts(talk, session, talk.session)


def try_answer(talk: Conversation, number: int | None, text: str = "") -> None:
    """Show what another answer to an earlier question would change; change nothing."""
    picked = choose_answer(talk, number, text)
    if picked is None:
        talk.screen.say("left_as_it_was")
        return
    tried = edited(talk.replayer, talk.session, {picked[0].id: picked[1]})
    show_changes(talk, talk.consult(), talk.consult(tried), tried=True)
    show_shifts(talk, talk.session, tried, tried=True)
    talk.screen.say("only_tried")


def choose_answer(talk: Conversation, number: int | None, text: str = "") -> tuple[FactDef, Value | None] | None:
    """Return an answered fact and another value for it, asking for what is not given; None to let it be."""
    fact = _pick_answer(talk, number)
    reply = talk.ask_value(fact, _options(talk, fact), text) if fact else None
    return (fact, reply.value) if fact and reply else None


def _pick_answer(talk: Conversation, number: int | None, *, listed: bool = False) -> FactDef | None:
    """Return the fact of answer `number`, asking for the number where it is not given; None to let it be."""
    answers = talk.session.answers
    if not answers:
        talk.screen.say("nothing_before")
        return None
    if number is None:
        if not listed:
            show_answers(talk)
        line = talk.lines.ask(talk.phrases.words.say("session", "which_answer", count=len(answers)) + " ")
        command = read_command(line)
        if command is not None and command.name == "quit":
            raise Stop
        digits = clean_line(line).strip("#. ")
        if not digits or command is not None:
            return None
        number = int(digits) if digits.isdecimal() and len(digits) < 6 else 0
        if not 1 <= number <= len(answers):
            talk.screen.say("no_such_answer", count=len(answers))
            return _pick_answer(talk, None, listed=True) if talk.lines.interactive else None
    if not 1 <= number <= len(answers):
        talk.screen.say("no_such_answer", count=len(answers))
        return None
    return talk.advisor.kb.facts[answers[number - 1][0]]


def show_answers(talk: Conversation) -> None:
    """List the answers given so far with their numbers."""
    if not talk.session.answers:
        talk.screen.say("nothing_before")
    for number, (id_, value) in enumerate(talk.session.answers, 1):
        talk.screen.item(number, _in_words(talk, id_, value))


def _in_words(talk: Conversation, id_: str, value: Value | None) -> str:
    shown = talk.phrases.words.say("session", "unknown") if value is None else talk.phrases.value(id_, value)
    return talk.phrases.words.say("common", "fact_is", subject=talk.phrases.subject(id_), value=shown)


def _options(talk: Conversation, fact: FactDef) -> tuple[FactOption, ...]:
    ruleset = talk.advisor.ruleset
    base = Evaluator(ruleset, talk.resolver, sheet(talk.session)).run(Block(()), frozenset(ruleset.nodes))
    return tuple(one for one in fact.options if one.only_if is None or not base.truth(one.only_if)[1])


# --- what a change changes --------------------------------------------------------------------------------------


def show_changes(talk: Conversation, before: Consultation, after: Consultation, *, tried: bool = False) -> None:
    """Show which recommendations differ, before and after, and the rules that make the difference."""
    changes = find_changes(before, after)
    firm = [one for one in changes if not (one.before.status == one.after.status == "open")]
    leaning = [talk.advisor.kb.decisions[one.goal].label[talk.phrases.lang] for one in changes if one not in firm]
    talk.screen.say("changes", count=len(firm), leaning=len(leaning), tried=tried)
    for change in firm:
        old, new = (
            talk.phrases.words.say(
                "session", "state", status=one.status, outcome=talk.phrases.outcome(change.goal, one.outcome),
                amounts=_amounts(talk, change.goal, one.amounts),
            )
            for one in (change.before, change.after)
        )  # fmt: skip
        label = talk.advisor.kb.decisions[change.goal].label[talk.phrases.lang]
        talk.screen.say("change", label=label, before=old, after=new, indent="  ")
        if change.after.status != "not-applicable":
            _show_rules(talk, change)
    if leaning:
        talk.screen.say("leanings", labels=leaning)


def _show_rules(talk: Conversation, change: Changed) -> None:
    kb, lang = talk.advisor.kb, talk.phrases.lang
    for sentence, rules in (("gained", change.gained), ("lost", change.lost)):
        for rule in rules[:SHOWN_REASONS]:
            because, sources = kb.rules[rule].because[lang], list(kb.citations(kb.rules[rule].teaches))
            talk.screen.say(sentence, because=because, sources=sources, indent="      ")


def _amounts(talk: Conversation, goal: str, amounts: Mapping[str, Amount]) -> list[str]:
    return [
        f"{talk.phrases.option(goal, option)}: {talk.phrases.amount(amount.formula, amount.value)}"
        for option, amount in amounts.items()
        if amount.value is not None
    ]


def show_shifts(talk: Conversation, before: Session, after: Session, *, tried: bool = False) -> None:
    """Show which other answers stay, which no longer count, and what is now asked."""
    found: Shifted = find_shifts(talk.advisor.ruleset, talk.resolver, before, after)
    kb, lang = talk.advisor.kb, talk.phrases.lang
    numbers = _numbers(before, after)
    talk.screen.say(
        "shifts",
        stay=found.stay,
        needless=_named(talk, numbers, found.needless),
        again=_named(talk, numbers, found.again),
        dropped=found.dropped,
        tried=tried,
    )
    for id_, options in found.against:
        if kb.facts[id_].type == "choice":
            given = talk.phrases.value(id_, sheet(after)[id_] or ())
            instead = talk.phrases.value(id_, options)
            talk.screen.say(
                "against", answer=_named(talk, numbers, (id_,))[0], given=given, instead=instead, number=numbers[id_]
            )
    if found.asked:
        talk.screen.say("now_asked", count=len(found.asked), tried=tried)
        for fact in found.asked:
            talk.screen.say("now_asked_one", question=kb.facts[fact].question[lang], indent="  ")


def show_moved(talk: Conversation, before: Session, after: Session) -> None:
    """Show which earlier answers are not asked for any more and went to the reserve, and which came back."""
    was, is_ = dict(before.reserve), dict(after.reserve)
    needless = tuple(fact for fact in is_ if fact not in was)
    again = tuple(fact for fact, _ in after.answers if fact in was and fact not in dict(before.answers))
    if needless or again:
        numbers = _numbers(before, after)
        out, back = _named(talk, numbers, needless), _named(talk, numbers, again)
        talk.screen.say("shifts", stay=0, needless=out, again=back, dropped=0, tried=False)


def _numbers(before: Session, after: Session) -> dict[str, int]:
    """Return the numbers of answers by fact; of those that are gone, the number they had."""
    return {fact: number for one in (before, after) for number, (fact, _) in enumerate(one.answers, 1)}


def _named(talk: Conversation, numbers: Mapping[str, int], facts: tuple[str, ...]) -> list[str]:
    kb, words = talk.advisor.kb, talk.phrases.words
    return [
        words.say("session", "answer_number", number=numbers[fact], subject=kb.facts[fact].label[words.lang])
        for fact in facts
    ]
