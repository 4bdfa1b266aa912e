"""The section of actions: who does what when, stage by stage, and the further work for the appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from advisor.language.dates import format_date, format_span
from advisor.language.numbers import format_money
from advisor.planning.carry import Carried
from advisor.planning.draft import Draft
from advisor.planning.types import Action, Align, Block, Heading, Paragraph, Sentence, Table

_TOPIC = "plan_actions"
_COLUMNS = ("action", "strategy", "who", "kpi")


def actions_blocks(draft: Draft, carried: Carried) -> Iterator[Block]:
    """Yield the calendar: an opening, then a table for each stage."""
    main = [action for action in carried.actions if action.main]
    if not main:
        yield draft.paragraph("fact", _TOPIC, "nothing")
        return
    yield from _opening(draft, carried, main)
    for phase, actions in _stages(main):
        if phase:
            yield Heading(phase)
        yield _table(draft, actions, draft.say(_TOPIC, "caption", phase=phase), brief=True)


def more_blocks(draft: Draft, carried: Carried) -> Iterator[Block]:
    """Yield the work that has no place in the calendar, as a table."""
    more = [action for action in carried.actions if not action.main]
    if more:
        yield _table(draft, more, draft.say(_TOPIC, "more_caption"), brief=False)


def _opening(draft: Draft, carried: Carried, main: Sequence[Action]) -> Iterator[Block]:
    phases = [phase for phase, _ in _stages(main) if phase]
    first, last = min(one.start for one in main), max(one.end for one in main)
    parts = {"first": format_date(first, draft.lang), "last": format_date(last, draft.lang)}
    sentences = [draft.sentence("practice", _TOPIC, "intro", count=len(main), phases=len(phases), **parts)]
    if len(phases) > 1:
        sentences.append(draft.sentence("practice", _TOPIC, "order", phases=phases))
    if any(one.cost is not None for one in main):
        cost = Decimal(sum(int(one.cost) for one in main if one.cost is not None))
        sentences.append(draft.sentence("arithmetic", _TOPIC, "costs", total=format_money(cost, draft.lang)))
    elif carried.money.ground != "off":
        sentences.append(draft.sentence("fact", _TOPIC, "no_costs"))
    yield Paragraph(tuple(sentences))
    people = [{"owner": owner, "count": count} for owner, count in Counter(one.owner for one in main).most_common()]
    if len(people) > 1:
        load = draft.sentence("practice", _TOPIC, "load", people=people)
        yield Paragraph((load, draft.sentence("practice", _TOPIC, "load_note")))


def _stages(actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """Return the actions by stage, stages as they first come."""
    order = list(dict.fromkeys(action.phase for action in actions))
    ranked = sorted(actions, key=lambda action: order.index(action.phase))
    return [(phase, list(group)) for phase, group in groupby(ranked, key=lambda action: action.phase)]


def _table(draft: Draft, actions: Sequence[Action], caption: str, *, brief: bool) -> Table:
    paid = any(action.cost is not None for action in actions)
    columns = (*_COLUMNS, "cost") if paid else _COLUMNS
    align: tuple[Align, ...] = ("start", "start", "start", "start", "end") if paid else ()
    return Table(
        caption,
        tuple(draft.say(_TOPIC, "header", column=column) for column in columns),
        tuple(_row(draft, action, paid=paid) for action in actions),
        align=align,
        brief=brief,
    )


def _row(draft: Draft, action: Action, *, paid: bool) -> tuple[Sentence, ...]:
    span = format_span(action.start, action.end, draft.lang)
    cells = (
        Sentence(action.action, action.origin, action.sources),
        Sentence(action.strategy, "fact"),
        draft.sentence("practice", _TOPIC, "who", owner=action.owner, span=span),
        Sentence(action.kpi.removesuffix("."), "practice"),
    )
    if not paid:
        return cells
    if action.cost is None:
        return (*cells, draft.sentence("practice", _TOPIC, "working_time"))
    return (*cells, Sentence(format_money(action.cost, draft.lang), "arithmetic"))
