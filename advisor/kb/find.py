"""Find an item of knowledge by its id, or by a name it goes by, with or without diacritics, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from advisor.kb.links import Ref, case_id, practice_items
from advisor.language.letters import fold, nearest
from advisor.model.types import KnowledgeBase

_KINDS = ("facts", "decisions", "rules", "tables", "conflicts", "formulas", "concepts", "points", "sources")
ENOUGH = 4
"""Letters of a part of a name by which an item is found."""


def item_of(kb: KnowledgeBase, ref: Ref) -> Any:
    """Return the item itself."""
    if ref.kind in _KINDS:
        return getattr(kb, ref.kind)[ref.id]
    if ref.kind == "options":
        decision, _, option = ref.id.rpartition(".")
        return kb.decisions[decision].option(option)
    if ref.kind == "cases":
        return next(case for case in kb.cases if case_id(case) == ref.id)
    return next(item for item in practice_items(kb) if item.id == ref.id)


def find_items(kb: KnowledgeBase, name: str) -> tuple[Ref, ...]:
    """Return the items called `name`: by id, else by a whole name, else by part of one; none where nothing is.

    Of several kinds with one id the first is meant; `points:the.id` names another.
    """
    by_id = same_id(kb, name)
    if by_id:
        return by_id[:1]
    kind, _, id_ = name.partition(":")
    if kind in _KINDS and id_ in getattr(kb, kind):
        return (Ref(kind, id_),)
    others = [ref for ref, _ in _names(kb) if ref.id == name]
    if others:
        return tuple(dict.fromkeys(others))
    wanted = " ".join(name.split()).casefold()
    named = list(_names(kb))
    tests: tuple[Callable[[str], bool], ...] = (
        lambda one: " ".join(one.split()).casefold() == wanted,
        lambda one: fold(one) == fold(name),
        lambda one: len(fold(name)) >= ENOUGH and fold(name) in fold(one),
    )
    for test in tests:
        found = tuple(dict.fromkeys(ref for ref, one in named if one and test(one)))
        if found:
            return found
    return ()


def same_id(kb: KnowledgeBase, id_: str) -> tuple[Ref, ...]:
    """Return the items of all kinds that have an id."""
    return tuple(Ref(kind, id_) for kind in _KINDS if id_ in getattr(kb, kind))


def guess(kb: KnowledgeBase, name: str) -> str | None:
    """Return the id or name nearest to one with a slip."""
    known = [one for ref, label in _names(kb) for one in (ref.id, label) if one and len(one) < 80]
    return nearest(name, known)


def _names(kb: KnowledgeBase) -> Iterator[tuple[Ref, str]]:
    """Yield every item with the names it goes by, those first that people look for most."""
    for decision in kb.decisions.values():
        for one in (decision.label.vi, decision.label.en, decision.term_vi, *decision.synonyms):
            yield Ref("decisions", decision.id), one
    for fact in kb.facts.values():
        yield from _labels(Ref("facts", fact.id), fact)
    for formula in kb.formulas.values():
        yield from _labels(Ref("formulas", formula.id), formula)
    for concept in kb.concepts.values():
        yield from ((Ref("concepts", concept.id), one) for names_ in concept.names.values() for one in names_)
    for decision in kb.decisions.values():
        for option in decision.options:
            for one in (option.label.vi, option.label.en, option.term_vi, *option.synonyms):
                yield Ref("options", f"{decision.id}.{option.id}"), one
    for conflict in kb.conflicts.values():
        yield from ((Ref("conflicts", conflict.id), one) for one in (conflict.topic.vi, conflict.topic.en))
    for source in kb.sources.values():
        yield from ((Ref("sources", source.id), one) for one in (source.title.vi, source.title.en))
    for point in kb.points.values():
        ref = Ref("points", point.id)
        yield from ((ref, one) for one in (point.citation, point.statement.vi, point.statement.en))
    for rule in (*kb.rules, *kb.tables):
        yield Ref("rules" if rule in kb.rules else "tables", rule), rule
    for case in kb.cases:
        yield Ref("cases", case_id(case)), case.name
    for item in practice_items(kb):
        yield Ref("practice", item.id), item.id


def _labels(ref: Ref, item: Any) -> Iterator[tuple[Ref, str]]:
    yield ref, item.label.vi
    yield ref, item.label.en
