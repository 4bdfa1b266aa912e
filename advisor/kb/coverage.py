"""Which course points are taught, used and tested, and how much of rules and conditions the cases reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.sheets import evaluate_sheets
from advisor.graph import comparisons
from advisor.model.logic import Comparison
from advisor.model.types import DECIDING, CoursePoint, KnowledgeBase, TestCase
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for

Seen = Literal["never", "true", "false"]


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
class OneSided:
    """A comparison of a rule that the cases never find both true and false."""

    rule: str
    test: Comparison
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Some of so many."""

    some: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCoverage:
    """One area in figures; `area` is empty for what belongs to none."""

    area: str
    taught: Tally
    used: Tally
    tested: Tally
    fired: Tally
    conditions: Tally


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a whole knowledge base.

    `conditions`: how many comparisons of rules the cases find both true and false, and how many there are.
    `fired`: for each rule how many cases it fires in. `uncovered`: for each document the runs of lines that no
    point cites.
    """

    points: tuple[PointCoverage, ...]
    conditions: tuple[int, int]
    one_sided: tuple[OneSided, ...]
    fired: Mapping[str, int]
    areas: tuple[AreaCoverage, ...]
    uncovered: Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What cases reach: for each rule the cases it fires in, for each of its comparisons what they find it to be."""

    fired: Mapping[str, frozenset[int]]
    seen: Mapping[tuple[str, Comparison], frozenset[bool]]
    reckoned: Mapping[str, frozenset[int]]

    @property
    def both_ways(self) -> int:
        """Return how many comparisons are found both true and false."""
        return sum(len(seen) == 2 for seen in self.seen.values())


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


def reach_of(ruleset: Ruleset, cases: Sequence[TestCase]) -> Reach:
    """Return what these cases reach; a case is named by its place in `cases`."""
    rules = ruleset.kb.rules.values()
    fired: dict[str, set[int]] = {rule.id: set() for rule in rules}
    seen: dict[tuple[str, Comparison], set[bool]] = {(r.id, test): set() for r in rules for test in comparisons(r.when)}
    reckoned: dict[str, set[int]] = {formula: set() for formula in ruleset.kb.formulas}
    for wishes in dict.fromkeys(case.prefer for case in cases):
        mine = [index for index, case in enumerate(cases) if case.prefer == wishes]
        sheets = [cases[index].given for index in mine]
        evaluation: Evaluation = evaluate_sheets(ruleset, resolver_for(ruleset, wishes), sheets)
        for rule in rules:
            fired[rule.id].update(_numbers(evaluation.truth(rule.when)[0], mine))
        for formula, found in reckoned.items():
            found.update(_numbers(evaluation.columns[formula].known, mine))
        for key, ways in seen.items():
            yes, no = evaluation.truth(key[1])
            ways.update([True] * bool(yes) + [False] * bool(no))
    return Reach(
        {rule: frozenset(found) for rule, found in fired.items()},
        {key: frozenset(ways) for key, ways in seen.items()},
        {formula: frozenset(found) for formula, found in reckoned.items()},
    )


def _numbers(bits: Bits, numbers: Sequence[int]) -> Iterator[int]:
    return (number for place, number in enumerate(numbers) if bits >> place & 1)


def measure(ruleset: Ruleset) -> Coverage:
    """Return the coverage of a knowledge base by its own rules, concepts and cases."""
    kb = ruleset.kb
    taught, used = points_taught(kb), points_used(kb)
    reach = reach_of(ruleset, kb.cases)
    tests: dict[str, set[str]] = {}
    for number, case in enumerate(kb.cases):
        for item in _tested(ruleset, case, number, reach):
            tests.setdefault(item, set()).add(case.name)
    rows = tuple(
        PointCoverage(
            point,
            taught.get(point.id, ()),
            used.get(point.id, ()),
            tuple(sorted({name for item in taught.get(point.id, ()) for name in tests.get(item, ())})),
        )
        for point in kb.points.values()
    )
    return Coverage(
        points=rows,
        conditions=(reach.both_ways, len(reach.seen)),
        one_sided=tuple(_one_sided(reach)),
        fired={rule: len(cases) for rule, cases in reach.fired.items()},
        areas=tuple(_areas(kb, rows, reach)),
        uncovered=_uncovered(kb),
    )


def _one_sided(reach: Reach) -> Iterator[OneSided]:
    for rule, test in sorted(reach.seen, key=repr):
        ways = reach.seen[rule, test]
        if len(ways) < 2:
            yield OneSided(rule, test, "never" if not ways else "true" if True in ways else "false")


def _tested(ruleset: Ruleset, case: TestCase, number: int, reach: Reach) -> Iterator[str]:
    """Yield the rules a case names, and the formulas it reckons below what it expects."""
    for node, expectation in case.expect.items():
        yield from expectation.because
        if expectation.outcome is not None:
            for below in ruleset.closure(frozenset({node})):
                if number in reach.reckoned.get(below, ()):
                    yield below


# --- by area ------------------------------------------------------------------------------------------


def area_of(kb: KnowledgeBase, node: str) -> str:
    """Return the area of a decision; of a fact or formula that of the first decision whose id begins alike, or ""."""
    if node in kb.decisions:
        return kb.decisions[node].area
    start = node.partition(".")[0]
    return next((one.area for one in kb.decisions.values() if one.id.partition(".")[0] == start), "")


def _areas(kb: KnowledgeBase, rows: Sequence[PointCoverage], reach: Reach) -> Iterator[AreaCoverage]:
    for area in (*(area.id for area in kb.outline.areas), ""):
        mine = [row for row in rows if area_of(kb, row.point.decision) == area]
        rules = [rule.id for rule in kb.rules.values() if area_of(kb, rule.target) == area]
        if not mine and not rules:
            continue
        deciding = [row for row in mine if row.deciding]
        own = set(rules)
        seen = [ways for (rule, _), ways in reach.seen.items() if rule in own]
        yield AreaCoverage(
            area=area,
            taught=_tally(row.covered for row in deciding),
            used=_tally(row.covered for row in mine if not row.deciding),
            tested=_tally(bool(row.cases) for row in deciding),
            fired=_tally(bool(reach.fired[rule]) for rule in rules),
            conditions=_tally(len(ways) == 2 for ways in seen),
        )


def _tally(truths: Iterable[bool]) -> Tally:
    found = list(truths)
    return Tally(some=sum(found), of=len(found))


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
