"""What the engine says to many invented answer sheets at once, and which small sheets decide something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.model.types import FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.resolve import resolver_for
from advisor.teaching.bench import Bench, Sheet, sheet_of

EXACT = 4_096
"""Up to so many completions are looked at; where there are more, a question whose end is then open is not asked."""
REMEMBERED = 2_000
"""How many findings are remembered before all are forgotten."""


class Examiner:
    """One ruleset, and what has been found out about its decisions; the same whatever was asked before."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.resolver = resolver_for(ruleset)
        self.lists = list_subjects(ruleset.kb)
        self._benches: dict[str, Bench] = {}
        self._findings: dict[tuple[str, Sheet], Finding] = {}
        self._advisor = Advisor(ruleset)

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self.ruleset.kb

    def bench(self, goal: str) -> Bench:
        """Return what is known about a decision."""
        if goal not in self._benches:
            self._benches[goal] = Bench(self.ruleset, self.resolver, goal, self.bench)
        return self._benches[goal]

    def evaluation(self, sheet: Mapping[str, Value], nodes: frozenset[str]) -> Evaluation:
        """Return the evaluation of one sheet over all that `nodes` read."""
        closure = self.ruleset.closure(nodes)
        return Evaluator(self.ruleset, self.resolver, dict(sheet)).run(Block(()), closure)

    def is_consistent(self, sheet: Mapping[str, Value]) -> bool:
        """Return whether the answers can stand together: each applies, is offered, and is not inferred otherwise."""
        evaluation = self.evaluation(sheet, frozenset(sheet))
        for id_, value in sheet.items():
            fact = self.kb.facts[id_]
            if evaluation.applies[id_][1] or self._is_hidden(fact, value, evaluation):
                return False
            if id_ in self.ruleset.rules_of or id_ in self.ruleset.formula_for:
                others = {one: given for one, given in sheet.items() if one != id_}
                column = self.evaluation(others, frozenset({id_})).columns[id_]
                if column.known:  # nobody would have been asked
                    return False
        return True

    def finding(self, goal: str, sheet: Mapping[str, Value]) -> Finding:
        """Return what a consultation, by experta, finds on a sheet."""
        key = (goal, sheet_of(sheet))
        if key not in self._findings:
            if len(self._findings) >= REMEMBERED:
                self._findings.clear()
            self._findings[key] = self._advisor.consult(dict(sheet), [goal], limit=EXACT).findings[goal]
        return self._findings[key]

    def settles(self, goal: str, sheet: Mapping[str, Value], outcome: tuple[str, ...]) -> bool:
        """Return whether a consultation settles a decision so, without a tie or two sides of a conflict."""
        found = self.finding(goal, sheet)
        return found.status == "settled" and found.outcome == outcome and not found.tied and not found.conflicts

    def advises(self, goal: str, sheet: Mapping[str, Value], option: str) -> bool:
        """Return whether a consultation advises an option however it ends."""
        found = self.finding(goal, sheet)
        ends = [(one.outcome, one.tied) for one in found.possible] or [(found.outcome, found.tied)]
        return not found.conflicts and all(option in outcome and option not in tied for outcome, tied in ends)

    def idle(self, goal: str, sheet: Mapping[str, Value], outcome: tuple[str, ...]) -> tuple[str, ...]:
        """Return the answers without any one of which a decision still comes to the same outcome for sure."""
        found: list[str] = []
        for id_ in sheet:
            other = self.finding(goal, {one: value for one, value in sheet.items() if one != id_})
            if other.status == "settled" and other.outcome == outcome:
                found.append(id_)
        return tuple(found)

    @staticmethod
    def _is_hidden(fact: FactDef, value: Value, evaluation: Evaluation) -> bool:
        ticked = value if isinstance(value, tuple) else (value,)
        if len(ticked) > 1 and (len(ticked) > (fact.at_most or len(ticked)) or _has_exclusive(fact, ticked)):
            return True
        hidden = (option.only_if for option in fact.options if option.id in ticked and option.only_if is not None)
        return any(not evaluation.truth(condition)[0] for condition in hidden)


def _has_exclusive(fact: FactDef, ticked: Sequence[object]) -> bool:
    return any(option.exclusive for option in fact.options if option.id in ticked)
