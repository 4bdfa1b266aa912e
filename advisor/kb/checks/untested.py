"""Rules that no case guards."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.findings import Fault

KIND = "untested"


def find(base: Base) -> Iterator[Fault]:
    """Yield every rule that no case expects to fire, with a case in which it does."""
    for rule in base.kb.rules.values():
        if rule.id not in base.tested:
            witness = base.finder.find([rule.when]).case
            yield Fault(
                kind=KIND, span=rule.span, about=(rule.id,), parts={"rule": rule}, goal=rule.target, witness=witness
            )
