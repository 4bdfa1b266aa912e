"""What would change if an answer were another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation, Finding
from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.explore import result_of
from advisor.evaluate.variables import Block, Variable
from advisor.evaluate.worlds import conditions_of
from advisor.explanation.search import fits
from advisor.explanation.trials import Trials
from advisor.model.types import FactDef, Value
from advisor.ruleset.resolve import Resolver, resolver_for


@dataclass(frozen=True, slots=True)
class Change:
    """A decision before and after, and the rules that made the difference: those that stand now, or no longer."""

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
class Effect:
    """What a decision would come to for sure; `settled` is False where more would have to be asked."""

    goal: str
    outcome: tuple[str, ...]
    applies: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """An answer, and the decisions that some other single answer to it would change.

    `example` is the other answer that changes most decisions; `effects`: what they would come to.
    """

    fact: str
    decisions: tuple[str, ...]
    example: Value
    effects: tuple[Effect, ...]


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
        was, is_ = _standing(old), _standing(new)
        changes.append(Change(goal, old, new, tuple(sorted(is_ - was)), tuple(sorted(was - is_))))
    missing_before = {fact for finding in before.findings.values() for fact in finding.missing}
    missing_after = dict.fromkeys(fact for finding in after.findings.values() for fact in finding.missing)
    return WhatIf(
        changes=tuple(changes),
        unchanged=tuple(unchanged),
        needless=_needless(before, after, changed),
        needed=tuple(fact for fact in missing_after if fact not in missing_before),
    )


def _standing(finding: Finding) -> set[str]:
    return {argument.rule for argument in finding.arguments if argument.standing == "stands"}


def _state(finding: Finding) -> tuple[object, ...]:
    return finding.status, finding.outcome, finding.tied, {k: a.value for k, a in finding.amounts.items()}


def _needless(before: Consultation, after: Consultation, changed: Iterable[str]) -> tuple[str, ...]:
    """Return answers that counted before and do not apply any more."""
    gone = before.facts.keys() - after.facts.keys()
    return tuple(sorted(fact for fact in gone if fact in before.sheet and fact not in changed))


def sensitivities(advisor: Advisor, consultation: Consultation) -> tuple[Sensitivity, ...]:
    """Return the answers on which the advice hangs most, those that change most decisions first.

    Every other answer to every answered fact is tried by itself, of a list every other single tick; numbers
    count only where a rule compares them, or compares a sum reckoned from them.
    """
    ruleset, sheet = advisor.ruleset, consultation.sheet
    resolver = resolver_for(ruleset, consultation.prefer)
    needed = ruleset.closure(frozenset(consultation.findings))
    base = Evaluator(ruleset, resolver, sheet).run(Block(()), needed)
    conditions = [one for node in ruleset.nodes if node in needed for one in conditions_of(ruleset, node)]
    trials = Trials(ruleset.kb, sheet, [node for node in ruleset.nodes if node in needed], conditions)
    found: list[Sensitivity] = []
    for fact in sorted(needed & sheet.keys()):
        others = tuple(_others(trials, ruleset.kb.facts[fact], sheet[fact]))
        if not others:
            continue
        block = Block((Variable(fact, others),))  # every other answer is one case of the same evaluation
        rest = {node: value for node, value in sheet.items() if node != fact}
        changed = Evaluator(ruleset, resolver, rest).run(block, needed, answered=frozenset({fact}))
        hits = {goal: bits for goal in consultation.findings if (bits := _differs(resolver, base, changed, goal))}
        if hits:
            counts = [sum(bits >> case & 1 for bits in hits.values()) for case in range(block.size)]
            case = counts.index(max(counts))
            effects = tuple(_effect(changed, goal, case) for goal, bits in hits.items() if bits >> case & 1)
            found.append(Sensitivity(fact, tuple(hits), others[case], effects))
    return tuple(sorted(found, key=lambda one: (-len(one.decisions), one.fact)))


def _others(trials: Trials, fact: FactDef, now: Value | None) -> Iterator[Value]:
    """Yield the other answers to a fact that is answered; a don't-know has none."""
    if now is None:
        return
    if fact.id in trials.values:
        yield from (value for value in trials.values[fact.id] if value != now)
    elif isinstance(now, tuple):
        for option in trials.asked.get(fact.id, ()):
            ticked = tuple(sorted({*now} ^ {option}))
            if ticked and fits(fact, ticked):
                yield ticked
            if option not in now and (len(now) == 1 or not fits(fact, ticked)):
                yield (option,)


def _effect(changed: Evaluation, goal: str, case: int) -> Effect:
    column = changed.columns[goal]
    chosen = tuple(sorted(option for option, bits in column.yes.items() if bits >> case & 1))
    return Effect(goal, chosen, not column.na >> case & 1, bool(column.known >> case & 1))


def _differs(resolver: Resolver, base: Evaluation, changed: Evaluation, goal: str) -> Bits:
    """Return the cases in which a decision ends otherwise than in the single case of `base`, be it only in order."""
    before = _ends(resolver, base, goal)
    return changed.block.every & ~sum(
        (bits for end, bits in _ends(resolver, changed, goal).items() if end in before), start=0
    )


def _ends(resolver: Resolver, evaluation: Evaluation, goal: str) -> dict[object, Bits]:
    """Return the cases by how a decision ends; where rules are open, by what holds and what may."""
    applies, never = evaluation.applies[goal]
    found: dict[object, Bits] = {"not applicable": never} if never else {}
    for one in evaluation.classes[goal]:
        end = (one.certain, one.maybe) if one.maybe else result_of(resolver, goal, one.certain)
        for state, where in (("applies", applies), ("may apply", evaluation.block.every & ~applies)):
            if bits := one.cases & where & ~never:
                found[state, end] = found.get((state, end), 0) | bits
    return found
