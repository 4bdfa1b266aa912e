"""The opening of a session: what it shows before the first answer, kept so that the next one starts at once.

The opening follows from the knowledge base, the templates, the language, what the session is about and the
program. All of these are in the key it is kept under, so one that is found is the one that would be made.
It is recorded from the session itself: what a Conversation shows is what is kept, and what is kept is shown
the same way whether it has just been recorded or was found. Only a session without answers has one.

This module imports nothing that the first question does not need.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.model.cache import cache_key, read_part, write_part
from advisor.model.files import SourceFile, digest_of, files_below
from advisor.render.environment import tidy

if TYPE_CHECKING:
    from advisor.interview.next_question import Question
    from advisor.interview.screen import Screen
    from advisor.model.types import KnowledgeBase

CASE_PATH = "\ue000"
"""Stands for the path of the case file, the one thing in an opening that changes from start to start."""

Call = tuple[str, "dict[str, Any]"]
"""A method of Screen and its arguments."""
CALLS = frozenset(("text", "line", "item", "gap"))


class Place(NamedTuple):
    """Where an opening is kept: under the key of its knowledge base, as a part of its own."""

    key: str
    part: str


class Opening(NamedTuple):
    """What is shown, and the first question as data; no question where none is worth asking."""

    shown: tuple[Call, ...]
    question: dict[str, Any]

    def show(self, screen: Screen, path: str) -> None:
        """Show the opening of a session whose case is to lie at `path`."""
        for name, arguments in filled(self.shown, path):
            getattr(screen, name)(**arguments)

    def first(self, kb: KnowledgeBase) -> Question | None:
        """Return the question that is shown."""
        from advisor.interview.next_question import Question

        if not self.question:
            return None
        fact = kb.facts[self.question["fact"]]
        offered = tuple(option for option in fact.options if option.id in self.question["options"])
        return Question(**{**self.question, "options": offered})


def filled(shown: Iterable[Call], path: str) -> list[Call]:
    """Return the calls with the path of the case file in its place."""
    return [
        (
            name,
            {key: tidy(value.replace(CASE_PATH, path)) if _has_path(value) else value for key, value in call.items()},
        )
        for name, call in shown
    ]


def _has_path(value: Any) -> bool:
    return isinstance(value, str) and CASE_PATH in value


def place_of(
    files: Sequence[SourceFile], templates: Iterable[Path], lang: str, goals: Sequence[str], quick: bool
) -> Place:
    """Return where the opening of a session is kept.

    `files`: the knowledge base. `templates`: the folders of templates. `goals`, as the person gave them, and
    `quick` say what the session is about.
    """
    words = [digest_of(files_below(folder, ".j2")) for folder in templates]
    about = json.dumps([lang, list(goals), quick, words])
    return Place(cache_key(digest_of(files)), f"opening-{hashlib.sha256(about.encode()).hexdigest()[:32]}")


def read_opening(place: Place) -> Opening | None:
    """Return the opening that is kept there, or None."""
    lines = read_part(*place)
    if lines is None:
        return None
    try:
        shown, question = map(json.loads, lines)
        calls = tuple((name, dict(arguments)) for name, arguments in shown)
    except (ValueError, TypeError):
        return None
    return Opening(calls, dict(question)) if CALLS.issuperset(name for name, _ in calls) else None


def write_opening(place: Place, opening: Opening) -> None:
    """Keep an opening; where that is not possible the next start is as slow as this one."""
    write_part(*place, [opening.shown, opening.question])
