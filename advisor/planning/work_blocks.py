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
_MORE_COLUMNS = ("action", "option", "owner")


def actions_blocks(draft: Draft, carried: Carried) -> Iterator[Block]:
    """Yield the calendar: an opening, then a table, stage by stage."""
    main = [action for action in carried.actions if action.main]
    if not main:
        yield draft.paragraph("fact", _TOPIC, "nothing")
        return
    yield from _opening(draft, carried, main)
    yield Heading(draft.say(_TOPIC, "title", part="list"), 3, "actions.list")
    yield _table(draft, main, draft.say(_TOPIC, "caption"), _COLUMNS, brief=True)


def more_blocks(draft: Draft, carried: Carried) -> Iterator[Block]:
    """Yield the work that has no place in the calendar, as a table."""
    more = [action for action in carried.actions if not action.main]
    if more:
        yield draft.paragraph("fact", _TOPIC, "more_intro")
        yield _table(draft, more, draft.say(_TOPIC, "more_caption"), _MORE_COLUMNS, brief=False)


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
        yield Heading(draft.say(_TOPIC, "title", part="calendar"), 3, "actions.calendar")
        load = draft.sentence("practice", _TOPIC, "load", people=people)
        yield Paragraph((load, draft.sentence("practice", _TOPIC, "load_note")))


def _stages(actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """Return the actions by stage, stages as they first come."""
    order = list(dict.fromkeys(action.phase for action in actions))
    ranked = sorted(actions, key=lambda action: order.index(action.phase))
    return [(phase, list(group)) for phase, group in groupby(ranked, key=lambda action: action.phase)]


def _table(draft: Draft, actions: Sequence[Action], caption: str, columns: tuple[str, ...], *, brief: bool) -> Table:
    """Return the work as a table with a title for each stage; what costs money where any of it does."""
    if any(action.cost is not None for action in actions):
        columns = (*columns, "cost")
    rows: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    dated = "who" not in columns
    for phase, group in _stages(actions):
        if phase or dated:
            span = format_span(min(one.start for one in group), max(one.end for one in group), draft.lang)
            groups.append((len(rows), draft.say(_TOPIC, "stage", phase=phase, span=span if dated else "")))
        rows += [tuple(_cell(draft, action, column) for column in columns) for action in group]
    align: tuple[Align, ...] = tuple("end" if column == "cost" else "start" for column in columns)
    headers = tuple(draft.say(_TOPIC, "header", column=column) for column in columns)
    return Table(caption, headers, tuple(rows), align=align, brief=brief, groups=tuple(groups))


def _cell(draft: Draft, action: Action, column: str) -> Sentence:
    match column:
        case "action":
            return Sentence(action.action, action.origin, action.sources)
        case "strategy":
            return Sentence(action.strategy, "fact")
        case "option":
            return Sentence(_option(draft, action), "fact")
        case "owner":
            return Sentence(action.owner[:1].upper() + action.owner[1:], "practice")
        case "who":
            span = format_span(action.start, action.end, draft.lang)
            return draft.sentence("practice", _TOPIC, "who", owner=action.owner, span=span)
        case "kpi":
            return Sentence(action.kpi.removesuffix("."), "practice")
        case _ if action.cost is None:
            return draft.sentence("practice", _TOPIC, "working_time")
        case _:
            return Sentence(format_money(action.cost, draft.lang), "arithmetic")


def _option(draft: Draft, action: Action) -> str:
    """Return the choice that the work serves, with the decision only where the option does not speak for itself."""
    if not action.option or draft.kb.decisions[action.goal].kind == "direction":
        return action.strategy
    label = draft.phrases.option(action.goal, action.option)
    return label[:1].upper() + label[1:]
