"""Dates for pieces of work: in order, as many at a time as somebody can do, all within the period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advisor.model.work import Anchor

Dates = Mapping[str, tuple[date, date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work of `days` days in the stage number `stage`, done by `owner`, who does `at_once` at a time.

    `after`: other tasks, given earlier, that must have ended.
    """

    id: str
    stage: int
    anchor: Anchor
    days: int
    owner: str
    at_once: int = 1
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class _Lane:
    """Tasks laid out in days from 0, each half-open: `[first, after)`."""

    spans: dict[str, tuple[int, int]]
    length: int = 0

    def squeezed(self, days: int) -> dict[str, tuple[int, int]]:
        """Return the spans drawn together into `days` days; each keeps a day at least, and the order stays."""
        if self.length <= days:
            return dict(self.spans)
        found: dict[str, tuple[int, int]] = {}
        for id_, (first, after) in self.spans.items():
            begin = min(first * days // self.length, days - 1)
            found[id_] = begin, max(begin + 1, after * days // self.length)
        return found


def schedule(tasks: Sequence[Task], start: date, end: date) -> Dates:
    """Return the first and last day of each task, both within the period from `start` to `end`.

    Work anchored at the start goes stage by stage; that anchored `through` begins when the stages before it are done
    and goes on to the last day; that anchored at the end fills the last days. Where the period is too short for
    all, the work is drawn together in proportion.
    """
    days = (end - start).days + 1
    lead = _lay_out([task for task in tasks if task.anchor == "start"])
    close = _lay_out([task for task in tasks if task.anchor == "end"])
    lead_room, close_room = _rooms(lead.length, close.length, days)
    spans = lead.squeezed(lead_room)
    for id_, (first, after) in close.squeezed(close_room).items():
        spans[id_] = days - min(close.length, close_room) + first, days - min(close.length, close_room) + after
    for task in tasks:
        if task.anchor == "through":
            before = [spans[one.id][1] for one in tasks if one.anchor == "start" and one.stage < task.stage]
            spans[task.id] = min(max(before, default=0), days - 1), days
    return {task.id: _dates(spans[task.id], start) for task in tasks}


def _rooms(lead: int, close: int, days: int) -> tuple[int, int]:
    """Return how many days there are for the work at the start and at the end."""
    if lead + close <= days:
        return lead, close
    if not lead or not close or days == 1:
        return min(lead, days), min(close, days)
    room = min(max(1, days * lead // (lead + close)), days - 1)
    return room, days - room


def _dates(span: tuple[int, int], start: date) -> tuple[date, date]:
    first, after = span
    return start + timedelta(days=first), start + timedelta(days=after - 1)


def _lay_out(tasks: Iterable[Task]) -> _Lane:
    """Lay tasks out stage by stage, everybody's as early as they have a hand free."""
    lane = _Lane({})
    by_stage: dict[int, list[Task]] = {}
    for task in tasks:
        by_stage.setdefault(task.stage, []).append(task)
    for _, stage in sorted(by_stage.items()):
        begin = lane.length
        free: dict[str, list[int]] = {}
        for task in stage:
            hands = free.setdefault(task.owner, [begin] * task.at_once)
            done = [lane.spans[other][1] for other in task.after if other in lane.spans]
            hand = min(range(len(hands)), key=lambda index: (hands[index], index))
            first = max(begin, hands[hand], *done)
            lane.spans[task.id] = first, first + task.days
            hands[hand] = first + task.days
            lane.length = max(lane.length, first + task.days)
    return lane
