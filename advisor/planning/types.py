"""A plan as data: sections of blocks, every sentence with where it is from; and the tables of the plan as such."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

From = Literal["course", "practice", "fact", "arithmetic"]
Align = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its origin; `sources` are places such as `004:495`."""

    text: str
    origin: From
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; level 3 or 4. `id` names what it heads, for figures that belong under it."""

    text: str
    level: int = 3
    id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together; `brief`: also in the short version of the plan."""

    sentences: tuple[Sentence, ...]
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a few sentences. `brief`: also in the short version of the plan."""

    items: tuple[tuple[Sentence, ...], ...]
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; each cell is one sentence or a label.

    `align`: by column, all `start` where empty. `total`: whether the last row sums up the others.
    `brief`: also in the short version of the plan, cut where it is long.
    `groups`: titles across the table, each before the row with this index.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    align: tuple[Align, ...] = ()
    total: bool = False
    brief: bool = False
    groups: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as vector graphics; `description` says in words what it shows."""

    id: str
    caption: str
    description: str
    svg: str
    sources: tuple[str, ...] = ()


Block: TypeAlias = "Heading | Paragraph | Bullets | Table | Figure"


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
                case Table():
                    found += [cell for row in block.rows for cell in row]
                case Heading() | Figure():
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


@dataclass(frozen=True, slots=True)
class Period:
    """The time the plan covers, both days included; `assumed` where the case names none."""

    start: date
    end: date
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is to be reached, measured how, from where to where, by when; `basis` says where the target is from.

    `baseline` is empty where nobody has measured it yet. Texts are in the language of the plan.
    `value`: the target as a number, in `unit` (a percentage as a ratio), where it is one.
    """

    id: str
    metric: str
    baseline: str
    target: str
    deadline: date
    basis: str
    value: Decimal | None = None
    unit: str = ""
    origin: From = "practice"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A piece of work: who, from when to when, at what cost in đồng (None: costs only working time), measured how.

    `strategy` names the choice of the mix it carries out, in words; `goal` and `option` are the ids of that decision
    and of the option chosen (empty where the work serves several). `main`: it stands in the calendar, not in the
    appendix. `phase`: the stage of the work it belongs to, in words.
    """

    action: str
    owner: str
    start: date
    end: date
    cost: Decimal | None
    kpi: str
    strategy: str
    origin: From = "course"
    sources: tuple[str, ...] = ()
    goal: str = ""
    option: str = ""
    main: bool = True
    phase: str = ""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """What an item costs each month of the period, in whole đồng; the months add up to the total."""

    item: str
    months: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The money of the plan, by item and month, in whole đồng; `total` is the sum of the rows.

    `months`: the first day of each month, or part of one, that the rows are divided into.
    """

    method: str
    rows: tuple[BudgetRow, ...]
    total: Decimal
    months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How an objective is watched: `objective` is its id; below `threshold` the step `then` is taken."""

    objective: str
    metric: str
    baseline: str
    target: str
    how: str
    when: str
    threshold: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole plan in one language.

    `documents`: the sources cited, as (id, title). `labels`: how a reader sees those that are
    not cited by line, as (id, short form), such as a work of common practice.
    """

    title: str
    name: str
    lang: str
    knowledge: str
    period: Period
    sections: tuple[Section, ...]
    mix: tuple[Choice, ...]
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    budget: Budget | None = None
    controls: tuple[Control, ...] = ()
    documents: tuple[tuple[str, str], ...] = field(default=())
    labels: tuple[tuple[str, str], ...] = field(default=())
