"""What every kind of question is made with: the engine, the words, and the last look before a question goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from advisor.model.types import KnowledgeBase, Text, Value
from advisor.teaching.examiner import Examiner
from advisor.teaching.leaks import gives_away, read_alike
from advisor.teaching.types import Answer, Candidate, Distractor, Question
from advisor.teaching.wording import Wording

WRONG = 3
"""So many wrong answers a question has, where it is not answered with yes or no."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The engine and the words."""

    examiner: Examiner
    wording: Wording

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self.examiner.kb

    def finish(
        self,
        candidate: Candidate,
        lots: Random,
        *,
        stems: Sequence[Text],
        key: Answer,
        key_text: Text,
        why: Text,
        wrong: Iterable[Distractor],
        level: int,
        goal: str = "",
        facts: Mapping[str, Value] | None = None,
        points: Sequence[str] = (),
        count: int = WRONG,
        hidden: Text | None = None,
    ) -> Question | None:
        """Return the question with one of the stems; None where each gives the answer away or wrong answers lack.

        `wrong`: the best first; of those that read like another only the first is taken. `hidden`: what of the key
        no stem may hold (None: all of it).
        """
        chosen: list[Distractor] = []
        for one in wrong:
            if len(chosen) < count and not any(read_alike(one.text, text) for text in _texts(key_text, chosen)):
                chosen.append(replace(one, text=_capital(one.text)))
        if len(chosen) < count:
            return None
        others = [one.text for one in chosen]
        for stem in lots.sample(list(stems), len(stems)):
            if isinstance(key, bool) or not gives_away(stem, hidden or key_text, others):
                taught = tuple(points) or candidate.points
                return Question(
                    id=candidate.id,
                    kind=candidate.kind,
                    topic=candidate.topic,
                    stem=stem,
                    goal=goal,
                    facts=dict(facts or {}),
                    key=key,
                    key_text=_capital(key_text),
                    why=why,
                    distractors=tuple(chosen),
                    points=taught,
                    sources=self.kb.citations(taught),
                    level=level,
                )
        return None


def _texts(key_text: Text, chosen: Sequence[Distractor]) -> list[Text]:
    return [key_text, *(one.text for one in chosen)]


def _capital(text: Text) -> Text:
    """Return a text with a great letter in front: so stand all answers, right or wrong."""
    return Text(text.vi[:1].upper() + text.vi[1:], text.en[:1].upper() + text.en[1:])


def named(*parts: str) -> str:
    """Return the id of a candidate."""
    return ".".join(part for part in parts if part)


def digest(*parts: object) -> str:
    """Return a short name for what has none of its own; the same for the same parts."""
    from hashlib import blake2b

    return blake2b(repr(parts).encode(), digest_size=5).hexdigest()
