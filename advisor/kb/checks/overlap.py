"""Rows that a table's hit policy does not allow to hold together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.kb.base import Base
from advisor.kb.findings import Fault

KIND = "overlap"


def find(base: Base) -> Iterator[Fault]:
    """Yield rows of a `unique` table that can hold together, and of an `any` table that then say different things."""
    kb = base.kb
    for table in kb.tables.values():
        if table.hit_policy not in ("unique", "any"):
            continue
        for first, second in combinations((kb.rules[row] for row in table.rows), 2):
            if table.hit_policy == "any" and first.then == second.then:
                continue
            witness = base.finder.find([first.when, second.when]).case
            if witness is not None:
                yield Fault(
                    kind=KIND,
                    span=second.span,
                    about=(first.id, second.id),
                    parts={"first": first, "second": second, "policy": table.hit_policy},
                    goal=table.target,
                    witness=witness,
                )
