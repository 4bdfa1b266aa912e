"""Explanations as lines of plain text, in three depths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.consultation.findings import HeldArgument
from advisor.explanation.smallest_change import SmallestChange
from advisor.explanation.support import Support
from advisor.explanation.what_if import Change, Sensitivity, WhatIf
from advisor.explanation.why import Explanation, Step, WhyNot
from advisor.graph import comparisons
from advisor.model.logic import Argument, Inference
from advisor.model.types import Value
from advisor.render.advice import decision_lines, wrap
from advisor.render.view import View

MOST_REASONS, MOST_OBJECTIONS, MOST_FACTS, MOST_UNMET, MOST_UNTICKED = 3, 2, 6, 2, 2
"""What a paragraph holds, so that it is read in half a minute; the tree holds everything."""
STRONGEST = 5
"""So many answers are shown of those on which the advice hangs."""


def explanation_lines(view: View, explanation: Explanation, depth: str) -> Iterator[str]:
    """Yield an explanation; `depth` is sentence, paragraph or tree."""
    decision = view.decision(explanation.finding)
    ordered = _by_weight(explanation)
    decision["reasons"] = [view.reason(argument) for argument in ordered]
    facts = fact_phrases(view, explanation.rests_on, whole=depth == "tree")
    if depth == "sentence":
        yield from wrap(_say(view, "sentence", decision=decision, facts=facts[:1]))
        return
    whole = depth == "tree"
    yield from _decision(view, explanation, decision, facts, whole=whole)
    if explanation.contrast is not None:
        yield ""
        label = view.phrases.option(explanation.finding.goal, explanation.rival)
        yield from wrap(_say(view, "rival", label=label))
        yield from _why_not_parts(view, explanation.contrast, None if whole else MOST_UNMET)
    for option, found in explanation.tie_breakers.items():
        yield from _change_lines(view, explanation.finding.goal, option, found, "tie_breaker")
    if whole:
        yield from _tree(view, explanation, decision)
    yield ""
    yield from wrap(view.phrases.words.say("advice", "documents", sources=view.sources()))


def _say(view: View, sentence: str, /, **parts: Any) -> str:
    return view.phrases.words.say("explanation", sentence, **parts)


def _by_weight(explanation: Explanation) -> list[HeldArgument]:
    """Return the supporting arguments, first those on the answers that the outcome rests on."""
    facts = explanation.facts.keys()

    def weight(argument: HeldArgument) -> tuple[bool, int]:
        return not facts & argument.facts.keys(), -len(argument.facts)

    ordered = sorted(explanation.support, key=weight)
    first: list[HeldArgument] = []
    for option in explanation.finding.outcome:  # each option has a reason before one has a second
        if not any(option in argument.options for argument in first):
            first += [argument for argument in ordered if option in argument.options][:1]
    return [*first, *(argument for argument in ordered if argument not in first)]


def _decision(
    view: View, explanation: Explanation, decision: dict[str, Any], facts: Sequence[str], *, whole: bool
) -> Iterator[str]:
    """Yield the claim, the reasons for it, what it rests on, what speaks against it, how it was decided."""
    finding = explanation.finding
    short = dict(decision, objections=[], policy="", reasons=[])
    lines = list(decision_lines(view, dict(short, conflicts=[], possible=[], missing=[]), details=True))
    yield from lines
    reasons, objections = decision["reasons"], decision["objections"]
    enough = max(MOST_REASONS, min(len(finding.outcome), MOST_FACTS))
    most, least = (len(reasons), len(objections)) if whole else (enough, MOST_OBJECTIONS)
    words = view.phrases.words
    for reason in reasons[:most]:
        yield from wrap(words.say("advice", "because", reason=reason), "    + ")
    if len(reasons) > most:
        yield from wrap(_say(view, "more_reasons", count=len(reasons) - most), "    + ")
    shown = list(facts) if whole else list(facts[:MOST_FACTS])
    parts = {"facts": shown, "more": len(facts) - len(shown), "exact": explanation.rests_on.exact}
    silent = finding.status == "settled" and not finding.outcome
    status = "silent" if silent else "sum" if decision["kind"] == "value" and not facts else finding.status
    yield from wrap(_say(view, "rests_on", status=status, reasons=len(reasons), **parts), "    ")
    for reason in objections[:least]:
        yield from wrap(words.say("advice", "objection", reason=reason), "    – ")
    if len(objections) > least:
        yield from wrap(_say(view, "more_objections", count=len(objections) - least), "    – ")
    for number, conflict in enumerate(decision["conflicts"]):
        sentence = "conflict" if whole or not number else "conflict_line"
        yield from wrap(words.say("advice", sentence, one=conflict), "    ! ")
    if objections and decision["policy"]:
        yield from wrap(words.say("advice", "policy", text=decision["policy"]), "    ")
    if decision["possible"]:
        yield from wrap(words.say("advice", "possible", decision=decision), "    ")
    if decision["missing"]:
        yield from wrap(words.say("advice", "missing", questions=decision["missing"][:3]), "    ? ")


def _tree(view: View, explanation: Explanation, decision: dict[str, Any]) -> Iterator[str]:
    """Yield what the options mean, and the proof step by step."""
    for option in decision["chosen"]:
        yield ""
        yield from wrap(_say(view, "option", option=option), "  ")
        for key in ("advantages", "disadvantages"):
            for remark in option[key]:
                yield from wrap(_say(view, "remark", key=key, remark=remark), "    ")
    yield ""
    yield from wrap(_say(view, "tree_heading"))
    if not explanation.steps:
        yield from wrap(_say(view, "no_steps"), "  ")
    for step in explanation.steps:
        yield from _step_lines(view, step)


def _step_lines(view: View, step: Step) -> Iterator[str]:
    words, kb = view.phrases.words, view.consultation.kb
    if step.rule in kb.rules:
        rule = kb.rules[step.rule]
        facts = view.grounds(rule, step.facts)
        parts = {"rule": view.phrases.rule(rule), "because": rule.because[view.lang]}
        sources = list(kb.citations(rule.teaches))
    else:
        formula = kb.formulas[step.rule]
        facts = [view.phrases.fact(id_, value) for id_, value in step.facts.items()]
        parts = {"rule": formula.label[view.lang], "because": ""}
        sources = list(kb.citations(formula.teaches))
    yield from wrap(words.say("explanation", "step", number=step.number, facts=facts, sources=sources, **parts), "  ")


def fact_phrases(view: View, support: Support, *, whole: bool) -> list[str]:
    """Return answers in words, with ticks that must be absent after those that are there."""
    found: list[str] = []
    for id_, value in support.facts.items():
        labels = [view.phrases.bare(id_, option) for option in support.unticked.get(id_, ())]
        shown = labels if whole else labels[:MOST_UNTICKED]
        parts: dict[str, Any] = {"labels": shown, "more": len(labels) - len(shown)}
        if value is None:
            found.append(_say(view, "dont_know", subject=view.phrases.subject(id_)))
        elif value == ():
            found.append(_say(view, "unticked", subject=view.phrases.subject(id_), **parts))
        elif labels:
            found.append(_say(view, "ticked_but_not", fact=view.phrases.fact(id_, value), **parts))
        else:
            found.append(view.phrases.fact(id_, value))
    return found


# --- why not ------------------------------------------------------------------------------------------------


def why_not_lines(view: View, answer: WhyNot) -> Iterator[str]:
    """Yield why an option was not chosen, and the smallest change that would choose it."""
    label = view.phrases.option(answer.goal, answer.option)
    tied = answer.option in view.consultation.findings[answer.goal].tied
    parts = {"subject": view.phrases.subject(answer.goal), "chosen": answer.chosen, "tied": tied}
    yield from wrap(_say(view, "why_not_heading", label=label, **parts))
    yield from _why_not_parts(view, answer, None)
    if answer.beaten or answer.opposed or answer.unmet:
        yield ""
        yield from wrap(view.phrases.words.say("advice", "documents", sources=view.sources()))


def _why_not_parts(view: View, answer: WhyNot, most: int | None) -> Iterator[str]:
    for argument in answer.beaten[:most]:
        yield from wrap(_say(view, "beaten", reason=view.reason(argument), chosen=answer.chosen), "  – ")
    for argument in answer.opposed[:most]:
        yield from wrap(_say(view, "opposed", reason=view.reason(argument)), "  – ")
    nearest = sorted(answer.unmet, key=lambda one: sum(len(list(comparisons(part))) for part in one.conditions))
    shown = [] if answer.chosen else nearest[:most]
    for unmet in shown:
        rule = view.consultation.kb.rules[unmet.rule]
        parts = [view.phrases.condition(part) for part in unmet.conditions]
        sources = list(view.consultation.kb.citations(rule.teaches))
        yield from wrap(_say(view, "unmet", because=rule.because[view.lang], conditions=parts, sources=sources), "  – ")
    if len(nearest) > len(shown) and not answer.chosen:
        yield from wrap(_say(view, "more_unmet", count=len(nearest) - len(shown)), "  – ")
    if answer.change is not None:
        yield from _change_lines(view, answer.goal, answer.option, answer.change, "smallest_change")


def _change_lines(view: View, goal: str, option: str, found: SmallestChange, sentence: str) -> Iterator[str]:
    label = view.phrases.option(goal, option)
    if found.answers is None:
        parts = {"tried": found.tried, "impossible": found.impossible, "complete": found.complete}
        yield from wrap(_say(view, "no_change", label=label, **parts), "  → ")
        return
    changes = change_phrases(view, found.answers)
    proven = len(found.answers) == 1 or (found.tried >= len(found.answers) and found.complete)
    yield from wrap(_say(view, sentence, label=label, changes=changes, proven=proven, tried=found.tried), "  → ")


def change_phrases(view: View, answers: Mapping[str, Value | None]) -> list[str]:
    """Return changed answers in words: of a list what is added and what is taken away."""
    found: list[str] = []
    for id_, value in answers.items():
        now = view.consultation.sheet.get(id_)
        subject = view.phrases.subject(id_)
        if isinstance(value, tuple) and isinstance(now, tuple):
            added = [view.phrases.bare(id_, one) for one in value if one not in now]
            removed = [view.phrases.bare(id_, one) for one in now if one not in value]
            found.append(_say(view, "ticks", subject=subject, added=added, removed=removed))
        elif value is None:
            found.append(_say(view, "dont_know", subject=subject))
        else:
            before = "" if now is None else view.phrases.value(id_, now)
            found.append(_say(view, "instead", subject=subject, value=view.phrases.value(id_, value), before=before))
    return found


# --- what if ------------------------------------------------------------------------------------------------


def what_if_lines(view: View, answer: WhatIf, changed: Mapping[str, Value | None]) -> Iterator[str]:
    """Yield what changes when answers change, and why."""
    yield from wrap(_say(view, "what_if_heading", facts=change_phrases(view, changed), count=len(answer.changes)))
    for change in answer.changes:
        if view.consultation.kb.decisions[change.goal].kind == "value":
            yield from _sum_lines(view, change)
            continue
        parts = {
            "label": view.phrases.subject(change.goal),
            "before": view.phrases.outcome(change.goal, change.before.outcome),
            "after": view.phrases.outcome(change.goal, change.after.outcome),
            "before_status": change.before.status,
            "after_status": change.after.status,
        }
        yield from wrap(_say(view, "changed", **parts), "• ")
        for rule in change.gained:
            yield from wrap(_say(view, "gained", **_rule_parts(view, rule)), "    + ")
        for rule in change.lost:
            yield from wrap(_say(view, "lost", **_rule_parts(view, rule)), "    – ")
    if answer.needless:
        yield from wrap(_say(view, "needless", labels=[view.phrases.subject(fact) for fact in answer.needless]))
    if answer.needed:
        yield from wrap(_say(view, "needed", labels=[view.phrases.subject(fact) for fact in answer.needed]))


def _sum_lines(view: View, change: Change) -> Iterator[str]:
    """Yield the amounts of a decision that differ, before and after; a word where one falls below zero."""
    before, after = change.before.amounts, change.after.amounts
    yield from wrap(_say(view, "sums_changed", label=view.phrases.subject(change.goal)), "• ")
    for option in dict.fromkeys((*before, *after)):
        then, now = (one[option].value if option in one else None for one in (before, after))
        if then == now:
            continue
        formula = (after.get(option) or before[option]).formula
        amounts = [None if one is None else view.phrases.amount(formula, one) for one in (then, now)]
        label = view.consultation.kb.formulas[formula].label[view.lang]
        below = now is not None and now < 0 and (then is None or then >= 0)
        parts = {"label": label, "before": amounts[0], "after": amounts[1], "below": below}
        yield from wrap(_say(view, "sum_changed", **parts), "    ")


def _rule_parts(view: View, rule_id: str) -> dict[str, Any]:
    kb = view.consultation.kb
    rule = kb.rules[rule_id]
    options: list[str] = []
    if isinstance(rule.then, Argument):
        options = [view.phrases.option(rule.target, one) for one in rule.then.options]
    favours = isinstance(rule.then, Inference) or not isinstance(rule.then, Argument) or rule.then.favours
    sources = list(kb.citations(rule.teaches))
    return {"options": options, "favours": favours, "because": rule.because[view.lang], "sources": sources}


def sensitivity_lines(view: View, found: tuple[Sensitivity, ...]) -> Iterator[str]:
    """Yield the answers on which the advice hangs most, each with an example of another answer and what it changes."""
    if not found:
        yield from wrap(_say(view, "nothing_sensitive"))
        return
    yield from wrap(_say(view, "sensitive_heading"))
    for number, one in enumerate(found[:STRONGEST], 1):
        (change,) = change_phrases(view, {one.fact: one.example})
        effects = [
            _say(
                view,
                "effect",
                label=view.phrases.subject(effect.goal),
                outcome=view.phrases.outcome(effect.goal, effect.outcome),
                applies=effect.applies,
                settled=effect.settled,
            )
            for effect in one.effects
        ]
        parts = {"change": change, "effects": effects[:3], "count": len(effects), "all": len(one.decisions)}
        yield from wrap(_say(view, "sensitive", **parts), f"{number}. ")
    if len(found) > STRONGEST:
        labels = [view.phrases.subject(one.fact) for one in found[STRONGEST:]]
        yield from wrap(_say(view, "less_sensitive", labels=labels[:8], count=len(labels)))
