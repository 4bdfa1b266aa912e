"""What a question is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from advisor.model.types import Text, Value

Kind = Literal["choose", "change", "missing", "order", "calculate", "advantage", "classify"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS = (1, 2, 3)
"""One rule or term; several facts or rules; rules against each other, or one that builds on another."""

Answer: TypeAlias = "str | bool | Decimal | tuple[str, ...] | Mapping[str, Value]"
"""What can be answered: an option or concept (its id), several or an order of them, yes or no, a number, or
answers to facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distractor:
    """A wrong answer, as it is shown, and why it is wrong."""

    value: Answer
    text: Text
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with one right answer.

    `topic`: a decision, a fact or a heading of course points. `goal`, `facts`: the decision it is about and the
    answers shown, where it is about advice; the engine's answer to them is the `key`. `why`: why the key is
    right. `points`: the course points it asks for; `sources`: their places.
    """

    id: str
    kind: Kind
    topic: str
    stem: Text
    goal: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    key: Answer
    key_text: Text
    why: Text
    distractors: tuple[Distractor, ...]
    points: tuple[str, ...]
    sources: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question that may be made: from one item of knowledge (`item`), in one way.

    `id` stays the same from seed to seed, so that an exported question can be brought up to date and a missed one
    asked again. `topic`: what it is about. `points`: the course points it asks for.
    """

    id: str
    kind: Kind
    topic: str
    item: str
    facts: tuple[tuple[str, Value], ...] = ()
    asked: str = ""
    points: tuple[str, ...] = ()
