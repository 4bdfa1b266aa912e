"""Where something is, and what is wrong there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Message(str):
    """A sentence in English that remembers what it was made of, so that it can be said in another language.

    `pattern`: the sentence with named places, as in `str.format`; without parts it is the sentence itself.
    """

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: Mapping[str, Any]


def said(pattern: str, /, **parts: Any) -> Message:
    """Return the sentence that a pattern and its parts make."""
    message = Message(pattern.format(**parts) if parts else pattern)
    message.pattern, message.parts = pattern, parts
    return message


class Severity(Enum):
    """How bad a finding is: an error stops, a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: a stable kebab-case code, a place, a sentence, and a hint what to do.

    `parts`: what the sentence is made of, for whoever says it in another language. `title`: stands before the
    sentence instead of severity and code, where a person reads it who writes no scripts.
    """

    code: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR
    hint: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict, compare=False)
    title: str = ""

    def __str__(self) -> str:
        text = f"{self.span}: {self.title or f'{self.severity.value}[{self.code}]'}: {self.message}"
        return f"{text}; {self.hint}" if self.hint else text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?" for the nearest known word, or an empty string."""
    near = closest(word, known)
    return said("did you mean '{near}'?", near=near) if near else ""


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to a word with a slip, or an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""
