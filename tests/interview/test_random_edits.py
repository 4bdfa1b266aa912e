"""Answers changed again and again end as a fresh session with the final answers, on the shipped knowledge.

At every moment the question that comes next is that of a fresh session with the answers given so far, and in the end
the answers that stand are those it asks for: what was asked for once and is not any more waits in the reserve.
"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from advisor.consultation.consult import Advisor, check_goals
from advisor.interview.case import Case
from advisor.interview.case_file import parse_case
from advisor.interview.case_writing import format_case
from advisor.interview.interviewer import Interviewer
from advisor.interview.next_question import Question, next_question
from advisor.interview.replay import Replayer, edited
from advisor.interview.resume import session_of
from advisor.interview.session import Session, answer, sheet
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


class Talk:
    """A session held as the terminal holds it; `known` is what the person says, drawn where it was not asked yet."""

    def __init__(self, advisor: Advisor, quick: bool, draw: random.Random) -> None:
        self.advisor, self.draw = advisor, draw
        kb = advisor.kb
        goals = tuple(goal for goal in check_goals(kb, None) if not quick or kb.decisions[goal].quick)
        self.start = self.session = Session(knowledge=kb.digest, goals=goals, quick=quick)
        self.replayer = Replayer(Interviewer(advisor.ruleset))
        self.known: dict[str, Value | None] = {}

    def question(self) -> Question | None:
        """Return the next question; what lies in the reserve is taken from there."""
        while (question := self.replayer.question(self.session)) is not None:
            kept = dict(self.session.reserve)
            if question.fact not in kept:
                return question
            self.session = answer(self.session, question.fact, kept[question.fact])
        return None

    def step(self) -> bool:
        """Answer the next question; return False where there is none."""
        question = self.question()
        if question is None:
            return False
        value = self.known.setdefault(question.fact, drawn(self.advisor, question.fact, self.draw))
        if self.session.recheck:
            self.session = edited(self.replayer, self.session, {question.fact: value})
        else:
            self.session = answer(self.session, question.fact, value)
        return True

    def change(self) -> None:
        """Give one answer, or two at once, another value."""
        facts = self.draw.sample([fact for fact, _ in self.session.answers], self.draw.choice((1, 1, 2)))
        changes = {fact: drawn(self.advisor, fact, self.draw) for fact in facts}
        self.known.update(changes)
        self.session = edited(self.replayer, self.session, changes)

    def fresh(self) -> tuple[Session, Question | None]:
        """Return a fresh session that was given the answers there are, and its next question."""
        pool = {**dict(self.session.reserve), **dict(self.session.answers)}
        session = self.start
        while True:
            question = next_question(self.advisor.ruleset, session, self.replayer.interviewer)
            if question is None or question.fact not in pool:
                return session, question
            session = answer(session, question.fact, pool[question.fact])


def outcomes(advisor: Advisor, session: Session) -> dict[str, tuple[object, ...]]:
    found = advisor.consult(sheet(session), session.goals, limit=200).findings
    return {
        goal: (one.status, one.outcome, one.tied, {option: sum_.value for option, sum_ in one.amounts.items()})
        for goal, one in found.items()
    }


def saved_and_read(advisor: Advisor, session: Session) -> Session:
    case = Case(
        answers=sheet(session),
        knowledge=session.knowledge,
        quick=session.quick,
        reserve=dict(session.reserve),
        recheck=session.recheck,
    )
    return session_of(parse_case(format_case(case), "again", advisor.kb), advisor.kb)


@pytest.mark.parametrize(
    ("seed", "quick"), [(41, False), *((seed, True) for seed in (3, 28, 33, 50, 57))], ids=lambda one: str(one)
)
def test_edits_end_as_a_fresh_session(advisor: Advisor, seed: int, quick: bool) -> None:
    draw = random.Random(seed)
    talk = Talk(advisor, quick, draw)
    steps = draw.choice((5, 8, 30))
    while steps and talk.step():
        steps -= 1
    for _ in range(4):
        talk.change()
        assert saved_and_read(advisor, talk.session) == talk.session
        question = talk.question()
        assert question == talk.fresh()[1]
        talk.step()
    while talk.step():
        pass
    fresh, question = talk.fresh()
    assert question is None
    assert dict(talk.session.answers) == dict(fresh.answers)
    assert outcomes(advisor, talk.session) == outcomes(advisor, fresh)
