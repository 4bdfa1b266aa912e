"""A question in one language, as other programs take it: what every export is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from advisor.model.types import KnowledgeBase, Lang
from advisor.render.environment import Words
from advisor.teaching.drill import shown_choices
from advisor.teaching.subjects import areas_of_headings, heading_label
from advisor.teaching.types import Question

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What neither XML nor a program that shows text can hold."""
_AMOUNT = re.compile(r"[-−\d.,\s]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose: its text, whether it is right, what is said to one who chooses it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A number to be worked out: the right one, how far off still counts, what is typed besides it.

    `wrong`: numbers that slips lead to, each with what is said to it. `unit`: as it is read, such as `₫` or `%`.
    """

    right: Decimal
    tolerance: Decimal
    unit: str
    wrong: tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question in one language. `truth`: the key of a statement; `sum`: where a number is asked for."""

    id: str
    kind: str
    title: str
    area: str
    topic: str
    level: int
    stem: str
    choices: tuple[Choice, ...]
    why: str
    truth: bool | None = None
    sum: Sum | None = None

    @property
    def key(self) -> int:
        """Return the position of the right answer."""
        return next(index for index, choice in enumerate(self.choices) if choice.right)

    @property
    def tags(self) -> tuple[str, ...]:
        """Return what the question is filed under: its area and topic, its kind and level."""
        return (self.area, self.topic, self.kind, f"level-{self.level}")


def items_of(questions: Iterable[Question], kb: KnowledgeBase, words: Words) -> tuple[Item, ...]:
    """Return questions in the language of the words."""
    lang = words.lang
    areas = areas_of_headings(kb)
    labels = {area.id: area.label[lang] for area in kb.outline.areas}
    return tuple(
        _item(one, kb, words, labels.get(areas.get(one.topic, ""), kb.outline.title[lang])) for one in questions
    )


def _item(question: Question, kb: KnowledgeBase, words: Words, area: str) -> Item:
    lang = words.lang
    why = plain(question.why[lang])
    choices = tuple(
        Choice(plain(one.text[lang]), one.feedback is None, plain((one.feedback or question.why)[lang]))
        for one in shown_choices(question)
    )
    place = words.say("exports", "place", sources=[source for source in question.sources if source not in why])
    return Item(
        id=question.id,
        kind=question.kind,
        title=plain(heading_label(kb, question.topic)[lang]),
        area=plain(area),
        topic=question.topic,
        level=question.level,
        stem=plain(question.stem[lang]),
        choices=choices,
        why=f"{why} {place}".strip(),
        truth=question.key if isinstance(question.key, bool) else None,
        sum=_sum(question, lang),
    )


def _sum(question: Question, lang: Lang) -> Sum | None:
    """Return what is worked out; half a step of the last place, or half a percent, still counts as right."""
    key = question.key
    if not isinstance(key, Decimal) or isinstance(key, Mapping):
        return None
    wrong = tuple(
        (one.value, plain(one.feedback[lang])) for one in question.distractors if isinstance(one.value, Decimal)
    )
    last = Decimal(1).scaleb(min(0, int(key.as_tuple().exponent)))
    near = min((abs(value - key) for value, _ in wrong), default=abs(key))
    tolerance = min(max(last / 2, abs(key) / 200), near / 2)
    unit = _AMOUNT.sub(" ", question.key_text[lang]).strip()
    return Sum(key, tolerance.normalize() + 0, unit, wrong)


def plain(text: str) -> str:
    """Return a text without characters that no format can hold."""
    return UNPRINTABLE.sub("", text)


def paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph."""
    return [
        [line.strip() for line in block.splitlines() if line.strip()]
        for block in re.split(r"\n\s*\n", text.strip())
        if block.strip()
    ]


def html(text: str) -> str:
    """Return a text as HTML that shows it as it stands, line by line."""
    return "".join(f"<p>{'<br/>'.join(escape(line, quote=False) for line in lines)}</p>" for lines in paragraphs(text))


def number(value: Decimal) -> str:
    """Return a number as programs read it, whatever the language."""
    return f"{value:f}"
