"""Which recommendations differ between two consultations, and what single answers lead to."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.consultation.findings import Consultation, Finding
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.explore import Result, result_of
from advisor.evaluate.variables import Block
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision whose recommendation differs."""

    goal: str
    before: Finding
    after: Finding


def find_changes(before: Consultation, after: Consultation) -> tuple[Changed, ...]:
    """Return the decisions that end otherwise in `after` than in `before`, in reading order."""
    return tuple(
        Changed(goal, before.findings[goal], new)
        for goal, new in after.findings.items()
        if goal in before.findings and _state(before.findings[goal]) != _state(new)
    )


def _state(finding: Finding) -> tuple[object, ...]:
    amounts = tuple((option, amount.value) for option, amount in finding.amounts.items())
    return finding.status, finding.outcome, finding.tied, amounts


@dataclass(frozen=True, slots=True)
class Consequence:
    """How a decision would stand after an answer; `certain`: nothing else can change it."""

    result: Result
    certain: bool


def consequence(ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, fact: str, value: Value) -> Consequence:
    """Return how `goal` would stand if `fact` were answered with `value`."""
    needed = ruleset.closure(frozenset({goal}))
    evaluation = Evaluator(ruleset, resolver, {**sheet, fact: value}).run(Block(()), needed)
    applies, never = evaluation.applies[goal]
    if never:
        return Consequence(Result("not-applicable"), True)
    found = evaluation.classes[goal][0]
    return Consequence(result_of(resolver, goal, found.certain), bool(applies) and not found.maybe)
