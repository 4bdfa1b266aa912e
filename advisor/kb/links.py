"""What every item of a knowledge base uses, and so what uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, NamedTuple

from advisor.diagnostics import Span
from advisor.formula.types import Apply, Name, Number, names
from advisor.graph import subjects
from advisor.model.logic import All, AnyOf, Argument, Comparison, Inference, Not
from advisor.model.text import Text
from advisor.model.types import KnowledgeBase, TestCase
from advisor.ruleset.compile import options_of

Relation = Literal[
    "reads", "concludes", "favours", "opposes", "teaches", "cites", "overrides", "row_of", "sides", "after",
    "explained_by", "reckons", "expects", "expects_not", "gives", "about", "mentions",
]  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)(?::\w+)?\}")


class Ref(NamedTuple):
    """An item of a kind: `facts`, `decisions`, `options`, `rules`, `tables`, `conflicts`, `formulas`, `concepts`,
    `points`, `sources`, `cases` or `practice`.
    """

    kind: str
    id: str


class Link(NamedTuple):
    """One item uses another."""

    user: Ref
    relation: Relation
    used: Ref


@dataclass(frozen=True, slots=True)
class Links:
    """All links, by the item that uses and by the item that is used."""

    uses: Mapping[Ref, tuple[Link, ...]]
    used_by: Mapping[Ref, tuple[Link, ...]]


def all_links(kb: KnowledgeBase) -> Links:
    """Return every link of a knowledge base, in order."""
    uses: dict[Ref, list[Link]] = {}
    used_by: dict[Ref, list[Link]] = {}
    for link in dict.fromkeys(_links(kb)):
        uses.setdefault(link.user, []).append(link)
        used_by.setdefault(link.used, []).append(link)
    return Links(
        {ref: tuple(sorted(links)) for ref, links in uses.items()},
        {ref: tuple(sorted(links)) for ref, links in used_by.items()},
    )


def case_id(case: TestCase) -> str:
    """Return what a case is known by: its place."""
    return f"{case.span.path}:{case.span.line}"


def practice_items(kb: KnowledgeBase) -> Iterator[Any]:
    """Yield the items of the practice layer that have an id."""
    for layer in (kb.practice, kb.work):
        for field in fields(layer):
            value = getattr(layer, field.name)
            many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
            yield from (one for one in many if is_dataclass(one) and hasattr(one, "id"))


def _links(kb: KnowledgeBase) -> Iterator[Link]:
    yield from _of_rules(kb)
    yield from _of_subjects(kb)
    for point in kb.points.values():
        yield Link(Ref("points", point.id), "cites", Ref("sources", point.source))
        if point.decision in kb.decisions or point.decision in kb.facts:
            yield Link(Ref("points", point.id), "about", _node(kb, point.decision))
    for concept in kb.concepts.values():
        yield from _many(Ref("concepts", concept.id), "teaches", "points", concept.teaches)
    for case in kb.cases:
        yield from _of_case(kb, case)
    for item in practice_items(kb):
        for id_ in dict.fromkeys(_mentioned(item)):
            found = _known(kb, id_)
            if found is not None and id_ != item.id:
                yield Link(Ref("practice", item.id), "mentions", found)


def _many(user: Ref, relation: Relation, kind: str, ids: Iterable[str]) -> Iterator[Link]:
    return (Link(user, relation, Ref(kind, id_)) for id_ in ids)


def _node(kb: KnowledgeBase, id_: str) -> Ref:
    return Ref("facts" if id_ in kb.facts else "decisions" if id_ in kb.decisions else "formulas", id_)


def _known(kb: KnowledgeBase, id_: str) -> Ref | None:
    for kind in ("facts", "decisions", "formulas", "points", "sources"):
        if id_ in getattr(kb, kind):
            return Ref(kind, id_)
    return None


def _of_rules(kb: KnowledgeBase) -> Iterator[Link]:
    for rule in kb.rules.values():
        me = Ref("rules", rule.id)
        yield from (Link(me, "reads", _node(kb, one)) for one in subjects(rule.when))
        yield Link(me, "concludes", _node(kb, rule.target))
        if not isinstance(rule.then, Inference):
            against = isinstance(rule.then, Argument) and not rule.then.favours
            for option in options_of(rule):
                bare = option.partition(":")[0]
                yield Link(me, "opposes" if against else "favours", Ref("options", f"{rule.target}.{bare}"))
        yield from _many(me, "teaches", "points", rule.teaches)
        yield from _many(me, "overrides", "rules", rule.overrides)
        if rule.table:
            yield Link(me, "row_of", Ref("tables", rule.table))
    for table in kb.tables.values():
        yield from (Link(Ref("tables", table.id), "reads", _node(kb, one)) for one in table.inputs)
        yield Link(Ref("tables", table.id), "concludes", _node(kb, table.target))
    for conflict in kb.conflicts.values():
        for side in conflict.sides:
            yield from _many(Ref("conflicts", conflict.id), "sides", "rules", side.rules)


def _of_subjects(kb: KnowledgeBase) -> Iterator[Link]:
    for fact in kb.facts.values():
        me = Ref("facts", fact.id)
        asked = [*subjects(fact.applies_when), *(one for option in fact.options for one in subjects(option.only_if))]
        yield from (Link(me, "reads", _node(kb, one)) for one in asked)
        yield from _many(me, "after", "facts", fact.after)
        if fact.concept:
            yield Link(me, "explained_by", Ref("concepts", fact.concept))
    for decision in kb.decisions.values():
        me = Ref("decisions", decision.id)
        yield from (Link(me, "reads", _node(kb, one)) for one in subjects(decision.applies_when))
        for option in decision.options:
            mine = Ref("options", f"{decision.id}.{option.id}")
            yield Link(mine, "about", me)
            if option.formula:
                yield Link(mine, "reckons", Ref("formulas", option.formula))
            for remarks in (option.advantages, option.disadvantages, option.actions, option.measures):
                for remark in remarks:
                    yield from _many(mine, "teaches", "points", remark.teaches)
    for formula in kb.formulas.values():
        me = Ref("formulas", formula.id)
        yield from (Link(me, "reads", _node(kb, one)) for one in formula.reads)
        if formula.infers:
            yield Link(me, "concludes", Ref("facts", formula.infers))
        yield from _many(me, "teaches", "points", formula.teaches)


def _of_case(kb: KnowledgeBase, case: TestCase) -> Iterator[Link]:
    me = Ref("cases", case_id(case))
    yield from _many(me, "gives", "facts", case.given)
    for node, expectation in case.expect.items():
        yield Link(me, "about", _node(kb, node))
        yield from _many(me, "expects", "rules", expectation.because)
        yield from _many(me, "expects_not", "rules", expectation.not_because)


def _mentioned(value: Any) -> Iterator[str]:
    """Yield whatever in an item could be an id: texts by themselves, in conditions, sums and placeholders."""
    match value:
        case str():
            yield value
        case Text():
            yield from _PLACEHOLDER.findall(value.vi)
        case Comparison() | All() | AnyOf() | Not():
            yield from subjects(value)
        case Number() | Name() | Apply():
            yield from names(value)
        case Span():
            return
        case Mapping():
            yield from (id_ for one in value.values() for id_ in _mentioned(one))
        case tuple() | list():
            yield from (id_ for one in value for id_ in _mentioned(one))
        case _ if is_dataclass(value):
            yield from (id_ for field in fields(value) for id_ in _mentioned(getattr(value, field.name)))
