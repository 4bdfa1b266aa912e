"""What another answer changes: recommendations and why, earlier answers, questions to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.consultation.findings import Consultation, Finding
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.live import find_live
from advisor.evaluate.variables import Block
from advisor.interview.next_question import open_questions
from advisor.interview.session import Session, sheet
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision whose recommendation differs, and the rules that now speak, or no longer do."""

    goal: str
    before: Finding
    after: Finding
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def find_changes(before: Consultation, after: Consultation) -> tuple[Changed, ...]:
    """Return the decisions that end otherwise in `after` than in `before`, in reading order."""
    found: list[Changed] = []
    for goal, new in after.findings.items():
        old = before.findings.get(goal)
        if old is None or _state(old) == _state(new):
            continue
        was, is_ = _standing(old), _standing(new)
        gained = tuple(rule for rule in is_ if rule not in was)
        found.append(Changed(goal, old, new, gained, tuple(rule for rule in was if rule not in is_)))
    return tuple(found)


def _state(finding: Finding) -> tuple[object, ...]:
    amounts = tuple((option, amount.value) for option, amount in finding.amounts.items())
    return finding.status, finding.outcome, finding.tied, amounts


def _standing(finding: Finding) -> tuple[str, ...]:
    return tuple(one.rule for one in finding.arguments if one.standing == "stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifted:
    """What becomes of the other answers and of the questions to come.

    `stay`: how many other answers go on counting. `needless`: answers that counted and no longer do.
    `again`: answers that count again. `asked`: questions that now come. `dropped`: how many no longer come.
    """

    stay: int
    needless: tuple[str, ...]
    again: tuple[str, ...]
    asked: tuple[str, ...]
    dropped: int


def find_shifts(ruleset: Ruleset, resolver: Resolver, before: Session, after: Session) -> Shifted:
    """Return what becomes of answers and questions when the answers of `before` change to those of `after`."""
    changed = {fact for fact, value in after.answers if sheet(before).get(fact, after) != value}
    others = [fact for fact, _ in after.answers if fact not in changed]
    was = _counting(ruleset, resolver, before, others)
    is_ = _counting(ruleset, resolver, after, others)
    open_before, open_after = open_questions(ruleset, before), open_questions(ruleset, after)
    return Shifted(
        stay=len(is_ & was),
        needless=tuple(fact for fact in others if fact in was - is_),
        again=tuple(fact for fact in others if fact in is_ - was),
        asked=tuple(fact for fact in open_after if fact not in open_before),
        dropped=len(set(open_before) - set(open_after) - changed),
    )


def _counting(ruleset: Ruleset, resolver: Resolver, session: Session, facts: Iterable[str]) -> set[str]:
    """Return which answers count: were one of them not given, a decision would hang on it."""
    answers = sheet(session)
    return {fact for fact in facts if _hangs_on(ruleset, resolver, session, answers, fact)}


def _hangs_on(ruleset: Ruleset, resolver: Resolver, session: Session, answers: Sheet, fact: str) -> bool:
    rest = {id_: value for id_, value in answers.items() if id_ != fact}
    needed = ruleset.closure(frozenset(session.goals))
    base = Evaluator(ruleset, resolver, rest).run(Block(()), needed)
    for goal in session.goals:
        if not base.applies[goal][1]:
            live = find_live(ruleset, base, rest, goal)
            if fact in live.facts or fact in live.inputs:
                return True
    return False
