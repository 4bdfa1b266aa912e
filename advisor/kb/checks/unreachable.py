"""Rules that no facts can make fire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.logic import All, Condition
from advisor.model.types import Rule

KIND = "unreachable"


def find(base: Base) -> Iterator[Fault]:
    """Yield every rule whose conditions cannot hold together, with those of them that exclude each other.

    A rule about something that does not apply where the rule holds counts as well: nobody is ever told.
    """
    for rule in base.kb.rules.values():
        wanted = _conditions(base, rule)
        if base.finder.never(wanted):
            yield Fault(
                kind=KIND,
                span=rule.span,
                about=(rule.id,),
                parts={"rule": rule, "core": _core(base, wanted)},
                goal=rule.target,
            )


def _conditions(base: Base, rule: Rule) -> list[Condition]:
    target = base.kb.decisions.get(rule.target) or base.kb.facts[rule.target]
    parts: list[Condition] = list(rule.when.parts) if isinstance(rule.when, All) else [rule.when]
    return parts if target.applies_when is None else [*parts, target.applies_when]


def _core(base: Base, conditions: Sequence[Condition]) -> list[Condition]:
    """Return conditions that already exclude each other, none of which can be left out."""
    core = list(conditions)
    for one in list(core):
        rest = [other for other in core if other is not one]
        if rest and base.finder.never(rest):
            core = rest
    return core
