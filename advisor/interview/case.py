"""A case: a person's answers, and what else their file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from advisor.consultation.consult import check_goals
from advisor.model.types import KnowledgeBase, Value

Answers = Mapping[str, "Value | None"]
"""Values by fact, in the order answered; None is don't-know."""

KEYS = ("name", "knowledge", "prefer", "goals", "quick", "period", "facts", "reserve", "recheck", "set_aside")
DAYS = ("start", "end")


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a case that the knowledge base in use takes otherwise than the one it was answered under."""

    kind: Literal["gone_fact", "gone_answer", "gone_goal", "gone_source", "came_back"]
    id: str
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a case file holds.

    `knowledge`: the digest of the knowledge base it was answered under, or nothing.
    `goals`: ids as the person gave them; empty means every decision. `period`: first and last day of a plan,
    None where the case names none. `extra`: other texts to keep.
    `reserve`: answers that the session does not ask for after others were changed; only a session reads them.
    `recheck`: answered facts that the session looks at again after each further answer.
    `set_aside`: answers the knowledge base in use cannot take, as plain data. `notes`: what of it changed.
    """

    name: str = ""
    answers: Answers = field(default_factory=dict)
    prefer: tuple[str, ...] = ()
    knowledge: str = ""
    goals: tuple[str, ...] = ()
    quick: bool = False
    period: tuple[date, date] | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    reserve: Answers = field(default_factory=dict)
    recheck: tuple[str, ...] = ()
    set_aside: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def sheet(self) -> dict[str, Value | None]:
        """Return the answers as a sheet to consult on."""
        return dict(self.answers)


def case_goals(case: Case, kb: KnowledgeBase) -> tuple[str, ...] | None:
    """Return the decisions a case is about, as its session was started; None for every decision."""
    goals = check_goals(kb, case.goals or None)
    if case.quick and not case.goals:
        return tuple(goal for goal in goals if kb.decisions[goal].quick)
    return goals if case.goals else None
