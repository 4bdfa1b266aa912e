"""A plain reading of a knowledge base: one complete case at a time, two truth values, no cleverness.

It shares with the program the data types, the policy (`Resolver`) and the
arithmetic, and nothing of the evaluator or of experta. A *world* gives every fact a value; a
sheet may hide some of them. What the sheet hides is inferred where the rules infer
it, else it is what the world says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from advisor.formula.evaluate import holds, reckon
from advisor.formula.types import names
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import NUMERIC, FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

NOTHING = object()
"""The value of a node that does not apply, and of a formula without a result."""

NUMBERS = tuple(Decimal(n) for n in ("0", "1", "2", "3", "4", "5", "6"))


@dataclass
class Reading:
    """What follows in one world."""

    values: dict[str, Any] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    fired: set[str] = field(default_factory=set)
    inferred: dict[str, Value] = field(default_factory=dict)
    results: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def read(
    ruleset: Ruleset, resolver: Resolver, sheet: Mapping[str, Value | None], world: Mapping[str, Value]
) -> Reading:
    """Reckon every node in the world behind a sheet."""
    found = Reading()
    for node in ruleset.nodes:
        read_node(ruleset, resolver, sheet, world, node, found)
    return found


def read_node(
    ruleset: Ruleset, resolver: Resolver, sheet: Mapping[str, Value | None], world: Mapping[str, Value],
    node: str, found: Reading,
) -> None:  # fmt: skip
    """Reckon one node into `found`, where all it reads stands already."""
    kb = ruleset.kb
    held = frozenset(rule.id for rule in ruleset.rules_of.get(node, ()) if truth(kb, found, rule.when))
    found.fired |= held
    if node in kb.facts:
        _fact(ruleset, resolver, sheet, world, kb.facts[node], held, found)
    elif node in kb.formulas:
        _formula(kb, node, found)
    elif not truth(kb, found, kb.decisions[node].applies_when):
        found.values[node] = NOTHING
        found.results[node] = ("not-applicable", ())
    else:
        resolution = resolver.resolve(node, held)
        found.values[node] = resolution.chosen
        found.results[node] = ("tied" if resolution.tied else "settled", resolution.outcome)


def _fact(
    ruleset: Ruleset, resolver: Resolver, sheet: Mapping[str, Value | None], world: Mapping[str, Value],
    fact: FactDef, held: frozenset[str], found: Reading,
) -> None:  # fmt: skip
    if not truth(ruleset.kb, found, fact.applies_when):
        found.values[fact.id] = NOTHING
        return
    value: Any = sheet.get(fact.id)
    if value is None:
        value = _inference(ruleset, resolver, fact, held, found)
        if value is not None:
            found.inferred[fact.id] = value
        elif fact.id not in sheet:
            value = world[fact.id]
    if value is not None:
        found.given.add(fact.id)
    else:
        value = world[fact.id]
    if isinstance(value, tuple):
        value = tuple(o for o in value if truth(ruleset.kb, found, fact.option(o).only_if))
    found.values[fact.id] = value


def _inference(ruleset: Ruleset, resolver: Resolver, fact: FactDef, held: frozenset[str], found: Reading) -> Any:
    if fact.type in NUMERIC:
        for formula in ruleset.formula_for.get(fact.id, ()):
            number = found.values[formula]
            if number is not NOTHING:
                return number * 100 if fact.type == "percent" else number
        return None
    chosen = resolver.resolve(fact.id, held).chosen
    if len(chosen) != 1:
        return None
    if fact.type == "yes-no":
        return chosen[0] == "true"
    return chosen if fact.type == "choices" else chosen[0]


def _formula(kb: KnowledgeBase, node: str, found: Reading) -> None:
    formula = kb.formulas[node]
    read_names = {n for part in (formula.expression, *(r.that for r in formula.requires)) for n in names(part)}
    values = {}
    for name in read_names:
        value = found.values[name]
        if value is NOTHING:
            found.values[node] = NOTHING
            return
        values[name] = value / 100 if name in kb.facts and kb.facts[name].type == "percent" else value
    result = reckon(formula.expression, values) if all(holds(r.that, values) for r in formula.requires) else None
    found.values[node] = NOTHING if result is None else result
    if result is not None:
        found.given.add(node)


def truth(kb: KnowledgeBase, found: Reading, condition: Condition | None) -> bool:
    """Return whether a condition holds; over what does not apply every comparison is false."""
    match condition:
        case None:
            return True
        case Not(part):
            return not truth(kb, found, part)
        case All(parts):
            return all(truth(kb, found, part) for part in parts)
        case AnyOf(parts):
            return any(truth(kb, found, part) for part in parts)
        case Comparison(subject, op, values, number):
            value = found.values[subject]
            if value is NOTHING:
                return False
            if op == "known":
                return subject in found.given
            if op == "in":
                return any(one in values for one in value) if isinstance(value, tuple) else value in values
            return {
                "lt": value < number, "le": value <= number, "gt": value > number,
                "ge": value >= number, "eq": value == number, "ne": value != number,
            }[op]  # fmt: skip
    raise AssertionError(condition)


def values_of(fact: FactDef) -> list[Value]:
    """Return every value a fact can have, numbers by a few examples."""
    if fact.type == "yes-no":
        return [True, False]
    if fact.type == "choice":
        return [option.id for option in fact.options]
    if fact.type == "text":
        return ["một", ""]
    if fact.type in NUMERIC:
        return [n for n in NUMBERS if (fact.low is None or n >= fact.low) and (fact.high is None or n <= fact.high)]
    free = sorted(option.id for option in fact.options if not option.exclusive)
    most = min(len(free), fact.at_most or len(free))
    ticked: list[Value] = [some for size in range(most + 1) for some in combinations(free, size)]
    return ticked + [(option.id,) for option in fact.options if option.exclusive]


def worlds(kb: KnowledgeBase, sheet: Mapping[str, Value | None]) -> Iterator[dict[str, Value]]:
    """Yield every world behind a sheet: all values of the facts that it leaves unknown."""
    unknown = [fact for fact in kb.facts.values() if sheet.get(fact.id) is None]
    known = {id_: value for id_, value in sheet.items() if value is not None}
    for values in product(*(values_of(fact) for fact in unknown)):
        yield {**known, **dict(zip((fact.id for fact in unknown), values, strict=True))}


def world_count(kb: KnowledgeBase, sheet: Mapping[str, Value | None]) -> int:
    """Return how many worlds stand behind a sheet."""
    total = 1
    for fact in kb.facts.values():
        if sheet.get(fact.id) is None:
            total *= len(values_of(fact))
    return total
