"""Questions as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.types import Value
from advisor.model.values import plain_value
from advisor.render.json_view import plain_facts, plain_text
from advisor.teaching.types import Answer, Question


def question_json(question: Question) -> dict[str, Any]:
    """Return a question as plain data; `goal` and `facts` only where it is about advice."""
    data: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "stem": plain_text(question.stem),
    }
    if question.goal:
        data["goal"] = question.goal
    if question.goal or question.facts:
        data["facts"] = plain_facts(question.facts)
    data |= {
        "key": plain_answer(question.key),
        "key_text": plain_text(question.key_text),
        "why": plain_text(question.why),
        "distractors": [
            {"value": plain_answer(one.value), "text": plain_text(one.text), "feedback": plain_text(one.feedback)}
            for one in question.distractors
        ],
        "sources": list(question.sources),
        "level": question.level,
    }
    return data


def plain_answer(answer: Answer) -> Any:
    """Return an answer as plain data."""
    if isinstance(answer, Mapping):
        return plain_facts(answer)
    value: Value = answer
    return plain_value(value)
