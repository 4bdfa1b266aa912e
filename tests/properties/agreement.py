"""Where experta, the evaluator and CLIPS come to different conclusions about a complete case."""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from advisor.consultation.consult import Advisor, check_preferences
from advisor.consultation.engine import Engine
from advisor.consultation.values import NOT_APPLICABLE
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.formula.types import Apply, Expression, names
from advisor.interchange.clips import write_clips, write_facts
from advisor.interchange.clips_terms import NOTHING
from advisor.model.types import KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

Case = Mapping[str, Value]
FLOAT = Context(prec=15)
"""The digits that a float holds whatever the number."""


def random_wishes(kb: KnowledgeBase, rng: random.Random) -> tuple[str, ...]:
    """Return what a person prefers: mostly nothing, else a document, or rules that hold a side of a conflict."""
    if rng.random() < 0.6:
        return ()
    held = [rule for conflict in kb.conflicts.values() for side in conflict.sides for rule in side.rules]
    rules = [rule for rule in held if rule in kb.rules]
    documents = sorted({point.source for point in kb.points.values()})
    chosen = (
        rng.sample(rules, min(len(rules), 3)) if rng.random() < 0.6 else [rng.choice(documents)] if documents else []
    )
    return check_preferences(kb, chosen)


def as_floats(case: Case) -> dict[str, Value]:
    """Return the case with its numbers rounded to what a float can hold."""
    return {id_: FLOAT.plus(value) if isinstance(value, Decimal) else value for id_, value in case.items()}


# --- the evaluator ------------------------------------------------------------------------------------


def evaluator_differs(engine: Engine, case: Case, wishes: tuple[str, ...]) -> Iterator[str]:
    """Yield what the evaluator finds otherwise than experta: rules, values of nodes, outcomes."""
    ruleset = engine.ruleset
    resolver = Resolver(ruleset, wishes)
    trace, values = engine.run(case, {}, resolver)
    base = Evaluator(ruleset, resolver, case).run(Block(()), frozenset(ruleset.nodes))
    fired = set(trace.fired_rules())
    for rule in ruleset.kb.rules.values():
        if base.truth(rule.when) != ((1, 0) if rule.id in fired else (0, 1)):
            yield f"rule {rule.id}: fired {rule.id in fired}, evaluator {base.truth(rule.when)}"
    for node in ruleset.nodes:
        theirs = _value(ruleset, base, node)
        mine = values.get(node)
        mine = frozenset(mine) if isinstance(mine, tuple) else str(mine).lower() if isinstance(mine, bool) else mine
        if mine != theirs and not (node in ruleset.kb.facts and ruleset.kb.facts[node].type == "text"):
            yield f"{node}: experta {mine}, evaluator {theirs}"
    outcomes = {firing.id: firing.concluded for firing in trace.firings if firing.kind == "decide"}
    for goal in ruleset.kb.decisions:
        if values.get(goal) is not NOT_APPLICABLE:
            held = frozenset(rule.id for rule in ruleset.rules_of.get(goal, ()) if base.truth(rule.when) == (1, 0))
            outcome = resolver.resolve(goal, held).outcome
            if outcome != outcomes.get(goal):
                yield f"{goal}: experta {outcomes.get(goal)}, evaluator {outcome}"


def _value(ruleset: Ruleset, base: Evaluation, node: str) -> Any:
    """Return the value of a node in the columns of a single case; None where it is open."""
    column = base.columns[node]
    if column.na:
        return NOT_APPLICABLE
    if not column.known:
        return None
    if column.numbers:
        return next(number for number, where in column.numbers if where)
    options = frozenset(option for option, where in column.yes.items() if where)
    fact = ruleset.kb.facts.get(node)
    return next(iter(options)) if fact is not None and fact.type in ("choice", "yes-no") and options else options


# --- CLIPS --------------------------------------------------------------------------------------------


class Clips:
    """CLIPS with the rules of a ruleset loaded from the text that is written for people."""

    def __init__(self, ruleset: Ruleset) -> None:
        import clips

        self.ruleset = ruleset
        self._environment = clips.Environment()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rules.clp")
            path.write_text(write_clips(ruleset), "utf-8")
            self._environment.load(str(path))

    def run(self, case: Case, wishes: tuple[str, ...]) -> dict[str, list[Any]]:
        """Return the facts that stand at the end, by template."""
        self._environment.reset()
        self._environment.load_facts(write_facts(self.ruleset, case, wishes))
        self._environment.run()
        found: dict[str, list[Any]] = {}
        for fact in self._environment.facts():
            found.setdefault(fact.template.name, []).append(fact)
        return found


def clips_differs(
    clips: Clips, advisor: Advisor, case: Case, wishes: tuple[str, ...], amounts: Counter[str] | None = None
) -> Iterator[str]:
    """Yield what CLIPS finds otherwise than experta: rules, values of nodes, conclusions.

    CLIPS reckons in floats, experta in decimals: `amounts` counts how far apart their amounts are.
    """
    amounts = Counter() if amounts is None else amounts
    found = advisor.consult(case, prefer=wishes)
    facts = clips.run(case, wishes)
    mine = set(found.trace.fired_rules())
    theirs = {str(fact["rule"]) for fact in facts.get("fired", ())}
    for rule in sorted(mine ^ theirs):
        yield f"rule {rule}: fired {rule in mine}, in CLIPS {rule in theirs}"
    conclusions = {str(fact["goal"]): fact for fact in facts.get("conclusion", ())}
    for goal, finding in found.findings.items():
        fact = conclusions[goal]
        concluded = tuple(str(fact["status"])), *(tuple(map(str, fact[slot])) for slot in ("outcome", "tied"))
        expected = tuple(finding.status), tuple(sorted(finding.outcome)), tuple(sorted(finding.tied))
        if (concluded[0], *(tuple(sorted(one)) for one in concluded[1:])) != expected:
            yield f"{goal}: experta {expected}, CLIPS {concluded}"
    largest = max((abs(value) for value in case.values() if isinstance(value, Decimal)), default=Decimal(0))
    values = {firing.id: firing for firing in found.trace.firings}
    for node in found.kb.formulas:
        exact = not _subtracts(found.ruleset, node)
        theirs = facts[node][0]["value"]
        yield from _amount_differs(node, values[node], theirs, float(largest) if exact else None, amounts)
    for id_ in found.kb.facts:
        applies = str(facts[id_][0]["value"]) not in (NOTHING, f"('{NOTHING}',)") if id_ in facts else None
        if applies != (id_ in found.facts):
            yield f"{id_}: known to experta {id_ in found.facts}, to CLIPS {applies}"


def _subtracts(ruleset: Ruleset, node: str) -> bool:
    """Return whether a number is reckoned from a difference, of which floats may keep few digits or none."""
    formulas = (node,) if node in ruleset.kb.formulas else ruleset.formula_for.get(node, ())
    parts = [ruleset.kb.formulas[formula].expression for formula in formulas]
    return any(_has_minus(part) or any(_subtracts(ruleset, name) for name in names(part)) for part in parts)


def _has_minus(expression: Expression) -> bool:
    return isinstance(expression, Apply) and (expression.op in ("-", "neg") or any(map(_has_minus, expression.args)))


def _amount_differs(node: str, firing: Any, theirs: Any, largest: float | None, amounts: Counter[str]) -> Iterator[str]:
    """Yield the difference of two amounts; where `largest` is None it is only counted how far they are apart."""
    if firing.kind == "not-applicable" or isinstance(theirs, str):
        if (firing.kind == "not-applicable") != (str(theirs) == NOTHING):
            yield f"{node}: experta {firing.kind}, CLIPS {theirs}"
        return
    mine = float(firing.concluded[0])
    amounts["all"] += 1
    if mine == theirs:
        amounts["the same float"] += 1
    elif math.isclose(mine, theirs, rel_tol=1e-9):
        amounts["the same to nine digits"] += 1
    elif largest is None:
        amounts["differ in the first nine digits, reckoned from differences"] += 1
    elif math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=largest * 1e-12):
        amounts["differ in the first nine digits, next to nothing beside the numbers of the case"] += 1
    else:
        yield f"{node}: experta {mine}, CLIPS {theirs}"
