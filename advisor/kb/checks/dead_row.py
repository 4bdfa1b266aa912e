"""Rows of a table that rows before them hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.logic import Not
from advisor.model.types import DecisionTable, Rule
from advisor.ruleset.compile import beaten_by

KIND = "dead-row"


def find(base: Base) -> Iterator[Fault]:
    """Yield every row that never counts, because rows that go before it cover all its cases, with such a case."""
    before = beaten_by(base.kb)
    for table in base.kb.tables.values():
        for row in (base.kb.rules[id_] for id_ in table.rows):
            hiding = _going_before(base, table, row, before[row.id])
            if not hiding:
                continue
            witness = base.finder.find([row.when]).case
            if witness is None:
                continue  # it never holds at all, which is another fault
            if base.finder.never([row.when, *(Not(one.when) for one in hiding)]):
                needed = _needed(base, row, hiding)
                yield Fault(
                    kind=KIND,
                    span=row.span,
                    about=(row.id,),
                    parts={"rule": row, "hiding": needed, "places": [str(one.span) for one in needed]},
                    goal=row.target,
                    witness=witness,
                )


def _going_before(base: Base, table: DecisionTable, row: Rule, before: set[str]) -> list[Rule]:
    """Return the rows that, where they hold, leave a row without effect."""
    rows = [base.kb.rules[id_] for id_ in table.rows]
    if table.hit_policy in ("first", "priority"):
        return [one for one in rows if one.id in before and one.id not in row.overrides]
    if table.hit_policy == "any":  # there rows that say the same count once
        return [one for one in rows[: rows.index(row)] if one.then == row.then]
    return []


def _needed(base: Base, row: Rule, hiding: Sequence[Rule]) -> list[Rule]:
    kept = list(hiding)
    for one in reversed(hiding):
        rest = [other for other in kept if other is not one]
        if rest and base.finder.never([row.when, *(Not(other.when) for other in rest)]):
            kept = rest
    return kept
