"""Advice and explanations as lines of plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from advisor.render.environment import WIDTH
from advisor.render.view import View


def wrap(text: str, indent: str = "", width: int = WIDTH) -> Iterator[str]:
    """Yield the lines of a text, wrapped; further lines of a paragraph stand under its first word."""
    for paragraph in text.splitlines():
        if paragraph.strip():
            yield from textwrap.wrap(
                paragraph.strip(),
                width,
                initial_indent=indent,
                subsequent_indent=" " * max(len(indent), 2),
                break_long_words=False,
                break_on_hyphens=False,
            )


def advice_lines(view: View, *, details: bool = True, width: int = WIDTH) -> Iterator[str]:
    """Yield the advice of a consultation, area by area; without `details` only what was chosen and where it is from."""
    words = view.phrases.words
    for area in view.areas():
        yield ""
        yield words.say("advice", "heading", label=area["label"])
        groups: dict[str, list[str]] = {"not_applicable": [], "silent": []}
        for decision in area["decisions"]:
            if decision["status"] == "not-applicable":
                groups["not_applicable"].append(decision["label"])
            elif decision["status"] == "settled" and not (
                decision["chosen"] or decision["tied"] or decision["objections"]
            ):
                groups["silent"].append(decision["label"])
            else:
                yield from decision_lines(view, decision, details=details, width=width)
        for sentence, labels in groups.items():
            if labels and details:
                yield from wrap(words.say("advice", sentence, labels=labels), "  ", width)
    yield ""
    yield from wrap(words.say("advice", "unknowns", labels=view.unknowns()), "", width)
    yield from wrap(words.say("advice", "documents", sources=view.sources()), "", width)


def decision_lines(view: View, decision: dict[str, Any], *, details: bool, width: int = WIDTH) -> Iterator[str]:
    """Yield one decision: the claim, then reasons, sums, objections, conflicts and what is missing."""

    def say(sentence: str, /, **parts: Any) -> str:
        return view.phrases.words.say("advice", sentence, **parts)

    yield from wrap(say("claim", decision=decision), "• ", width)
    for amount in decision["amounts"].values():
        yield from wrap(say("amount", one=amount), "    ", width)
        for message in amount["failed"]:
            yield from wrap(say("amount_failed", message=message), "      ", width)
    if decision["status"] == "not-applicable":
        return
    if not details:
        places = sorted({source for reason in decision["reasons"] for source in reason["sources"]})
        if decision["reasons"] and not decision["amounts"]:
            yield from wrap(say("because_short", reason=decision["reasons"][0]), "    ", width)
        if places and not decision["amounts"]:
            yield from wrap(view.phrases.words.say("common", "places", sources=places), "    ", width)
        for conflict in decision["conflicts"]:
            yield from wrap(say("conflict_line", one=conflict), "    ! ", width)
        return
    for reason in decision["reasons"]:
        yield from wrap(say("because", reason=reason), "    + ", width)
        yield from wrap(say("reason_facts", reason=reason), "      ", width)
    for reason in decision["objections"]:
        yield from wrap(say("objection", reason=reason), "    – ", width)
    for conflict in decision["conflicts"]:
        yield from wrap(say("conflict", one=conflict), "    ! ", width)
    if decision["objections"] and decision["policy"]:
        yield from wrap(say("policy", text=decision["policy"]), "    ", width)
    if decision["possible"]:
        yield from wrap(say("possible", decision=decision), "    ", width)
    if decision["missing"]:
        yield from wrap(say("missing", questions=decision["missing"][:3]), "    ? ", width)
