"""The short version of a plan, two pages for its owner, from the same plan.

Of the sections it keeps the blocks that are marked for it. Work, money and controls, which fill tables of many
pages in the full plan, are put into one small table each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.language.dates import format_span
from advisor.planning.clauses import first_clause
from advisor.planning.types import Action, Block, Bullets, Paragraph, Plan, Section, Sentence, Table
from advisor.render.environment import Words

_LEFT_OUT = frozenset({"mix"})
"""Sections whose marked blocks the summary tells already."""
_MOST_ACTIONS = 10
_MOST_ROWS = 7


def brief(plan: Plan, words: Words) -> Plan:
    """Return the short version of the plan; sections without anything for it are left out."""
    sections = (
        replace(section, blocks=tuple(_short(section, plan, words)))
        for section in plan.sections
        if section.id not in _LEFT_OUT
    )
    return replace(plan, sections=tuple(section for section in sections if section.blocks))


def _short(section: Section, plan: Plan, words: Words) -> Iterator[Block]:
    table = {"actions": _actions, "budget": _budget, "controls": _controls}.get(section.id)
    for block in section.blocks:
        match block:
            case Paragraph(brief=True) | Bullets(brief=True):
                yield block
            case Table(brief=True) if table is None:
                yield from _cut(block, words)
    if table is not None:
        yield from table(plan, words)


def _cut(table: Table, words: Words) -> Iterator[Block]:
    body, last = (table.rows[:-1], table.rows[-1:]) if table.total else (table.rows, ())
    if len(body) <= _MOST_ROWS + 1:
        yield table
        return
    groups = tuple(group for group in table.groups if group[0] < _MOST_ROWS)
    yield replace(table, rows=(*body[:_MOST_ROWS], *last), groups=groups)
    yield _more(len(body) - _MOST_ROWS, words)


def _more(count: int, words: Words) -> Paragraph:
    return Paragraph((Sentence(words.say("layout", "more_rows", count=count), "fact"),))


def _headers(words: Words, table: str) -> tuple[str, ...]:
    return tuple(words.say("layout", "brief_headers", table=table).split("|"))


def _actions(plan: Plan, words: Words) -> Iterator[Block]:
    main = [action for action in plan.actions if action.main]
    if not main:
        return
    chosen = _foremost(main)
    rows = tuple(
        (
            Sentence(first_clause(one.action), one.origin),
            Sentence(one.owner[:1].upper() + one.owner[1:], "practice"),
            Sentence(format_span(one.start, one.end, plan.lang), "practice"),
            Sentence(words.say("layout", "cost", amount=one.cost), "arithmetic"),
        )
        for one in chosen
    )
    caption = words.say("layout", "brief_caption", table="actions")
    yield Table(caption, _headers(words, "actions"), rows, ("start", "start", "start", "end"), brief=True)
    if len(main) > len(chosen):
        yield _more(len(main) - len(chosen), words)


def _foremost(actions: Sequence[Action]) -> list[Action]:
    """Return the work to name where there is no room for all: what costs money, then the first of each stage."""
    stages: dict[str, int] = {}
    for index, action in enumerate(actions):
        stages.setdefault(action.phase, index)
    first = set(stages.values())
    ranked = sorted(range(len(actions)), key=lambda i: (not actions[i].cost, i not in first, i))
    return [actions[index] for index in sorted(ranked[:_MOST_ACTIONS])]


def _budget(plan: Plan, words: Words) -> Iterator[Block]:
    if plan.budget is None or not plan.budget.rows:
        return
    rows = [
        (Sentence(row.item, "practice"), Sentence(words.say("layout", "cost", amount=row.total), "arithmetic"))
        for row in plan.budget.rows
    ]
    whole = words.say("layout", "cost", amount=plan.budget.total)
    rows.append((Sentence(words.say("layout", "whole"), "arithmetic"), Sentence(whole, "arithmetic")))
    caption = words.say("layout", "brief_caption", table="budget")
    yield Table(caption, _headers(words, "budget"), tuple(rows), ("start", "end"), total=True, brief=True)


def _controls(plan: Plan, words: Words) -> Iterator[Block]:
    if not plan.controls:
        return
    rows = tuple(
        (
            Sentence(words.say("layout", "aim", metric=one.metric, target=one.target), "practice"),
            Sentence(one.threshold, "practice"),
            Sentence(first_clause(one.then), "practice"),
        )
        for one in plan.controls[:_MOST_ROWS]
    )
    caption = words.say("layout", "brief_caption", table="controls")
    yield Table(caption, _headers(words, "controls"), rows, brief=True)
