"""What the engine says to many invented answer sheets at once, and which small sheets decide something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.explore import explore
from advisor.evaluate.variables import Block
from advisor.model.types import FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.resolve import resolver_for
from advisor.teaching.bench import Bench

EXACT = 4_096
"""Up to so many completions are looked at to see whether an answer is idle."""


class Examiner:
    """One ruleset, and what has been found out about its decisions; the same whatever was asked before."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.resolver = resolver_for(ruleset)
        self.lists = list_subjects(ruleset.kb)
        self._benches: dict[str, Bench] = {}

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

    def idle(self, goal: str, sheet: Mapping[str, Value], outcome: tuple[str, ...]) -> tuple[str, ...]:
        """Return the answers without any one of which a decision still comes to the same outcome for sure."""
        found: list[str] = []
        for id_ in sheet:
            rest = {one: value for one, value in sheet.items() if one != id_}
            ends = explore(self.ruleset, self.resolver, rest, goal, EXACT)
            results = [one.result for one in ends.possible]
            if not ends.wide and [(one.kind, one.outcome) for one in results] == [("settled", outcome)]:
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
