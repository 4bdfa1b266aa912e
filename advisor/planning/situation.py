"""The section of the situation: the firm, its product, market, customers and rivals as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.model.practice import Part
from advisor.model.types import Value
from advisor.planning.choices import Told, choice_blocks, found_block, is_settled
from advisor.planning.draft import Draft
from advisor.planning.prose import part_blocks, parts_of, to_find_out
from advisor.planning.types import Block, Bullets, From, Heading, Paragraph, Sentence

_ORIGIN: Mapping[str, From] = {"answer": "fact", "arithmetic": "arithmetic"}


def situation_blocks(draft: Draft, told: Told) -> Iterator[Block]:
    """Yield the section; without parts in the knowledge base all that is known, topic by topic."""
    parts = parts_of(draft, "situation")
    if not parts:
        yield from _topics(draft)
        return
    for part in parts:
        yield from told_part(draft, part, told)


def told_part(draft: Draft, part: Part, told: Told) -> Iterator[Block]:
    """Yield a part: what its statements say, the decisions and evidence it shows, and what is to be found out."""
    shown: list[Block] = []
    for id_ in part.shows:
        decision = draft.decision(id_)
        if decision and is_settled(decision):
            shown += (
                [found_block(draft, decision, told)]
                if part.section == "situation"
                else choice_blocks(draft, decision, told)
            )
        elif id_ in draft.kb.facts and (evidence := inferred(draft, id_)):
            shown.append(Paragraph(tuple(evidence)))
    blocks = list(part_blocks(draft, part))
    if shown and part.title and not blocks:
        blocks = [Heading(part.title[draft.lang], 3, part.id)]
    asked = len(to_find_out(draft, part))
    yield from (*blocks[: len(blocks) - asked], *shown, *blocks[len(blocks) - asked :])


def inferred(draft: Draft, fact_id: str) -> list[Sentence]:
    """Return from what a fact was inferred; nothing where somebody told it, or nobody knows."""
    known = draft.consultation.facts.get(fact_id)
    rules = [one for one in draft.consultation.inferences.get(fact_id, ()) if one in draft.kb.rules]
    if known is None or known.by != "inference" or not rules:
        return []
    grounds = dict.fromkeys(
        words for rule in rules for words in draft.view.grounds(draft.kb.rules[rule], _facts_of(draft, rule))
    )
    points = tuple(point for rule in rules for point in draft.kb.rules[rule].teaches)
    label = draft.kb.facts[fact_id].label[draft.lang]
    value = draft.phrases.value(fact_id, known.value)
    sources = draft.kb.citations(points)
    lead = draft.sentence("course", "plan", "inferred", sources, label=label, value=value, grounds=list(grounds))
    because = dict.fromkeys(draft.kb.rules[rule].because[draft.lang] for rule in rules)
    return [lead, *(Sentence(words, "course", sources) for words in because)]


def _facts_of(draft: Draft, rule: str) -> dict[str, Value]:
    for firing in draft.consultation.trace.firings:
        if firing.id == rule:
            return dict(firing.facts)
    return {}


def _topics(draft: Draft) -> Iterator[Block]:
    for group in draft.view.answers():
        yield Heading(group["topic"], 3)
        items: list[tuple[Sentence, ...]] = []
        for row in group["rows"]:
            origin = _ORIGIN.get(row["by"], "course")
            shown = row["sources"] if row["by"] == "arithmetic" else ()
            sentences = [draft.sentence(origin, "plan", "fact_line", shown, label=row["label"], value=row["value"])]
            if row["by"] == "inference" and row["sources"]:
                because = draft.sentence("course", "plan", "inferred_line", row["sources"], because=row["because"])
                sentences.append(because)
            items.append(tuple(sentences))
        yield Bullets(tuple(items))
    unknowns = draft.view.unknowns()
    if unknowns:
        yield Paragraph((draft.sentence("fact", "plan", "unknown_line", labels=unknowns),))
    if not draft.consultation.facts:
        yield Paragraph((draft.sentence("fact", "plan", "no_facts"),))
