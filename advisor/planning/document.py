"""A plan made ready to be printed: numbers, captions and citations in place. All formats print the same document.

Blocks are plain data without references, so that Jinja, typst and the DOCX writer read them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal, TypeAlias

from advisor.planning.charts.drawing import WIDTH
from advisor.planning.charts.lettering import cut, text_width
from advisor.planning.types import (
    Block,
    Bullets,
    Figure,
    From,
    Heading,
    Paragraph,
    Plan,
    Section,
    Sentence,
    Table,
)
from advisor.render.environment import Words

_TITLE_WIDTH = 1200.0
"""How much of a name stands in a title, in points at a size of 10: about four lines of it."""
_RUNNING_WIDTH = 330.0
_LONG_WORD = 240.0
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A sentence as it is read; `cite` is what stands in brackets after it, empty where the next one says it."""

    text: str
    origin: From
    cite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingPart:
    """A heading inside a section; `level` 3 or 4."""

    text: str
    level: int
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphPart:
    """A paragraph; `lead`: it announces what follows, and stays on the same page."""

    runs: tuple[Run, ...]
    lead: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart:
    """A list."""

    entries: tuple[tuple[Run, ...], ...]
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePart:
    """A table: `label` is `Bảng 3`, `widths` are the shares of its columns in a hundred, `size` that of its letters;
    `bands`: for each row the title across the table that stands before it, empty where there is none.
    `whole`: it is short enough not to be divided between pages."""

    label: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    bands: tuple[str, ...]
    end: tuple[bool, ...]
    widths: tuple[int, ...]
    total: bool
    size: float
    whole: bool
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart:
    """A figure: `label` is `Hình 2`, `description` says in words what it shows."""

    id: str
    label: str
    caption: str
    cite: str
    description: str
    svg: str
    height: float
    """As high as this where it is WIDTH wide."""
    kind: Literal["figure"] = "figure"


_Cells: TypeAlias = tuple[str, ...]
_Runs: TypeAlias = tuple[Run, ...]
BlockPart: TypeAlias = "HeadingPart | ParagraphPart | ListPart | TablePart | FigurePart"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPart:
    """A section with its number; `small`: it is for looking things up and is set in small letters."""

    id: str
    title: str
    small: bool
    blocks: tuple[BlockPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole; `subject` is the name of the case, cut where it would fill a page, `running` for a page head."""

    title: str
    subject: str
    running: str
    period: str
    version: str
    contents: str
    skip: str
    lang: str
    brief: bool
    sections: tuple[SectionPart, ...]

    @property
    def heading(self) -> str:
        """Return title and subject in one line."""
        return f"{self.title}: {self.subject}" if self.subject else self.title


def document_of(plan: Plan, words: Words, *, brief: bool = False) -> Document:
    """Return the plan ready to be printed; `brief`: it is the short version, which leaves citations to the long one."""
    counter = _Counter(plan, words, cited=not brief)
    say = words.say
    return Document(
        title=plan.title,
        subject=cut(counter.plain(plan.name), _TITLE_WIDTH, 10),
        running=cut(counter.plain(plan.name), _RUNNING_WIDTH, 8),
        period=say("layout", "period", start=plan.period.start, end=plan.period.end),
        version=say("layout", "brief_note" if brief else "version", knowledge=plan.knowledge),
        contents=say("layout", "contents"),
        skip=say("layout", "skip"),
        lang=plan.lang,
        brief=brief,
        sections=tuple(
            SectionPart(
                id=section.id,
                title=counter.plain(section.title) if brief else counter.plain(f"{number}. {section.title}"),
                small=section.id == _SMALL,
                blocks=tuple(_blocks(section, counter)),
            )
            for number, section in enumerate(plan.sections, 1)
        ),
    )


class _Counter:
    """Numbers tables and figures, and turns sources into what a reader sees."""

    def __init__(self, plan: Plan, words: Words, *, cited: bool) -> None:
        self.words = words
        self.labels = dict(plan.labels)
        self.cited = cited
        self.tables = self.figures = 0

    def table(self) -> str:
        self.tables += 1
        return self.words.say("layout", "table", number=self.tables)

    def figure(self) -> str:
        self.figures += 1
        return self.words.say("layout", "figure", number=self.figures)

    def runs(self, sentences: Iterable[Sentence]) -> tuple[Run, ...]:
        """Return sentences as read; of several in a row with the same sources only the last names them."""
        items = tuple(sentences)
        return tuple(
            Run(
                self.plain(one.text),
                one.origin,
                "" if after is not None and after.sources == one.sources else self.cite(one.sources),
            )
            for one, after in zip_longest(items, items[1:])
        )

    @staticmethod
    def plain(text: str) -> str:
        """Return the text without what no format can hold: control characters and halves of characters."""
        return _UNPRINTABLE.sub("", text)

    def cite(self, sources: Iterable[str]) -> str:
        return "; ".join(self.labels.get(source, source) for source in sources) if self.cited else ""


def _blocks(section: Section, counter: _Counter) -> Iterator[BlockPart]:
    blocks = [block for block in section.blocks if not isinstance(block, Paragraph) or block.sentences]
    for block, after in zip_longest(blocks, blocks[1:]):
        part = _part(block, counter, small=section.id == _SMALL)
        if isinstance(part, ParagraphPart) and isinstance(after, Table) and _length(part) <= _SHORT_LEAD:
            part = replace(part, lead=True)
        yield part


def _length(part: ParagraphPart) -> int:
    return sum(len(run.text) for run in part.runs)


def _part(block: Block, counter: _Counter, *, small: bool) -> BlockPart:
    match block:
        case Heading():
            return HeadingPart(text=counter.plain(block.text), level=block.level)
        case Paragraph():
            return ParagraphPart(runs=counter.runs(block.sentences), lead=block.sentences[-1].text.endswith(":"))
        case Bullets():
            return ListPart(entries=_entries(block, counter))
        case Table():
            return _table(block, counter, small=small)
        case Figure():
            return FigurePart(
                id=block.id,
                label=counter.figure(),
                caption=counter.plain(block.caption),
                cite=counter.cite(block.sources),
                description=counter.plain(block.description),
                svg=counter.plain(block.svg),
                height=_height(block.svg),
            )


def _entries(bullets: Bullets, counter: _Counter) -> tuple[tuple[Run, ...], ...]:
    """Return the items of a list; where it has one source, that stands once, with the last that rests on it."""
    entries = tuple(counter.runs(item) for item in bullets.items if item)
    cited = [index for index, entry in enumerate(entries) if any(run.cite for run in entry)]
    if len({run.cite for entry in entries for run in entry if run.cite}) != 1:
        return entries
    return tuple(
        tuple(replace(run, cite="") for run in entry) if index in cited[:-1] else entry
        for index, entry in enumerate(entries)
    )


def _height(svg: str) -> float:
    found = re.search(r'viewBox="0 0 \S+ ([\d.]+)"', svg)
    return float(found[1]) if found else WIDTH


def _table(table: Table, counter: _Counter, *, small: bool) -> TablePart:
    headers = tuple(map(counter.plain, table.headers))
    end = tuple(align == "end" for align in table.align) or (False,) * len(headers)
    rows = tuple(tuple(run for cell in row for run in counter.runs((cell,))) for row in table.rows)
    headers, rows = _cited_once(headers, rows, frozenset(counter.labels.values()))
    words = sum(len(run.text) for row in rows for run in row)
    widths, size = _layout(headers, rows, end, _sizes(words, small=small, cited=counter.cited))
    titles = dict(table.groups)
    return TablePart(
        label=counter.table(),
        caption=counter.plain(table.caption),
        headers=headers,
        rows=rows,
        bands=tuple(counter.plain(titles.get(index, "")) for index in range(len(rows))),
        end=end,
        widths=widths,
        total=table.total,
        size=size,
        whole=len(rows) <= _SHORT_ROWS and words <= _SHORT_TEXT,
    )


def _cited_once(headers: _Cells, rows: tuple[_Runs, ...], works: frozenset[str]) -> tuple[_Cells, tuple[_Runs, ...]]:
    """Return the table with the work that a column rests on in its head, where all its cells that name one agree."""
    heads = list(headers)
    lines = [list(row) for row in rows]
    for column in range(len(heads)):
        cited = [row[column].cite for row in rows if row[column].cite]
        if len(cited) >= _OFTEN and len(set(cited)) == 1 and cited[0] in works:
            heads[column] += f" [{cited[0]}]"
            for line in lines:
                line[column] = replace(line[column], cite="")
    return tuple(heads), tuple(map(tuple, lines))


def _sizes(words: int, *, small: bool, cited: bool) -> Sequence[float]:
    if small:
        return _SMALL_SIZES
    if not cited:
        return _BRIEF_SIZES
    return _SIZES[1:] if words > _LONG_TEXT else _SIZES


_SMALL = "appendix"
"""The section for looking things up."""
_OFTEN = 3
"""A work is named once for a column where so many cells would repeat it."""
_SHORT_LEAD = 240
"""A paragraph of so many letters before a table stays on its page."""
_SHORT_ROWS, _SHORT_TEXT = 8, 360
_LONG_TEXT = 4000
"""A table with more letters than this is set smaller."""
_PAGE = 470.0
"""Points between the margins of an A4 page."""
_SIZES = (8.5, 8.0, 7.0)
"""The sizes of letters in tables, in points: the first in which the table fits the page."""
_BRIEF_SIZES = (8.0, 7.0)
_SMALL_SIZES = (7.5, 7.0)
_PADDING = 13.0
_SHORT_LABEL = 78.0
"""A column of words with nothing longer than this, in points, is not broken."""
_ROOM_FOR_WORDS = 56.0
"""What any other column of words wants at least, in points."""


def _layout(
    headers: tuple[str, ...], rows: tuple[tuple[Run, ...], ...], end: tuple[bool, ...], sizes: Sequence[float]
) -> tuple[tuple[int, ...], float]:
    """Return how wide columns are, in a hundred, and the size of the letters."""
    columns = [
        [header, *(row[column].text if end[column] else _with_cite(row[column]) for row in rows)]
        for column, header in enumerate(headers)
    ]
    for size in sizes:
        needs = [_need(texts, size, is_number) for texts, is_number in zip(columns, end, strict=True)]
        if sum(needs) <= _PAGE:
            break
    wishes = [0.0 if is_number else _wish(texts, size) for texts, is_number in zip(columns, end, strict=True)]
    shares = _shared(needs, wishes)
    full = sum(shares)
    return tuple(max(1, round(100 * share / full)) for share in shares), size


def _need(texts: list[str], size: float, is_number: bool) -> float:
    """Return the least width of a column: of numbers their own, of words the longest word and some room."""
    parts = texts[1:] if is_number else []
    words = max(_longest_word(text, size) for text in texts)
    longest = max((text_width(text, size, bold=True) for text in (parts or texts)), default=0.0)
    if is_number:
        return max(words, min(longest, _PAGE / 4)) + _PADDING
    return max(words, longest if longest <= _SHORT_LABEL else _ROOM_FOR_WORDS) + _PADDING


def _wish(texts: list[str], size: float) -> float:
    """Return how much a column of words holds; less than in proportion, since some cells are short."""
    return float(sum(text_width(text, size) for text in texts) ** 0.75)


def _shared(needs: list[float], wishes: list[float]) -> list[float]:
    """Return the widths: the page shared out by what columns wish, each getting at least what it needs."""
    fixed = {index for index, wish in enumerate(wishes) if not wish}
    while True:
        left = _PAGE - sum(needs[index] for index in fixed)
        whole = sum(wish for index, wish in enumerate(wishes) if index not in fixed)
        short = {
            index for index, wish in enumerate(wishes) if index not in fixed and left * wish / whole < needs[index]
        }
        if not short:
            break
        fixed |= short
    return [needs[i] if i in fixed else left * wish / whole for i, wish in enumerate(wishes)]


def _with_cite(run: Run) -> str:
    return f"{run.text} [{run.cite}]" if run.cite else run.text


def _longest_word(text: str, size: float) -> float:
    return min(_LONG_WORD, max((text_width(word, size, bold=True) for word in text.split(" ")), default=0.0))
