"""What a question or lesson can be about, and by what names it is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.language.letters import fold, nearest
from advisor.model.types import Concept, Decision, KnowledgeBase, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A topic: its name, and the facts, decisions, formulas, concepts and course points below it."""

    id: str
    label: Text
    nodes: frozenset[str]
    points: frozenset[str]


def concept_topic(kb: KnowledgeBase, concept: Concept) -> str:
    """Return the heading of the course points behind a concept that most of them stand under."""
    headings = Counter(kb.points[point].decision for point in concept.teaches)
    return max(sorted(headings), key=lambda one: headings[one]) if headings else concept.id


def heading_label(kb: KnowledgeBase, heading: str) -> Text:
    """Return the name of a heading: that of its decision or fact, else of the concept or decision nearest to it."""
    if heading in kb.decisions:
        return kb.decisions[heading].label
    if heading in kb.facts:
        return kb.facts[heading].label
    points = {point.id for point in kb.points.values() if point.decision == heading}
    near = {concept.id: len(points & set(concept.teaches)) for concept in kb.concepts.values()}
    best = max(sorted(near), key=lambda one: near[one], default="")
    if best and near[best]:
        names = kb.concepts[best].names
        return Text(names["vi"][0], names["en"][0])
    targets = Counter(rule.target for rule in kb.rules.values() if points & set(rule.teaches))
    decided = [target for target, _ in targets.most_common() if target in kb.decisions]
    if decided:
        return kb.decisions[decided[0]].label
    return next((p.statement for p in kb.points.values() if p.decision == heading), Text(heading, heading))


def areas_of_headings(kb: KnowledgeBase) -> dict[str, str]:
    """Return the area of every heading: its decision's, else that of most points or rules near it."""
    by_prefix: dict[str, Counter[str]] = {}
    for decision in kb.decisions.values():
        by_prefix.setdefault(decision.id.partition(".")[0], Counter())[decision.area] += 1
    found: dict[str, str] = {}
    first = kb.outline.areas[0].id if kb.outline.areas else ""
    for heading in dict.fromkeys((*kb.decisions, *(point.decision for point in kb.points.values()))):
        if heading in kb.decisions:
            found[heading] = kb.decisions[heading].area
        else:
            near = by_prefix.get(heading.partition(".")[0], Counter())
            found[heading] = max(sorted(near), key=lambda one: near[one]) if near else first
    return found


def subjects(kb: KnowledgeBase) -> dict[str, Subject]:
    """Return every topic by its id: areas, headings (decisions among them), facts, formulas, concepts."""
    areas = areas_of_headings(kb)
    headings = {heading: _below(kb, heading) for heading in areas}
    found = {
        heading: Subject(
            id=heading, label=heading_label(kb, heading), nodes=nodes, points=_points(kb, frozenset({heading}))
        )
        for heading, nodes in headings.items()
    }
    for area in kb.outline.areas:
        mine = frozenset(heading for heading, one in areas.items() if one == area.id)
        nodes = frozenset(node for heading in mine for node in headings[heading])
        found[area.id] = Subject(id=area.id, label=area.label, nodes=nodes, points=_points(kb, mine))
    for id_, fact in kb.facts.items():
        taught = frozenset(p for rule in kb.rules.values() if rule.target == id_ for p in rule.teaches)
        found.setdefault(id_, Subject(id=id_, label=fact.label, nodes=frozenset({id_}), points=taught))
    for id_, formula in kb.formulas.items():
        taught = frozenset(formula.teaches)
        found.setdefault(id_, Subject(id=id_, label=formula.label, nodes=frozenset({id_}), points=taught))
    for id_, concept in kb.concepts.items():
        label = Text(concept.names["vi"][0], concept.names["en"][0])
        near = frozenset({id_, *(kb.points[point].decision for point in concept.teaches)})
        found.setdefault(id_, Subject(id=id_, label=label, nodes=near, points=frozenset(concept.teaches)))
    return found


def _below(kb: KnowledgeBase, heading: str) -> frozenset[str]:
    """Return the items of a heading: itself, the facts its rules infer, its formulas and concepts."""
    found = {heading}
    found.update(c.id for c in kb.concepts.values() if c.teaches and concept_topic(kb, c) == heading)
    if heading in kb.decisions:
        found.update(option.formula for option in kb.decisions[heading].options if option.formula)
    points = {point.id for point in kb.points.values() if point.decision == heading}
    found.update(formula.id for formula in kb.formulas.values() if points & set(formula.teaches))
    found.update(rule.target for rule in kb.rules.values() if rule.target in kb.facts and points & set(rule.teaches))
    return frozenset(found)


def _points(kb: KnowledgeBase, headings: frozenset[str]) -> frozenset[str]:
    return frozenset(point.id for point in kb.points.values() if point.decision in headings)


def find_subjects(
    kb: KnowledgeBase, names: Iterable[str]
) -> tuple[tuple[Subject, ...], tuple[tuple[str, str | None], ...]]:
    """Return the topics of these names or ids, and the names that are none, each with a guess."""
    wanted = list(names)
    known = subjects(kb) if wanted else {}
    called: dict[str, Subject] = {}
    for id_, label in _names(kb, known) if wanted else ():
        if id_ in known:
            called.setdefault(fold(label), known[id_])
    found: list[Subject] = []
    wrong: list[tuple[str, str | None]] = []
    for name in wanted:
        subject = known.get(name) or called.get(fold(name))
        if subject is None:
            wrong.append((name, nearest(name, [*known, *(label for _, label in _names(kb, known))])))
        else:
            found.append(subject)
    return tuple(found), tuple(wrong)


def _names(kb: KnowledgeBase, known: dict[str, Subject]) -> Iterator[tuple[str, str]]:
    for subject in known.values():
        yield subject.id, subject.label.vi
        yield subject.id, subject.label.en
    for concept in kb.concepts.values():
        yield from ((concept.id, name) for names in concept.names.values() for name in names)
    for decision in kb.decisions.values():
        yield from ((decision.id, name) for name in _synonyms(decision))


def _synonyms(decision: Decision) -> tuple[str, ...]:
    return tuple(name for name in (decision.term_vi, *decision.synonyms) if name)
