"""Explanations as lines of plain text, in three depths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.explanation.what_if import Sensitivity, WhatIf
from advisor.explanation.why import Explanation, Step, WhyNot
from advisor.model.types import Value
from advisor.render.advice import decision_lines, wrap
from advisor.render.view import View


def explanation_lines(view: View, explanation: Explanation, depth: str) -> Iterator[str]:
    """Yield an explanation; `depth` is sentence, paragraph or tree."""

    def say(sentence: str, /, **parts: Any) -> str:
        return view.phrases.words.say("explanation", sentence, **parts)

    decision = view.decision(explanation.finding)
    if depth == "sentence":
        yield from wrap(say("sentence", decision=decision))
        return
    yield from decision_lines(view, decision, details=True)
    for option in decision["chosen"]:
        yield from _option_lines(view, option)
    rival = decision["rival"]
    if rival is not None and explanation.finding.status != "not-applicable":
        yield ""
        yield from wrap(say("rival", rival=rival))
    if depth == "tree":
        yield ""
        yield from wrap(say("tree_heading"))
        if not explanation.steps:
            yield from wrap(say("no_steps"), "  ")
        for step in explanation.steps:
            yield from _step_lines(view, step)
    yield ""
    yield from wrap(view.phrases.words.say("advice", "documents", sources=view.sources()))


def _option_lines(view: View, option: dict[str, Any]) -> Iterator[str]:
    """Yield what an option means, and what is said for and against it as such."""
    words = view.phrases.words
    yield from wrap(words.say("explanation", "option", option=option), "  ")
    for key in ("advantages", "disadvantages"):
        for remark in option[key]:
            yield from wrap(words.say("explanation", "remark", key=key, remark=remark), "    ")


def _step_lines(view: View, step: Step) -> Iterator[str]:
    words, kb = view.phrases.words, view.consultation.kb
    facts = [view.phrases.fact(id_, value) for id_, value in step.facts.items()]
    if step.rule in kb.rules:
        rule = kb.rules[step.rule]
        parts = {"rule": view.phrases.rule(rule), "because": rule.because[view.lang]}
        sources = list(kb.citations(rule.teaches))
    else:
        formula = kb.formulas[step.rule]
        parts = {"rule": formula.label[view.lang], "because": ""}
        sources = list(kb.citations(formula.teaches))
    yield from wrap(words.say("explanation", "step", number=step.number, facts=facts, sources=sources, **parts), "  ")


def why_not_lines(view: View, answer: WhyNot) -> Iterator[str]:
    """Yield why an option was not chosen, and the smallest change that would choose it."""

    def say(sentence: str, /, **parts: Any) -> str:
        return view.phrases.words.say("explanation", sentence, **parts)

    label = view.phrases.option(answer.goal, answer.option)
    subject = view.phrases.subject(answer.goal)
    yield from wrap(say("why_not_heading", label=label, subject=subject, chosen=answer.chosen))
    for argument in answer.beaten:
        yield from wrap(say("beaten", reason=view.reason(argument)), "  – ")
    for argument in answer.opposed:
        yield from wrap(say("opposed", reason=view.reason(argument)), "  – ")
    for unmet in answer.unmet:
        rule = view.consultation.kb.rules[unmet.rule]
        parts = [view.phrases.condition(part) for part in unmet.conditions]
        sources = list(view.consultation.kb.citations(rule.teaches))
        yield from wrap(say("unmet", rule=view.phrases.rule(rule), conditions=parts, sources=sources), "  – ")
    if answer.chosen:
        return
    if answer.change is None:
        yield from wrap(say("no_change", label=label))
    else:
        changes = [view.phrases.fact(id_, value) for id_, value in answer.change.items()]
        yield from wrap(say("smallest_change", label=label, changes=changes))


def what_if_lines(view: View, answer: WhatIf, changed: Mapping[str, Value | None]) -> Iterator[str]:
    """Yield what changes when answers change."""

    def say(sentence: str, /, **parts: Any) -> str:
        return view.phrases.words.say("explanation", sentence, **parts)

    facts = [
        view.phrases.fact(id_, value) if value is not None else say("dont_know", subject=view.phrases.subject(id_))
        for id_, value in changed.items()
    ]
    yield from wrap(say("what_if_heading", facts=facts, count=len(answer.changes)))
    kb = view.consultation.kb
    for change in answer.changes:
        parts = {
            "label": view.phrases.subject(change.goal),
            "before": view.phrases.outcome(change.goal, change.before.outcome),
            "after": view.phrases.outcome(change.goal, change.after.outcome),
            "before_status": change.before.status,
            "after_status": change.after.status,
        }
        yield from wrap(say("changed", **parts), "• ")
        for rule in change.gained:
            because = kb.rules[rule].because[view.lang]
            yield from wrap(
                say("gained", because=because, sources=list(kb.citations(kb.rules[rule].teaches))), "    + "
            )
        for rule in change.lost:
            because = kb.rules[rule].because[view.lang]
            yield from wrap(say("lost", because=because, sources=list(kb.citations(kb.rules[rule].teaches))), "    – ")
    if answer.needless:
        yield from wrap(say("needless", labels=[view.phrases.subject(fact) for fact in answer.needless]))
    if answer.needed:
        yield from wrap(say("needed", labels=[view.phrases.subject(fact) for fact in answer.needed]))


def sensitivity_lines(view: View, found: tuple[Sensitivity, ...]) -> Iterator[str]:
    """Yield the answers on which the advice hangs most."""

    def say(sentence: str, /, **parts: Any) -> str:
        return view.phrases.words.say("explanation", sentence, **parts)

    if not found:
        yield from wrap(say("nothing_sensitive"))
        return
    yield from wrap(say("sensitive_heading"))
    for number, one in enumerate(found, 1):
        labels = [view.phrases.subject(goal) for goal in one.decisions]
        example = view.phrases.value(one.fact, one.example)
        text = say(
            "sensitive", subject=view.phrases.subject(one.fact), count=len(labels), labels=labels, example=example
        )
        yield from wrap(text, f"{number}. ")
