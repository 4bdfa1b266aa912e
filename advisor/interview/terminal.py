"""The conversation: ask, understand, save, go on, until nothing left to ask would change the advice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.consultation.consult import Advisor
from advisor.consultation.doubts import Doubtful, doubtful
from advisor.consultation.findings import Consultation
from advisor.interview import commands, earlier
from advisor.interview.answers import Given, Reply, Unclear, is_yes, read_reply
from advisor.interview.interviewer import Interviewer
from advisor.interview.keeper import Keeper, Saved, SaveError
from advisor.interview.next_question import Question
from advisor.interview.replay import Replayer, edited, taken_back
from advisor.interview.screen import Lines, Screen, Stop
from advisor.interview.session import Session, answer, back, sheet
from advisor.interview.transcript import Asked
from advisor.interview.typed_command import Command
from advisor.language.letters import clean_line
from advisor.model.types import FactDef, FactOption, Text, Value
from advisor.render.phrases import Phrases

END_LIMIT = 2_000
LOOK_LIMIT = 50
"""Completions searched for each open decision at the end, and for a look in between."""

YES_NO = (
    FactOption(id="true", label=Text("Có", "Yes")),
    FactOption(id="false", label=Text("Không", "No")),
)


@dataclass
class Conversation:
    """One session at a terminal: all that has a state is here, everything it calls is pure."""

    advisor: Advisor
    phrases: Phrases
    screen: Screen
    lines: Lines
    keeper: Keeper
    session: Session
    own_templates: Path | None = None
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.interviewer = Interviewer(self.advisor.ruleset, self.session.prefer)
        self.resolver = self.interviewer.resolver
        self.replayer = Replayer(self.interviewer)
        self._confirmed: set[Doubtful] = set()
        """What looks like a slip, and is meant so."""
        self._unclear: tuple[str, Unclear] | None = None
        """The last line, where it was not understood: a yes to the guess, or the same again, takes it as meant."""

    def get_ready(self) -> None:
        """Look at the case as it stands, so that after the next answer only what it changes is looked at."""
        self.interviewer.look(sheet(self.session), self.session.goals)

    # --- the loop ----------------------------------------------------------------------------------------

    def run(self, first: Question | None = None) -> bool:
        """Ask until nothing is left to ask; return False where the person left before.

        `first`: the first question, where it stands on the screen already.
        """
        try:
            if first is not None:
                self._ask(first, shown=True)
            while True:
                question = self._next_question()
                if question is None:
                    return True
                self._ask(question)
        except Stop:
            return False

    def _next_question(self) -> Question | None:
        """Return the next question to put; what lies answered in the reserve is taken from there instead."""
        while True:
            question = self.replayer.question(self.session)
            kept = dict(self.session.reserve)
            if question is None or question.fact not in kept:
                return question
            before = self.session
            if not self.keep(answer(before, question.fact, kept[question.fact])):
                return question
            earlier.show_moved(self, before, self.session)

    def answered(self, fact: str, value: Value | None) -> Session:
        """Return the session with an answer to a question."""
        if self.session.recheck:
            return edited(self.replayer, self.session, {fact: value})
        return answer(self.session, fact, value)

    def _ask(self, question: Question, *, shown: bool = False) -> None:
        """Put one question until it is answered, or until a command has changed what is to be asked."""
        fact = self.advisor.kb.facts[question.fact]
        if not shown:
            self.show(fact, question.options, heading=question)
        while True:
            reply = self.read(fact, question.options)
            if isinstance(reply, Given):
                before = self.session
                if not self._stands(fact, reply.value):
                    self.show_again(fact, question.options)
                    continue
                if self.keep(self.answered(fact.id, reply.value)):
                    self.note_answer(fact.id, reply.value, question.because)
                    earlier.show_moved(self, before, self.session)
                    return
            elif isinstance(reply, Command):
                before = self.session
                commands.obey(self, reply, question)
                if self.session != before:
                    return
                self.show_again(fact, question.options)
            else:
                self.explain_unclear(fact, question.options, reply)

    def ask_value(self, fact: FactDef, options: tuple[FactOption, ...], text: str = "") -> Given | None:
        """Ask for another value of a fact; None where the person lets it be.

        `text`: what was typed already for a value.
        """
        reply = self._understood(fact, options, text) if text else None
        if not isinstance(reply, Given):
            if isinstance(reply, Unclear):
                self.explain_unclear(fact, options, reply)
            self.show(fact, options)
        while not isinstance(reply, Given):
            reply = self.read(fact, options)
            if isinstance(reply, Command):
                if reply.name == "quit":
                    raise Stop
                if reply.name == "back":
                    return None
                if reply.name in ("help", "why", "term"):
                    commands.obey(self, reply, Question(fact=fact.id, because=self.session.goals[0], options=options))
                    continue
                self.screen.say("edit_first")
            elif isinstance(reply, Unclear):
                self.explain_unclear(fact, options, reply)
            if isinstance(reply, Given) and not self._stands(fact, reply.value):
                reply = None
        return reply

    def _stands(self, fact: FactDef, value: Value | None) -> bool:
        """Return whether an answer is meant as it is: where it looks like a slip the person is asked, once.

        In a pipe nobody can be asked: there it is only said.
        """
        for one in doubtful(self.advisor.kb, {**sheet(self.session), fact.id: value}, fact.id):
            if one in self._confirmed:
                continue
            self.screen.text(one.doubt.ask[self.phrases.lang])
            if self.lines.interactive and not is_yes(
                self.lines.ask(self.phrases.words.say("session", "prompt_yes_no") + " ")
            ):
                return False
            self._confirmed.add(one)
        return True

    # --- reading -----------------------------------------------------------------------------------------

    def read(self, fact: FactDef, options: tuple[FactOption, ...]) -> Reply:
        """Read one reply to a question, and say how it was understood."""
        line = self.lines.ask(self.phrases.words.say("session", "prompt", kind=fact.type) + " ")
        return self._understood(fact, options, line)

    def _understood(self, fact: FactDef, options: tuple[FactOption, ...], line: str) -> Reply:
        before, self._unclear = self._unclear, None
        reply = read_reply(fact, options, line, self.phrases.lang)
        if before is not None and before[1].meant is not None:
            agreed = is_yes(line) and before[1].reason != "small_money"
            insisted = before[1].reason == "small_money" and clean_line(line) == before[0]
            if agreed or insisted:
                reply = before[1].meant
        if isinstance(reply, Unclear):
            self._unclear = clean_line(line), reply
        elif isinstance(reply, Given):
            self._echo(fact, reply)
        return reply

    def _echo(self, fact: FactDef, given: Given) -> None:
        if given.value is None:
            self.screen.say("noted_unknown")
        elif given.echo:
            value = self.phrases.value(fact.id, given.said or given.value)
            self.screen.say("understood_perhaps" if given.doubt else "understood", value=value)

    def explain_unclear(self, fact: FactDef, options: tuple[FactOption, ...], reply: Unclear) -> None:
        """Say what was not understood and what is accepted."""
        low, high = (None if bound is None else self.phrases.amount(fact.id, bound) for bound in (fact.low, fact.high))
        lang = self.phrases.lang
        labels = [option.label[lang] for option in options]
        meant = reply.meant
        value = None
        if isinstance(meant, Given) and meant.value is not None:
            value = self.phrases.value(fact.id, meant.said or meant.value)
        self.screen.say(
            f"unclear_{reply.reason}",
            options=[(labels.index(one) + 1 if one in labels else 0, one) for one in reply.options],
            most=fact.at_most,
            low=low,
            high=high,
            kind=fact.type,
            meant=value,
            command=meant.name if isinstance(meant, Command) else "",
        )

    # --- showing -----------------------------------------------------------------------------------------

    def show(self, fact: FactDef, options: tuple[FactOption, ...], heading: Question | None = None) -> None:
        """Show a question with its answers."""
        lang = self.phrases.lang
        self.screen.gap()
        if heading is not None:
            topic = next(one.label[lang] for one in self.advisor.kb.outline.topics if one.id == fact.topic)
            number = len(self.session.answers) + 1
            self.screen.say("heading", number=number, topic=topic, low=heading.low, high=heading.high, faint=True)
        self.screen.text(fact.question[lang], bold=True)
        if fact.help:
            self.screen.text(fact.help[lang], faint=True)
        for number, option in enumerate(YES_NO if fact.type == "yes-no" else options, 1):
            self.screen.item(number, option.label[lang], option.meaning[lang] if option.meaning else "")
        self.screen.say("how_to", kind=fact.type, most=fact.at_most, faint=True)

    def show_again(self, fact: FactDef, options: tuple[FactOption, ...]) -> None:
        """Show a question once more after something else was shown, shorter than at first."""
        lang = self.phrases.lang
        self.screen.gap()
        self.screen.say("again", question=fact.question[lang], bold=True)
        for number, option in enumerate(options, 1):
            self.screen.item(number, option.label[lang])

    def subject(self) -> dict[str, Any]:
        """Return what a greeting says of this session: the names of its goals, and whether a quick one is possible."""
        kb, lang, case = self.advisor.kb, self.phrases.lang, self.keeper.case
        areas = {area.id: area.label[lang] for area in kb.outline.areas}
        goals = [areas[goal] if goal in areas else kb.decisions[goal].label[lang] for goal in case.goals]
        whole = not case.goals and not case.quick and not case.answers
        return {"goals": goals, "quick": whole and any(one.quick for one in kb.decisions.values())}

    # --- keeping -----------------------------------------------------------------------------------------

    def keep(self, session: Session) -> bool:
        """Save and take over a session; where it cannot be saved say so, and let it stay as it was."""
        try:
            saved = self.keeper.save(session)
        except SaveError as error:
            self.screen.say("not_saved", path=str(self.keeper.path), reason=error.reason)
            return False
        self.session = session
        self._note_saved(saved)
        return True

    def _note_saved(self, saved: Saved) -> None:
        """Say what else saving did to files."""
        if saved.moved_from is not None:
            self.screen.say("moved", old=str(saved.moved_from), new=str(self.keeper.path))
        if saved.taken is not None:
            self.screen.say("name_taken", old=str(saved.taken), new=str(self.keeper.path))
        if saved.copy is not None:
            self.screen.say("copied", path=str(self.keeper.path), copy=str(saved.copy))

    def note_answer(self, fact: str, value: Value | None, because: str) -> None:
        """Remember for the transcript that a question was put."""
        self.asked = [one for one in self.asked if one.fact != fact] + [Asked(fact, value, because)]

    @property
    def asked_and_kept(self) -> list[Asked]:
        """Return the questions that were put and whose answers stand."""
        return [one for one in self.asked if one.fact in sheet(self.session)]

    def undo(self) -> bool:
        """Take back the last answer; return False where there is none or the file cannot be written."""
        last = self.session.last
        if last is None:
            return False
        before = self.session
        careful = before.reserve or before.recheck
        if not self.keep(taken_back(self.replayer, before) if careful else back(before)):
            return False
        self.asked = [one for one in self.asked if one.fact != last[0]]
        return True

    def change(self, fact: str, value: Value | None) -> bool:
        """Put another value in the place of an answer."""
        if not self.keep(edited(self.replayer, self.session, {fact: value})):
            return False
        self.asked = [Asked(fact, value, one.because) if one.fact == fact else one for one in self.asked]
        return True

    def consult(self, session: Session | None = None, limit: int = LOOK_LIMIT) -> Consultation:
        """Consult on the answers of a session, the present one where none is given."""
        chosen = session or self.session
        return self.advisor.consult(sheet(chosen), chosen.goals, chosen.prefer, limit=limit)
