"""Answers that look like a slip: a comparison that the knowledge base declares under `doubt`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisor.evaluate.evaluator import HUNDRED, Sheet
from advisor.formula.evaluate import holds
from advisor.formula.types import names
from advisor.model.types import Doubt, KnowledgeBase


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A doubt that some answers meet, and the numbers it compares."""

    doubt: Doubt
    values: tuple[tuple[str, Decimal], ...]


def doubtful(kb: KnowledgeBase, sheet: Sheet, about: str = "") -> Iterator[Doubtful]:
    """Yield the doubts that answers of the sheet meet; with `about` only those that compare this fact."""
    for fact in kb.facts.values():
        for doubt in fact.doubts:
            read = sorted(set(names(doubt.when)))
            values = [(name, value) for name in read if isinstance(value := sheet.get(name), Decimal)]
            if len(values) < len(read) or (about and about not in read):
                continue
            ratios = {name: value / HUNDRED if kb.facts[name].type == "percent" else value for name, value in values}
            if holds(doubt.when, ratios):
                yield Doubtful(doubt, tuple(values))
