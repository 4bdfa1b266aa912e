"""Complete cases made at random for any knowledge base: adversarial ones, and firms one could believe in.

A case is drawn fact by fact in the order of reckoning, so that a fact is answered only
where it applies, and only options are ticked that are offered.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from decimal import Decimal

from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver
from tests.properties.plain import Reading, read_node, truth

HAIR = Decimal("0.01")
ABSURD = (Decimal(0), Decimal("0.0001"), Decimal(10) ** 15, Decimal(-1), Decimal(-(10**9)), Decimal("33.333333"))


def random_case(kb: KnowledgeBase, rng: random.Random, *, left_out: float = 0.0) -> dict[str, Value]:
    """Return an adversarial case with a value for every fact that applies.

    Numbers lie at, beside and between the thresholds of the rules or beside each other, some are zero or
    absurd; any number of options is ticked. `left_out`: share of the facts that the others infer which
    are not answered (the case is complete all the same).
    """
    return _maker(kb).draw(rng, believable=False, left_out=left_out)


def random_firm(kb: KnowledgeBase, rng: random.Random) -> dict[str, Value]:
    """Return a case one could believe in: a few ticks in each list, positive amounts such as stand in the cases."""
    return _maker(kb).draw(rng, believable=True, left_out=0.0)


_last: list[_Maker] = []


def _maker(kb: KnowledgeBase) -> _Maker:
    if not _last or _last[0].kb is not kb:
        _last[:] = [_Maker(kb)]
    return _last[0]


class _Maker:
    """What drawing needs to know about one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.ruleset = compile_rules(kb)
        self.resolver = Resolver(self.ruleset)
        self.thresholds: dict[str, list[Decimal]] = {}
        for test in _tests(_conditions(kb)):
            if test.op not in ("in", "known"):
                self.thresholds.setdefault(test.subject, []).append(test.number)
        self.seen: dict[str, list[Decimal]] = {}
        for case in kb.cases:
            for id_, value in case.given.items():
                if isinstance(value, Decimal):
                    self.seen.setdefault(id_, []).append(value)

    def draw(self, rng: random.Random, *, believable: bool, left_out: float) -> dict[str, Value]:
        """Return a case; an inferable fact is left out, or answered as inferred, or as it may be."""
        kb, case, found = self.kb, dict[str, Value](), Reading()
        for node in self.ruleset.nodes:
            fact = kb.facts.get(node)
            if fact is None or not truth(kb, found, fact.applies_when):
                read_node(self.ruleset, self.resolver, case, {}, node, found)
                continue
            drawn = self._value(rng, fact, case, found, believable)
            read_node(self.ruleset, self.resolver, case, {node: drawn}, node, found)  # what if it were not answered
            if node in found.inferred and rng.random() < left_out:
                continue
            case[node] = found.inferred.pop(node) if believable and node in found.inferred else drawn
            found.inferred.pop(node, None)
            read_node(self.ruleset, self.resolver, case, {}, node, found)
        return case

    # --- values --------------------------------------------------------------------------------------

    def _value(
        self, rng: random.Random, fact: FactDef, case: dict[str, Value], found: Reading, believable: bool
    ) -> Value:
        if fact.type == "yes-no":
            return rng.random() < 0.5
        if fact.type == "text":
            return rng.choice(("một", "Cà phê Bình Minh"))
        if fact.type == "choice":
            return rng.choice(fact.options).id
        if fact.type == "choices":
            return self._ticks(rng, fact, found, believable)
        number = self._plausible(rng, fact) if believable or rng.random() < 0.4 else self._awkward(rng, fact, case)
        low = Decimal(1) if believable and (fact.low is None or fact.low == 0) else fact.low
        number = number if low is None else max(low, number)
        return number if fact.high is None else min(fact.high, number)

    def _ticks(self, rng: random.Random, fact: FactDef, found: Reading, believable: bool) -> tuple[str, ...]:
        offered = [option for option in fact.options if truth(self.kb, found, option.only_if)]
        alone = [option.id for option in offered if option.exclusive]
        free = [option.id for option in offered if not option.exclusive]
        if alone and (not free or rng.random() < (0.1 if believable else 0.2)):
            return (rng.choice(alone),)
        most = min(len(free), fact.at_most or len(free))
        few, any_number = (1, 1, 2, 2, 3), (0, most, *range(most + 1))
        count = min(most, rng.choice(few if believable else any_number))
        return tuple(sorted(rng.sample(free, count)))

    def _plausible(self, rng: random.Random, fact: FactDef) -> Decimal:
        seen = [number for number in self.seen.get(fact.id, ()) if number > 0]
        if seen and rng.random() < 0.8:
            number = rng.choice(seen) * Decimal(rng.choice((50, 80, 90, 100, 100, 110, 120, 200))) / 100
            return number.quantize(Decimal(1) if all(one % 1 == 0 for one in seen) else HAIR) or seen[0]
        if fact.type == "percent":
            return Decimal(rng.randint(1, 100))
        if fact.type == "money":
            return Decimal(rng.randint(1, 99)) * Decimal(10) ** rng.randint(3, 8)
        return Decimal(rng.randint(1, 99)) * Decimal(10) ** rng.randint(0, 4)

    def _awkward(self, rng: random.Random, fact: FactDef, case: dict[str, Value]) -> Decimal:
        """Return a number at or beside a threshold, beside another number of the case, or absurd."""
        others = [v for id_, v in case.items() if isinstance(v, Decimal) and self.kb.facts[id_].type == fact.type]
        marks = [*self.thresholds.get(fact.id, ()), *(bound for bound in (fact.low, fact.high) if bound is not None)]
        anchor = rng.choice((marks, others, ABSURD)) or ABSURD
        return rng.choice(anchor) + rng.choice((Decimal(0), Decimal(0), HAIR, -HAIR, Decimal(1), Decimal(-1)))


def _conditions(kb: KnowledgeBase) -> Iterator[Condition]:
    yield from (rule.when for rule in kb.rules.values())
    yield from (fact.applies_when for fact in kb.facts.values() if fact.applies_when)
    yield from (decision.applies_when for decision in kb.decisions.values() if decision.applies_when)
    yield from (option.only_if for fact in kb.facts.values() for option in fact.options if option.only_if)


def _tests(conditions: Iterable[Condition]) -> Iterator[Comparison]:
    for condition in conditions:
        match condition:
            case Comparison():
                yield condition
            case Not(part):
                yield from _tests((part,))
            case All(parts) | AnyOf(parts):
                yield from _tests(parts)
