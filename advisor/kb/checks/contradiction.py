"""Rules that say opposite things on the same facts, with nothing to settle between them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.types import Rule
from advisor.ruleset.literals import Arm, compatible

KIND = "contradiction"


def find(base: Base) -> Iterator[Fault]:
    """Yield rules that argue for and against, or for rival options, on the same facts, with a case in which both do.

    Reasons from different facts are weighed against each other; that is what the policy is for. Reasons from
    the same facts are a contradiction of the sources, which is declared, or a mistake.
    """
    for one, two in base.rival_pairs():
        if base.settled_by_policy(one, two) or not on_the_same_facts(base, one, two):
            continue
        if one.table and one.table == two.table and base.kb.tables[one.table].hit_policy in ("unique", "any"):
            continue  # rows that may not hold together are found as such
        witness = base.finder.find([one.when, two.when]).case
        if witness is not None:
            older, newer = base.newer(one, two)
            yield Fault(
                kind=KIND,
                span=newer.span,
                about=(one.id, two.id),
                parts={"rule": newer, "other": older, "place": str(older.span)},
                goal=one.target,
                witness=witness,
            )


def on_the_same_facts(base: Base, one: Rule, two: Rule) -> bool:
    """Return whether in some way in which both hold one of them reads nothing that the other does not."""
    lists = base.finder.lists
    for first in base.ruleset.arms[one.id]:
        for second in base.ruleset.arms[two.id]:
            read = [_read(first, lists), _read(second, lists)]
            if (read[0] <= read[1] or read[1] <= read[0]) and compatible(first | second, lists):
                return True
    return False


def _read(arm: Arm, lists: frozenset[str]) -> frozenset[tuple[str, tuple[str | bool, ...]]]:
    """Return what an arm reads; each option of a list is something of its own."""
    return frozenset(
        (literal.test.subject, literal.test.values if literal.test.subject in lists else ()) for literal in arm
    )
