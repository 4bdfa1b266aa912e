"""The columns of an evaluation, and conditions over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from advisor.model.logic import All, Comparison, Condition, Not
from advisor.ruleset.literals import compare

Bits: TypeAlias = int
Truth: TypeAlias = "tuple[Bits, Bits]"
"""(cases where it holds, cases where it does not); unknown in the rest."""


@dataclass(slots=True)
class Column:
    """What is known of one node in every case.

    `yes[o]`, `no[o]`: cases where the node is (or includes) `o`, and where it is not.
    `numbers`: a number and the cases where it is the value. `na`: cases where the node
    does not apply. `known`: cases where the person or an inference gave a value.
    `unanswerable`: cases where it is certain that nobody will give one.
    """

    yes: dict[str, Bits] = field(default_factory=dict)
    no: dict[str, Bits] = field(default_factory=dict)
    numbers: list[tuple[Decimal, Bits]] = field(default_factory=list)
    na: Bits = 0
    known: Bits = 0
    unanswerable: Bits = 0


class ConditionEvaluator:
    """Evaluates conditions over columns; each is worked out once."""

    def __init__(self, columns: Mapping[str, Column], every: Bits) -> None:
        self.columns = columns
        self.every = every
        self._done: dict[int, tuple[Condition, Truth]] = {}  # by identity, which no other has while it is kept

    def truth(self, condition: Condition | None) -> Truth:
        """Return where the condition holds and where it does not; None always holds."""
        if condition is None:
            return self.every, 0
        done = self._done.get(id(condition))
        if done is None:
            done = self._done[id(condition)] = (condition, self._truth(condition))
        return done[1]

    def _truth(self, condition: Condition) -> Truth:
        if isinstance(condition, Comparison):
            return self._compare(condition)
        if isinstance(condition, Not):
            yes, no = self.truth(condition.part)
            return no, yes
        if isinstance(condition, All):
            yes, no = self.every, 0
            for part in condition.parts:
                part_yes, part_no = self.truth(part)
                yes &= part_yes
                no |= part_no
            return yes, no
        yes, no = 0, self.every
        for part in condition.parts:
            part_yes, part_no = self.truth(part)
            yes |= part_yes
            no &= part_no
        return yes, no

    def _compare(self, test: Comparison) -> Truth:
        column = self.columns[test.subject]
        if test.op == "known":
            return column.known, column.na | column.unanswerable
        if test.op == "in":
            yes, no = 0, self.every
            for value in test.values:
                key = value if isinstance(value, str) else str(value).lower()
                yes |= column.yes.get(key, 0)
                no &= column.no.get(key, 0) | column.na
            return yes, no
        yes, no = 0, column.na
        for number, where in column.numbers:
            if compare(test.op, number, test.number):
                yes |= where
            else:
                no |= where
        return yes, no
