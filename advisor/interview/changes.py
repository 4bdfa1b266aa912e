"""What another answer changes: recommendations and why, earlier answers, questions to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.consultation.findings import Consultation, Finding
from advisor.evaluate.evaluation import Evaluation
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

    `stay`: how many other answers go on counting. `needless`: answers that counted and no longer do, and those that
    are not asked for any more. `again`: answers that count, or are asked for, again. `asked`: questions that now come.
    `dropped`: how many no longer come.
    `against`: answers, with the options that the others would now lead to instead; an answer always wins.
    """

    stay: int
    needless: tuple[str, ...]
    again: tuple[str, ...]
    asked: tuple[str, ...]
    dropped: int
    against: tuple[tuple[str, tuple[str, ...]], ...] = ()


def find_shifts(ruleset: Ruleset, resolver: Resolver, before: Session, after: Session) -> Shifted:
    """Return what becomes of answers and questions when the answers of `before` change to those of `after`."""
    known = {**dict(before.reserve), **sheet(before)}
    changed = {fact for fact, value in after.answers if known.get(fact, after) != value}
    others = [fact for fact in {**sheet(before), **sheet(after)} if fact not in changed]
    was, against_before = _roles(ruleset, resolver, before, others)
    is_, against = _roles(ruleset, resolver, after, others)
    out, back = (dict(one.reserve).keys() - dict(other.reserve) for one, other in ((after, before), (before, after)))
    open_before, open_after = (_open(ruleset, one) for one in (before, after))
    return Shifted(
        stay=len(is_ & was),
        needless=tuple(fact for fact in others if fact in was - is_ or fact in out),
        again=tuple(fact for fact in others if fact in is_ - was or fact in back),
        asked=tuple(fact for fact in open_after if fact not in open_before),
        dropped=len(set(open_before) - set(open_after) - changed),
        against=tuple((fact, found) for fact, found in against.items() if fact not in against_before),
    )


def _open(ruleset: Ruleset, session: Session) -> tuple[str, ...]:
    """Return the questions that would be put; what lies in the reserve is not."""
    return tuple(fact for fact in open_questions(ruleset, session) if fact not in dict(session.reserve))


def _roles(
    ruleset: Ruleset, resolver: Resolver, session: Session, facts: Iterable[str]
) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """Return which answers count, and which are not what the others would lead to.

    An answer counts where a decision would hang on it were it not given.
    """
    answers = sheet(session)
    needed = ruleset.closure(frozenset(session.goals))
    counting: set[str] = set()
    against: dict[str, tuple[str, ...]] = {}
    for fact in (one for one in facts if one in answers):
        rest = {id_: value for id_, value in answers.items() if id_ != fact}
        base = Evaluator(ruleset, resolver, rest).run(Block(()), needed)
        known = answers[fact] is not None and fact in base.columns
        if known and _inferred(base, fact) not in ((), (answers[fact],)):
            against[fact] = _inferred(base, fact)
        if _hangs_on(ruleset, base, session, rest, fact) or fact in against:
            counting.add(fact)
    return counting, against


def _inferred(base: Evaluation, fact: str) -> tuple[str, ...]:
    """Return the options that rules infer for a fact; none where they infer nothing."""
    column = base.columns[fact]
    return tuple(option for option, where in column.yes.items() if where) if column.known else ()


def _hangs_on(ruleset: Ruleset, base: Evaluation, session: Session, rest: Sheet, fact: str) -> bool:
    for goal in session.goals:
        if not base.applies[goal][1]:
            live = find_live(ruleset, base, rest, goal)
            if fact in live.facts or fact in live.inputs:
                return True
    return False
