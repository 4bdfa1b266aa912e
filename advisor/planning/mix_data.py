"""The mix as data: each choice with the options that were rejected, and why."""

from __future__ import annotations

from advisor.consultation.findings import Finding
from advisor.model.logic import Argument
from advisor.planning.draft import Draft
from advisor.planning.types import Choice, Rejected


def choices(draft: Draft) -> tuple[Choice, ...]:
    """Return every decision that arguments speak for."""
    return tuple(
        _choice(draft, finding)
        for finding in draft.consultation.findings.values()
        if finding.outcome and any(argument.favours for argument in finding.arguments)
    )


def _choice(draft: Draft, finding: Finding) -> Choice:
    decision = draft.kb.decisions[finding.goal]
    places = {place for a in finding.arguments if a.standing == "stands" and a.favours for place in a.sources}
    rejected = tuple(
        Rejected(option, why_rejected(draft, finding, option)[0])
        for option in decision.outcomes
        if option not in finding.outcome and decision.kind in ("one", "some")
    )
    return Choice(finding.goal, finding.outcome, rejected, tuple(sorted(places)))


def why_rejected(draft: Draft, finding: Finding, option: str) -> tuple[str, tuple[str, ...]]:
    """Return in one sentence why an option was not chosen, and the places this rests on."""
    for argument in finding.arguments:
        if option in argument.options and (not argument.favours or argument.standing != "stands"):
            because = draft.kb.rules[argument.rule].because[draft.lang]
            macro = "rejected_against" if not argument.favours else "rejected_beaten"
            return draft.say("plan_mix", macro, because=because), argument.sources
    held = [one for one in finding.arguments if option in one.options and one.favours]
    if held:
        return draft.say("plan_mix", "rejected_fewer"), held[0].sources
    for rule in draft.consultation.ruleset.rules_of.get(finding.goal, ()):
        if isinstance(rule.then, Argument) and rule.then.favours and option in rule.then.options:
            condition = draft.phrases.condition(rule.when)
            if condition:
                return draft.say("plan_mix", "rejected_unmet", condition=condition), draft.kb.citations(rule.teaches)
    return draft.say("plan_mix", "rejected_silent"), ()
