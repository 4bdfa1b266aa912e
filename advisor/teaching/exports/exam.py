"""An examination on paper, in several variants, with a key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from string import ascii_uppercase
from typing import Literal

from advisor.planning.document import (
    BlockPart,
    Document,
    HeadingPart,
    ListPart,
    ParagraphPart,
    Run,
    SectionPart,
)
from advisor.planning.docx_file import docx_of
from advisor.planning.markdown import markdown_of
from advisor.planning.pdf_file import pdf_of
from advisor.render.environment import Words
from advisor.teaching.exports.items import Item, paragraphs

PaperFormat = Literal["md", "docx", "pdf"]
MAX_VARIANTS = len(ascii_uppercase)
_PER_LINE = 10
_BULLET = "– "


@dataclass(frozen=True, slots=True)
class Variant:
    """The same questions in an order of their own; `name` is empty where there is only one."""

    name: str
    items: tuple[Item, ...]


def variants_of(items: Sequence[Item], seed: int, count: int) -> tuple[Variant, ...]:
    """Return variants of an examination: from the second on, questions and their answers in another order.

    Statements keep true before false. `count` at most MAX_VARIANTS. Same questions, seed and count: same variants.
    """
    if count == 1:
        return (Variant("", tuple(items)),)
    return tuple(Variant(name, _shuffled(items, f"{seed}.{name}")) for name in ascii_uppercase[:count])


def _shuffled(items: Sequence[Item], seed: str) -> tuple[Item, ...]:
    lots = Random(seed)  # noqa: S311 - an order, no secret
    mixed = lots.sample(list(items), len(items))
    return tuple(
        item if item.truth is not None else replace(item, choices=tuple(lots.sample(item.choices, len(item.choices))))
        for item in mixed
    )


def paper_of(variant: Variant, subject: str, words: Words) -> Document:
    """Return a variant ready to be printed, without a word about the answers."""
    blocks = [block for number, item in enumerate(variant.items, 1) for block in _question(number, item, words)]
    return _document(
        words.say("exports", "exam", variant=variant.name),
        subject,
        words,
        above=words.say("exports", "name_line"),
        below=words.say("exports", "rules", count=len(variant.items)),
        sections=(_section("questions", words.say("exports", "questions"), blocks),),
    )


def key_of(variants: Sequence[Variant], subject: str, seed: int, words: Words) -> Document:
    """Return the answers of all variants, then each question's explanation once."""
    answers: list[BlockPart] = []
    for variant in variants:
        if variant.name:
            answers.append(HeadingPart(text=words.say("exports", "answers", variant=variant.name), level=3))
        shown = [f"{number}. {_letter(item, words)}" for number, item in enumerate(variant.items, 1)]
        answers += [_said("    ".join(shown[at : at + _PER_LINE])) for at in range(0, len(shown), _PER_LINE)]
    explained = [block for item in variants[0].items for block in _explanation(item, variants, words)]
    return _document(
        words.say("exports", "key_title"),
        subject,
        words,
        above=words.say("exports", "key_of", seed=seed),
        below="",
        sections=(
            _section("answers", words.say("exports", "answers", variant=""), answers),
            _section("explanations", words.say("exports", "explanations"), explained),
        ),
    )


def printed(document: Document, fmt: PaperFormat, words: Words, day: date) -> bytes:
    """Return a document in a format; `day`: when it was made, as DOCX keeps it.

    Raises MissingPackageError where the format needs a package that is missing.
    """
    if fmt == "docx":
        return docx_of(document, words, day)
    if fmt == "pdf":
        return pdf_of(document, words)
    return markdown_of(document, words).encode("utf-8")


def _document(
    title: str, subject: str, words: Words, *, above: str, below: str, sections: tuple[SectionPart, ...]
) -> Document:
    return Document(
        title=title,
        subject=subject,
        running=subject,
        period=above,
        version=below,
        contents=words.say("layout", "contents"),
        skip=words.say("layout", "skip"),
        lang=words.lang,
        brief=True,
        sections=sections,
    )


def _section(name: str, title: str, blocks: Iterable[BlockPart]) -> SectionPart:
    return SectionPart(id=name, title=title, small=False, blocks=tuple(blocks))


def _said(text: str, *, lead: bool = False) -> ParagraphPart:
    return ParagraphPart(runs=(Run(text, "practice"),), lead=lead)


def _question(number: int, item: Item, words: Words) -> Iterator[BlockPart]:
    """Yield a question: the situation, what is asked, and the answers by letter or a line to write on."""
    yield HeadingPart(text=words.say("exports", "question", number=number), level=3)
    yield from _stem(item.stem)
    if item.sum:
        yield _said(words.say("exports", "unit", unit=item.sum.unit), lead=True)
        yield _said(words.say("exports", "blank"))
        return
    yield _said("    ".join(_lettered(item))) if item.truth is not None else _list(_lettered(item))


def _stem(text: str) -> Iterator[BlockPart]:
    for lines in paragraphs(text):
        listed = [line.removeprefix(_BULLET) for line in lines if line.startswith(_BULLET)]
        for line in lines:
            if not line.startswith(_BULLET):
                yield _said(line, lead=True)
        if listed:
            yield _list(listed)


def _list(lines: Iterable[str]) -> ListPart:
    return ListPart(entries=tuple((Run(line, "practice"),) for line in lines))


def _lettered(item: Item) -> list[str]:
    return [f"{letter}. {choice.text}" for letter, choice in zip(ascii_uppercase, item.choices, strict=False)]


def _letter(item: Item, words: Words) -> str:
    """Return the right answer as it stands in a row of answers: a letter, or the number itself."""
    return item.choices[item.key].text if item.sum else ascii_uppercase[item.key]


def _explanation(item: Item, variants: Sequence[Variant], words: Words) -> Iterator[BlockPart]:
    numbers = [
        words.say("exports", "in_variant", variant=variant.name, number=number)
        if variant.name
        else words.say("exports", "question", number=number)
        for variant in variants
        for number, one in enumerate(variant.items, 1)
        if one.id == item.id
    ]
    where = words.say("exports", "where", numbers=numbers)
    yield HeadingPart(text=where[:1].upper() + where[1:], level=3)
    yield _said(words.say("exports", "right_answer", text=item.choices[item.key].text))
    yield _said(item.why)
