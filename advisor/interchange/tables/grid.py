"""A decision table as the grid of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.interchange.tables.cells import Vocabulary, write_cell
from advisor.interchange.tables.headings import SheetWords
from advisor.interchange.tables.raw import CLAIMS, Base, Names, RawTable, claim_of
from advisor.language.letters import fold

Way = Callable[[str, str], tuple[str, str]]
"""The two names of a direction such as `price:up`, from the labels' id and the way."""

FIRST_HEADS = 5
"""So many lines stand above the headings."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name and its lines of cells (texts and numbers).

    `choices`: for each column from which one option is often picked, the options as they can be written.
    """

    name: str
    lines: tuple[tuple[Any, ...], ...]
    choices: Mapping[int, tuple[str, ...]]


class SheetWriter:
    """Writes tables of one knowledge base as grids in one language."""

    def __init__(self, base: Base, words: SheetWords, say_way: Callable[[int, str, bool], str]) -> None:
        """`say_way`: a direction in a language (0, 1) from the label of the quantity and whether it rises."""
        self.base = base
        self.words = words
        self.say_way = say_way
        self.columns = columns_by_name(base)
        self._vocabularies: dict[tuple[str, bool], Vocabulary] = {}

    def vocabulary(self, id_: str, *, outcomes: bool = True) -> Vocabulary:
        """Return what the options of a fact or decision are called; `outcomes`: with directions, as conditions ask."""
        key = (id_, outcomes)
        if key not in self._vocabularies:
            names = self.base.names[id_]
            labels = dict(names.options)
            if outcomes and names.kind == "direction":
                labels = {outcome: names.options[outcome.partition(":")[0]] for outcome in names.subject.options}
            self._vocabularies[key] = Vocabulary(labels, self.words, self._way(names))
        return self._vocabularies[key]

    def _way(self, names: Names) -> Way:
        def way(bare: str, direction: str) -> tuple[str, str]:
            vi, en = names.options[bare]
            rises = direction == "up"
            return self.say_way(0, vi, rises), self.say_way(1, en, rises)

        return way

    def heading(self, id_: str) -> str:
        """Return the heading of a column of conditions: the label, with the id where the label says not enough."""
        label = self.base.names[id_].label[self.words.lang]
        alone = self.columns.get(fold(label)) == [id_] and "[" not in label
        reserved = self.words.means(label, *(name for name in self.words.words if name.startswith("column_")))
        return label if alone and not reserved else f"{label} [{id_}]"

    def grid(self, table: RawTable) -> Grid:
        """Return a table as a grid."""
        data, words = table.data, self.words
        used = [claim for claim in CLAIMS if any(row.get(claim) is not None for row in data["rows"])]
        claims = list(dict.fromkeys((*self.base.claims_about(table.target), *used)))
        kind = "decision" if data.get("decision") else "fact"
        label = self.base.names[table.target].label[words.lang] if table.target in self.base.names else ""
        lines: list[tuple[Any, ...]] = [
            (words["head_table"], table.id),
            (words[f"head_{kind}"], table.target, label),
            (words["head_hit_policy"], words[f"policy_{data['hit_policy'].replace('-', '_')}"]),
            (words["head_note"], _one_line(data.get("note", ""))),
            (),
            (
                words["column_row"],
                *(self.heading(id_) for id_ in data["inputs"]),
                *(words[f"column_{claim}"] for claim in claims),
                *(words[f"column_{name}"] for name in LAST_COLUMNS),
            ),
        ]
        lines += [self._line(row, data["inputs"], claims, table.target) for row in data["rows"]]
        return Grid(table.id, tuple(lines), self._choices(data["inputs"], claims, table.target))

    def _line(
        self, row: Mapping[str, Any], inputs: Sequence[str], claims: Sequence[str], target: str
    ) -> tuple[Any, ...]:
        names = self.base.names
        cells = [
            write_cell(cell, names[id_], self.vocabulary(id_), self.words)
            for id_, cell in zip(inputs, row["when"], strict=True)
        ]
        said = claim_of(row)
        return (
            row["id"],
            *cells,
            *(self._claim(said, target) if claim == said[0] else "" for claim in claims),
            row["because"]["vi"],
            row["because"]["en"],
            "; ".join(row.get("teaches", ())),
            "; ".join(row.get("overrides", ())),
            self.words["mark_yes"] if row.get("default") else "",
            _one_line(row.get("note", "")),
        )

    def _claim(self, said: tuple[Any, ...], target: str) -> str:
        claim, joint, options = said
        if claim == "is" and isinstance(options, bool):
            return self.words["mark_yes" if options else "mark_no"]
        vocabulary = self.vocabulary(target, outcomes=False)
        if claim == "is":
            return vocabulary.name(str(options))
        if claim == "rank":
            return " > ".join(" = ".join(map(vocabulary.name, group)) for group in options)
        listed = "; ".join(map(vocabulary.name, options))
        return f"{self.words['mark_one_of']}: {listed}" if joint == "any" else listed

    def _choices(self, inputs: Sequence[str], claims: Sequence[str], target: str) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for index, id_ in enumerate(inputs, 1):
            vocabulary = self.vocabulary(id_)
            names = [vocabulary.name(option) for option in vocabulary.labels]
            if self.base.names[id_].subject.shape == "yes-no":
                names = self.words.known_as("mark_yes", "mark_no")
            if names:
                found[index] = (self.words["mark_anything"], *names)
        vocabulary = self.vocabulary(target, outcomes=False)
        for index, claim in enumerate(claims, 1 + len(inputs)):
            if claim != "rank" and vocabulary.labels:
                found[index] = tuple(vocabulary.name(option) for option in vocabulary.labels)
        return found


LAST_COLUMNS = ("because_vi", "because_en", "teaches", "overrides", "default", "remark")


def columns_by_name(base: Base) -> dict[str, list[str]]:
    """Return the facts, decisions and formulas by what people call them."""
    found: dict[str, list[str]] = {}
    for id_, names in base.names.items():
        for name in {fold(id_), *map(fold, names.label)}:
            found.setdefault(name, []).append(id_)
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
