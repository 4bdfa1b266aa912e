"""The failures of a case in words: what was expected, what came out, and the rules behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.kb.cases import Failure, RuleInCase
from advisor.kb.uses import condition_data
from advisor.model.types import KnowledgeBase, TestCase
from advisor.model.values import plain_value
from advisor.render.advice import wrap
from advisor.render.phrases import Phrases


def failure_lines(phrases: Phrases, case: TestCase, failures: Sequence[Failure]) -> Iterator[str]:
    """Yield a failed case as a difference, decision by decision."""

    def say(sentence: str, /, **parts: Any) -> str:
        return phrases.words.say("authoring_test", sentence, **parts)

    yield f"{case.span}"
    yield from wrap(say("failed_case", name=case.name), "✗ ")
    for failure in failures:
        subject = phrases.subject(failure.node)
        yield from wrap(say("heading", subject=subject, what=failure.what), "  ")
        if failure.what in ("outcome", "missing"):
            expected, got = (_labels(phrases, failure, ids) for ids in (failure.expected, failure.got))
            yield from wrap(say("expected", labels=expected, what=failure.what), "    - ")
            yield from wrap(say("got", labels=got, what=failure.what), "    + ")
        for rule in failure.rules:
            yield from _rule_lines(phrases, rule)
    yield ""


def _labels(phrases: Phrases, failure: Failure, ids: Sequence[str]) -> list[str]:
    if failure.what == "missing":
        return [phrases.subject(id_) for id_ in ids]
    return [option_label(phrases, failure.node, id_) for id_ in ids]


def option_label(phrases: Phrases, node: str, option: str) -> str:
    """Return the label of an option of a decision or fact; what is none stands as it was written."""
    try:
        if node in phrases.kb.facts and option in ("true", "false"):
            return phrases.bare(node, option == "true")
        return phrases.bare(node, option)
    except KeyError:
        return option


def _rule_lines(phrases: Phrases, found: RuleInCase) -> Iterator[str]:
    rule = phrases.kb.rules[found.rule]
    words = phrases.words
    parts: dict[str, Any] = {
        "rule": phrases.rule(rule),
        "id": rule.id,
        "places": list(phrases.kb.citations(rule.teaches)),
        "fired": found.fired,
        "standing": found.standing,
    }
    yield from wrap(words.say("authoring_test", "rule", **parts), "      ")
    if found.fired and found.facts:
        facts = [phrases.fact(id_, value) for id_, value in found.facts.items()]
        yield from wrap(words.say("authoring_test", "held_on", facts=facts), "          ")
    elif found.unmet:
        unmet = [phrases.condition(part) for part in found.unmet]
        yield from wrap(words.say("authoring_test", "unmet", conditions=unmet), "          ")


def failure_data(kb: KnowledgeBase, failure: Failure) -> dict[str, Any]:
    """Return a failure as plain data."""
    return {
        "of": failure.node,
        "what": failure.what,
        "expected": list(failure.expected),
        "got": list(failure.got),
        "rules": [
            {
                "rule": one.rule,
                "fired": one.fired,
                "standing": one.standing,
                "facts": {id_: plain_value(value) for id_, value in sorted(one.facts.items())},
                "unmet": [condition_data(part) for part in one.unmet],
                "sources": list(kb.citations(kb.rules[one.rule].teaches)),
            }
            for one in failure.rules
        ],
    }
