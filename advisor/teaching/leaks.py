"""Whether a text gives an answer away, and whether two answers read the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from advisor.language.letters import nfc
from advisor.model.types import Lang, Text

_ENDINGS = ("ing", "ies", "ed", "es", "s", "ly", "e")
SHORT = 3
"""English words of so many letters or fewer say nothing by themselves."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters."""
    return re.findall(r"\w+", nfc(text).casefold())


def stems_of(word: str) -> str:
    """Return an English word without its ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > SHORT:
            return word[: -len(ending)]
    return word


def marks(text: str, lang: Lang) -> frozenset[str]:
    """Return what can be recognised of a text: pairs of syllables in Vietnamese, stems of words in English."""
    words = words_of(text)
    if lang == "en":
        return frozenset(stems_of(word) for word in words if len(word) > SHORT)
    return frozenset(" ".join(pair) for pair in pairwise(words)) or frozenset(words)


def gives_away(stem: Text, key: Text, others: Sequence[Text]) -> bool:
    """Return whether a stem holds, in either language, the key or words that only the key among the answers has."""
    langs: tuple[Lang, Lang] = ("vi", "en")
    return any(_gives_away(stem[lang], key[lang], [other[lang] for other in others], lang) for lang in langs)


def _gives_away(stem: str, key: str, others: Iterable[str], lang: Lang) -> bool:
    said = f" {' '.join(words_of(stem))} "
    if f" {' '.join(words_of(key))} " in said:
        return True
    own = marks(key, lang).difference(*(marks(other, lang) for other in others))
    if lang == "en":
        return bool(own & marks(stem, "en"))
    return any(f" {mark} " in said for mark in own)


def read_alike(one: Text, other: Text) -> bool:
    """Return whether two answers read the same in either language."""
    return words_of(one.vi) == words_of(other.vi) or words_of(one.en) == words_of(other.en)
