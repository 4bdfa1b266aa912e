"""The words of a sheet in both languages: headings, and what cells say besides options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from advisor.language.letters import fold
from advisor.model.types import HitPolicy

Say = Callable[..., str]
"""`say("topic", "sentence", **parts)` of one language."""

HEADS = ("table", "decision", "fact", "hit_policy", "note")
COLUMNS = (
    "row", "for", "against", "rank", "up", "down", "is", "because_vi", "because_en", "teaches", "overrides",
    "default", "remark",
)  # fmt: skip
MARKS = ("anything", "known", "not", "all", "one_of", "yes", "no", "options")
ANY_MARKS = frozenset({"", "-", "–", "—", "*"})


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words in Vietnamese and English; `lang` 0 or 1 is the language that is written, both are read."""

    words: Mapping[str, tuple[str, str]]
    lang: int

    def __getitem__(self, name: str) -> str:
        return self.words[name][self.lang]

    def means(self, text: str, *names: str) -> str | None:
        """Return which of some words a text is, in either language or by its own name, or None."""
        wanted = fold(text)
        return next((name for name in names if wanted in (fold(name), *map(fold, self.words[name]))), None)

    def known_as(self, *names: str) -> list[str]:
        """Return what some words are called in the language that is written."""
        return [self[name] for name in names]


def sheet_words(say_vi: Say, say_en: Say, lang: str) -> SheetWords:
    """Return the words of sheets, taken from the templates."""
    policies = [f"policy_{one.replace('-', '_')}" for one in get_args(HitPolicy)]
    names = [
        *(f"head_{one}" for one in HEADS),
        *(f"column_{one}" for one in COLUMNS),
        *(f"mark_{one}" for one in MARKS),
    ]
    names += policies
    said = {name: (say_vi("sheet", name), say_en("sheet", name)) for name in names}
    return SheetWords(said, 1 if lang == "en" else 0)
