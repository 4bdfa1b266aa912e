"""The section of controls: how each objective is watched, and what is done where it falls behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from advisor.language.dates import format_short_date
from advisor.language.numbers import format_percent
from advisor.language.periods import months_of
from advisor.model.work import ControlRule, Every
from advisor.planning.carry import Carried
from advisor.planning.draft import Draft
from advisor.planning.forecast import Expected, Row, grouped
from advisor.planning.prose import part_blocks, parts_of
from advisor.planning.shares import whole
from advisor.planning.shortfall import falls_short, forecast_of, rule_of
from advisor.planning.types import Block, Control, Objective, Paragraph, Sentence, Table

_TOPIC = "plan_controls"
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def plan_controls(draft: Draft, objectives: Sequence[Objective], expected: Expected) -> tuple[Control, ...]:
    """Return a control for each objective: its own, else the one for any, else to measure it again at its deadline."""
    return tuple(_control(draft, objective, expected) for objective in objectives)


def _control(draft: Draft, objective: Objective, expected: Expected) -> Control:
    rule = rule_of(draft, objective)
    how = draft.fill(rule.how) if rule else None
    then = draft.fill(rule.then) if rule else None
    return Control(
        objective=objective.id,
        metric=objective.metric,
        baseline=objective.baseline,
        target=objective.target,
        how=how or draft.say(_TOPIC, "any_how"),
        when=_when(draft, rule.every if rule else "end", objective),
        threshold=_threshold(draft, rule, objective, falls_short(draft, objective, expected)),
        then=then or draft.say(_TOPIC, "any_then"),
    )


def _when(draft: Draft, every: Every, objective: Objective) -> str:
    """Return how often it is measured, with the first day; once, at the deadline, where the period is too short."""
    first = _first_day(draft, every)
    if first is None or first > objective.deadline:
        return draft.say(_TOPIC, "once", day=format_short_date(objective.deadline, draft.lang))
    return draft.say(_TOPIC, "every", interval=every, first=format_short_date(first, draft.lang))


def _first_day(draft: Draft, every: Every) -> date | None:
    start, end = draft.period.start, draft.period.end
    if every == "end":
        return None
    if every == "week":
        first = start + timedelta(days=6)
        return first if first < end else None
    months = months_of(start, end)
    count = _MONTHS[every]
    return months[count - 1].last if len(months) > count else None


def _threshold(draft: Draft, rule: ControlRule | None, objective: Objective, short: Row | None) -> str:
    """Return what sets off the alarm; where the forecast stays below the objective, it is set by the forecast."""
    if rule is not None and rule.share is not None and short is not None and objective.value is not None:
        share = Fraction(rule.share) / 100 if short.total > 0 else Fraction(1)  # a loss has no share to fall below
        amount = draft.amount(short.line.unit, Decimal(whole(short.total * share)))
        percent = format_percent(Decimal(100) * share.numerator / share.denominator, draft.lang)
        return draft.say(_TOPIC, "forecast_share", percent=percent, amount=amount, whole=share == 1)
    if rule is not None and rule.share is not None:
        amount = ""
        if objective.value is not None:
            least = Fraction(objective.value) * Fraction(rule.share) / 100
            exact = Decimal(least.numerator) / Decimal(least.denominator)
            amount = draft.amount(objective.unit, exact if objective.unit == "percent" else Decimal(whole(least)))
        return draft.say(_TOPIC, "share", percent=format_percent(rule.share, draft.lang), amount=amount)
    words = draft.fill(rule.threshold) if rule is not None and rule.threshold is not None else None
    return words or draft.say(_TOPIC, "any_threshold")


# --- blocks --------------------------------------------------------------------------------------------


def controls_blocks(
    draft: Draft, objectives: Sequence[Objective], controls: Sequence[Control], carried: Carried
) -> Iterator[Block]:
    """Yield the section: the rhythm of review, the objectives, the totals due, further measures of the choices."""
    if not controls:
        yield draft.paragraph("fact", _TOPIC, "nothing")
    else:
        for part in parts_of(draft, "controls"):
            yield from part_blocks(draft, part)
        yield Paragraph((draft.sentence("practice", _TOPIC, "intro", count=len(controls)),))
        yield _table(draft, objectives, controls)
        yield from _due(draft, objectives, carried)
    yield from _measures(draft)


def _table(draft: Draft, objectives: Sequence[Objective], controls: Sequence[Control]) -> Table:
    by_id = {one.id: one for one in objectives}
    rows: list[tuple[Sentence, ...]] = []
    for control in controls:
        rule = rule_of(draft, by_id[control.objective])
        cites = (*rule.cites, *draft.kb.citations(rule.teaches)) if rule else ()
        rows.append(
            (
                draft.sentence("fact", _TOPIC, "goal", metric=control.metric, target=control.target),
                draft.sentence("practice", _TOPIC, "how", cites, how=control.how, when=control.when),
                Sentence(control.threshold, "practice"),
                Sentence(control.then, "practice"),
            )
        )
    headers = tuple(draft.say(_TOPIC, "header", column=index) for index in range(4))
    return Table(draft.say(_TOPIC, "caption"), headers, tuple(rows), brief=True)


def _due(draft: Draft, objectives: Sequence[Objective], carried: Carried) -> Iterator[Block]:
    """Yield what has to be reached by the end of each part of the period, where the forecast says so."""
    due: list[tuple[Objective, Row]] = []
    for objective in objectives:
        row = forecast_of(draft, objective, carried.expected)
        if row is not None and objective.value is not None and objective.value >= row.total:
            due.append((objective, row))
    months = carried.expected.months
    spans = grouped(len(months))
    if not due or len(spans) < 2:
        return
    note = [draft.sentence("practice", _TOPIC, "due_note")]
    if any(sum_ < 0 for _, row in due for sum_ in accumulate(row.months)):
        note.append(draft.sentence("practice", _TOPIC, "due_loss"))
    yield Paragraph(tuple(note))
    days = (format_short_date(months[span[-1]].last, draft.lang) for span in spans)
    headers = (draft.say(_TOPIC, "due_header"), *(draft.say(_TOPIC, "until", day=day) for day in days))
    lines = []
    for objective, row in due:
        reached = list(accumulate(row.months))
        amounts = (draft.amount(row.line.unit, Decimal(reached[span[-1]])) for span in spans)
        lines.append((Sentence(objective.metric, "fact"), *(Sentence(one, "arithmetic") for one in amounts)))
    align = tuple("end" if column else "start" for column in range(len(headers)))
    yield Table(draft.say(_TOPIC, "due_caption"), headers, tuple(lines), align=align)  # type: ignore[arg-type]


def _measures(draft: Draft) -> Iterator[Block]:
    """Yield what else shows whether the first choices work, besides the measures of the work itself."""
    rows: dict[str, tuple[Sentence, ...]] = {}
    for area in draft.areas:
        for decision in area["decisions"]:
            if not draft.kb.decisions[decision["id"]].quick:
                continue
            for option in decision["chosen"]:
                name = draft.say("plan_actions", "strategy", decision=decision["label"], option=option["label"])
                for remark in option["measures"][1:]:
                    origin = "practice" if remark["practice"] else "course"
                    cell = Sentence(remark["text"], origin, tuple(remark["sources"]))  # type: ignore[arg-type]
                    rows.setdefault(remark["text"], (cell, Sentence(name, "fact")))
    if rows:
        headers = tuple(draft.say(_TOPIC, "measures_header", column=index) for index in range(2))
        yield Table(draft.say(_TOPIC, "measures_caption"), headers, tuple(rows.values()))
