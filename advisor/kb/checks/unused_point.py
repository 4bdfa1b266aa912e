"""Course points that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.coverage import points_taught, points_used
from advisor.kb.findings import Fault
from advisor.model.types import DECIDING

KIND = "unused-point"


def find(base: Base) -> Iterator[Fault]:
    """Yield every other course point that no rule, formula, concept or option shows."""
    taught, used = points_taught(base.kb), points_used(base.kb)
    for point in base.kb.points.values():
        if point.kind not in DECIDING and not taught.get(point.id) and point.id not in used:
            yield Fault(kind=KIND, span=point.span, about=(point.id,), parts={"statement": point.statement})
