"""The summary: what is aimed at, whom for, how, for how much money and with what result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.planning.choices import is_settled
from advisor.planning.draft import Draft
from advisor.planning.prose import parts_of, statements_of
from advisor.planning.types import Block, Bullets, Heading, Objective, Paragraph, Sentence

MOST = 4
"""Objectives named in the summary."""


def summary_blocks(draft: Draft, objectives: Sequence[Objective], money: Sequence[Sentence]) -> Iterator[Block]:
    """Yield the section; `money` says what the budget is and what is expected of it."""
    parts: dict[str, Any] = {
        "name": draft.name,
        "answers": len(draft.consultation.facts),
        "start": draft.say("plan", "day", day=draft.period.start),
        "end": draft.say("plan", "day", day=draft.period.end),
    }
    yield Paragraph((draft.sentence("fact", "plan_summary", "intro", **parts),), brief=True)
    measured = [one for one in objectives if one.value is not None] or list(objectives)
    if measured:
        yield Heading(draft.say("plan_summary", "heading", part="objectives"), 3)
        yield Paragraph((_aims(draft, measured[:MOST]),), brief=True)
    for part in parts_of(draft, "summary"):
        said = statements_of(draft, part)
        if said:
            if part.title:
                yield Heading(part.title[draft.lang], 3, part.id)
            yield Paragraph(tuple(said), brief=True)
    first = first_decisions(draft)
    lines = [(line,) for area in draft.areas if (line := _area(draft, area, first))]
    if lines:
        yield Heading(draft.say("plan_summary", "heading", part="strategy"), 3)
        yield Bullets(tuple(lines), brief=True)
    if money:
        yield Heading(draft.say("plan_summary", "heading", part="money"), 3)
        yield Paragraph(tuple(money), brief=True)
    waiting = [one["label"] for one in draft.decisions() if one["id"] in first and one["status"] == "open"]
    if waiting:
        yield Paragraph((draft.sentence("fact", "plan_summary", "open", labels=waiting),), brief=True)


def _aims(draft: Draft, objectives: Sequence[Objective]) -> Sentence:
    deadlines = {one.deadline for one in objectives}
    aims = [
        {
            "metric": one.metric,
            "target": one.target,
            "day": draft.say("plan", "day", day=one.deadline) if len(deadlines) > 1 else "",
        }
        for one in objectives
    ]
    day = draft.say("plan", "day", day=max(deadlines)) if len(deadlines) == 1 else ""
    return draft.sentence("fact", "plan_summary", "aims", aims=aims, day=day)


def first_decisions(draft: Draft) -> frozenset[str]:
    """Return the decisions that carry the plan: those the summary shows, else those of quick advice."""
    shown = {id_ for part in parts_of(draft, "summary") for id_ in part.shows}
    return frozenset(shown or (one["id"] for one in draft.decisions() if one["quick"]))


def _area(draft: Draft, area: dict[str, Any], names: frozenset[str]) -> Sentence | None:
    first = [one for one in area["decisions"] if one["id"] in names and is_settled(one)]
    if not first:
        return None
    choices = [{"label": one["label"], "choice": draft.say("plan_mix", "choice", decision=one)} for one in first]
    sources = tuple(sorted({place for one in first for place in draft.support(one["id"])[:2]}))
    return draft.sentence("course", "plan_summary", "area", sources, label=area["label"], choices=choices)
