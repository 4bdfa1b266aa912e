"""Technical words that no concept explains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.kb.texts import Passage, passages
from advisor.model.types import KnowledgeBase, Lang

KIND = "jargon"
LANGUAGES: tuple[Lang, ...] = ("vi", "en")
_WORD = re.compile(r"[^\W_]+(?:[-&][^\W_]+)*")
_ABBREVIATION = re.compile(r"[A-ZĐ][A-ZĐ0-9&]+$")
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?[aăâeêioôơuưy]{{1,3}}(?:ch|ng|nh|[cmnpt])?$")
"""What a Vietnamese syllable can look like, tone marks left out."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_UNITS = frozenset({"VND"})


def find(base: Base) -> Iterator[Fault]:
    """Yield abbreviations, and in Vietnamese also borrowed words, that stand in questions and advice unexplained."""
    known = {lang: _explained(base.kb, lang) for lang in LANGUAGES}
    said: dict[str, tuple[Passage, Lang]] = {}
    for passage in passages(base.kb):
        for lang in LANGUAGES:
            for term in _terms(passage.text[lang], lang):
                if term.lower() not in known[lang]:
                    said.setdefault(term if term.isupper() else term.lower(), (passage, lang))
    for term, (passage, lang) in said.items():
        yield Fault(
            kind=KIND,
            way="borrowed" if not _ABBREVIATION.match(term) else "",
            span=base.place(passage.span, rf"(?<!\w){re.escape(term)}(?!\w)"),
            about=(term,),
            parts={"term": term, "lang": lang},
            goal=passage.about if passage.about in base.kb.decisions else "",
        )


def _explained(kb: KnowledgeBase, lang: Lang) -> frozenset[str]:
    """Return the words that stand in the names of concepts, and in what documents and works are called."""
    names = [name for concept in kb.concepts.values() for name in concept.names[lang]]
    names += [text for source in kb.sources.values() for text in (source.cite, source.title[lang])]
    return frozenset(word.lower() for name in names for word in _WORD.findall(name))


def _terms(text: str, lang: Lang) -> Iterator[str]:
    for word in _WORD.findall(text):
        if word in _UNITS or word[0].isdigit():
            continue
        if _ABBREVIATION.match(word) or (lang == "vi" and _is_borrowed(word)):
            yield word


def _is_borrowed(word: str) -> bool:
    """Return whether a word is no name and not made of Vietnamese syllables."""
    return len(word) > 1 and word.islower() and not all(map(_is_syllable, word.split("-")))


@cache
def _is_syllable(word: str) -> bool:
    bare = "".join(mark for mark in unicodedata.normalize("NFD", word) if mark not in _TONES)
    return bool(_SYLLABLE.match(unicodedata.normalize("NFC", bare)))
