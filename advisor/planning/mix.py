"""The section of the mix: the decisions area by area, those that carry it in full and the others in a line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.practice import Part
from advisor.model.types import Heading as Area
from advisor.planning.choices import (
    Decision,
    Told,
    amount_blocks,
    choice_blocks,
    claim,
    is_settled,
    reasons,
    weighed,
)
from advisor.planning.draft import Draft
from advisor.planning.prose import parts_of, statements_of
from advisor.planning.summary import first_decisions
from advisor.planning.types import Block, Bullets, Heading, Paragraph, Sentence, Table


def mix_blocks(draft: Draft, told: Told) -> Iterator[Block]:
    """Yield the section; `told` is what earlier sections said and is added to."""
    yield from at_a_glance(draft)
    decisions = {decision["id"]: decision for decision in draft.decisions()}
    parts = parts_of(draft, "mix")
    for area in draft.kb.outline.areas:
        own = [
            part for part in parts if any(decisions[id_]["area"] == area.id for id_ in part.shows if id_ in decisions)
        ]
        mine = [one for one in decisions.values() if one["area"] == area.id]
        inside: list[Block] = []
        if parts:
            for part in own:
                inside += _part(draft, part, [decisions[id_] for id_ in part.shows if id_ in decisions], told)
        else:  # a knowledge base that names no parts has all its decisions told
            for decision in mine:
                inside += _told_decision(draft, decision, told)
            inside += amount_blocks(draft, mine, _caption(draft, area))
        inside += _open_and_silent(draft, area, mine)
        if inside:
            yield Heading(area.label[draft.lang], 3, area.id)
            yield from inside


def _caption(draft: Draft, area: Area) -> str:
    return draft.say("plan_mix", "sums_of", label=area.label[draft.lang])


def at_a_glance(draft: Draft) -> Iterator[Block]:
    """Yield a table of the decisions that come first with what was chosen, area by area."""
    rows: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    first = first_decisions(draft)
    for area in draft.areas:
        start = len(rows)
        for decision in area["decisions"]:
            if decision["id"] in first and is_settled(decision):
                choice = Sentence(
                    draft.say("plan_mix", "choice", decision=decision), "course", draft.support(decision["id"])[:2]
                )
                rows.append((Sentence(decision["label"], "fact"), choice))
        if len(rows) > start:
            groups.append((start, area["label"]))
    if rows:
        headers = tuple(draft.say("plan_mix", "glance_header", column=index) for index in range(2))
        caption = draft.say("plan_mix", "glance_caption")
        yield Table(caption, headers, tuple(rows), brief=True, groups=tuple(groups))


def _part(draft: Draft, part: Part, decisions: list[Decision], told: Told) -> Iterator[Block]:
    found: list[Block] = []
    said = statements_of(draft, part)
    if said:
        found.append(Paragraph(tuple(said)))
    fresh = [one for one in decisions if one["id"] not in told.decisions]
    if part.form == "bullets":
        items = [_line(draft, one, told) for one in fresh if is_settled(one) and one["kind"] != "value"]
        if items:
            found.append(Bullets(tuple(items)))
    else:
        for decision in fresh:
            if decision["kind"] != "value":
                found += _told_decision(draft, decision, told)
    found += _grounds(draft, [one for one in fresh if one["kind"] == "value"], told)
    title = part.title[draft.lang] if part.title else ""
    found += amount_blocks(draft, fresh, title or part.id)
    if found:
        if part.title:
            yield Heading(title, 4, part.id)
        yield from found


def _grounds(draft: Draft, values: list[Decision], told: Told) -> Iterator[Block]:
    """Yield why the sums of a part are worked out, in one paragraph."""
    told.decisions.update(one["id"] for one in values)
    lines = [
        line
        for one in values
        if any(a["value"] for a in one["amounts"].values())
        for line in reasons(draft, one, told, 1)
    ]
    if lines:
        yield Paragraph(tuple(lines))


def _told_decision(draft: Draft, decision: Decision, told: Told) -> Iterator[Block]:
    if is_settled(decision):
        yield from choice_blocks(draft, decision, told)


def _line(draft: Draft, decision: Decision, told: Told) -> tuple[Sentence, ...]:
    """Return a decision in a line: the choice and its first reason."""
    told.decisions.add(decision["id"])
    return (claim(draft, decision, "short_claim"), *reasons(draft, decision, told, 1), *weighed(draft, decision)[1:])


def _open_and_silent(draft: Draft, area: Area, decisions: list[Decision]) -> Iterator[Block]:
    """Yield what is not settled in an area and what to find out, and where the sources say nothing."""
    named = {id_ for part in draft.kb.practice.parts if part.section == "mix" for id_ in part.shows}
    weighty = [one for one in decisions if not named or one["id"] in named]
    waiting = [one for one in weighty if one["status"] == "open" and not is_settled(one) and one["missing"]]
    silent = [one["label"] for one in weighty if one["status"] == "settled" and not is_settled(one)]
    lines = [
        draft.sentence("fact", "plan_mix", "open", label=one["label"], questions=one["missing"][:2]) for one in waiting
    ]
    if len(lines) == 1:
        yield Paragraph(tuple(lines))
    elif lines:
        yield draft.paragraph("fact", "plan_mix", "open_in", area=area.label[draft.lang])
        yield Bullets(tuple((line,) for line in lines))
    if silent:
        yield draft.paragraph("fact", "plan_mix", "silent", labels=silent)
