"""What the decisions of a DMN model come to for one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from advisor.errors import AdvisorError
from advisor.interchange.dmn.types import DecisionNode, ItemType, Model, Row, Table
from advisor.interchange.feel.evaluate import evaluate, meets
from advisor.interchange.feel.functions import greatest, same, smallest, total
from advisor.interchange.feel.types import Expression


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a decision (None is null), the rows of its table that hold, and what went wrong."""

    value: Any
    held: tuple[Row, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class DmnRun:
    """One case: the values given by name, and the outcomes of decisions once they are reckoned."""

    model: Model
    given: Mapping[str, Any]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)

    def decide(self, decision: DecisionNode) -> Outcome:
        """Return what a decision comes to; raises AdvisorError where decisions require each other in a circle."""
        if decision.id not in self.outcomes:
            if decision.id in self.under_way:
                raise AdvisorError(f"decision '{decision.name}' requires itself")
            self.under_way.append(decision.id)
            self.outcomes[decision.id] = self._decide(decision)
            self.under_way.pop()
        return self.outcomes[decision.id]

    def _decide(self, decision: DecisionNode) -> Outcome:
        scope = {}
        for id_ in decision.requires:
            if id_ in self.model.inputs:
                needed = self.model.inputs[id_]
                value = self.given.get(needed.name)
                scope[needed.name] = value if conforms(value, needed.type) else None
            else:
                other = self.model.decisions[id_]
                scope[other.name] = self.given[other.name] if other.name in self.given else self.decide(other).value
        if decision.faults:
            return Outcome(None, remarks=tuple(str(one) for one in decision.faults))
        if decision.table is not None:
            return decide_table(decision.table, scope)
        return Outcome(evaluate(decision.expression, scope) if decision.expression is not None else None)


def conforms(value: Any, kind: ItemType) -> bool:
    """Return whether a value is among those that its type allows."""
    if value is None or kind.allowed is None:
        return True
    items = value if kind.collection and isinstance(value, list) else [value]
    return all(meets(kind.allowed, item, {}) for item in items)


def decide_table(table: Table, scope: Mapping[str, Any]) -> Outcome:
    """Return what a table comes to where the names in scope have these values."""
    values = [evaluate(column.expression, scope) for column in table.inputs]
    for column, value in zip(table.inputs, values, strict=True):
        if column.allowed is not None and value is not None and not _allowed(column.allowed, value):
            return Outcome(
                None, remarks=(f"'{column.label or column.text}' has a value that its column does not allow",)
            )
    held = [
        row
        for row in table.rows
        if all(meets(test, value, scope) for test, value in zip(row.tests, values, strict=True))
    ]
    return _apply_policy(table, held, [_result(table, row, scope) for row in held], scope)


def _allowed(tests: Any, value: Any) -> bool:
    return meets(tests, value, {}) or (isinstance(value, list) and all(meets(tests, item, {}) for item in value))


def _result(table: Table, row: Row, scope: Mapping[str, Any]) -> Any:
    """Return the value of a row: of its one output, or all by name."""
    return _compose(table, [evaluate(expression, scope) for expression in row.outputs])


def _compose(table: Table, values: Sequence[Any]) -> Any:
    if len(table.outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(table.outputs, values, strict=True)}


def _apply_policy(table: Table, held: list[Row], results: list[Any], scope: Mapping[str, Any]) -> Outcome:
    if not held:
        return Outcome(_default(table, scope))
    rows = tuple(held)
    match table.hit_policy:
        case "UNIQUE" if len(held) > 1:
            return Outcome(None, rows, (f"{len(held)} rows hold where only one may (hit policy unique)",))
        case "ANY" if any(same(results[0], other) is not True for other in results[1:]):
            return Outcome(None, rows, ("the rows that hold do not say the same (hit policy any)",))
        case "UNIQUE" | "ANY" | "FIRST":
            return Outcome(results[0], rows)
        case "PRIORITY":
            return Outcome(_by_priority(table, results, scope)[0], rows)
        case "OUTPUT ORDER":
            return Outcome(_by_priority(table, results, scope), rows)
        case "RULE ORDER":
            return Outcome(results, rows)
        case _:
            return Outcome(_aggregate(table.aggregation, results), rows)


def _default(table: Table, scope: Mapping[str, Any]) -> Any:
    """Return what a table comes to where no row holds: its default entries, else null (a count: 0)."""
    if any(output.default is not None for output in table.outputs):
        found = [evaluate(output.default, scope) if output.default is not None else None for output in table.outputs]
        return _compose(table, found)
    return _aggregate("COUNT", []) if table.aggregation == "COUNT" else None


def _aggregate(aggregation: str, results: list[Any]) -> Any:
    match aggregation:
        case "COUNT":
            return Decimal(len(results))
        case "":
            return results
    numbers = [result for result in results if isinstance(result, Decimal)]
    if len(numbers) < len(results):
        return None if aggregation == "SUM" else (smallest if aggregation == "MIN" else greatest)(results)
    return {"SUM": total, "MIN": smallest, "MAX": greatest}[aggregation](numbers)


def _by_priority(table: Table, results: list[Any], scope: Mapping[str, Any]) -> list[Any]:
    """Return results by the order of their output values, column by column; equal ones in the order of rows."""
    orders = [[evaluate(one, scope) for one in output.values] for output in table.outputs]

    def rank(result: Any) -> tuple[int, ...]:
        parts = [result] if len(table.outputs) == 1 else [result[output.name] for output in table.outputs]
        return tuple(_place(part, order) for part, order in zip(parts, orders, strict=True))

    return sorted(results, key=rank)


def _place(value: Any, order: Sequence[Expression | Any]) -> int:
    return next((index for index, one in enumerate(order) if same(one, value) is True), len(order))
