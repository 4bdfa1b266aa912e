"""The short version of a plan: what its owner needs, from the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.planning.types import Block, Bullets, Paragraph, Plan, Section, Sentence, Table
from advisor.render.environment import Words

MOST_ROWS = 10


def brief(plan: Plan, words: Words) -> Plan:
    """Return the plan with the blocks that are marked for the short version; sections without any are left out.

    Long tables keep their first rows and their total, and say how many rows the full plan has besides.
    """
    sections = (replace(section, blocks=tuple(_short(section, words))) for section in plan.sections)
    return replace(plan, sections=tuple(section for section in sections if section.blocks))


def _short(section: Section, words: Words) -> Iterator[Block]:
    for block in section.blocks:
        match block:
            case Paragraph(brief=True) | Bullets(brief=True):
                yield block
            case Table(brief=True):
                yield from _short_table(block, words)


def _short_table(table: Table, words: Words) -> Iterator[Block]:
    body, last = (table.rows[:-1], table.rows[-1:]) if table.total else (table.rows, ())
    left_out = len(body) - MOST_ROWS
    if left_out <= 1:
        yield table
        return
    yield replace(table, rows=(*body[:MOST_ROWS], *last))
    yield Paragraph((Sentence(words.say("layout", "more_rows", count=left_out), "fact"),))
