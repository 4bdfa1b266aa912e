"""Makes the opening of a session by recording what the session shows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from advisor.interview.next_question import Question
from advisor.interview.opening import CASE_PATH, Call, Opening, filled
from advisor.interview.screen import Screen
from advisor.interview.terminal import Conversation


@dataclass(frozen=True, slots=True)
class _Recorder(Screen):
    """A screen that notes what it was to show."""

    calls: list[Call] = field(default_factory=list)

    def text(self, text: str, *, indent: str = "", bold: bool = False, faint: bool = False) -> None:
        self.calls.append(("text", {"text": text, "indent": indent, "bold": bold, "faint": faint}))

    def line(self, line: str) -> None:
        self.calls.append(("line", {"line": line}))

    def item(self, number: int, text: str, more: str = "") -> None:
        self.calls.append(("item", {"number": number, "text": text, "more": more}))

    def gap(self) -> None:
        self.calls.append(("gap", {}))


def record_opening(talk: Conversation, question: Question | None, path: str) -> tuple[Opening, bool]:
    """Return the opening of a session without answers, and whether it holds for any path of a case file.

    `question` is the first one, if any is worth asking. The opening holds for `path` alone where a template
    says more of the path than the path itself.
    """
    here, anywhere = _shown(talk, question, path), _shown(talk, question, CASE_PATH)
    general = filled(anywhere, path) == here
    return Opening(tuple(anywhere if general else here), _as_data(question)), general


def _shown(talk: Conversation, question: Question | None, path: str) -> list[Call]:
    recorder = _Recorder(talk.screen.words)
    about = talk.advisor.kb.outline.about[talk.phrases.lang]
    recorder.say("welcome", about=about, path=path, resumed=False, count=0, **talk.subject())
    if question is not None:
        fact = talk.advisor.kb.facts[question.fact]
        replace(talk, screen=recorder).show(fact, question.options, heading=question)
    return recorder.calls


def _as_data(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {}
    values = {one.name: getattr(question, one.name) for one in fields(question)}
    return {**values, "options": [option.id for option in question.options]}
