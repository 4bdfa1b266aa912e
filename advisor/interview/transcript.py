"""A session as JSON: what was asked and why, what was known in the end and how, what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advisor.consultation.findings import Consultation
from advisor.model.types import Value
from advisor.model.values import plain_value


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put, the answer, and the decision it served."""

    fact: str
    value: Value | None
    because: str


def transcript(consultation: Consultation, asked: Iterable[Asked]) -> dict[str, Any]:
    """Return the transcript as plain data."""
    return {
        "asked": [{"fact": one.fact, "value": plain_value(one.value), "because": one.because} for one in asked],
        "facts": {
            id_: {"value": plain_value(known.value), "by": known.by}
            for id_, known in sorted(consultation.facts.items())
        },
        "inferences": {
            fact: {"rules": list(rules), "sources": list(_sources(consultation, rules))}
            for fact, rules in sorted(consultation.inferences.items())
        },
        "by_goal": {goal: list(finding.outcome) for goal, finding in consultation.findings.items()},
    }


def format_transcript(consultation: Consultation, asked: Iterable[Asked]) -> str:
    """Return the transcript as JSON text."""
    return json.dumps(transcript(consultation, asked), ensure_ascii=False, indent=2) + "\n"


def _sources(consultation: Consultation, ids: Iterable[str]) -> tuple[str, ...]:
    kb = consultation.kb
    points: list[str] = []
    for id_ in ids:
        points += kb.rules[id_].teaches if id_ in kb.rules else kb.formulas[id_].teaches
    return kb.citations(tuple(points))
