"""Two names for one concept in the texts, or one name for two concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.kb.texts import Passage, passages
from advisor.model.types import Concept, Lang

KIND = "mixed-terms"
_LANGUAGES: tuple[Lang, ...] = ("vi", "en")


def find(base: Base) -> Iterator[Fault]:
    """Yield every second name of a concept that stands in the texts beside the first, which is the name to use."""
    yield from _shared_names(base)
    texts = list(passages(base.kb))
    for lang in _LANGUAGES:
        names = _all_names(base, lang)
        written = [passage.text[lang].lower() for passage in texts]
        joined = "\n".join(written)
        for concept in base.kb.concepts.values():
            first, *others = concept.names[lang]
            for other in others:
                if not (other.lower() in joined and first.lower() in joined and _tells_apart(first, other)):
                    continue
                if _word(other).search(joined) and _word(first).search(joined):
                    yield from _fault(base, concept, lang, other, _uses(texts, written, other, names))


def _shared_names(base: Base) -> Iterator[Fault]:
    for lang in _LANGUAGES:
        owners: dict[str, Concept] = {}
        for concept in sorted(base.kb.concepts.values(), key=lambda one: one.span):
            for name in concept.names[lang]:
                owner = owners.setdefault(name.lower(), concept)
                if owner is not concept:
                    yield Fault(
                        kind=KIND,
                        way="shared",
                        span=base.place(concept.span, _word(name).pattern),
                        about=(concept.id, owner.id),
                        parts={"name": name, "place": str(owner.span), "definition": owner.definition},
                    )


def _tells_apart(first: str, other: str) -> bool:
    """Return whether a text can hold the one name without the other, and the other is no mere abbreviation."""
    one, two = first.lower(), other.lower()
    return one not in two and two not in one and not other.isupper() and len(other) > 3


def _all_names(base: Base, lang: Lang) -> list[str]:
    """Return every name that something has: of concepts, decisions and options."""
    kb = base.kb
    found = [name for concept in kb.concepts.values() for name in concept.names[lang]]
    for decision in kb.decisions.values():
        found += [decision.label[lang], *(option.label[lang] for option in decision.options)]
    return sorted({name.lower() for name in found}, key=len, reverse=True)


def _uses(texts: Sequence[Passage], written: Sequence[str], name: str, names: Sequence[str]) -> list[Passage]:
    """Return the passages that use a name as such, not as a part of a longer name."""
    word = _word(name)
    longer = [_word(one) for one in names if len(one) > len(name) and word.search(one)]
    found: list[Passage] = []
    for passage, text in zip(texts, written, strict=True):
        if word.search(text):
            for one in longer:
                text = one.sub(" ", text)
            if word.search(text):
                found.append(passage)
    return found


def _fault(base: Base, concept: Concept, lang: Lang, name: str, uses: Sequence[Passage]) -> Iterator[Fault]:
    if not uses:
        return
    first = min(uses, key=lambda passage: passage.span)
    yield Fault(
        kind=KIND,
        span=base.place(first.span, _word(name).pattern),
        about=(concept.id,),
        parts={"name": name, "preferred": concept.names[lang][0], "count": len(uses), "lang": lang},
        goal=first.about if first.about in base.kb.decisions else "",
    )


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name.lower())}(?!\w)")
