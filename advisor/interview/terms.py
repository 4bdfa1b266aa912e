"""The terms of a knowledge base, found by any of their names, with their places in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.language.letters import fold, nearest
from advisor.model.types import Concept, KnowledgeBase, Lang, Text

ENOUGH = 3
"""Fewest letters of a name that are looked for inside other names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word explained. `parts`: the options of a decision. `points`: ids of the course points behind it."""

    names: tuple[str, ...]
    definition: str
    example: str = ""
    parts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def find_terms(kb: KnowledgeBase, name: str, lang: Lang) -> tuple[Term, ...]:
    """Return the terms that go by a name, in either language, with or without diacritics; else those that hold it."""
    named = _named(kb, lang)
    wanted = fold(name)
    same = [term for names, term in named if wanted in names]
    if same or len(wanted) < ENOUGH:
        return _once(same)
    word = re.compile(rf"\b{re.escape(wanted)}\b")
    return _once(term for names, term in named if any(word.search(one) for one in names))


def guess_term(kb: KnowledgeBase, name: str, lang: Lang) -> str:
    """Return the first name of the term nearest to a word with a slip, or an empty text."""
    by_name = {one: term.names[0] for names, term in _named(kb, lang) for one in names}
    near = nearest(name, by_name, cutoff=0.7)
    return by_name[near] if near else ""


def terms_within(kb: KnowledgeBase, texts: Iterable[str], lang: Lang) -> tuple[Term, ...]:
    """Return the concepts that texts use by name, letter for letter."""
    whole = " ".join(texts).casefold()
    return tuple(
        _concept(concept, lang)
        for concept in kb.concepts.values()
        if any(re.search(rf"\b{re.escape(one.casefold())}\b", whole) for one in concept.names[lang])
    )


def concept_term(kb: KnowledgeBase, concept_id: str, lang: Lang) -> Term | None:
    """Return the term of a concept, or None where there is none of that id."""
    concept = kb.concepts.get(concept_id)
    return None if concept is None else _concept(concept, lang)


def _once(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms without those that share a name with one before them: that says it best."""
    found: list[Term] = []
    told: set[str] = set()
    for term in terms:
        names = {fold(name) for name in term.names}
        if not names & told:
            found.append(term)
        told |= names
    return tuple(found)


def _named(kb: KnowledgeBase, lang: Lang) -> list[tuple[frozenset[str], Term]]:
    """Return every term with all its names, folded: concepts, then decisions and options, then course points."""
    found = [
        (_folded(name for names in concept.names.values() for name in names), _concept(concept, lang))
        for concept in kb.concepts.values()
    ]
    for decision in kb.decisions.values():
        points = tuple(point.id for point in kb.points.values() if point.decision == decision.id)
        labels = tuple(option.label[lang] for option in decision.options)
        names = (decision.label[lang], *_others(decision.term_vi, decision.synonyms, decision.label, lang))
        term = Term(names=names, definition=decision.question[lang], parts=labels, points=points[:ENOUGH])
        found.append((_folded((decision.label.vi, decision.label.en, decision.term_vi, *decision.synonyms)), term))
        for option in decision.options:
            taught = tuple(
                point for remark in (*option.advantages, *option.disadvantages) for point in remark.teaches
            )  # fmt: skip
            names = (option.label[lang], *_others(option.term_vi, option.synonyms, option.label, lang))
            meaning = option.meaning[lang] if option.meaning else decision.label[lang]
            term = Term(names=names, definition=meaning, points=tuple(dict.fromkeys(taught))[:ENOUGH])
            found.append((_folded((option.label.vi, option.label.en, option.term_vi, *option.synonyms)), term))
    for point in kb.points.values():
        if point.term_vi:
            term = Term(names=(point.term_vi,), definition=point.statement[lang], points=(point.id,))
            found.append((_folded((point.term_vi,)), term))
    return found


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names if name)


def _others(term_vi: str, synonyms: Iterable[str], label: Text, lang: Lang) -> tuple[str, ...]:
    """Return further names to show; they are Vietnamese, so none to a reader of English."""
    if lang != "vi":
        return ()
    names = dict.fromkeys(name for name in (term_vi, *synonyms) if name and fold(name) != fold(label.vi))
    return tuple(names)


def _concept(concept: Concept, lang: Lang) -> Term:
    return Term(
        names=concept.names[lang],
        definition=concept.definition[lang],
        example=concept.example[lang] if concept.example else "",
        points=concept.teaches,
    )
