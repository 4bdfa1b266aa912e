"""Where the plan's own forecast does not reach an objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from advisor.model.work import ControlRule
from advisor.planning.draft import Draft
from advisor.planning.forecast import Expected, Row
from advisor.planning.types import Objective


def rule_of(draft: Draft, objective: Objective) -> ControlRule | None:
    """Return how the knowledge base has an objective watched, or None where it says nothing."""
    held = [rule for rule in draft.kb.work.controls if draft.holds(rule.when)]
    own = [rule for rule in held if rule.objective == objective.id]
    return next(iter([*own, *(rule for rule in held if not rule.objective)]), None)


def forecast_of(draft: Draft, objective: Objective, expected: Expected) -> Row | None:
    """Return the line of the forecast by which an objective is watched, or None where there is none."""
    rule = rule_of(draft, objective)
    return next((row for row in expected.rows if rule is not None and row.line.id == rule.line), None)


def falls_short(draft: Draft, objective: Objective, expected: Expected) -> Row | None:
    """Return the line of the forecast that stays below an objective, or None where none does."""
    row = forecast_of(draft, objective, expected)
    return row if row is not None and objective.value is not None and row.total < objective.value else None


def with_shortfalls(draft: Draft, objectives: Sequence[Objective], expected: Expected) -> tuple[Objective, ...]:
    """Return the objectives, the basis of those that the forecast does not reach saying so."""
    return tuple(_with_shortfall(draft, one, expected) for one in objectives)


def _with_shortfall(draft: Draft, objective: Objective, expected: Expected) -> Objective:
    row = falls_short(draft, objective, expected)
    if row is None or objective.value is None:
        return objective
    amount = draft.amount(row.line.unit, Decimal(row.total))
    gap = draft.amount(row.line.unit, objective.value - row.total)
    parts = {"line": row.line.label[draft.lang], "amount": amount, "gap": gap}
    return replace(objective, basis=f"{objective.basis} {draft.say('plan_objectives', 'short', **parts)}")
