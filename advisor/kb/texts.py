"""The texts of a knowledge base that a person meets in questions and advice, each with its item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.diagnostics import Span
from advisor.model.types import Decision, FactDef, KnowledgeBase, Text


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and the item it belongs to. `about`: the fact or decision it is said of."""

    text: Text
    span: Span
    about: str


def passages(kb: KnowledgeBase) -> Iterator[Passage]:
    """Yield questions, labels, options with all that is said of them, and the reasons of rules."""
    for fact in kb.facts.values():
        yield from (Passage(text, fact.span, fact.id) for text in _of_fact(fact) if text is not None)
    for decision in kb.decisions.values():
        yield from (Passage(text, decision.span, decision.id) for text in _of_decision(decision) if text is not None)
    for rule in kb.rules.values():
        yield Passage(rule.because, rule.span, rule.target)
    for conflict in kb.conflicts.values():
        for text in (conflict.topic, conflict.reason, *(side.claim for side in conflict.sides)):
            yield Passage(text, conflict.span, "")


def _of_fact(fact: FactDef) -> Iterator[Text | None]:
    yield from (fact.label, fact.question, fact.help, fact.example)
    for option in fact.options:
        yield from (option.label, option.meaning)


def _of_decision(decision: Decision) -> Iterator[Text | None]:
    yield from (decision.label, decision.question)
    for option in decision.options:
        yield from (option.label, option.meaning)
        for remarks in (option.advantages, option.disadvantages, option.actions, option.measures):
            yield from (remark.text for remark in remarks)
