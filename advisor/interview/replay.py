"""A session gone through again from its first question: what a fresh one with the same answers would ask for.

An answer given early may turn out not to be asked for once another is changed: one that made up for a don't-know,
or that the others now tell. It would still win over what the others tell, so it goes to the reserve, and comes back
when it is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.interview.interviewer import Interviewer
from advisor.interview.next_question import Question, next_question
from advisor.interview.session import Answer, Session
from advisor.model.types import Value

REMEMBERED = 20
"""How many replays are kept before they are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a fresh session asks for, given a pool of answers.

    `before`: the facts it asks for and finds answered, in its order. `question`: the first it finds no answer to.
    `beyond`: answered facts that it would ask for, as far as can be told, after that question.
    """

    before: tuple[str, ...]
    question: Question | None = None
    beyond: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Return every answered fact that it asks for."""
        return self.before + self.beyond


class Replayer:
    """Goes through sessions of one interviewer again; the latest replays are kept, since they are wanted twice."""

    def __init__(self, interviewer: Interviewer) -> None:
        self.interviewer = interviewer
        self._kept: dict[tuple[tuple[str, ...], bool, frozenset[Answer]], Replay] = {}

    def replay(self, session: Session) -> Replay:
        """Return what a fresh session asks for that has the answers of `session`, those in reserve among them."""
        key = session.goals, session.quick, frozenset((*session.answers, *session.reserve))
        if key not in self._kept:
            if len(self._kept) >= REMEMBERED:
                self._kept.clear()
            self._kept[key] = self._gone_through(session)
        return self._kept[key]

    def _gone_through(self, session: Session) -> Replay:
        pool = {**dict(session.reserve), **dict(session.answers)}
        fresh = replace(session, answers=(), reserve=(), recheck=())
        before: int | None = None
        open_: Question | None = None
        while True:
            among = None if open_ is None else pool.keys() - dict(fresh.answers).keys()
            question = next_question(self.interviewer.ruleset, fresh, self.interviewer, among)
            if question is None:
                asked = tuple(fact for fact, _ in fresh.answers)
                return Replay(before=asked[:before], question=open_, beyond=asked[len(asked[:before]) :])
            if question.fact in pool:
                fresh = replace(fresh, answers=(*fresh.answers, (question.fact, pool[question.fact])))
            else:
                open_, before = question, len(fresh.answers)

    def question(self, session: Session) -> Question | None:
        """Return the next question of a session; where answers of it were changed, that of a fresh one."""
        if session.recheck:
            found = self.replay(session)
            if {*found.before, *session.recheck} == {fact for fact, _ in session.answers}:
                return found.question
        return next_question(self.interviewer.ruleset, session, self.interviewer)


def edited(replayer: Replayer, session: Session, changes: Mapping[str, Value | None]) -> Session:
    """Return the session with other answers, as a fresh session with the final answers has it.

    `changes`: values by fact; a fact not answered yet is added. Answers that were asked for and are not any more
    go to the reserve, those in reserve that are asked for now come back. What neither asks for was given by hand
    and stays. The order of the answers that stay is kept.
    """
    answers = {**dict(session.answers), **changes}
    return _as_asked(replayer, session, answers)


def taken_back(replayer: Replayer, session: Session) -> Session:
    """Return the session without its last answer; a session without answers stays as it is."""
    return _as_asked(replayer, session, dict(session.answers[:-1]))


def _as_asked(replayer: Replayer, old: Session, answers: Mapping[str, Value | None]) -> Session:
    """Return the session with `answers`, without those that were asked for and that no fresh session asks for."""
    gone = {fact for fact, _ in old.answers} - answers.keys()
    reserve = tuple((fact, value) for fact, value in old.reserve if fact not in answers.keys() | gone)
    new = replace(old, answers=tuple(answers.items()), reserve=reserve)
    asked_before = {*replayer.replay(old).before, *old.recheck}
    found = replayer.replay(new)
    out = asked_before & answers.keys() - set(found.asked)
    in_reserve = dict(reserve)
    back = [(fact, in_reserve[fact]) for fact in found.asked if fact in in_reserve]
    stay = [one for one in new.answers if one[0] not in out]
    rest = [one for one in reserve if one not in back] + [one for one in new.answers if one[0] in out]
    unsure = [fact for fact in found.beyond if fact in asked_before or fact in in_reserve]
    new = replace(new, answers=(*stay, *back), reserve=tuple(rest), recheck=tuple(unsure))
    if not unsure and found.question is not None and found.before and new.answers[-1][0] != found.before[-1]:
        return replace(new, recheck=(new.answers[-1][0],))  # what a fresh session asks next hangs on its last answer
    return new
