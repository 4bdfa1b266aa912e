"""Which fields of the shapes name which items, as `Shape.field` or `*.field` for every shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.kb.schema_ids import Ids

Kinds = tuple[str, ...]

REFS: Mapping[str, Kinds] = {
    "PointShape.source": ("sources",),
    "FactShape.topic": ("topics",),
    "FactShape.concept": ("concepts",),
    "DecisionShape.area": ("areas",),
    "OptionShape.formula": ("formulas",),
    "FormulaShape.infers": ("facts",),
    "ThenShape.decision": ("decisions",),
    "ThenShape.fact": ("facts",),
    "TableShape.decision": ("decisions",),
    "TableShape.fact": ("facts",),
    "PartShape.section": ("sections",),
    "FigureShape.section": ("sections",),
    "StatementShape.part": ("parts",),
    "PairShape.part": ("parts",),
    "ActivityShape.decision": ("decisions",),
    "ActivityShape.phase": ("phases",),
    "ActivityShape.item": ("budget_items",),
    "BudgetShape.method": ("decisions",),
    "BudgetShape.amounts": ("decisions",),
    "BudgetShape.items": ("decisions",),
    "ControlShape.objective": ("objectives",),
}
LISTED_REFS: Mapping[str, Kinds] = {
    "*.teaches": ("course",),
    "*.cites": ("sources",),
    "*.overrides": ("rules",),
    "*.because": ("rules",),
    "*.not_because": ("rules",),
    "SideShape.rules": ("rules",),
    "FactShape.after": ("facts",),
    "AreaShape.decisions": ("decisions",),
    "TableShape.inputs": ("facts", "decisions", "formulas"),
    "PartShape.shows": ("decisions", "facts"),
    "PartShape.asks": ("facts",),
    "PairShape.one": ("statements",),
    "PairShape.other": ("statements",),
    "PairShape.serves": ("decisions",),
    "ActivityShape.owner": ("roles",),
    "ActivityShape.after": ("activities",),
    "FigureShape.decisions": ("decisions",),
}


def list_name(kinds: Sequence[str]) -> str:
    """Return the name of the definition that lists the ids of some kinds."""
    return f"id_of_{'_or_'.join(kinds)}"


def id_lists(ids: Ids) -> dict[str, Any]:
    """Return, for each set of kinds that some field names, the definition that lists their ids."""
    return {
        list_name(kinds): {"type": "string", "enum": ids.of(kinds)}
        for kinds in sorted({*REFS.values(), *LISTED_REFS.values()})
        if ids.of(kinds)
    }
