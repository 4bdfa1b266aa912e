"""Which unknown facts can still reach a goal: the open parts of open rules, followed down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from advisor.evaluate.columns import Truth
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Sheet
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset


@dataclass(slots=True)
class Need:
    """What open rules ask of one unknown node: these options, these thresholds, whether it is known at all."""

    options: set[str] = field(default_factory=set)
    thresholds: set[Decimal] = field(default_factory=set)
    known: bool = False
    readers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Live:
    """The unknown facts a goal still hangs on.

    `facts`: facts whose value is unknown and read by something open.
    `formulas`: formulas that cannot be reckoned yet, read by something open.
    `inputs`: number facts that such formulas lack.
    """

    facts: dict[str, Need] = field(default_factory=dict)
    formulas: dict[str, Need] = field(default_factory=dict)
    inputs: dict[str, Need] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a goal hangs on, the nodes that bear on how it ends, and all that were looked at, those of its sums too."""

    live: Live
    bearing: frozenset[str]
    seen: frozenset[str]


def find_live(ruleset: Ruleset, evaluation: Evaluation, sheet: Sheet, goal: str) -> Live:
    """Return what is open below `goal`; `evaluation` is that of the single case as it stands."""
    return follow(OpenReads(ruleset, evaluation, sheet), goal).live


def follow(reads: OpenReads, goal: str) -> Followed:
    """Follow what is open below `goal` down."""
    live, seen = Live(), {goal}
    _go_down(reads, live, seen, reads.of(goal), goal)
    bearing = frozenset(seen)
    _go_down(reads, live, seen, reads.sums_of(goal), goal)
    return Followed(live, bearing, frozenset(seen))


def _go_down(reads: OpenReads, live: Live, seen: set[str], read: Reads, node: str) -> None:
    """Enter what a node reads, and what those it reads do; `seen`: where one has been already."""
    formulas = reads.kb.formulas
    waiting = [(node, read)]
    while waiting:
        node, read = waiting.pop()
        of_formula = node in formulas
        for target, need in read:
            if target not in seen:
                seen.add(target)
                waiting.append((target, reads.of(target)))
            if need is None:
                continue
            group = live.formulas if target in formulas else live.inputs if of_formula else live.facts
            joint = group.get(target)
            if joint is None:
                joint = group[target] = Need()
            joint.options |= need.options
            joint.thresholds |= need.thresholds
            joint.readers |= need.readers
            joint.known |= need.known


Reads: TypeAlias = "tuple[tuple[str, Need | None], ...]"
"""The nodes that something open about one node reads, and what it asks of those of them that are unknown."""


class OpenReads:
    """What the open parts of each node read, worked out where it is first wanted."""

    def __init__(self, ruleset: Ruleset, evaluation: Evaluation, sheet: Sheet) -> None:
        self.ruleset = ruleset
        self.kb: KnowledgeBase = ruleset.kb
        self.evaluation = evaluation
        self.sheet = sheet
        self._of: dict[str, Reads] = {}

    def after(self, evaluation: Evaluation, sheet: Sheet, anew: frozenset[str]) -> tuple[OpenReads, frozenset[str]]:
        """Return the same for a later evaluation in which the nodes `anew` were reckoned anew.

        Also returned are those of them of which anything differs that could bear on what reads them.
        """
        later = OpenReads(self.ruleset, evaluation, sheet)
        later._of.update((node, reads) for node, reads in self._of.items() if node not in anew)
        before = self.evaluation
        moved = (
            node for node in anew
            if before.columns[node] != evaluation.columns[node]
            or before.applies.get(node) != evaluation.applies.get(node)
            or before.classes.get(node) != evaluation.classes.get(node)
            or (node in self._of and self._of[node] != later.of(node))
        )  # fmt: skip
        return later, frozenset(moved)

    def of(self, node: str) -> Reads:
        """Return what the open parts of a node read."""
        found = self._of.get(node)
        if found is None:
            found = self._of[node] = tuple(self._gathered(node).items())
        return found

    def sums_of(self, node: str) -> Reads:
        """Return the formulas of the sums that a decision may show; nothing for another node."""
        decision = self.kb.decisions.get(node)
        found: dict[str, Need | None] = {}
        if decision is not None and not self.evaluation.applies[node][1]:
            excluded = self.evaluation.columns[node].no
            for option in decision.options:
                if option.formula and not excluded.get(option.id, 0):
                    self._read(found, option.formula, node)
        return tuple(found.items())

    def _gathered(self, node: str) -> dict[str, Need | None]:
        found: dict[str, Need | None] = {}
        if node in self.kb.decisions:
            self._read_decision(found, node)
        elif node in self.kb.formulas:
            column = self.evaluation.columns[node]
            if not (column.known or column.na):
                for name in self.kb.formulas[node].reads:
                    self._read(found, name, node)
        else:
            self._read_fact(found, node)
        return found

    def _read_decision(self, found: dict[str, Need | None], node: str) -> None:
        decision = self.kb.decisions[node]
        if self.evaluation.applies[node][1]:
            return
        self._gather(found, decision.applies_when, node)
        self._gather_rules(found, node)

    def _read_fact(self, found: dict[str, Need | None], node: str) -> None:
        fact = self.kb.facts[node]
        yes, no = self.evaluation.applies[node]
        if no:
            return
        if not yes:
            self._gather(found, fact.applies_when, node)
        if self.sheet.get(node) is None and not self.evaluation.columns[node].known:
            self._gather_rules(found, node)
            for formula in self.ruleset.formula_for.get(node, ()):
                self._read(found, formula, node)
        for option in fact.options:
            self._gather(found, option.only_if, node)

    def _gather_rules(self, found: dict[str, Need | None], node: str) -> None:
        truths = self.evaluation.rules
        for rule in self.ruleset.rules_of.get(node, ()):
            if not any(truths.get(rule.id, ())):
                self._gather(found, rule.when, rule.id)

    def _gather(self, found: dict[str, Need | None], condition: Condition | None, reader: str) -> None:
        for test in open_tests(condition, self.evaluation):
            need = self._read(found, test.subject, reader)
            if need is not None:
                need.options.update(str(v) if isinstance(v, str) else str(v).lower() for v in test.values)
                if test.op == "known":
                    need.known = True
                elif test.op != "in":
                    need.thresholds.add(test.number)

    def _read(self, found: dict[str, Need | None], node: str, reader: str) -> Need | None:
        """Note that a node is read; return its need where it is itself an unknown fact or formula."""
        if node not in found:
            found[node] = Need() if self._is_unknown(node) else None
        need = found[node]
        if need is not None:
            need.readers.add(reader)
        return need

    def _is_unknown(self, node: str) -> bool:
        if node in self.kb.decisions:
            return False
        column = self.evaluation.columns[node]
        return not (column.known or column.na or (node in self.kb.facts and self.sheet.get(node) is not None))


def open_tests(condition: Condition | None, evaluation: Evaluation) -> Iterator[Comparison]:
    """Yield the comparisons that keep a condition open; none where it is settled."""
    if condition is None:
        return
    truth: Truth = evaluation.truth(condition)
    if any(truth):
        return
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from open_tests(part, evaluation)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from open_tests(part, evaluation)
