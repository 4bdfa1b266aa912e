"""What every plan promises, whatever the case; each function returns what is wrong, nothing where all is well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from advisor.consultation.findings import Consultation
from advisor.planning.types import Bullets, Paragraph, Plan, Sentence

SECTIONS = ("summary", "situation", "swot", "objectives", "stp", "mix", "actions", "budget", "controls", "appendix")

_ENGLISH = re.compile(r"\b(the|and|of|with|which|than|from|firm|customers?|price|market|is|are|not)\b")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_NAMES = ("Tết", "đồng", "Việt Tiến", "May 10", "xúc tiến bán")
"""Vietnamese words that an English text may hold."""
_PLACE = re.compile(r"(\w+):(\d+)(?:-(\d+))?")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def sentences(plan: Plan) -> Iterator[Sentence]:
    """Yield every sentence of every section."""
    for section in plan.sections:
        yield from section.sentences()


def texts(plan: Plan) -> Iterator[str]:
    """Yield every text a reader sees, headings and captions too."""
    yield plan.title
    for section in plan.sections:
        yield section.title
        for block in section.blocks:
            for name in ("text", "caption", "description"):
                if isinstance(words := getattr(block, name, None), str):
                    yield words
            yield from getattr(block, "headers", ())
            yield from (title for _, title in getattr(block, "groups", ()))
    yield from (one.text for one in sentences(plan))
    for objective in plan.objectives:
        yield from (objective.metric, objective.baseline, objective.target, objective.basis)
    for action in plan.actions:
        yield from (action.action, action.owner, action.kpi, action.strategy)
    for control in plan.controls:
        yield from (control.metric, control.how, control.when, control.threshold, control.then)
    for choice in plan.mix:
        yield from (one.why for one in choice.rejected)


def wrong_words(plan: Plan, ids: frozenset[str], names: tuple[str, ...] = ()) -> list[str]:
    """Return texts with ids, placeholders, `None` or words of the other language.

    `names`: what people and things are called, in whatever language.
    """
    found: list[str] = []
    other = _ENGLISH if plan.lang == "vi" else _VIETNAMESE
    for text in texts(plan):
        bare = text
        for name in (*names, plan.name, *_NAMES):
            bare = bare.replace(name, "")
        broken = re.search(r"\bNone\b|\bNaN\b|[{}]", bare)
        if broken or ids & set(re.findall(r"[a-z_]+(?:\.[a-z0-9_-]+)+", bare)) or other.search(bare):
            found.append(text)
    return found


def repeated(plan: Plan) -> list[str]:
    """Return whole sentences that stand more than once."""
    counted = Counter(one.text for one in sentences(plan) if one.text.endswith((".", "?", "!")))
    return [text for text, count in counted.items() if count > 1]


def bad_citations(plan: Plan, consultation: Consultation) -> list[Sentence]:
    """Return sentences whose citation leads nowhere, and those of the course or of practice without one."""
    kb = consultation.kb
    works = {one.id for one in kb.sources.values() if one.kind == "practice"}
    listed = {id_ for id_, _ in plan.documents}
    found: list[Sentence] = []
    for one in sentences(plan):
        if one.origin == "practice":
            good = all(place in works and place in listed for place in one.sources)
        else:
            good = (bool(one.sources) or one.origin != "course") and all(
                _is_place(place, consultation) and place.partition(":")[0] in listed for place in one.sources
            )
        if not good:
            found.append(one)
    return found


def _is_place(place: str, consultation: Consultation) -> bool:
    match = _PLACE.fullmatch(place)
    source = consultation.kb.sources.get(match[1]) if match else None
    return (
        match is not None
        and source is not None
        and source.kind == "course"
        and 1 <= int(match[2]) <= int(match[3] or match[2]) <= source.lines
    )


def not_the_engines(plan: Plan, consultation: Consultation) -> list[str]:
    """Return the decisions of the mix that are not what the engine came to, or are lacking."""
    wanted = {
        goal: finding.outcome
        for goal, finding in consultation.findings.items()
        if finding.outcome and any(argument.favours for argument in finding.arguments)
    }
    got = {choice.goal: choice.choice for choice in plan.mix}
    return [goal for goal in wanted.keys() | got.keys() if wanted.get(goal) != got.get(goal)]


def numbers_only_in_summary(plan: Plan) -> list[str]:
    """Return numbers of the summary that no later section holds."""
    below = {number for section in plan.sections[1:] for one in section.sentences() for number in _numbers(one.text)}
    first = plan.sections[0]
    if first.id != "summary":
        return []
    return [number for one in first.sentences() for number in _numbers(one.text) if number not in below]


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def empty_blocks(plan: Plan) -> list[str]:
    """Return sections, paragraphs and lists that hold nothing."""
    found = [section.id for section in plan.sections if not section.sentences()]
    for section in plan.sections:
        for block in section.blocks:
            if isinstance(block, (Paragraph, Bullets)) and not any(
                one.text.strip() for one in (block.sentences if isinstance(block, Paragraph) else sum(block.items, ()))
            ):
                found.append(f"{section.id}: a block without words")
    return found
