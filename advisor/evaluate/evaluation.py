"""What an evaluation comes to: columns of nodes, truth of rules, how cases fall into classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.evaluate.columns import Bits, Column, Truth
from advisor.evaluate.variables import Block
from advisor.ruleset.count import Mask
from advisor.ruleset.tally import Tallied


@dataclass(frozen=True, slots=True)
class OutcomeClass:
    """Cases in which the same rules hold and the same may hold; rules about the node as bits, in order of firing."""

    cases: Bits
    certain: Mask
    maybe: Mask


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a node comes to in the cases in which no rule about it is open."""

    cases: Bits
    tallied: Tallied


class Classes(dict[str, tuple[OutcomeClass, ...]]):
    """Cases parted by the rules that hold about a node, worked out where they are first wanted."""

    part: Callable[[str], tuple[OutcomeClass, ...]]

    def __missing__(self, node: str) -> tuple[OutcomeClass, ...]:
        found = self[node] = self.part(node)
        return found


@dataclass(slots=True)
class Evaluation:
    """What is known after reckoning: columns of nodes, truth of rules, outcomes of decisions."""

    block: Block
    columns: dict[str, Column]
    rules: dict[str, Truth] = field(default_factory=dict)
    classes: Classes = field(default_factory=Classes)
    weighed: dict[str, Weighed] = field(default_factory=dict)
    applies: dict[str, Truth] = field(default_factory=dict)
    truth: Callable[..., Truth] = lambda condition: (0, 0)


class SameInAll(dict[str, Column]):
    """Columns of many cases; one that is not there is that of the single case, the same in each."""

    def __init__(self, single: Mapping[str, Column], every: Bits) -> None:
        super().__init__()
        self._single = single
        self._every = every

    def __missing__(self, node: str) -> Column:
        every, column = self._every, self._single[node]
        found = self[node] = Column(
            yes={option: every for option, where in column.yes.items() if where},
            no={option: every for option, where in column.no.items() if where},
            numbers=[(number, every) for number, where in column.numbers if where],
            na=every if column.na else 0,
            known=every if column.known else 0,
            unanswerable=every if column.unanswerable else 0,
        )
        return found


def part(truths: Sequence[Truth], within: Bits) -> tuple[OutcomeClass, ...]:
    """Return the cases `within` parted by which rules hold."""
    if not within:
        return ()
    parts: list[tuple[Bits, Mask, Mask]] = [(within, 0, 0)]
    sure: Mask = 0
    for index, (yes, no) in enumerate(truths):
        if not within & ~no:
            continue
        bit = 1 << index
        if not within & ~yes:
            sure |= bit
            continue
        touched, split = yes | no, list[tuple[Bits, Mask, Mask]]()
        for cases, certain, maybe in parts:
            if not cases & touched:
                split.append((cases, certain, maybe | bit))
                continue
            if holding := cases & yes:
                split.append((holding, certain | bit, maybe))
            if failing := cases & no:
                split.append((failing, certain, maybe))
            if unknown := cases & ~touched:
                split.append((unknown, certain, maybe | bit))
        parts = split
    return tuple([OutcomeClass(cases, certain | sure, maybe) for cases, certain, maybe in parts])
