"""A lesson: what the documents teach on a topic, in a sensible order, each point with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.interview.terms import Term, concept_term, terms_within
from advisor.model.types import Conflict, CoursePoint, KnowledgeBase, Lang, PointKind, Remark, Rule, Text
from advisor.teaching.subjects import Subject, heading_label

PARTS: Mapping[str, tuple[PointKind, ...]] = {
    "meaning": ("definition", "property"),
    "kinds": ("taxonomy",),
    "when": ("criterion", "rule", "influence", "ranking"),
    "sums": ("formula",),
    "steps": ("procedure",),
    "examples": ("example",),
}
"""The parts of a chapter in their order, and the kinds of course points that stand in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A course point as a lesson tells it, with the reason its rule holds."""

    text: Text
    place: str
    remark: Text | None = None
    because: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option of the decision, with what speaks for and against it."""

    label: Text
    meaning: Text | None
    advantages: tuple[Taught, ...]
    disadvantages: tuple[Taught, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A place where the documents disagree: the views with their places, and how it is settled."""

    topic: Text
    claims: tuple[tuple[Text, tuple[str, ...]], ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One heading of the course. `parts`: by part of a chapter the points told there."""

    id: str
    label: Text
    question: Text | None
    parts: Mapping[str, tuple[Taught, ...]]
    choices: tuple[Choice, ...]
    disputes: tuple[Dispute, ...]
    terms: tuple[str, ...]


def chapters(kb: KnowledgeBase, subject: Subject, order: tuple[str, ...]) -> Iterator[Chapter]:
    """Yield a chapter for each heading of a topic that teaches something; `order`: all headings in reading order."""
    by_heading: dict[str, list[CoursePoint]] = {}
    for id_ in sorted(subject.points):
        point = kb.points[id_]
        by_heading.setdefault(point.decision, []).append(point)
    for heading in sorted(by_heading, key=lambda one: (order.index(one) if one in order else len(order), one)):
        points = sorted(by_heading[heading], key=lambda one: (one.source, one.lines, one.id))
        yield _chapter(kb, heading, points)


def _chapter(kb: KnowledgeBase, heading: str, points: list[CoursePoint]) -> Chapter:
    decision = kb.decisions.get(heading)
    reasons = _reasons(kb)
    ids = {point.id for point in points}
    return Chapter(
        id=heading,
        label=heading_label(kb, heading),
        question=decision.question if decision else None,
        parts={
            part: tuple(_taught(point, reasons) for point in points if point.kind in kinds)
            for part, kinds in PARTS.items()
        },
        choices=tuple(
            Choice(
                label=option.label,
                meaning=option.meaning,
                advantages=_remarks(kb, option.advantages),
                disadvantages=_remarks(kb, option.disadvantages),
            )
            for option in (decision.options if decision else ())
        ),
        disputes=tuple(_dispute(kb, one) for one in kb.conflicts.values() if _touches(kb, one, heading, ids)),
        terms=tuple(concept.id for concept in kb.concepts.values() if ids & set(concept.teaches)),
    )


def _reasons(kb: KnowledgeBase) -> dict[str, Rule]:
    """Return for each point a rule that teaches it."""
    found: dict[str, Rule] = {}
    for rule in kb.rules.values():
        for point in rule.teaches:
            found.setdefault(point, rule)
    return found


def _taught(point: CoursePoint, reasons: Mapping[str, Rule]) -> Taught:
    rule = reasons.get(point.id)
    because = rule.because if rule is not None and rule.because != point.statement else None
    return Taught(text=point.statement, place=point.citation, remark=point.remark, because=because)


def _remarks(kb: KnowledgeBase, remarks: object) -> tuple[Taught, ...]:
    listed = [one for one in remarks if isinstance(one, Remark)]  # type: ignore[attr-defined]
    return tuple(Taught(text=one.text, place="; ".join(kb.citations(one.teaches))) for one in listed)


def _touches(kb: KnowledgeBase, conflict: Conflict, heading: str, points: set[str]) -> bool:
    rules = [kb.rules[rule] for side in conflict.sides for rule in side.rules if rule in kb.rules]
    return any(rule.target == heading or points & set(rule.teaches) for rule in rules)


def _dispute(kb: KnowledgeBase, conflict: Conflict) -> Dispute:
    claims: list[tuple[Text, tuple[str, ...]]] = []
    for side in conflict.sides:
        points = tuple(point for rule in side.rules if rule in kb.rules for point in kb.rules[rule].teaches)
        claims.append((side.claim, kb.citations(points)))
    return Dispute(topic=conflict.topic, claims=tuple(claims), reason=conflict.reason)


def terms_of(kb: KnowledgeBase, chapter: Chapter, lang: Lang) -> list[Term]:
    """Return the terms a chapter teaches, then those its texts use by name."""
    own = [term for id_ in chapter.terms if (term := concept_term(kb, id_, lang)) is not None]
    told = [one.text[lang] for part in chapter.parts.values() for one in part]
    told += [choice.label[lang] for choice in chapter.choices]
    used = [term for term in terms_within(kb, told, lang) if term not in own]
    return [*own, *used]
