"""A decision of the plan in prose: the choice, its reasons, what was rejected and why, both sides of a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from advisor.planning.draft import Draft
from advisor.planning.types import Block, Paragraph, Sentence, Table

Decision = dict[str, Any]
MANY = 3
"""Reasons, and rejected options, that are told in full; the rest stand in the appendix."""


@dataclass(slots=True)
class Told:
    """What has been said and where: reasons and conflicts by their words, each with the decision they stood under."""

    reasons: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    decisions: set[str] = field(default_factory=set)


def is_settled(decision: Decision) -> bool:
    """Return whether there is a choice to tell."""
    return decision["status"] != "not-applicable" and bool(decision["chosen"] or decision["tied"])


def found_block(draft: Draft, decision: Decision, told: Told) -> Block:
    """Return a decision as a finding: what the thing is, and by what this is seen."""
    told.decisions.add(decision["id"])
    return Paragraph((claim(draft, decision, "found"), *reasons(draft, decision, told)))


def choice_blocks(draft: Draft, decision: Decision, told: Told) -> Iterator[Block]:
    """Yield one decision in full."""
    told.decisions.add(decision["id"])
    sentences = [claim(draft, decision)] if decision["kind"] != "value" else []
    sentences += reasons(draft, decision, told, 1 if decision["kind"] == "value" else MANY)
    sentences += weighed(draft, decision)
    sentences += contrasts(draft, decision)
    if decision["status"] == "open" and decision["missing"] and decision["kind"] != "value":
        missing = decision["missing"][:2]
        sentences.append(draft.sentence("fact", "plan_mix", "still_open", label=decision["label"], questions=missing))
    if sentences:
        yield Paragraph(tuple(sentences))
    for conflict in decision["conflicts"]:
        yield Paragraph(tuple(both_sides(draft, decision, conflict, told)))


def claim(draft: Draft, decision: Decision, macro: str = "claim") -> Sentence:
    """Return what was chosen, in a sentence that names the decision."""
    words = draft.say("plan_mix", macro, decision=decision)
    return Sentence(words[:1].upper() + words[1:], "course", sources_of(decision["reasons"] or decision["objections"]))


def sources_of(reasons: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Return the places that reasons cite, sorted."""
    return tuple(sorted({place for reason in reasons for place in reason["sources"]}))


def reasons(draft: Draft, decision: Decision, told: Told, most: int = MANY) -> list[Sentence]:
    """Return the reasons for the choice; one that stood under another decision is only pointed to."""
    found: list[Sentence] = []
    for reason in decision["reasons"]:
        first = told.reasons.setdefault(reason["because"], decision["label"])
        if first == decision["label"]:
            found.append(Sentence(reason["because"], "course", tuple(reason["sources"])))
        if len(found) == most:
            break
    found = list({sentence.text: sentence for sentence in found}.values())
    if not found and decision["reasons"] and decision["kind"] != "value":
        where = told.reasons[decision["reasons"][0]["because"]]
        sources = sources_of(decision["reasons"])
        found = [draft.sentence("course", "plan_mix", "same_reason", sources, label=decision["label"], where=where)]
    return found


def weighed(draft: Draft, decision: Decision) -> list[Sentence]:
    """Return what the sources say for and against the chosen option as such; common practice is left out."""
    if decision["kind"] != "one" or len(decision["chosen"]) != 1:
        return []
    option = decision["chosen"][0]
    return [
        draft.sentence("course", "plan_mix", macro, remark["sources"], text=remark["text"], option=option["label"])
        for macro, key in (("advantage", "advantages"), ("disadvantage", "disadvantages"))
        for remark in [one for one in option[key] if not one["practice"]][:1]
    ]


def contrasts(draft: Draft, decision: Decision) -> list[Sentence]:
    """Return why other options were not chosen, and what speaks against the choice."""
    chosen = {option["label"] for option in (*decision["chosen"], *decision["tied"])}
    found: dict[str, Sentence] = {}
    for reason in decision["objections"]:
        if is_worth_saying(reason, chosen):
            parts = {"reason": reason, "label": decision["label"]}
            sentence = draft.sentence("course", "plan_mix", "objection", reason["sources"], **parts)
            found.setdefault(sentence.text, sentence)
    rival = draft.rival(decision["id"]) if decision["kind"] == "one" else None
    spoken_for = {option for reason in decision["objections"] if reason["favours"] for option in reason["options"]}
    if not rival or rival["label"] in spoken_for:
        return list(found.values())[:MANY]
    if rival["unmet"] and rival["unmet"][0]["conditions"]:
        unmet = rival["unmet"][0]
        parts = {"label": rival["label"], "decision": decision["label"], "conditions": unmet["conditions"]}
        sentence = draft.sentence("course", "plan_mix", "rival", unmet["sources"], **parts)
        found.setdefault(sentence.text, sentence)
    return list(found.values())[:MANY]


def is_worth_saying(reason: dict[str, Any], chosen: set[str]) -> bool:
    """Return whether an objection says something: not what won anyway, nor a reason against what lost anyway."""
    about = set(reason["options"])
    if reason["favours"]:
        return reason["standing"] == "stands" or not about <= chosen
    return reason["standing"] != "stands" or bool(about & chosen)


def both_sides(draft: Draft, decision: Decision, conflict: dict[str, Any], told: Told) -> Iterator[Sentence]:
    """Yield both sides of a conflict and how it is settled; under a later decision only where that stands."""
    first = told.conflicts.setdefault(conflict["topic"], decision["label"])
    if first != decision["label"]:
        parts = {"topic": conflict["topic"], "label": first, "here": decision["label"]}
        yield draft.sentence("course", "plan_mix", "conflict_seen", places_of(conflict), **parts)
        return
    yield draft.sentence("course", "plan_mix", "conflict_topic", places_of(conflict), topic=conflict["topic"])
    for claimed in conflict["claims"]:
        yield Sentence(claimed["claim"], "course", tuple(claimed["sources"]))
    yield draft.sentence("course", "plan_mix", "conflict_reason", places_of(conflict), conflict=conflict)


def places_of(conflict: dict[str, Any]) -> tuple[str, ...]:
    """Return the places of both sides."""
    return sources_of(conflict["claims"])


def amount_blocks(draft: Draft, decisions: Iterable[Decision], caption: str) -> Iterator[Block]:
    """Yield one table of all sums of the decisions, and what is lacking for those that cannot be worked out."""
    rows: list[tuple[Sentence, ...]] = []
    notes: list[Sentence] = []
    lacking: dict[str, None] = {}
    questions: dict[str, None] = {}
    for amount in (one for decision in decisions for one in decision["amounts"].values()):
        label = amount["label"]
        if amount["value"] is not None:
            sum_ = Sentence(amount["sum"], "arithmetic", tuple(amount["sources"]))
            rows.append((Sentence(_capital(label), "arithmetic"), sum_, Sentence(amount["value"], "arithmetic")))
        for message in amount["failed"]:
            notes.append(draft.sentence("arithmetic", "plan_mix", "failed", label=label, message=message))
        if amount["missing"]:
            lacking[label] = None
            questions.update(dict.fromkeys(amount["missing"]))
    if rows:
        headers = tuple(draft.say("plan_mix", "amount_header", column=index) for index in range(3))
        yield Table(caption, headers, tuple(rows), ("start", "start", "end"))
    if lacking:
        parts = {"labels": list(lacking), "questions": list(questions)}
        notes.append(draft.sentence("arithmetic", "plan_mix", "missing", **parts))
    if notes:
        yield Paragraph(tuple(notes))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
