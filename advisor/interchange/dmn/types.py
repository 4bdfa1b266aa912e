"""What a DMN model is made of, as far as decision tables need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from advisor.diagnostics import Diagnostic, Span
from advisor.interchange.feel.types import Expression, UnaryTests

HitPolicy = Literal["UNIQUE", "ANY", "PRIORITY", "FIRST", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType:
    """A type of values: a base type or components, perhaps a list, perhaps only some values."""

    name: str
    base: str = ""
    collection: bool = False
    components: Mapping[str, ItemType] = field(default_factory=dict)
    allowed: UnaryTests | None = None
    listed: tuple[Expression, ...] = ()
    """The allowed values in their order, which is their order of priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """Something a case gives."""

    id: str
    name: str
    type: ItemType
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A column of conditions."""

    label: str
    text: str
    expression: Expression
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A column of results; `values`: those it may have, the most important first; `default`: where no row matches."""

    name: str
    label: str = ""
    values: tuple[Expression, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule of a table: a test for each input, a value for each output, remarks.

    `cells`, `results`: the same as they were written.
    """

    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    annotations: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table."""

    id: str
    hit_policy: HitPolicy
    aggregation: Aggregation = ""
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rows: tuple[Row, ...]
    annotations: tuple[str, ...] = ()
    output_label: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNode:
    """A decision: a table or an expression, and what it requires, by id.

    `beyond`: the kind of logic it has, where it is neither. `faults`: what cannot be read of it.
    """

    id: str
    name: str
    label: str = ""
    type: ItemType
    requires: tuple[str, ...] = ()
    table: Table | None = None
    expression: Expression | None = None
    beyond: str = ""
    faults: tuple[Diagnostic, ...] = ()
    description: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A DMN model."""

    name: str
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, DecisionNode]

    def decision_named(self, name: str) -> DecisionNode | None:
        """Return the decision of a name, however its spaces are set, or None."""
        wanted = " ".join(name.split())
        return next((one for one in self.decisions.values() if one.name == wanted), None)

    def needed_for(self, decision: DecisionNode) -> tuple[DecisionNode, ...]:
        """Return the decision and every one it requires, directly or not."""
        found: dict[str, DecisionNode] = {}
        waiting = [decision.id]
        while waiting:
            id_ = waiting.pop()
            if id_ in self.decisions and id_ not in found:
                found[id_] = self.decisions[id_]
                waiting.extend(found[id_].requires)
        return tuple(found.values())
