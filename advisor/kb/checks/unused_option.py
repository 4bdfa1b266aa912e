"""Options that nothing speaks about, and answers that nothing asks about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from advisor.evaluate.worlds import conditions_of
from advisor.graph import comparisons
from advisor.kb.base import Base
from advisor.kb.findings import Fault
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.ruleset.compile import options_of

KIND = "unused-option"


def find(base: Base) -> Iterator[Fault]:
    """Yield options of decisions that no rule speaks about, and options of lists that no condition asks about."""
    yield from _options(base)
    yield from _ticks(base)


def _options(base: Base) -> Iterator[Fault]:
    spoken: dict[str, set[str]] = {}
    for rule in base.kb.rules.values():
        spoken.setdefault(rule.target, set()).update(option.partition(":")[0] for option in options_of(rule))
    for decision in base.kb.decisions.values():
        for option in decision.options:
            if option.id not in spoken.get(decision.id, set()):
                yield Fault(
                    kind=KIND,
                    span=base.place(decision.span, rf"\bid: *['\"]?{option.id}\b"),
                    about=(decision.id, option.id),
                    parts={"option": option.label, "subject": decision.label},
                    goal=decision.id,
                )


def _ticks(base: Base) -> Iterator[Fault]:
    kb = base.kb
    asked: set[tuple[str, str]] = set()
    for condition in _conditions(base):
        asked.update((test.subject, str(value)) for test in comparisons(condition) for value in test.values)
    read = {fact for fact, _ in asked}
    for fact in kb.facts.values():
        if fact.type != "choices" or fact.id not in read:
            continue  # of a single choice, to be none of the others is an answer too
        for option in fact.options:
            if (fact.id, option.id) not in asked and not option.exclusive:
                yield Fault(
                    kind=KIND,
                    way="tick",
                    span=base.place(fact.span, rf"\bid: *['\"]?{option.id}\b"),
                    about=(fact.id, option.id),
                    parts={"option": option.label, "subject": fact.label},
                )


def _conditions(base: Base) -> Iterator[Condition]:
    for node in base.ruleset.nodes:
        yield from conditions_of(base.ruleset, node)
    yield from _inside((base.kb.practice, base.kb.work, base.kb.figures))


def _inside(value: Any) -> Iterator[Condition]:
    """Yield the conditions that stand anywhere inside a value."""
    if isinstance(value, (Comparison, All, AnyOf, Not)):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _inside(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _inside(getattr(value, field.name))
