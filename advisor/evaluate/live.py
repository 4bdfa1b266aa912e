"""Which unknown facts can still reach a goal: the open parts of open rules, followed down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from advisor.evaluate.columns import Truth
from advisor.evaluate.evaluator import Evaluation, Sheet
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


def find_live(ruleset: Ruleset, evaluation: Evaluation, sheet: Sheet, goal: str) -> Live:
    """Return what is open below `goal`; `evaluation` is that of the single case as it stands."""
    search = _Search(ruleset, evaluation, sheet)
    search.visit(goal)
    return search.live


class _Search:
    def __init__(self, ruleset: Ruleset, evaluation: Evaluation, sheet: Sheet) -> None:
        self.ruleset = ruleset
        self.kb: KnowledgeBase = ruleset.kb
        self.evaluation = evaluation
        self.sheet = sheet
        self.live = Live()
        self._seen: set[str] = set()

    def visit(self, node: str) -> None:
        if node in self._seen:
            return
        self._seen.add(node)
        if node in self.kb.decisions:
            self._visit_decision(node)
        elif node in self.kb.formulas:
            self._visit_formula(node)
        else:
            self._visit_fact(node)

    def _visit_decision(self, node: str) -> None:
        decision = self.kb.decisions[node]
        if self.evaluation.applies[node][1]:
            return
        self._gather(decision.applies_when, node)
        for rule in self.ruleset.rules_of.get(node, ()):
            self._gather(rule.when, rule.id)
        for option in decision.options:
            if option.formula and self._may_be_chosen(node, option.id):
                self._read(option.formula, node)

    def _may_be_chosen(self, node: str, option: str) -> bool:
        return not self.evaluation.columns[node].no.get(option, 0)

    def _visit_formula(self, node: str) -> None:
        formula = self.kb.formulas[node]
        column = self.evaluation.columns[node]
        if column.known or column.na:
            return
        for name in formula.reads:
            self._read(name, node)

    def _visit_fact(self, node: str) -> None:
        fact = self.kb.facts[node]
        yes, no = self.evaluation.applies[node]
        if no:
            return
        if not yes:
            self._gather(fact.applies_when, node)
        if self.sheet.get(node) is None and not self.evaluation.columns[node].known:
            for rule in self.ruleset.rules_of.get(node, ()):
                self._gather(rule.when, rule.id)
            for formula in self.ruleset.formula_for.get(node, ()):
                self._read(formula, node)
        for option in fact.options:
            self._gather(option.only_if, node)

    def _gather(self, condition: Condition | None, reader: str) -> None:
        for test in open_tests(condition, self.evaluation):
            need = self._read(test.subject, reader)
            if need is not None:
                need.options.update(str(v) if isinstance(v, str) else str(v).lower() for v in test.values)
                if test.op == "known":
                    need.known = True
                elif test.op != "in":
                    need.thresholds.add(test.number)

    def _read(self, node: str, reader: str) -> Need | None:
        """Follow `node` down; return its need where it is itself an unknown fact or formula."""
        self.visit(node)
        if node in self.kb.decisions:
            return None
        column = self.evaluation.columns[node]
        if node in self.kb.formulas:
            if column.known or column.na:
                return None
            group = self.live.formulas
        else:
            if self.sheet.get(node) is not None or column.known or column.na:
                return None
            group = self.live.inputs if reader in self.kb.formulas else self.live.facts
        need = group.setdefault(node, Need())
        need.readers.add(reader)
        return need


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
