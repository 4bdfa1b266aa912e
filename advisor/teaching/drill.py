"""The quiz at the terminal: ask, mark, explain, and ask again what was missed."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from advisor.interview.screen import Lines, Screen
from advisor.language.letters import clean_line, fold
from advisor.model.types import Lang, Text
from advisor.render.environment import Words
from advisor.teaching.types import Question

GAPS = (3, 7)
"""A question that was missed comes again after so many others; answered right then, once more after the next gap."""

Reply = Literal["unknown", "quit", "help"]
_UNKNOWN = frozenset(("?", "khong biet", "bo qua", "dont know", "don't know", "skip", "pass"))
_QUIT = frozenset(("thoat", "nghi", "quit", "exit", "q"))
_HELP = frozenset(("tro giup", "help", "h"))
_TRUE = frozenset(("dung", "d", "true", "t", "co", "yes", "y"))
_FALSE = frozenset(("sai", "s", "false", "f", "khong", "no", "n"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers as shown: its text, and why it is wrong; None for the key."""

    text: Text
    feedback: Text | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A question and whether the first answer to it was right."""

    question: Question
    right: bool


@dataclass(slots=True)
class Drill:
    """One sitting. `note` is told of each answer, so that it can be kept at once."""

    words: Words
    screen: Screen
    lines: Lines
    note: Callable[[Question, bool], None]
    marked: list[Marked] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        """Return the language."""
        return self.words.lang

    def run(self, questions: Iterator[Question], count: int) -> bool:
        """Ask `count` questions and again what was missed; return False where the learner left before."""
        waiting: deque[tuple[int, int, Question]] = deque()
        """Missed questions: after which turn they come again, at which gap, and which."""
        turn = asked = 0
        while True:
            place = next((one for one in sorted(waiting, key=lambda one: one[0]) if one[0] <= turn), None)
            question = None
            if place is None and asked < count:
                question = next(questions, None)
            if question is not None:
                asked += 1
                self._say("number", number=asked, count=count, faint=True)
                gap = 0
            else:
                place = place or min(waiting, key=lambda one: one[0], default=None)
                if place is None:
                    return True
                waiting.remove(place)
                _, gap, question = place
                self._say("again", faint=True)
            right = self._ask(question, again=gap > 0)
            if right is None:
                return False
            turn += 1
            if not right:
                waiting.append((turn + GAPS[0], 1, question))
            elif 0 < gap < len(GAPS):
                waiting.append((turn + GAPS[gap], gap + 1, question))

    def _ask(self, question: Question, *, again: bool) -> bool | None:
        """Put one question; return whether the answer is right, None where the learner leaves."""
        choices = shown_choices(question)
        self.screen.gap()
        self.screen.text(question.stem[self.lang], bold=True)
        for number, choice in enumerate(choices, 1):
            self.screen.item(number, choice.text[self.lang])
        while True:
            reply = read_choice(self.lines.ask(self._words("prompt") + " "), question, choices, self.lang)
            if reply == "quit":
                return None
            if reply == "help":
                self._say("help")
            elif reply is None:
                self._say("unclear", count=len(choices), truth=isinstance(question.key, bool))
            else:
                break
        right = isinstance(reply, int) and choices[reply].feedback is None
        self._mark(question, choices, reply if isinstance(reply, int) else None)
        if not again:
            self.marked.append(Marked(question, right))
        self.note(question, right)
        return right

    def _mark(self, question: Question, choices: Sequence[Choice], picked: int | None) -> None:
        """Say whether the answer is right, why, and where it stands."""
        lang = self.lang
        right = next(index for index, choice in enumerate(choices) if choice.feedback is None)
        feedback = choices[picked].feedback if picked is not None else None
        parts: dict[str, Any] = {"key": choices[right].text[lang], "number": right + 1, "why": question.why[lang]}
        if picked == right:
            self._say("right", why=parts["why"])
        else:
            told = feedback[lang] if feedback is not None else ""
            self._say("wrong", feedback=told, same=told == parts["why"], **parts)
        self._say("place", sources=list(question.sources), faint=True)

    def summary(self) -> None:
        """Say how the sitting went, and what to read."""
        self.screen.gap()
        self._say("summary", right=sum(one.right for one in self.marked), count=len(self.marked))

    def missed_topics(self) -> list[str]:
        """Return the topics of the questions that were not right the first time, most missed first."""
        missed = Counter(one.question.topic for one in self.marked if not one.right)
        return [topic for topic, _ in missed.most_common()]

    def _words(self, sentence: str, **parts: Any) -> str:
        return self.words.say("drill", sentence, **parts)

    def _say(self, sentence: str, *, faint: bool = False, **parts: Any) -> None:
        self.screen.text(self._words(sentence, **parts), faint=faint)


def shown_choices(question: Question) -> list[Choice]:
    """Return the answers of a question in the order they are shown: always the same for one question."""
    choices = [Choice(question.key_text, None), *(Choice(one.text, one.feedback) for one in question.distractors)]
    if isinstance(question.key, bool):
        return choices if question.key else choices[::-1]  # true before false, whichever it is
    return Random(question.id).sample(choices, len(choices))  # noqa: S311 - an order, no secret


def read_choice(line: str, question: Question, choices: Sequence[Choice], lang: Lang) -> int | Reply | None:
    """Return the number of the answer that a line picks, what else it asks for, or None where it is unclear."""
    said = fold(clean_line(line)).rstrip(".!)")
    if said in _QUIT:
        return "quit"
    if said in _HELP:
        return "help"
    if (not said.strip("? ") and "?" in line) or said in _UNKNOWN:
        return "unknown"
    if isinstance(question.key, bool) and said in _TRUE | _FALSE:
        return 0 if said in _TRUE else 1
    number = re.fullmatch(r"\(?([0-9])", said)
    letter = re.fullmatch(r"\(?([a-f])", said)
    if number or letter:
        index = int(number[1]) - 1 if number else ord(letter[1]) - ord("a") if letter else -1
        return index if 0 <= index < len(choices) else None
    texts = [fold(choice.text[lang]) for choice in choices]
    same = [index for index, text in enumerate(texts) if text == said]
    within = same or [index for index, text in enumerate(texts) if len(said) > 2 and said in text]
    return within[0] if len(within) == 1 else None
