"""What every question promises, checked without the code that made it: experta consults on each answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset
from advisor.teaching.types import Question

LANGS = ("vi", "en")


def faults(questions: Sequence[Question], ruleset: Ruleset, *, consult: bool = True) -> list[str]:
    """Return everything that is wrong with the questions, a line each."""
    advisor = Advisor(ruleset)
    found: list[str] = []
    stems: dict[str, str] = {}
    for one in questions:
        mine = list(_shape(one, ruleset.kb))
        for lang in LANGS:
            stem = one.stem[lang]  # type: ignore[literal-required,index]
            if stem in stems:
                mine.append(f"same stem as {stems[stem]}")
            stems[stem] = one.id
        if consult:
            mine += _engine(one, advisor)
        found += [f"{one.id}: {fault}" for fault in mine]
    if len({one.id for one in questions}) != len(questions):
        found.append("an id stands twice")
    return found


def texts(one: Question) -> Iterator[tuple[str, str]]:
    """Yield every text of a question with its language."""
    every = [
        one.stem,
        one.key_text,
        one.why,
        *(d.text for d in one.distractors),
        *(d.feedback for d in one.distractors),
    ]
    for text in every:
        yield "vi", text.vi
        yield "en", text.en


def _shape(one: Question, kb: KnowledgeBase) -> Iterator[str]:
    if len(one.distractors) < (1 if isinstance(one.key, bool) else 3):
        yield "too few wrong answers"
    if not one.sources or any(re.fullmatch(r"[\w.-]+:\d+(-\d+)?", place) is None for place in one.sources):
        yield f"no place in the documents: {one.sources}"
    for lang, text in texts(one):
        if not text.strip():
            yield f"an empty text in {lang}"
        if text != unicodedata.normalize("NFC", text):
            yield f"not composed: {text}"
        if re.search(r"[{}]|\b[a-z]+\.[a-z]+_[a-z_]+\b|\bNone\b|““|””|\.\.(?!\.)| ,|\[\]|N/A", text):
            yield f"an id or placeholder: {text}"
    for lang in LANGS:
        answers = [one.key_text[lang], *(d.text[lang] for d in one.distractors)]  # type: ignore[index]
        if len({answer.casefold() for answer in answers}) != len(answers):
            yield f"two answers read the same: {answers}"
        plain = " ".join(re.findall(r"\w+", one.stem[lang].casefold()))  # type: ignore[index]
        key = " ".join(re.findall(r"\w+", answers[0].casefold()))
        if not isinstance(one.key, bool) and re.search(rf"\b{re.escape(key)}\b", plain):
            yield f"the stem holds the key: {answers[0]}"
    values = [repr(one.key), *(repr(d.value) for d in one.distractors)]
    if len(set(values)) != len(values):
        yield "two answers have the same value"


def _engine(one: Question, advisor: Advisor) -> Iterator[str]:
    if one.kind == "choose":
        yield from _choose(one, advisor)
    elif one.kind == "classify" and one.facts:
        yield from _classify(one, advisor)


def _choose(one: Question, advisor: Advisor) -> Iterator[str]:
    finding = _finding(advisor, one)
    if finding.status != "settled" or finding.tied:
        yield f"not settled: {finding.status}"
    if any(len(conflict.claims) > 1 for conflict in finding.conflicts):
        yield "a conflict is open"
    key = one.key if isinstance(one.key, tuple) else (one.key,)
    whole = tuple(sorted(finding.outcome)) == tuple(sorted(str(option) for option in key))
    part = len(key) == 1 and key[0] in finding.outcome
    if not (whole or part):
        yield f"the key is {key}, the engine says {finding.outcome}"
    for wrong in one.distractors:
        value = wrong.value if isinstance(wrong.value, tuple) else (wrong.value,)
        if sorted(map(str, value)) == sorted(finding.outcome):
            yield f"a wrong answer is right: {value}"
        if part and not whole and len(value) == 1 and value[0] in finding.outcome:
            yield f"a wrong answer is part of the outcome: {value}"
    idle = [fact for fact in one.facts if _is_idle(advisor, one, finding, fact)]
    if len(idle) > 1:
        yield f"idle facts: {idle}"


def _is_idle(advisor: Advisor, one: Question, finding: Finding, fact: str) -> bool:
    rest = {id_: value for id_, value in one.facts.items() if id_ != fact}
    other = advisor.consult(rest, [one.goal]).findings[one.goal]
    return other.status == "settled" and other.outcome == finding.outcome


def _finding(advisor: Advisor, one: Question, more: Mapping[str, object] | None = None) -> Finding:
    return advisor.consult({**one.facts, **(more or {})}, [one.goal]).findings[one.goal]  # type: ignore[dict-item]


def _classify(one: Question, advisor: Advisor) -> Iterator[str]:
    known = advisor.consult(dict(one.facts), []).facts.get(one.topic)
    if known is None or known.by != "inference" or known.value != one.key:
        yield f"the engine infers {known}"
