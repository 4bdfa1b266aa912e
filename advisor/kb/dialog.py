"""Asking an author in words: a line is asked for again until it is understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from advisor.diagnostics import Span
from advisor.interview.answers import Given, Reply, Unclear, is_no, is_yes, read_reply
from advisor.interview.screen import Lines
from advisor.language.letters import clean_line, fold
from advisor.model.types import FactDef, FactOption, Text
from advisor.render.advice import wrap
from advisor.render.phrases import Phrases

MOST_SHOWN = 30
_LIST = frozenset(("?", "danh sach", "list", "liet ke"))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its id, the names it goes by, the first of which is shown."""

    id: str
    label: Text


class Dialog:
    """Puts questions in the language of the person; `said` are sentences of the template `authoring_new`."""

    def __init__(self, phrases: Phrases, lines: Lines) -> None:
        self.phrases = phrases
        self.lines = lines
        self.lang = phrases.lang

    def words(self, sentence: str, /, **parts: Any) -> str:
        """Return a sentence."""
        return self.phrases.words.say("authoring_new", sentence, **parts)

    def say(self, sentence: str, /, indent: str = "", **parts: Any) -> None:
        """Write a sentence, wrapped."""
        self.text(self.words(sentence, **parts), indent)

    def text(self, text: str, indent: str = "") -> None:
        """Write a text, wrapped."""
        for line in wrap(text, indent):
            click.echo(line)

    def line(self, question: str, /, **parts: Any) -> str:
        """Put a question and return what was typed, cleaned; may be empty. Raises Stop."""
        click.echo("")
        self.say(question, **parts)
        return clean_line(self.lines.ask("> "))

    def again(self) -> str:
        """Return another line for the question that stands."""
        return clean_line(self.lines.ask("> "))

    def sentence(self, question: str, /, default: str = "", **parts: Any) -> str:
        """Ask for a sentence; an empty line is `default`, where there is one."""
        line = self.line(question, **parts)
        while not (line or default):
            self.say("nothing_typed")
            line = self.again()
        return line or default

    def agree(self, question: str, /, **parts: Any) -> bool:
        """Ask for yes or no."""
        line = self.line(question, **parts)
        while not (is_yes(line) or is_no(line)):
            self.say("yes_or_no")
            line = self.again()
        return is_yes(line)

    def one(
        self, choices: Sequence[Choice], line: str, *, listed: bool, cut: Callable[[str], str] | None = None
    ) -> str:
        """Return the id of the choice that `line`, or a line typed after it, names.

        `cut` returns the part of a further line that is to name it.
        """
        (id_,) = self._picked("choice", choices, line, listed=listed, cut=cut)
        return id_

    def several(
        self, choices: Sequence[Choice], line: str, *, listed: bool, cut: Callable[[str], str] | None = None
    ) -> tuple[str, ...]:
        """Return the ids of choices named, in the order in which they were named; at least one."""
        return self._picked("choices", choices, line, listed=listed, cut=cut)

    def show(self, choices: Sequence[Choice]) -> None:
        """Show choices, numbered."""
        for number, choice in enumerate(choices[:MOST_SHOWN], 1):
            self.text(choice.label[self.lang], f"{number:>3}. ")
        if len(choices) > MOST_SHOWN:
            self.say("and_more", count=len(choices) - MOST_SHOWN)

    def _picked(
        self, kind: str, choices: Sequence[Choice], line: str, *, listed: bool, cut: Callable[[str], str] | None = None
    ) -> tuple[str, ...]:
        options = [FactOption(id=choice.id, label=choice.label) for choice in choices]
        empty = Text("", "")
        fact = FactDef(
            id="asked", type=kind, topic="", ask="plan", label=empty, question=empty,  # type: ignore[arg-type]
            options=tuple(options), span=Span(""),
        )  # fmt: skip
        before: Unclear | None = None
        while True:
            reply = self._read(fact, options, line, before)
            if isinstance(reply, Given) and reply.value:
                return reply.said or ((reply.value,) if isinstance(reply.value, str) else reply.value)  # type: ignore[return-value]
            before = reply if isinstance(reply, Unclear) else None
            if before is not None and before.options:
                self.say(before.reason if before.reason == "several_match" else "did_you_mean", options=before.options)
            elif fold(line) in _LIST:
                self.show(choices)
            elif not line:
                self.say("nothing_typed")
            else:
                self.say("no_match", text=line, listed=listed)
                if listed:
                    self.show(choices)
            line = self.again()
            if cut is not None and not is_yes(line):  # a yes is to what was guessed
                line = cut(line)

    def _read(self, fact: FactDef, options: Sequence[FactOption], line: str, before: Unclear | None) -> Reply | None:
        """Return what a line means; a whole name is never taken for a command, a yes is to what was asked before."""
        if before is not None and isinstance(before.meant, Given) and is_yes(line):
            return before.meant
        wanted = fold(line)
        named = [one.id for one in options if wanted in (fold(one.label.vi), fold(one.label.en), one.id)]
        if len(named) == 1:
            return Given(named[0])
        return None if wanted in _LIST else read_reply(fact, options, line, self.lang)
