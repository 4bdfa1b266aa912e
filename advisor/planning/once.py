"""Nothing is said twice: what a plan has said already is left out where it would come again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.planning.types import Block, Bullets, Figure, Heading, Paragraph, Section, Sentence, Table

_STOPS = (".", "?", "!", "…")


def said_once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections without sentences that an earlier paragraph, list or table holds.

    Labels (what does not end in a stop) may stand as often as they like. A table is kept whole. A heading that
    is left with nothing below it is left out, and a lead-in that is left with nothing to lead to.
    """
    seen: set[str] = set()
    return tuple(Section(one.id, one.title, _tidy([_fresh(block, seen) for block in one.blocks])) for one in sections)


def _fresh(block: Block, seen: set[str]) -> Block:
    match block:
        case Paragraph(sentences, brief):
            return Paragraph(_new(sentences, seen), brief)
        case Bullets(items, brief):
            kept = [_new(item, seen) for item in items]
            return Bullets(tuple(item for item in kept if item), brief)
        case Table():
            seen.update(cell.text for row in block.rows for cell in row)
            return block
        case Heading() | Figure():
            return block


def _new(sentences: Sequence[Sentence], seen: set[str]) -> tuple[Sentence, ...]:
    kept: list[Sentence] = []
    for sentence in sentences:
        if not sentence.text.endswith(_STOPS) or sentence.text not in seen:
            seen.add(sentence.text)
            kept.append(sentence)
    return tuple(kept)


def _tidy(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that hold something, without headings and lead-ins (`…:`) that stand over nothing."""
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else None
        if isinstance(block, Paragraph) and _leads(block) and not isinstance(below, (Bullets, Table)):
            block = Paragraph(block.sentences[:-1], block.brief)
        if isinstance(block, Heading) and (
            below is None or (isinstance(below, Heading) and below.level <= block.level)
        ):
            continue
        if (isinstance(block, Paragraph) and not block.sentences) or (isinstance(block, Bullets) and not block.items):
            continue
        kept.append(block)
    return tuple(reversed(kept))


def _leads(block: Paragraph) -> bool:
    return bool(block.sentences) and block.sentences[-1].text.endswith(":")
