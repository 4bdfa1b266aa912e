"""Objectives: what is to be reached, from where, by when, and where the target is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil

from advisor.language.periods import months_of
from advisor.model.practice import ObjectiveDef
from advisor.planning.draft import Draft
from advisor.planning.prose import part_blocks, parts_of, sources_of
from advisor.planning.shares import whole
from advisor.planning.types import Block, Bullets, Objective, Paragraph, Period, Sentence, Table


def plan_objectives(draft: Draft) -> tuple[Objective, ...]:
    """Return the objectives that the facts of the case carry."""
    found = [_objective(draft, one) for one in draft.kb.practice.objectives if draft.holds(one.when)]
    return tuple(one for one in found if one is not None)


def _objective(draft: Draft, one: ObjectiveDef) -> Objective | None:
    of_year = draft.reckon(one.target) if one.target is not None else None
    part = _part_of_year(draft.period) if one.yearly else Fraction(1)
    value = of_year
    if of_year is not None and one.unit not in ("", "percent"):
        rounded = ceil if one.at_least else whole
        value = Decimal(rounded(Fraction(of_year) * part))
        of_year = Decimal(rounded(Fraction(of_year))) if one.at_least else of_year
    target = draft.amount(one.unit, value) if value is not None else one.target_text and draft.fill(one.target_text)
    metric = draft.fill(one.metric)
    basis = draft.fill(one.basis)
    if not target or metric is None or basis is None:
        return None
    if of_year is not None and part != 1:
        year = draft.amount(one.unit, of_year)
        basis += " " + draft.say("plan_objectives", "part_of_year", year=year, metric=metric)
    start = draft.reckon(one.baseline) if one.baseline is not None else None
    known = draft.amount(one.unit, start) if start is not None else ""
    return Objective(
        id=one.id,
        metric=metric,
        baseline=known
        or (one.baseline_text and draft.fill(one.baseline_text))
        or draft.say("plan_objectives", "not_measured"),
        target=target,
        deadline=day_at(draft.period, one.deadline),
        basis=basis,
        value=value,
        unit=one.unit,
        origin=one.origin,
        sources=sources_of(draft, one, one.basis),
    )


def _part_of_year(period: Period) -> Fraction:
    return sum((month.part_of_year for month in months_of(period.start, period.end)), Fraction(0))


def day_at(period: Period, share: Decimal) -> date:
    """Return the day on which this share of the period is over: 1 is its last day, 0 its first."""
    days = (period.end - period.start).days
    return period.start + timedelta(days=int((days * share).to_integral_value(ROUND_CEILING)))


def objective_blocks(draft: Draft, objectives: Sequence[Objective]) -> Iterator[Block]:
    """Yield the section: what is aimed at in words, the table, where each target is from, what to find out."""
    works: tuple[str, ...] = ()
    for part in parts_of(draft, "objectives"):
        yield from part_blocks(draft, part)
        works = works or part.cites
    if objectives:
        yield draft.paragraph("practice", "plan_objectives", "intro", works, count=len(objectives))
        headers = tuple(draft.say("plan_objectives", "header", column=index) for index in range(4))
        yield Table(
            draft.say("plan_objectives", "caption"),
            headers,
            tuple(_row(draft, one) for one in objectives),
            ("start", "end", "end", "start"),
            brief=True,
        )
        yield Bullets(tuple((sentence(draft, one), _basis(one)) for one in objectives))
    lacking = [one for one in draft.kb.practice.objectives if one.otherwise and _lacks(draft, one, objectives)]
    if lacking:
        yield Paragraph((draft.sentence("fact", "plan_objectives", "lacking"),))
        yield Bullets(tuple((Sentence(one.otherwise[draft.lang], "fact"),) for one in lacking if one.otherwise))


def _row(draft: Draft, one: Objective) -> tuple[Sentence, ...]:
    deadline = draft.say("plan", "day", day=one.deadline)
    return tuple(
        Sentence(cell, "fact" if index != 2 else one.origin)
        for index, cell in enumerate((one.metric, one.baseline, one.target, deadline))
    )


def sentence(draft: Draft, objective: Objective) -> Sentence:
    """Return an objective as one sentence: specific, measured, with its date."""
    by_id = {one.id: one for one in draft.kb.practice.objectives}
    own = {
        "target": objective.target,
        "baseline": objective.baseline,
        "deadline": draft.say("plan", "day", day=objective.deadline),
    }
    words = draft.fill(by_id[objective.id].text, own) or objective.metric
    return Sentence(
        words[:1].upper() + words[1:],
        objective.origin,
        by_id[objective.id].cites if objective.origin == "practice" else objective.sources,
    )


def _basis(one: Objective) -> Sentence:
    return Sentence(one.basis[:1].upper() + one.basis[1:], one.origin, one.sources)


def _lacks(draft: Draft, one: ObjectiveDef, objectives: Sequence[Objective]) -> bool:
    """Return whether an objective could be set if more were known."""
    if any(objective.id == one.id for objective in objectives):
        return False
    return one.when is None or draft.truth(one.when) is not False
