"""A guided session as a value: every step takes a session and returns another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.model.types import Value

Answer = tuple[str, "Value | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Where a session stands.

    `knowledge`: digest of the knowledge base. `goals`: the decisions it is to settle.
    `answers`: (fact, value) in the order answered; None is don't-know. `prefer`: sources
    that win declared conflicts. `quick`: ask only what quick advice asks. `reserve`: answers given earlier that
    the session has not asked for (again); they play no part. `recheck`: facts answered before others were changed,
    looked at again after each further answer, as it may turn out that they are not asked for.
    """

    knowledge: str
    goals: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    prefer: tuple[str, ...] = ()
    quick: bool = False
    reserve: tuple[Answer, ...] = ()
    recheck: tuple[str, ...] = ()

    @property
    def last(self) -> Answer | None:
        """Return the answer given last."""
        return self.answers[-1] if self.answers else None


def sheet(session: Session) -> dict[str, Value | None]:
    """Return the answers by fact, as the evaluator and the engine read them."""
    return dict(session.answers)


def answer(session: Session, fact: str, value: Value | None) -> Session:
    """Return the session with one more answer; an answer already given is changed in its place."""
    if any(id_ == fact for id_, _ in session.answers):
        return edit(session, fact, value)
    reserve = tuple(one for one in session.reserve if one[0] != fact)
    return replace(session, answers=(*session.answers, (fact, value)), reserve=reserve)


def dont_know(session: Session, fact: str) -> Session:
    """Return the session in which the person does not know `fact`."""
    return answer(session, fact, None)


def back(session: Session) -> Session:
    """Return the session without its last answer; a session without answers stays as it is."""
    return replace(session, answers=session.answers[:-1])


def edit(session: Session, fact: str, value: Value | None) -> Session:
    """Return the session with another value for `fact`, in its place, and nothing else changed.

    What becomes of the other answers is for `replay.edited`. Raises KeyError for a fact not answered.
    """
    if all(id_ != fact for id_, _ in session.answers):
        raise KeyError(fact)
    return replace(session, answers=tuple((id_, value if id_ == fact else old) for id_, old in session.answers))
