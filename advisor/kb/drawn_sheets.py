"""Sheets of answers made up for trying a knowledge base: all of them where they are few, else drawn at random."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from random import Random

from advisor.evaluate.variables import regions, ticked_subsets
from advisor.evaluate.worlds import conditions_of
from advisor.graph import comparisons
from advisor.model.logic import Argument, Comparison, Condition
from advisor.model.types import NUMERIC, FactDef, TestCase, Value
from advisor.ruleset.compile import Ruleset, list_subjects, options_of
from advisor.ruleset.literals import Literal, arms_of, compare

MAX_ALL = 20_000
"""Up to so many sheets are all tried."""
MAX_NUMBERS = 8
MAX_DEPTH = 4
SUBSETS = 24
ANSWERED = (1.0, 1.0, 0.7, 0.3, 0.1, 0.03)
"""Shares of the facts that are answered: whole sheets, and some with so few answers that they are read at a glance."""

Drawn = dict[str, Value]


class Drawer:
    """Draws sheets over facts of one or several versions of a knowledge base; the same seed draws the same."""

    def __init__(self, rulesets: Sequence[Ruleset], seed: int) -> None:
        self.rulesets = rulesets
        self.rng = Random(seed)  # noqa: S311 - chance for trying things out, not for secrets
        self.facts: dict[str, FactDef] = {}
        for ruleset in rulesets:
            self.facts.update(ruleset.kb.facts)
        self._lists = frozenset(one for ruleset in rulesets for one in list_subjects(ruleset.kb))
        self._asked = _asked_numbers(rulesets)
        self._given = _given_numbers(case for ruleset in rulesets for case in ruleset.kb.cases)

    def inferable(self, fact: str) -> bool:
        """Return whether some rule or formula can infer a fact."""
        return any(fact in one.rules_of or fact in one.formula_for for one in self.rulesets)

    def values(self, fact_id: str) -> tuple[Value, ...]:
        """Return values of a fact that between them tell its readers apart; of a long list only some ways to tick."""
        fact = self.facts[fact_id]
        if fact.type == "yes-no":
            return (True, False)
        if fact.type == "choice":
            return tuple(option.id for option in fact.options)
        if fact.type == "choices":
            return ticked_subsets(fact, [option.id for option in fact.options]) or self._some_subsets(fact)
        if fact.type in NUMERIC:
            found = regions(sorted(self._asked.get(fact_id, set())), fact.low, fact.high)
            more = [number for number in sorted(self._given.get(fact_id, set())) if _within(fact, number)]
            return tuple(dict.fromkeys((*found, *more[:MAX_NUMBERS])))
        return ()

    def _some_subsets(self, fact: FactDef) -> tuple[Value, ...]:
        free = sorted(option.id for option in fact.options if not option.exclusive)
        single = [(option.id,) for option in fact.options]
        most = min(fact.at_most or 4, 4, len(free))
        several = [tuple(sorted(self.rng.sample(free, self.rng.randint(1, most)))) for _ in range(SUBSETS)]
        return tuple(dict.fromkeys(((), *single, *several)))

    def all_sheets(self, facts: Iterable[str], nodes: Container[str]) -> list[Drawn] | None:
        """Return every sheet over these facts (those that can be inferred also left out); None where too many.

        Numbers stand for the ranges that conditions tell apart; where a formula of `nodes` reads one there is no end
        of them.
        """
        choices: list[tuple[tuple[str, Value | None], ...]] = []
        size = 1
        for id_ in facts:
            fact = self.facts[id_]
            if fact.type == "text":
                continue
            if fact.type in NUMERIC and self._is_reckoned_with(id_, nodes):
                return None
            if fact.type == "choices" and ticked_subsets(fact, [option.id for option in fact.options]) is None:
                return None
            values: tuple[Value | None, ...] = self.values(id_)
            if self.inferable(id_):
                values = (None, *values)
            size *= len(values)
            if size > MAX_ALL:
                return None
            choices.append(tuple((id_, value) for value in values))
        return [{id_: value for id_, value in one if value is not None} for one in product(*choices)]

    def _is_reckoned_with(self, fact: str, nodes: Container[str]) -> bool:
        formulas = (formula for one in self.rulesets for formula in one.kb.formulas.values())
        return any(formula.id in nodes and fact in formula.reads for formula in formulas)

    def sheets(self, facts: Sequence[str], count: int) -> Iterator[Drawn]:
        """Yield random sheets over some facts; in each of them more or fewer facts are answered."""
        values = {id_: self.values(id_) for id_ in facts}
        for _ in range(count):
            answered = self.rng.choice(ANSWERED)
            yield {id_: self.rng.choice(mine) for id_, mine in values.items() if mine and self.rng.random() < answered}

    def made_to_hold(self, ruleset: Ruleset, condition: Condition, sheets: Iterable[Drawn]) -> Iterator[Drawn]:
        """Yield the sheets changed so that a condition holds, as far as that is in the hands of the answers."""
        for sheet in sheets:
            changed = dict(sheet)
            self._force(ruleset, condition, changed, 0)
            yield changed

    def _force(self, ruleset: Ruleset, condition: Condition | None, sheet: Drawn, depth: int) -> None:
        if condition is None or depth > MAX_DEPTH:
            return
        arms = arms_of(condition, self._lists)
        if arms:
            for literal in sorted(self.rng.choice(arms), key=repr):
                self._force_literal(ruleset, literal, sheet, depth)

    def _force_literal(self, ruleset: Ruleset, literal: Literal, sheet: Drawn, depth: int) -> None:
        test = literal.test
        fact = ruleset.kb.facts.get(test.subject)
        if fact is None:
            self._force_decision(ruleset, literal, sheet, depth)
            return
        self._force(ruleset, fact.applies_when, sheet, depth + 1)
        fitting = [value for value in self.values(fact.id) if _holds(test, value) == literal.positive]
        ticked = sheet.get(fact.id)
        if fact.type == "choices" and isinstance(ticked, tuple):
            kept = tuple(one for one in ticked if not fact.option(one).exclusive)
            more = (str(test.values[0]),) if literal.positive and test.values else ()
            value = tuple(sorted({*kept, *more} - (set() if literal.positive else set(map(str, test.values)))))
            fitting = [value] if not fact.at_most or len(value) <= fact.at_most else fitting
        if fitting:
            sheet[fact.id] = self.rng.choice(fitting)
        for option in fact.options:
            if literal.positive and option.id in test.values:
                self._force(ruleset, option.only_if, sheet, depth + 1)

    def _force_decision(self, ruleset: Ruleset, literal: Literal, sheet: Drawn, depth: int) -> None:
        decision = ruleset.kb.decisions.get(literal.test.subject)
        if decision is None or not literal.positive:
            return
        self._force(ruleset, decision.applies_when, sheet, depth + 1)
        wanted = set(map(str, literal.test.values))
        rules = [
            rule
            for rule in ruleset.rules_of.get(decision.id, ())
            if wanted & set(options_of(rule)) and (not isinstance(rule.then, Argument) or rule.then.favours)
        ]
        if rules:
            self._force(ruleset, self.rng.choice(rules).when, sheet, depth + 1)


def fit(ruleset: Ruleset, sheet: Mapping[str, Value | None]) -> dict[str, Value | None]:
    """Return what of a sheet this version can take: facts and options that it has."""
    found: dict[str, Value | None] = {}
    for id_, value in sheet.items():
        fact = ruleset.kb.facts.get(id_)
        if fact is None:
            continue
        ids = {option.id for option in fact.options}
        if fact.type == "choices" and isinstance(value, tuple):
            found[id_] = tuple(one for one in value if one in ids)
        elif value is None or (fact.type == "choice" and value in ids) or fact.type == _kind_of(fact, value):
            found[id_] = value
    return found


def _kind_of(fact: FactDef, value: Value) -> str:
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, Decimal):
        return fact.type if fact.type in NUMERIC and _within(fact, value) else ""
    return "text" if isinstance(value, str) else ""


def _within(fact: FactDef, number: Decimal) -> bool:
    return (fact.low is None or number >= fact.low) and (fact.high is None or number <= fact.high)


def _holds(test: Comparison, value: Value) -> bool:
    if test.op == "known":
        return True
    if isinstance(value, Decimal):
        return test.op != "in" and compare(test.op, value, test.number)
    if isinstance(value, tuple):
        return not {str(one) for one in test.values}.isdisjoint(value)
    return value in test.values


def _asked_numbers(rulesets: Iterable[Ruleset]) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for ruleset in rulesets:
        for node in ruleset.nodes:
            for condition in conditions_of(ruleset, node):
                for test in comparisons(condition):
                    if test.op not in ("in", "known"):
                        found.setdefault(test.subject, set()).add(test.number)
    return found


def _given_numbers(cases: Iterable[TestCase]) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for case in cases:
        for id_, value in case.given.items():
            if isinstance(value, Decimal):
                found.setdefault(id_, set()).add(value)
    return found
