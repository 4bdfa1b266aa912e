"""When a question comes again: the intervals of the FSRS scheduler, which grow as answers are right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fsrs import Card


def reviewed(card: Mapping[str, Any] | None, *, right: bool, now: datetime) -> dict[str, Any]:
    """Return a card after an answer; None is a question never asked before.

    `now` is in UTC. The same answers at the same times give the same card: nothing is left to chance.
    """
    from fsrs import Rating, Scheduler

    scheduler = Scheduler(enable_fuzzing=False)
    before = _card(card, now)
    after, _ = scheduler.review_card(before, Rating.Good if right else Rating.Again, now)
    return dict(after.to_dict())


def _card(card: Mapping[str, Any] | None, now: datetime) -> Card:
    from fsrs import Card

    return Card(card_id=0, due=now) if card is None else Card.from_dict(dict(card))  # type: ignore[arg-type]


def due_at(card: Mapping[str, Any]) -> datetime:
    """Return when a card is due."""
    return datetime.fromisoformat(card["due"])
