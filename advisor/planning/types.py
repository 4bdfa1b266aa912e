"""A plan as data: sections of blocks, every sentence with where it is from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

From = Literal["course", "practice", "fact", "arithmetic"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its origin; `sources` are places such as `004:495`."""

    text: str
    origin: From
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; level 3 or 4."""

    text: str
    level: int = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a few sentences."""

    items: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; each cell is one sentence or a label."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]


Block: TypeAlias = "Heading | Paragraph | Bullets | Table"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the plan."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence, in reading order."""
        found: list[Sentence] = []
        for block in self.blocks:
            match block:
                case Paragraph(sentences):
                    found += sentences
                case Bullets(items):
                    found += [sentence for item in items for sentence in item]
                case Table(_, _, rows):
                    found += [cell for row in rows for cell in row]
                case Heading():
                    pass
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An option that was not chosen, and why."""

    option: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision of the plan."""

    goal: str
    choice: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole plan in one language."""

    title: str
    name: str
    lang: str
    knowledge: str
    sections: tuple[Section, ...]
    mix: tuple[Choice, ...]
    documents: tuple[tuple[str, str], ...] = field(default=())
