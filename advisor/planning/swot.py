"""Statements that speak for and against each other, and the strategies that follow from pairs of them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.practice import Pair, Part, Statement
from advisor.planning.draft import Draft
from advisor.planning.prose import part_blocks, parts_of, said_of
from advisor.planning.types import Block, Heading, Paragraph, Sentence, Table

MANY = 4
"""Options of a choice that are named beside a strategy; where there are more, the decision alone is."""
MOST = 5
"""Pairs told in one part: those of the statements that come first."""


def swot_blocks(draft: Draft) -> Iterator[Block]:
    """Yield the parts with their statements, and the pairs of statements as tables."""
    for part in parts_of(draft, "swot"):
        yield from pair_blocks(draft, part) if _has_pairs(draft, part) else part_blocks(draft, part)


def _has_pairs(draft: Draft, part: Part) -> bool:
    return any(pair.part == part.id for pair in draft.kb.practice.pairs)


def pair_blocks(draft: Draft, part: Part) -> Iterator[Block]:
    """Yield the strategies of a part: what is paired, what follows, and the choices of the plan that carry it out."""
    rows = [row for pair in draft.kb.practice.pairs if pair.part == part.id and (row := _row(draft, pair))][:MOST]
    if not rows and not part.empty:
        return
    if part.title:
        yield Heading(part.title[draft.lang], 3, part.id)
    if part.intro and rows and (words := draft.fill(part.intro)):
        yield Paragraph((Sentence(words, "practice", part.cites),))
    if not rows and part.empty:
        yield Paragraph((Sentence(part.empty[draft.lang], "fact"),))
        return
    headers = tuple(draft.say("plan_swot", "pair_header", column=index) for index in range(3))
    title = part.title[draft.lang] if part.title else ""
    yield Table(draft.say("plan_swot", "pair_caption", title=title), headers, tuple(rows))


def _row(draft: Draft, pair: Pair) -> tuple[Sentence, ...] | None:
    words = draft.fill(pair.text) if draft.holds(pair.when) else None
    sides = [_first(draft, pair.one), _first(draft, pair.other)]
    if words is None or None in sides:
        return None
    names = [side.label[draft.lang] for side in sides if side is not None and side.label]
    chosen = {id_: choice for id_ in pair.serves if (choice := draft.shown(id_))}
    served = [
        {
            "label": draft.kb.decisions[id_].label[draft.lang],
            "choice": choice if len(draft.consultation.findings[id_].chosen) <= MANY else "",
        }
        for id_, choice in chosen.items()
    ]
    behind = tuple(dict.fromkeys(place for id_ in chosen for place in draft.support(id_)[:1]))
    return (
        Sentence(draft.say("plan_swot", "joined", names=names), "fact"),
        Sentence(words[:1].upper() + words[1:], "practice", pair.cites),
        Sentence(draft.say("plan_swot", "served", choices=served), "course" if served else "practice", behind),
    )


def _first(draft: Draft, ids: tuple[str, ...]) -> Statement | None:
    """Return the first of the statements that is made in this case."""
    statements = {one.id: one for one in draft.kb.practice.statements}
    for id_ in ids:
        one = statements[id_]
        if (one.when is None or draft.holds(one.when)) and said_of(draft, one):
            return one
    return None
