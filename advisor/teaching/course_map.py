"""The map of a course: its areas and topics, and what of each a learner has met and mastered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.consultation.consult import reading_order
from advisor.model.types import KnowledgeBase, Text
from advisor.teaching.progress import Progress
from advisor.teaching.subjects import areas_of_headings, heading_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An area or topic: how many course points it has, how many were met in lessons or questions, how many mastered."""

    id: str
    label: Text
    all: int
    met: int
    mastered: int


def area_rows(kb: KnowledgeBase, progress: Progress) -> Iterator[Row]:
    """Yield the areas in reading order."""
    headings = areas_of_headings(kb)
    for area in kb.outline.areas:
        mine = frozenset(heading for heading, one in headings.items() if one == area.id)
        yield _row(kb, progress, area.id, area.label, mine)


def topic_rows(kb: KnowledgeBase, progress: Progress, area: str) -> Iterator[Row]:
    """Yield the topics of an area that have course points: decisions in reading order, then other headings."""
    headings = areas_of_headings(kb)
    order = {id_: number for number, id_ in enumerate(reading_order(kb))}
    mine = sorted((one for one in headings if headings[one] == area), key=lambda one: (order.get(one, len(order)), one))
    for heading in mine:
        row = _row(kb, progress, heading, heading_label(kb, heading), frozenset({heading}))
        if row.all:
            yield row


def _row(kb: KnowledgeBase, progress: Progress, id_: str, label: Text, headings: frozenset[str]) -> Row:
    points = {point.id: point.decision for point in kb.points.values() if point.decision in headings}
    read = {id_ for id_, heading in points.items() if heading in progress.lessons}
    return Row(
        id=id_,
        label=label,
        all=len(points),
        met=len(read | (points.keys() & progress.points.keys())),
        mastered=len(points.keys() & progress.mastered()),
    )
