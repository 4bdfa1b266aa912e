"""Answers changed again and again end as a fresh session with the final answers, on the shipped knowledge.

One difference is left out of these draws and said to the person instead (`against`): a fact that was answered while
nothing else told it, and that an edit then makes the others tell otherwise. The answer goes on winning, while a
fresh session would not have asked for it.
"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from advisor.consultation.consult import Advisor, check_goals
from advisor.interview.case import Case
from advisor.interview.case_file import parse_case
from advisor.interview.case_writing import format_case
from advisor.interview.next_question import Question, next_question
from advisor.interview.resume import session_of
from advisor.interview.session import Session, answer, back, edit, sheet
from advisor.model.load import load_knowledge
from advisor.model.types import Value
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def drawn(advisor: Advisor, fact_id: str, draw: random.Random) -> Value | None:
    """Return an answer to a question, don't-know among them."""
    fact = advisor.kb.facts[fact_id]
    if draw.random() < 0.2:
        return None
    if fact.type == "choice":
        return draw.choice(fact.options).id
    if fact.type == "choices":
        free = [option.id for option in fact.options if not option.exclusive]
        return tuple(sorted(draw.sample(free, draw.randint(0, min(2, len(free), fact.at_most or 2)))))
    if fact.type == "yes-no":
        return draw.random() < 0.5
    low = 1 if fact.low is None else max(1, int(fact.low))
    high = low + 90 if fact.high is None else max(low, int(fact.high))
    return Decimal(draw.randint(low, high))


def ask(advisor: Advisor, session: Session) -> Question | None:
    return next_question(advisor.ruleset, session)


def finished(advisor: Advisor, session: Session, known: dict[str, Value | None], draw: random.Random) -> Session:
    """Return the session answered to its end: as known, else by chance, which is known from then on."""
    while (question := ask(advisor, session)) is not None:
        if question.fact not in known:
            known[question.fact] = drawn(advisor, question.fact, draw)
        session = answer(session, question.fact, known[question.fact])
    return session


def outcomes(advisor: Advisor, session: Session) -> dict[str, tuple[object, ...]]:
    found = advisor.consult(sheet(session), session.goals, limit=200).findings
    return {
        goal: (one.status, one.outcome, one.tied, {option: sum_.value for option, sum_ in one.amounts.items()})
        for goal, one in found.items()
    }


@pytest.mark.parametrize(("seed", "quick"), [(1, False), (3, True), (4, True)])
def test_edits_end_as_a_fresh_session(advisor: Advisor, seed: int, quick: bool) -> None:
    draw = random.Random(seed)
    kb = advisor.kb
    goals = tuple(goal for goal in check_goals(kb, None) if not quick or kb.decisions[goal].quick)
    start = session = Session(knowledge=kb.digest, goals=goals, quick=quick)
    known: dict[str, Value | None] = {}
    for _ in range(8):
        question = ask(advisor, session)
        if question is None:
            break
        known[question.fact] = drawn(advisor, question.fact, draw)
        session = answer(session, question.fact, known[question.fact])
    for _ in range(4):
        fact = draw.choice([fact for fact, _ in session.answers])
        known[fact] = drawn(advisor, fact, draw)
        session = edit(session, fact, known[fact])
        question = ask(advisor, session)
        if question is not None:
            known.setdefault(question.fact, drawn(advisor, question.fact, draw))
            session = answer(session, question.fact, known[question.fact])
    assert back(answer(session, "x", None)) == session
    saved = Case(answers=sheet(session), knowledge=kb.digest, quick=quick)
    again = session_of(parse_case(format_case(saved), "again", kb), kb)
    assert ask(advisor, again) == ask(advisor, session)  # what was saved goes on where it was left

    edited = finished(advisor, session, known, draw)
    fresh = finished(advisor, start, dict(known), draw)
    assert {fact for fact, _ in fresh.answers} <= {fact for fact, _ in edited.answers}
    assert outcomes(advisor, edited) == outcomes(advisor, fresh)
