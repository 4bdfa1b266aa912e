"""Ties that no further answer can ever break."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.kb.base import Base
from advisor.kb.checks.contradiction import on_the_same_facts
from advisor.kb.findings import Fault
from advisor.kb.search.find import Wanted
from advisor.model.logic import Argument
from advisor.model.types import Rule
from advisor.ruleset.resolve import resolver_for

KIND = "tie"


def find(base: Base) -> Iterator[Fault]:
    """Yield pairs of rules for rival options of a decision for one option that always end in a tie where both hold."""
    for decision in base.kb.decisions.values():
        if decision.kind != "one":
            continue
        pairs = [pair for pair in base.rival_pairs() if pair[0].target == decision.id and _for_options(*pair)]
        if all(base.settled_by_policy(*pair) for pair in pairs):
            continue
        pool = base.finder.pool([rule.when for rule in base.ruleset.rules_of.get(decision.id, ())], [decision.id])
        settled = [
            (evaluation, _ending(base, decision.id, tied=False)(evaluation) & valid) for evaluation, valid in pool
        ]
        for one, two in pairs:
            if base.settled_by_policy(one, two) or on_the_same_facts(base, one, two):
                continue  # on the same facts it is a contradiction
            if not any(
                evaluation.rules[one.id][0] & evaluation.rules[two.id][0] & bits for evaluation, bits in settled
            ):
                yield from _fault(base, one, two)


def _for_options(one: Rule, two: Rule) -> bool:
    return isinstance(one.then, Argument) and isinstance(two.then, Argument) and one.then.favours and two.then.favours


def _fault(base: Base, one: Rule, two: Rule) -> Iterator[Fault]:
    both = [one.when, two.when]
    if base.finder.find(both, short=False).case is None:
        return
    decision = base.kb.decisions[one.target]
    if decision.applies_when is not None:
        both.append(decision.applies_when)
    witness = base.finder.find(both, [decision.id], _ending(base, decision.id, tied=True)).case
    if (
        witness is None
        or not base.finder.find(both, [decision.id], _ending(base, decision.id, tied=False), short=False).none
    ):
        return
    older, newer = base.newer(one, two)
    yield Fault(
        kind=KIND,
        span=newer.span,
        about=(one.id, two.id),
        parts={"rule": newer, "other": older, "place": str(older.span), "subject": decision.label},
        goal=decision.id,
        witness=witness,
    )


def _ending(base: Base, decision: str, *, tied: bool) -> Wanted:
    """Return the cases in which a decision certainly ends in a tie, or certainly does not."""
    resolver = resolver_for(base.ruleset)

    def ends(evaluation: Evaluation) -> Bits:
        bits = 0
        for found in evaluation.classes[decision]:
            if not found.maybe and bool(resolver.resolve_bits(decision, found.certain).tied) == tied:
                bits |= found.cases
        return bits & evaluation.applies[decision][0]

    return ends
