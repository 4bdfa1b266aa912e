"""Words in both languages, and the places in them that are filled in from a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Lang = Literal["vi", "en"]

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)(?::(size))?\}")
"""A value in a text; `:size` is that of a number without its sign."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Vietnamese and English."""

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


def placeholders(text: str) -> tuple[str, ...]:
    """Return the ids that stand in braces, in order of the text, without repeats."""
    return tuple(dict.fromkeys(place[1] for place in PLACEHOLDER.finditer(text)))
