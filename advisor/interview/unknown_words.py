"""What the person did not know, told at the end: what hangs on it, what could come out, how to find out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.consultation.findings import Consultation, Finding
from advisor.interview.unknowns import Unknown, rank_unknowns

if TYPE_CHECKING:
    from advisor.interview.terminal import Conversation

SHOWN_UNKNOWN, SHOWN_DECISIONS, SHOWN_OPTIONS = 5, 2, 4
"""How many unknowns are told of at length, how many decisions of each, and how many options of each of these."""
INDENT = "     "


def show_unknowns(talk: Conversation, consultation: Consultation) -> None:
    """List what the person did not know, what hangs on it most first, and how to find it out."""
    kb, lang = talk.advisor.kb, talk.phrases.lang
    ranked = [one for one in rank_unknowns(consultation) if one.weight]
    if not ranked:
        return
    talk.screen.gap()
    talk.screen.say("unknowns_heading", count=len(ranked), bold=True)
    told: set[str] = set()
    for number, one in enumerate(ranked[:SHOWN_UNKNOWN], 1):
        fact = kb.facts[one.fact]
        sizes = {"open": len(one.open), "sums": len(one.sums)}
        talk.screen.item(number, talk.phrases.words.say("session", "unknown_one", subject=fact.label[lang], **sizes))
        shown = _most_telling(consultation, one, told)
        for goal in shown:
            _say_what_could_come(talk, consultation.findings[goal])
        told.update(shown)
        if shown and len(one.open) > len(shown):
            talk.screen.say("unknown_more", count=len(one.open) - len(shown), indent=INDENT)
        others = [kb.facts[other].question[lang] for other in one.follows_from[:SHOWN_DECISIONS]]
        help_ = fact.help[lang] if fact.help else ""
        talk.screen.say("how_to_find_out", question=fact.question[lang], help=help_, others=others, indent=INDENT)
    rest = [kb.facts[one.fact].label[lang] for one in ranked[SHOWN_UNKNOWN:]]
    if rest:
        talk.screen.say("unknown_rest", labels=rest)


def _most_telling(consultation: Consultation, unknown: Unknown, told: set[str]) -> tuple[str, ...]:
    """Return the open decisions to name: those that end in one option first, none that was named before."""
    kinds = consultation.kb.decisions
    fresh = [goal for goal in unknown.open if goal not in told and consultation.findings[goal].possible]
    return tuple(sorted(fresh, key=lambda goal: kinds[goal].kind != "one")[:SHOWN_DECISIONS])


def _say_what_could_come(talk: Conversation, finding: Finding) -> None:
    """Say how an open decision may end: the options it may come to, or those that are not sure to be among them."""
    decision = talk.advisor.kb.decisions[finding.goal]
    ends = [set(one.outcome) for one in finding.possible]
    sure = set.intersection(*ends)
    options = dict.fromkeys(option for one in finding.possible for option in one.outcome)
    perhaps = [talk.phrases.option(finding.goal, option) for option in options if option not in sure]
    shown = perhaps if len(perhaps) <= SHOWN_OPTIONS + 1 else perhaps[:SHOWN_OPTIONS]
    talk.screen.say(
        "unknown_decision",
        indent=INDENT,
        label=decision.label[talk.phrases.lang],
        kind=decision.kind,
        sure=[talk.phrases.option(finding.goal, option) for option in options if option in sure],
        perhaps=shown,
        more=len(perhaps) - len(shown),
        silent=any(not one.outcome and one.kind != "not-applicable" for one in finding.possible),
        may_not_arise=any(one.kind == "not-applicable" for one in finding.possible),
    )
