"""A knowledge base that was found good, in the cache and back out of it.

It is kept in five lines: what every command reads, which is built at once, and four that are parsed and
built only where they are read: course points, concepts, cases, and the remarks on options.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

from advisor.model.cache import cache_key, read_part, write_part
from advisor.model.lazy import LazyMapping, LazySequence, Line
from advisor.model.plain import from_plain, to_plain
from advisor.model.types import Decision, KnowledgeBase, Option

PART = "base"
REMARKS = ("advantages", "disadvantages", "actions", "measures")
SEPARATE = ("points", "concepts", "cases")
MAIN = tuple(one.name for one in fields(KnowledgeBase) if one.name not in ("digest", "root", *SEPARATE))


def read_kept(digest: str, root: str) -> KnowledgeBase | None:
    """Return the knowledge base with this digest as this program once built it, or None."""
    lines = read_part(cache_key(digest), PART)
    if lines is None:
        return None
    try:
        main, points, concepts, cases, remarks = map(Line, lines)
        with nothing_collected():
            parts = {name: from_plain(data) for name, data in main.data().items()}
        parts["decisions"] = {id_: _with_remarks(one, remarks) for id_, one in parts["decisions"].items()}
        return KnowledgeBase(
            digest=digest,
            root=root,
            points=LazyMapping(points),
            concepts=LazyMapping(concepts),
            cases=LazySequence(cases),
            **parts,
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # check sum and all: none of ours
        return None


def write_kept(kb: KnowledgeBase) -> None:
    """Keep a knowledge base that was found good."""
    main = {name: to_plain(getattr(kb, name)) for name in MAIN if name != "decisions"}
    main["decisions"] = to_plain({id_: _without_remarks(one) for id_, one in kb.decisions.items()})
    lines = [
        main,
        _rows(kb.points),
        _rows(kb.concepts),
        [to_plain(case) for case in kb.cases],
        {id_: [_remarks(option) for option in one.options] for id_, one in kb.decisions.items()},
    ]
    write_part(cache_key(kb.digest), PART, lines)


def _rows(part: Mapping[str, Any]) -> dict[str, Any]:
    return {id_: to_plain(one) for id_, one in part.items()}


def _remarks(option: Option) -> list[list[Any]]:
    return [[to_plain(remark) for remark in getattr(option, kind)] for kind in REMARKS]


def _without_remarks(decision: Decision) -> Decision:
    none: dict[str, Any] = dict.fromkeys(REMARKS, ())
    return replace(decision, options=tuple(replace(one, **none) for one in decision.options))


def _with_remarks(decision: Decision, line: Line) -> Decision:
    """Return the decision with the remarks on its options to be read from a line."""
    options: list[Option] = []
    for place, option in enumerate(decision.options):
        lazy: dict[str, Any] = {kind: LazySequence(line, decision.id, place, at) for at, kind in enumerate(REMARKS)}
        options.append(replace(option, **lazy))
    return replace(decision, options=tuple(options))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Put off the collection of garbage while something is built of which everything stays: twice as fast."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
