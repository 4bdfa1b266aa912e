"""Cases that a table, or a decision for one option, leaves without any argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.kb.base import Base
from advisor.kb.findings import Fault, Witness
from advisor.kb.search.find import Wanted
from advisor.model.logic import Condition, Not
from advisor.model.types import DecisionTable, Text

KIND = "gap"


def find(base: Base) -> Iterator[Fault]:
    """Yield each decision of kind `one` and each table over single values that a case leaves without a word."""
    decided: set[str] = set()
    for decision in base.kb.decisions.values():
        rules = base.ruleset.rules_of.get(decision.id, ())
        if decision.kind != "one" or not rules:
            continue
        conditions: list[Condition] = [Not(rule.when) for rule in rules]
        if decision.applies_when is not None:
            conditions.append(decision.applies_when)
        for witness, beyond in _cases(base, decision.id, conditions):
            decided.add(decision.id)
            yield Fault(
                kind=KIND,
                span=decision.span,
                about=(decision.id,),
                parts={"subject": decision.label},
                goal=decision.id,
                witness=witness,
                beyond=beyond,
            )
    for table in base.kb.tables.values():
        whole = len(table.rows) == len(base.ruleset.rules_of.get(table.target, ()))
        if _closed(base, table) and not (whole and table.target in decided):
            yield from _of_table(base, table)


def _closed(base: Base, table: DecisionTable) -> bool:
    """Return whether each input has one value out of those there are, so that rows can be meant to cover all."""
    return not any(name in base.finder.lists for name in table.inputs)


def _of_table(base: Base, table: DecisionTable) -> Iterator[Fault]:
    conditions: list[Condition] = [Not(base.kb.rules[row].when) for row in table.rows]
    target = base.kb.decisions.get(table.target) or base.kb.facts[table.target]
    if target.applies_when is not None:
        conditions.append(target.applies_when)
    for witness, beyond in _cases(base, table.id, conditions, table.inputs):
        yield Fault(
            kind=KIND,
            way="table",
            span=table.span,
            about=(table.id,),
            parts={"table": table.id, "inputs": [_label(base, name) for name in table.inputs]},
            goal=table.target,
            witness=witness,
            beyond=beyond,
        )


def _label(base: Base, name: str) -> Text:
    kb = base.kb
    return (kb.facts.get(name) or kb.decisions.get(name) or kb.formulas[name]).label


def _cases(
    base: Base, id_: str, conditions: list[Condition], inputs: Iterable[str] = ()
) -> Iterator[tuple[Witness, bool]]:
    """Yield a case in which the conditions hold, and one outside the cases that are let stand, if there are any."""
    inputs = tuple(inputs)
    valued = _valued(base, inputs)
    decisions = [name for name in inputs if name in base.kb.decisions]
    facts = [name for name in inputs if name not in base.kb.decisions]
    first = base.finder.find(conditions, [*decisions, *facts], valued).case
    if first is None:
        return
    yield first, False
    let_stand = base.acceptances(KIND, id_)
    where = [Not(one.where) for one in let_stand if one.where is not None]
    if where and len(where) == len(let_stand):
        other = base.finder.find([*conditions, *where], [*decisions, *facts], valued).case
        if other is not None:
            yield other, True


def _valued(base: Base, inputs: tuple[str, ...]) -> Wanted | None:
    """Return the cases in which every input has a value."""
    if not inputs:
        return None

    def valued(evaluation: Evaluation) -> Bits:
        bits = evaluation.block.every
        for name in inputs:
            column = evaluation.columns[name]
            some = column.known & ~column.na
            if name in base.kb.decisions:
                chosen = 0
                for cases in column.yes.values():
                    chosen |= cases
                some &= chosen
            bits &= some
        return bits

    return valued
