"""What the person did not know, by how much hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.consultation.findings import Consultation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.live import find_live
from advisor.evaluate.missing import inferred_from
from advisor.evaluate.variables import Block
from advisor.ruleset.resolve import resolver_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A fact answered with don't-know.

    `open`: decisions it leaves open, in reading order. `sums`: decisions whose amounts lack it.
    `follows_from`: facts, not known either, from which it would follow.
    """

    fact: str
    open: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    follows_from: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """Return how many decisions it holds up."""
        return len({*self.open, *self.sums})


def rank_unknowns(consultation: Consultation) -> tuple[Unknown, ...]:
    """Return what was answered with don't-know and could not be inferred, what holds up most decisions first."""
    ruleset = consultation.ruleset
    kb = ruleset.kb
    resolver = resolver_for(ruleset, consultation.prefer)
    base = Evaluator(ruleset, resolver, consultation.sheet).run(Block(()), frozenset(ruleset.nodes))
    lives = {
        goal: find_live(ruleset, base, consultation.sheet, goal)
        for goal, finding in consultation.findings.items()
        if finding.status == "open"
    }
    found: list[Unknown] = []
    for fact in consultation.unknown:
        if fact not in kb.facts or base.applies[fact][1]:
            continue
        lacking = [
            goal
            for goal, finding in consultation.findings.items()
            if any(fact in amount.missing and amount.value is None for amount in finding.amounts.values())
        ]
        sources = [
            one for one in inferred_from(ruleset, fact) if one not in consultation.facts and not base.applies[one][1]
        ]
        held_up = tuple(goal for goal, live in lives.items() if fact in live.facts or fact in live.inputs)
        found.append(Unknown(fact=fact, open=held_up, sums=tuple(lacking), follows_from=tuple(sources)))
    return tuple(sorted(found, key=lambda one: -one.weight))
