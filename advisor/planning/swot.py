"""Statements that speak for and against each other, and the strategies that follow from pairs of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.practice import Pair, Part, Statement
from advisor.planning.draft import Draft
from advisor.planning.prose import part_blocks, parts_of, said_of
from advisor.planning.types import Block, Heading, Paragraph, Sentence, Table

MANY = 4
"""Options of a choice that are named beside a strategy; where there are more, the decision alone is."""
MOST = 5
"""Pairs told in one part: those of the statements that come first."""


def swot_blocks(draft: Draft) -> Iterator[Block]:
    """Yield the parts with their statements, then the strategies that follow from pairs of them, in one table."""
    paired = {pair.part for pair in draft.kb.practice.pairs}
    parts = parts_of(draft, "swot")
    for part in parts:
        if part.id not in paired:
            yield from part_blocks(draft, part)
    yield from pair_blocks(draft, [part for part in parts if part.id in paired])


def pair_blocks(draft: Draft, parts: Sequence[Part]) -> Iterator[Block]:
    """Yield the strategies of some parts: what is paired, what follows, and the choices of the plan that carry it out.

    Where a part has none, its line for that stands below the table.
    """
    rows: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    said: list[Sentence] = []
    lacking: list[Sentence] = []
    for part in parts:
        found = [row for pair in draft.kb.practice.pairs if pair.part == part.id and (row := _row(draft, pair))][:MOST]
        if not found and part.empty:
            lacking.append(Sentence(part.empty[draft.lang], "fact"))
        if found and part.title:
            groups.append((len(rows), part.title[draft.lang]))
        if found and part.intro and (words := draft.fill(part.intro)):
            said.append(Sentence(words, "practice", part.cites))
        rows += found
    if not rows and not lacking:
        return
    yield Heading(draft.say("plan_swot", "pair_title"), 3, "swot.pairs")
    if said:
        yield Paragraph(tuple(said))
    if rows:
        headers = tuple(draft.say("plan_swot", "pair_header", column=index) for index in range(3))
        yield Table(draft.say("plan_swot", "pair_caption"), headers, tuple(rows), groups=tuple(groups))
    if lacking:
        yield Paragraph(tuple(lacking))


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
