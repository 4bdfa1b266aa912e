"""Which course points are taught, used and tested, and how much of the conditions the cases reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.evaluate.evaluator import Evaluation, Evaluator
from advisor.evaluate.variables import Block
from advisor.graph import comparisons
from advisor.model.logic import Comparison
from advisor.model.types import DECIDING, CoursePoint, KnowledgeBase, TestCase
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for


@dataclass(frozen=True, slots=True)
class PointCoverage:
    """One course point: the rules and formulas that teach it, what else shows it, the cases that test it."""

    point: CoursePoint
    taught_by: tuple[str, ...]
    used_by: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def deciding(self) -> bool:
        """Return whether the point decides something (and so must be taught by a rule or formula)."""
        return self.point.kind in DECIDING

    @property
    def covered(self) -> bool:
        """Return whether a deciding point is taught, or another one shown or taught."""
        return bool(self.taught_by) if self.deciding else bool(self.taught_by or self.used_by)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a whole knowledge base.

    `conditions`: how many comparisons of rules the cases find both true and false, and how many there are.
    `uncovered`: for each document the runs of lines that no point cites.
    """

    points: tuple[PointCoverage, ...]
    conditions: tuple[int, int]
    one_sided: tuple[tuple[str, Comparison], ...]
    uncovered: Mapping[str, tuple[tuple[int, int], ...]]


def points_taught(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Return for each course point the rules and formulas that teach it."""
    found: dict[str, list[str]] = {}
    for rule in kb.rules.values():
        for point in rule.teaches:
            found.setdefault(point, []).append(rule.id)
    for formula in kb.formulas.values():
        for point in formula.teaches:
            found.setdefault(point, []).append(formula.id)
    return {point: tuple(sorted(ids)) for point, ids in found.items()}


def points_used(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Return for each course point the concepts and options that show it."""
    found: dict[str, set[str]] = {}
    for concept in kb.concepts.values():
        for point in concept.teaches:
            found.setdefault(point, set()).add(concept.id)
    for decision in kb.decisions.values():
        for option in decision.options:
            for remarks in (option.advantages, option.disadvantages, option.actions, option.measures):
                for remark in remarks:
                    for point in remark.teaches:
                        found.setdefault(point, set()).add(f"{decision.id}.{option.id}")
    return {point: tuple(sorted(ids)) for point, ids in found.items()}


def measure(ruleset: Ruleset) -> Coverage:
    """Return the coverage of a knowledge base by its own rules, concepts and cases."""
    kb = ruleset.kb
    taught, used = points_taught(kb), points_used(kb)
    tests: dict[str, set[str]] = {}
    reached: dict[tuple[str, Comparison], set[bool]] = {
        (rule.id, test): set() for rule in kb.rules.values() for test in comparisons(rule.when)
    }
    nodes = frozenset(ruleset.nodes)
    for case in kb.cases:
        evaluation = Evaluator(ruleset, resolver_for(ruleset, case.prefer), case.given).run(Block(()), nodes)
        for item in _tested(ruleset, case, evaluation):
            tests.setdefault(item, set()).add(case.name)
        for rule_id, test in reached:
            yes, no = evaluation.truth(test)
            reached[rule_id, test].update([True] * bool(yes) + [False] * bool(no))
    rows = tuple(
        PointCoverage(
            point,
            taught.get(point.id, ()),
            used.get(point.id, ()),
            tuple(sorted({name for item in taught.get(point.id, ()) for name in tests.get(item, ())})),
        )
        for point in kb.points.values()
    )
    one_sided = tuple(sorted((key for key, seen in reached.items() if len(seen) < 2), key=repr))
    return Coverage(rows, (len(reached) - len(one_sided), len(reached)), one_sided, _uncovered(kb))


def _tested(ruleset: Ruleset, case: TestCase, evaluation: Evaluation) -> Iterator[str]:
    """Yield the rules a case names, and the formulas it reckons below what it expects."""
    for node, expectation in case.expect.items():
        yield from expectation.because
        if expectation.outcome is not None:
            for below in ruleset.closure(frozenset({node})):
                if below in ruleset.kb.formulas and evaluation.columns[below].known:
                    yield below


def _uncovered(kb: KnowledgeBase) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for source in kb.sources.values():
        cited = {
            line
            for point in kb.points.values()
            if point.source == source.id
            for line in range(point.lines[0], point.lines[1] + 1)
        }
        runs: list[tuple[int, int]] = []
        for line in range(1, source.lines + 1):
            if line in cited:
                continue
            if runs and runs[-1][1] == line - 1:
                runs[-1] = (runs[-1][0], line)
            else:
                runs.append((line, line))
        found[source.id] = tuple(runs)
    return found
