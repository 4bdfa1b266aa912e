"""Course points that decide something and that no rule teaches."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.coverage import points_taught
from advisor.kb.findings import Fault
from advisor.model.types import DECIDING

KIND = "untaught"


def find(base: Base) -> Iterator[Fault]:
    """Yield every deciding course point that no rule or formula teaches."""
    taught = points_taught(base.kb)
    for point in base.kb.points.values():
        if point.kind in DECIDING and not taught.get(point.id):
            yield Fault(kind=KIND, span=point.span, about=(point.id,), parts={"statement": point.statement})
