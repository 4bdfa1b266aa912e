"""Rules that go before each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.ruleset.compile import beaten_by

KIND = "cycle"


def find(base: Base) -> Iterator[Fault]:
    """Yield rules that go before themselves, by what they override and by the order of table rows."""
    try:
        TopologicalSorter(beaten_by(base.kb)).prepare()
    except CycleError as error:
        circle = [base.kb.rules[id_] for id_ in error.args[1]]
        overriding = [rule for rule in circle if rule.overrides] or circle
        yield Fault(
            kind=KIND,
            span=max(rule.span for rule in overriding),
            about=tuple(sorted({rule.id for rule in circle})),
            parts={"circle": circle},
            goal=circle[0].target,
        )
