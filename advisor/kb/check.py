"""Checks beyond what loading already refuses: what is unused, uncited or untested.

Loading a knowledge base reports everything that makes it unusable. These findings
are about a base that loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from advisor.diagnostics import Diagnostic, Severity
from advisor.graph import dependencies
from advisor.kb.coverage import points_taught, points_used
from advisor.model.logic import Inference
from advisor.model.types import DECIDING, KnowledgeBase
from advisor.ruleset.compile import beaten_by, list_subjects, options_of
from advisor.ruleset.literals import arms_of, compatible


def check(kb: KnowledgeBase) -> list[Diagnostic]:
    """Return all findings about a knowledge base, in file order."""
    found = [
        *_missing_citation(kb),
        *_dead_question(kb),
        *_unused_option(kb),
        *_unused_point(kb),
        *_untested(kb),
        *_overlapping_rows(kb),
        *_circles(kb),
    ]
    return sorted(found, key=lambda d: (d.span, d.code, d.message))


def _overlapping_rows(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Report rows of a `unique` table that can hold together, and of an `any` table that then say different things."""
    lists = list_subjects(kb)
    for table in kb.tables.values():
        if table.hit_policy not in ("unique", "any"):
            continue
        for first, second in combinations((kb.rules[row] for row in table.rows), 2):
            if table.hit_policy == "any" and first.then == second.then:
                continue
            arms = [arms_of(rule.when, lists) for rule in (first, second)]
            if any(compatible(one | two, lists) for one in arms[0] for two in arms[1]):
                message = f"rows '{first.id}' and '{second.id}' can hold together; the table is {table.hit_policy}"
                yield Diagnostic(code="overlap", message=message, span=second.span)


def _circles(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Report rules that go before each other in a circle, by what they override and by the order of table rows."""
    try:
        TopologicalSorter(beaten_by(kb)).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        message = f"'{circle[0]}' goes before itself: {' < '.join(circle)}"
        yield Diagnostic(code="cycle", message=message, span=kb.rules[min(circle)].span)


def _missing_citation(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    for rule in kb.rules.values():
        if not rule.teaches and not isinstance(rule.then, Inference):
            message = f"rule '{rule.id}' teaches no course point; every piece of advice names its source"
            yield Diagnostic(code="missing-citation", message=message, span=rule.span)


def _dead_question(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    read = {node for reads in dependencies(kb).values() for node in reads}
    for fact in kb.facts.values():
        if fact.id not in read and fact.type != "text":
            message = f"no rule, formula or condition reads '{fact.id}'"
            yield Diagnostic(code="dead-question", message=message, span=fact.span, severity=Severity.WARNING)


def _unused_option(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    spoken: dict[str, set[str]] = {}
    for rule in kb.rules.values():
        spoken.setdefault(rule.target, set()).update(option.partition(":")[0] for option in options_of(rule))
    for decision in kb.decisions.values():
        for option in decision.options:
            if option.id not in spoken.get(decision.id, set()):
                message = f"no rule speaks about the option '{option.id}' of '{decision.id}'"
                yield Diagnostic(code="unused-option", message=message, span=decision.span, severity=Severity.WARNING)


def _unused_point(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    taught, used = points_taught(kb), points_used(kb)
    for point in kb.points.values():
        if point.kind in DECIDING and not taught.get(point.id):
            message = f"no rule or formula teaches the course point '{point.id}'"
            yield Diagnostic(code="untaught", message=message, span=point.span, severity=Severity.WARNING)
        elif not taught.get(point.id) and point.id not in used:
            message = f"nothing uses the course point '{point.id}'"
            yield Diagnostic(code="unused-point", message=message, span=point.span, severity=Severity.WARNING)


def _untested(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    tested = {rule for case in kb.cases for expectation in case.expect.values() for rule in expectation.because}
    for rule in kb.rules.values():
        if rule.id not in tested:
            message = f"no case expects the rule '{rule.id}' to fire"
            yield Diagnostic(code="untested", message=message, span=rule.span, severity=Severity.WARNING)
