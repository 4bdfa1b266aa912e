"""Well-formed items to a whole `KnowledgeBase`: the parts in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.diagnostics import Diagnostic, Span, did_you_mean, said
from advisor.model.build import Builder, maybe_text, sort_items, subjects_of, text
from advisor.model.build_accepted import build_accepted
from advisor.model.build_figures import build_figures
from advisor.model.build_practice import PracticeReader, build_practice
from advisor.model.build_rules import RuleBuilder
from advisor.model.build_subjects import build_decisions, build_facts, build_formulas
from advisor.model.build_work import build_work
from advisor.model.collect import Item
from advisor.model.types import (
    Concept,
    CoursePoint,
    Decision,
    Expectation,
    FactDef,
    Heading,
    KnowledgeBase,
    Outline,
    PolicyStep,
    Source,
    TestCase,
    Text,
    Value,
)
from advisor.model.values import ValueProblem, read_value

POLICY_ORDER = ("preference", "declared", "overrides", "specificity", "reasons", "tie")


def build_base(items: Sequence[Item], digest: str, root: str) -> tuple[KnowledgeBase, list[Diagnostic]]:
    """Return the knowledge base that the items make, and everything that does not fit in it."""
    problems: list[Diagnostic] = []
    kinds = sort_items(items, problems)
    builder = Builder(kinds, problems, subjects_of(kinds))
    outline = _outline(builder, root)
    sources = _sources(builder)
    points = _points(builder, sources)
    facts = build_facts(builder, frozenset(topic.id for topic in outline.topics))
    decisions = build_decisions(builder, frozenset(area.id for area in outline.areas))
    formulas = build_formulas(builder)
    rules = RuleBuilder(builder, facts, decisions)
    rules.build()
    builder.rule_ids = rules.known
    kb = KnowledgeBase(
        digest=digest,
        root=root,
        outline=outline,
        sources=sources,
        points=points,
        facts=facts,
        decisions=decisions,
        formulas=formulas,
        rules=rules.rules,
        tables=rules.tables,
        conflicts=rules.conflicts(),
        concepts=_concepts(builder),
        policy=_policy(builder),
        cases=_cases(builder, facts, decisions),
        practice=build_practice(builder, sources),
        work=build_work(PracticeReader(builder, sources)),
        figures=build_figures(PracticeReader(builder, sources)),
        accepted=build_accepted(builder),
    )
    return kb, problems


def _outline(builder: Builder, root: str) -> Outline:
    item = builder.items.get("outline", {}).get("outline")
    if item is None:
        message = said(
            "the knowledge base has no outline; write knowledge/outline.yaml with title, about, topics and areas"
        )
        builder.report("no-outline", message, Span(root))
        nothing = Text("", "")
        return Outline(nothing, nothing, (), ())
    data = item.data
    return Outline(
        title=text(data["title"]),
        about=text(data["about"]),
        topics=tuple(Heading(one["id"], text(one["label"])) for one in data["topics"]),
        areas=tuple(
            Heading(
                one["id"],
                text(one["label"]),
                builder.known(
                    "decisions", one.get("decisions", ()), item, ("areas", index, "decisions"), said("the area lists")
                ),
            )
            for index, one in enumerate(data["areas"])
        ),
        corpus=maybe_text(data.get("corpus")),
    )


def _sources(builder: Builder) -> dict[str, Source]:
    for item in builder.items.get("sources", {}).values():
        for key in ("file", "lines"):
            if item.data.get("kind", "course") == "course" and not item.data.get(key):
                message = said(
                    "a document of the course needs '{key}'; a published work is marked `kind: practice`", key=key
                )
                builder.report("missing-key", message, item.span)
        if item.data.get("kind") == "practice" and not item.data.get("cite"):
            builder.report("missing-key", said("a published work needs `cite`, such as `Doran 1981`"), item.span)
    return {
        id_: Source(
            id=id_,
            kind=item.data.get("kind", "course"),
            cite=item.data.get("cite", ""),
            file=item.data.get("file", ""),
            title=text(item.data["title"]),
            lines=item.data.get("lines", 0),
            span=item.span,
        )
        for id_, item in builder.items.get("sources", {}).items()
    }


def _points(builder: Builder, sources: dict[str, Source]) -> dict[str, CoursePoint]:
    points: dict[str, CoursePoint] = {}
    for id_, item in builder.items.get("course", {}).items():
        data = item.data
        first, last = data["lines"]
        source = sources.get(data["source"])
        if source is None:
            hint = did_you_mean(data["source"], sources)
            message = said(
                "the point cites the document '{source}', which sources.yaml does not list", source=data["source"]
            )
            builder.report("bad-citation", message, item.span_of(("source",)), hint)
        elif not 1 <= first <= last <= source.lines:
            message = said(
                "lines {first}-{last} are not in document {source}, which has {lines} lines",
                first=first,
                last=last,
                source=source.id,
                lines=source.lines,
            )
            builder.report("bad-citation", message, item.span_of(("lines",)))
        points[id_] = CoursePoint(
            id=id_,
            source=data["source"],
            section=data["section"],
            lines=(first, last),
            kind=data["kind"],
            decision=data["decision"],
            statement=text(data["statement"]),
            term_vi=data.get("term_vi", ""),
            remark=maybe_text(data.get("remark")),
            span=item.span,
        )
    return points


def _concepts(builder: Builder) -> dict[str, Concept]:
    return {
        id_: Concept(
            id=id_,
            names={lang: tuple(names) for lang, names in item.data["names"].items()},
            definition=text(item.data["definition"]),
            example=maybe_text(item.data.get("example")),
            teaches=builder.known(
                "course",
                item.data.get("teaches", ()),
                item,
                ("teaches",),
                said("concept '{id}' teaches the course point", id=id_),
            ),
            span=item.span,
        )
        for id_, item in builder.items.get("concepts", {}).items()
    }


def _policy(builder: Builder) -> tuple[PolicyStep, ...]:
    items = builder.items.get("policy", {})
    missing = [id_ for id_ in POLICY_ORDER if id_ not in items]
    if missing and items:
        span = next(iter(items.values())).span
        builder.report(
            "missing-key", said("the policy lacks the steps {missing}", missing=", ".join(missing)), Span(span.path)
        )
    return tuple(
        PolicyStep(id_, text(items[id_].data["label"]), text(items[id_].data["explanation"]))
        for id_ in POLICY_ORDER
        if id_ in items
    )


def _cases(builder: Builder, facts: dict[str, FactDef], decisions: dict[str, Decision]) -> tuple[TestCase, ...]:
    return tuple(_case(builder, item, facts, decisions) for item in builder.items.get("cases", {}).values())


def _case(builder: Builder, item: Item, facts: dict[str, FactDef], decisions: dict[str, Decision]) -> TestCase:
    given: dict[str, Value | None] = {}
    for name, raw in item.data["given"].items():
        span = item.span_of(("given", name))
        fact = facts.get(name)
        if fact is None:
            builder.report(
                "unknown-id",
                said("the case gives '{name}', which is no fact", name=name),
                span,
                did_you_mean(name, facts),
            )
            continue
        try:
            given[name] = read_value(fact, raw)
        except ValueProblem as problem:
            builder.report("wrong-option", problem.args[0], span, problem.hint)
    expect: dict[str, Expectation] = {}
    for name, data in item.data["expect"].items():
        if name not in decisions and name not in facts:
            known = (*decisions, *facts)
            message = said("the case expects something of '{name}', which is no decision and no fact", name=name)
            builder.report("unknown-id", message, item.span_of(("expect", name)), did_you_mean(name, known))
            continue
        outcome, missing = data.get("outcome"), data.get("missing")
        expect[name] = Expectation(
            None if outcome is None else tuple(outcome),
            tuple(data.get("because", ())),
            tuple(data.get("not_because", ())),
            None if missing is None else tuple(missing),
        )
        _check_rules(builder, item, name, data)
        _check_missing(builder, item, name, data, facts, decided=name in decisions)
    return TestCase(
        name=item.data["case"], given=given, expect=expect, prefer=tuple(item.data.get("prefer", ())), span=item.span
    )


def _check_rules(builder: Builder, item: Item, name: str, data: dict[str, list[str]]) -> None:
    for key in ("because", "not_because"):
        for index, rule in enumerate(data.get(key, ())):
            if rule not in builder.rule_ids:
                span = item.span_of(("expect", name, key, index))
                hint = did_you_mean(rule, builder.rule_ids)
                builder.report(
                    "unknown-id", said("the case names the rule '{rule}', which nothing defines", rule=rule), span, hint
                )


def _check_missing(
    builder: Builder, item: Item, name: str, data: dict[str, Any], facts: dict[str, FactDef], *, decided: bool
) -> None:
    for index, fact in enumerate(data.get("missing") or ()):
        span = item.span_of(("expect", name, "missing", index))
        if not decided:
            message = said("'{name}' is a fact; only of a decision can a case say which facts are missing", name=name)
            builder.report("bad-expectation", message, span)
        elif fact not in facts:
            message = said("the case expects '{fact}' to be missing, which is no fact", fact=fact)
            builder.report("unknown-id", message, span, did_you_mean(fact, facts))
