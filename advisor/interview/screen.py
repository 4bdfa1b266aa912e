"""Where a session reads lines and says sentences: a terminal, a pipe, or a file of answers.

Nothing is ever redrawn; text only runs on. So the same session works in a pipe, on a
dumb terminal and read aloud.
"""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from advisor.language.letters import clean_line
from advisor.render.environment import WIDTH, Words

MAX_LINE = 20_000


class Stop(Exception):  # noqa: N818 - no error: the session ends here
    """The person leaves, or there are no more lines to read."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Says sentences of the template `session.j2`, wrapped to 80 columns."""

    words: Words
    colour: bool = False
    gaps: bool = True

    def say(self, sentence: str, *, indent: str = "", bold: bool = False, faint: bool = False, **parts: Any) -> None:
        """Say one sentence of the session's words."""
        self.text(self.words.say("session", sentence, **parts), indent=indent, bold=bold, faint=faint)

    def text(self, text: str, *, indent: str = "", bold: bool = False, faint: bool = False) -> None:
        """Write a text, wrapped."""
        for paragraph in filter(None, map(str.strip, text.splitlines())):
            for line in _wrap(paragraph, indent, "  " if paragraph.startswith("– ") else ""):
                self.line(click.style(line, bold=bold, dim=faint) if self.colour and (bold or faint) else line)

    def line(self, line: str) -> None:
        """Write a line that is wrapped already."""
        click.echo(line)

    def item(self, number: int, text: str, more: str = "") -> None:
        """Write a numbered line, and below it, indented, what more there is to say."""
        mark = f"{number:>3}. "
        for line in _wrap(text, mark, ""):
            self.line(line)
        if more:
            self.text(more, indent=" " * len(mark), faint=True)

    def gap(self) -> None:
        """Leave a line empty."""
        if self.gaps:
            click.echo()


def _wrap(text: str, indent: str, hanging: str) -> list[str]:
    after = " " * len(indent) + hanging
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


def wants_colour(*, linear: bool) -> bool:
    """Return whether the output may be coloured."""
    plain = linear or "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") == "dumb"
    return not plain and sys.stdout.isatty()


class Lines:
    """Lines typed by a person, or read from a file of answers (one answer a line)."""

    def __init__(self, answers: Iterator[str] | None = None) -> None:
        self._answers = answers
        self.interactive = answers is None and sys.stdin.isatty()
        if answers is None:
            reconfigure = getattr(sys.stdin, "reconfigure", None)
            if reconfigure:
                reconfigure(encoding="utf-8", errors="replace")

    def ask(self, prompt: str) -> str:
        """Show the prompt and return the next line. Raises Stop where there are no more."""
        if self.interactive:
            line = self._typed(prompt)
        else:
            line = next(self._answers, None) if self._answers is not None else self._piped()
            click.echo(prompt if line is None else f"{prompt}{clean_line(line)}")
        if line is None:
            raise Stop
        return line

    def _typed(self, prompt: str) -> str | None:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - editing and recall of what was typed
        sys.stdout.flush()
        try:
            return input(prompt)[:MAX_LINE]
        except EOFError:
            click.echo()
            return None

    def _piped(self) -> str | None:
        line = sys.stdin.readline(MAX_LINE)
        more = line
        while more and not more.endswith("\n"):  # the rest of a line that is too long is no answer to the next question
            more = sys.stdin.readline(MAX_LINE)
        return line if line else None
