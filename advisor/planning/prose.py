"""Parts of a section in prose: what their statements say of a case, and what there is still to find out."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.practice import Part, PracticeItem, Statement
from advisor.model.text import Text, placeholders
from advisor.planning.draft import Draft
from advisor.planning.types import Block, Bullets, From, Heading, Paragraph, Sentence


def parts_of(draft: Draft, section: str) -> list[Part]:
    """Return the parts of a section that belong to this case, in reading order."""
    return [part for part in draft.kb.practice.parts if part.section == section and draft.holds(part.when)]


def part_blocks(draft: Draft, part: Part, level: int = 3) -> Iterator[Block]:
    """Yield the heading and the statements of a part; nothing where it has nothing to say and to ask."""
    said = statements_of(draft, part)
    lead = [opening] if said and (opening := _opening(draft, part)) else []
    ask = to_find_out(draft, part)
    if not said and part.empty and not ask:
        said = [Sentence(part.empty[draft.lang], "fact")]
    if not said and not ask:
        return
    if part.title:
        yield Heading(part.title[draft.lang], level, part.id)
    if part.form == "paragraph":
        if lead or said:
            yield Paragraph((*lead, *said), part.brief)
    else:
        if lead:
            yield Paragraph(tuple(lead), part.brief)
        if said:
            yield Bullets(tuple((one,) for one in said), part.brief)
    yield from ask


def _opening(draft: Draft, part: Part) -> Sentence | None:
    words = draft.fill(part.intro) if part.intro else None
    return Sentence(words, "practice", part.cites) if words else None


def statements_of(draft: Draft, part: Part) -> list[Sentence]:
    """Return what the statements of a part say of this case, in reading order, none of it twice."""
    found = [said for one in draft.kb.practice.statements if one.part == part.id and (said := said_of(draft, one))]
    return list({sentence.text: sentence for sentence in found}.values())


def said_of(draft: Draft, statement: Statement) -> Sentence | None:
    """Return what a statement says of this case; None where it does not hold."""
    truth = True if statement.when is None else draft.truth(statement.when)
    if truth is False:
        return None
    words = draft.fill(statement.text) if truth else None
    if words is not None:
        return Sentence(_capital(words), statement.origin, sources_of(draft, statement, statement.text))
    return Sentence(statement.otherwise[draft.lang], "fact") if statement.otherwise else None


def sources_of(draft: Draft, item: PracticeItem, words: Text, origin: From = "practice") -> tuple[str, ...]:
    """Return what an item rests on: works for practice; for the course its points and those behind what it names."""
    origin = getattr(item, "origin", origin)
    if origin == "practice":
        return item.cites
    if origin != "course":
        return ()
    named = [id_ for id_ in placeholders(words.vi) if id_ in draft.kb.decisions]
    behind = {place for id_ in named for place in draft.support(id_)}
    return tuple(sorted(behind | set(draft.kb.citations(item.teaches))))


def to_find_out(draft: Draft, part: Part) -> list[Block]:
    """Return what to find out and how: the questions of a part that nobody can answer yet and that arise here."""
    unknown = [id_ for id_ in part.asks if id_ not in draft.consultation.facts and not draft.means_nothing(id_)]
    if not unknown:
        return []
    title = part.title[draft.lang] if part.title else ""
    lead = draft.sentence("fact", "plan", "find_out", title=title)
    return [Paragraph((lead,)), Bullets(tuple((ask_sentence(draft, id_),) for id_ in unknown))]


def ask_sentence(draft: Draft, fact_id: str) -> Sentence:
    """Return the question of a fact with the help for answering it."""
    fact = draft.kb.facts[fact_id]
    words = {"question": fact.question[draft.lang], "help": fact.help[draft.lang] if fact.help else ""}
    return draft.sentence("fact", "plan", "ask_line", **words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
