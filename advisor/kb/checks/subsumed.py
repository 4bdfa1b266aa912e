"""Rules that another rule says already."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.logic import Conclusion, Not
from advisor.model.types import Rule
from advisor.ruleset.literals import implies

KIND = "subsumed"


def find(base: Base) -> Iterator[Fault]:
    """Yield every rule that never fires without another rule of the same consequent, with a case in which both do."""
    same: dict[Conclusion, list[Rule]] = {}
    for rule in base.kb.rules.values():
        same.setdefault(rule.then, []).append(rule)
    for rules in same.values():
        for rule in rules:
            wider = [other for other in rules if other is not rule and _says_it_too(base, rule, other)]
            if not wider:
                continue
            witness = base.finder.find([rule.when]).case
            if witness is not None:  # what never fires is unreachable, and that is said
                other = min(wider, key=lambda one: one.span)
                yield Fault(
                    kind=KIND,
                    span=rule.span,
                    about=(rule.id,),
                    parts={"rule": rule, "other": other, "place": str(other.span)},
                    goal=rule.target,
                    witness=witness,
                )


def _says_it_too(base: Base, rule: Rule, other: Rule) -> bool:
    if other.id in rule.overrides or rule.id in other.overrides or rule.default != other.default:
        return False  # only one of them counts where both hold
    table = base.kb.tables.get(rule.table)
    if table is not None and rule.table == other.table and table.hit_policy in ("first", "priority", "any"):
        return False
    arms = base.ruleset.arms
    if implies(arms[rule.id], arms[other.id]):
        mutual = implies(arms[other.id], arms[rule.id])
    elif base.finder.never([rule.when, Not(other.when)]):
        mutual = base.finder.never([other.when, Not(rule.when)])
    else:
        return False
    return not mutual or base.newer(rule, other)[1] is rule  # of two that say the same the newer is too much
