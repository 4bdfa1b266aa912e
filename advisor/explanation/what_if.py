"""What would change if an answer were another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation, Finding
from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluator import Evaluation, Evaluator
from advisor.evaluate.variables import Block, Variable
from advisor.explanation.smallest_change import alternatives
from advisor.model.types import Value
from advisor.ruleset.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Change:
    """A decision before and after, and the rules that made the difference."""

    goal: str
    before: Finding
    after: Finding
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The consequences of changed answers.

    `needless`: earlier answers that no longer play a part. `needed`: facts that would now have to be asked.
    """

    changes: tuple[Change, ...]
    unchanged: tuple[str, ...]
    needless: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """An answer, and the decisions that some other single answer to it would change."""

    fact: str
    decisions: tuple[str, ...]
    example: Value


def what_if(advisor: Advisor, before: Consultation, changed: Mapping[str, Value | None]) -> WhatIf:
    """Return what changes when the answers in `changed` replace those of the consultation."""
    sheet = {**before.sheet, **changed}
    after = advisor.consult(sheet, before.findings, before.prefer)
    changes: list[Change] = []
    unchanged: list[str] = []
    for goal, old in before.findings.items():
        new = after.findings[goal]
        if _state(old) == _state(new):
            unchanged.append(goal)
            continue
        was, is_ = {a.rule for a in old.arguments}, {a.rule for a in new.arguments}
        changes.append(Change(goal, old, new, tuple(sorted(is_ - was)), tuple(sorted(was - is_))))
    missing_before = {fact for finding in before.findings.values() for fact in finding.missing}
    missing_after = dict.fromkeys(fact for finding in after.findings.values() for fact in finding.missing)
    return WhatIf(
        changes=tuple(changes),
        unchanged=tuple(unchanged),
        needless=_needless(before, after, changed),
        needed=tuple(fact for fact in missing_after if fact not in missing_before),
    )


def _state(finding: Finding) -> tuple[object, ...]:
    return finding.status, finding.outcome, finding.tied, {k: a.value for k, a in finding.amounts.items()}


def _needless(before: Consultation, after: Consultation, changed: Iterable[str]) -> tuple[str, ...]:
    """Return answers that counted before and do not apply any more."""
    gone = before.facts.keys() - after.facts.keys()
    return tuple(sorted(fact for fact in gone if fact in before.sheet and fact not in changed))


def sensitivities(advisor: Advisor, consultation: Consultation) -> tuple[Sensitivity, ...]:
    """Return the answers on which the advice hangs most, those that change most decisions first.

    Every other answer to every answered fact is tried by itself; amounts of money and other
    numbers count only where a rule compares them.
    """
    ruleset = advisor.ruleset
    resolver = Resolver(ruleset, consultation.prefer)
    needed = ruleset.closure(frozenset(consultation.findings))
    base = Evaluator(ruleset, resolver, consultation.sheet).run(Block(()), needed)
    found: list[Sensitivity] = []
    for variable in alternatives(ruleset, consultation.sheet, needed):
        now = consultation.sheet.get(variable.node)
        others = tuple(value for value in variable.values if value != now)
        if now is None or not others:
            continue
        block = Block((Variable(variable.node, others),))  # every other answer is one case of the same evaluation
        rest = {node: value for node, value in consultation.sheet.items() if node != variable.node}
        changed = Evaluator(ruleset, resolver, rest).run(block, needed, free_first=True)
        hits = {goal: bits for goal in consultation.findings if (bits := _differs(base, changed, goal))}
        if hits:
            counts = [sum(bits >> case & 1 for bits in hits.values()) for case in range(block.size)]
            found.append(Sensitivity(variable.node, tuple(hits), others[counts.index(max(counts))]))
    return tuple(sorted(found, key=lambda one: (-len(one.decisions), one.fact)))


def _differs(base: Evaluation, changed: Evaluation, goal: str) -> Bits:
    """Return the cases in which a decision comes out otherwise than in the single case of `base`."""
    every = changed.block.every
    before, after = base.columns[goal], changed.columns[goal]
    bits = (every if before.na else 0) ^ after.na
    bits |= (every if before.known else 0) ^ after.known
    for option in before.yes.keys() | after.yes.keys():
        bits |= (every if before.yes.get(option, 0) else 0) ^ after.yes.get(option, 0)
    return bits
