"""Advice and sums that no place of the documents stands behind."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.logic import Inference

KIND = "missing-citation"


def find(base: Base) -> Iterator[Fault]:
    """Yield every rule that gives advice, and every formula, that teaches no course point."""
    for rule in base.kb.rules.values():
        if not rule.teaches and not isinstance(rule.then, Inference):
            yield Fault(kind=KIND, span=rule.span, about=(rule.id,), parts={"rule": rule}, goal=rule.target)
    for formula in base.kb.formulas.values():
        if not formula.teaches:
            yield Fault(
                kind=KIND, way="formula", span=formula.span, about=(formula.id,), parts={"label": formula.label}
            )
