"""Many complete cases at once: each bit of an integer is a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from advisor.evaluate.columns import Bits, Column
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, _Run
from advisor.evaluate.variables import Block
from advisor.evaluate.worlds import _Cases
from advisor.kb.search.space import Answer, Single, Space
from advisor.model.types import FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for

_INPUTS = 3
"""So many amounts of one number are drawn: a sum is reckoned for each combination."""


@dataclass(slots=True)
class Draw:
    """Cases: which answer a fact has in which of them. `valid`: those that the facts allow."""

    size: int
    valid: Bits
    singles: dict[str, list[tuple[Answer, Bits]]] = field(default_factory=dict)
    ticks: dict[str, list[tuple[str, Bits]]] = field(default_factory=dict)

    def case(self, number: int) -> dict[str, Value | None]:
        """Return the answers of one case."""
        found: dict[str, Value | None] = {}
        for fact, answers in self.singles.items():
            found[fact] = next(value for value, bits in answers if bits >> number & 1)
        for fact, ticks in self.ticks.items():
            found[fact] = tuple(sorted(option for option, bits in ticks if bits >> number & 1))
        return dict(sorted(found.items()))


def all_cases(kb: KnowledgeBase, space: Space) -> Draw:
    """Return every case of a space."""
    counts: list[int] = []
    for one in space.values():
        counts += [len(one.values)] if isinstance(one, Single) else [2] * len(one.free)
    size = 1
    for count in counts:
        size *= count
    draw = Draw(size, (1 << size) - 1)
    run = 1

    def part(count: int, choice: int) -> Bits:
        return _repeat(((1 << run) - 1) << (choice * run), run * count, size)

    for fact, one in space.items():
        if isinstance(one, Single):
            draw.singles[fact] = [(value, part(len(one.values), i)) for i, value in enumerate(one.values)]
            run *= len(one.values)
            continue
        every = (1 << size) - 1
        ticks = [(option, every) for option in one.options if option in one.must]
        for option in one.free:
            ticks.append((option, part(2, 1)))
            run *= 2
        draw.ticks[fact] = ticks
        draw.valid &= _allowed(kb.facts[fact], ticks, every)
    return draw


def some_cases(kb: KnowledgeBase, space: Space, size: int, random: Random) -> Draw:
    """Return cases drawn at random; in every second one no more is ticked than must be."""
    every = (1 << size) - 1
    quiet = _repeat(1, 2, size)
    draw = Draw(size, every)
    for fact, one in space.items():
        if isinstance(one, Single):
            draw.singles[fact] = _shared_out(_few(kb.facts[fact], one.values, random), size, random)
            continue
        ticks = [(option, every) for option in one.options if option in one.must]
        for option in one.free:
            ticks.append((option, random.getrandbits(size) & random.getrandbits(size) & ~quiet))
        draw.ticks[fact] = ticks
        draw.valid &= _allowed(kb.facts[fact], ticks, every)
    return draw


def _few(fact: FactDef, values: tuple[Answer, ...], random: Random) -> list[Answer]:
    if fact.options or fact.type == "yes-no" or len(values) <= _INPUTS:
        return list(values)
    return random.sample(values, _INPUTS)


def _shared_out(values: list[Answer], size: int, random: Random) -> list[tuple[Answer, Bits]]:
    random.shuffle(values)
    left, found = (1 << size) - 1, []
    for index, value in enumerate(values[:-1]):
        part = left
        for _ in range((len(values) - index - 1).bit_length()):
            part &= random.getrandbits(size)
        left &= ~part
        found.append((value, part))
    return [*found, (values[-1], left)]


def _allowed(fact: FactDef, ticks: list[tuple[str, Bits]], every: Bits) -> Bits:
    """Return the cases in which what is ticked goes together."""
    alone = {option.id for option in fact.options if option.exclusive}
    valid = every
    for option, bits in ticks:
        if option in alone:
            for other, others in ticks:
                if other != option:
                    valid &= ~(bits & others)
    if fact.at_most:
        more = [every] + [0] * (fact.at_most + 1)  # more[n]: cases with n ticks or more so far
        for _, bits in ticks:
            for count in range(fact.at_most + 1, 0, -1):
                more[count] |= more[count - 1] & bits
        valid &= ~more[-1]
    return valid


def _repeat(pattern: Bits, period: int, size: int) -> Bits:
    filled, bits = period, pattern
    while filled < size:
        bits |= bits << filled
        filled *= 2
    return bits & ((1 << size) - 1)


def evaluate(ruleset: Ruleset, draw: Draw, nodes: tuple[str, ...]) -> Evaluation:
    """Return what follows in each of the cases; `nodes` is what is reckoned, in order."""
    evaluator = Evaluator(ruleset, resolver_for(ruleset), {})
    return _DrawnRun(evaluator, _Cases(draw.size), draw).all(nodes)


def evaluate_sheet(ruleset: Ruleset, sheet: Mapping[str, Value | None], nodes: tuple[str, ...]) -> Evaluation:
    """Return what follows for certain from the answers of one case, whatever the facts are that it lacks."""
    draw = Draw(1, 1)
    for fact, value in sheet.items():
        if isinstance(value, tuple):
            draw.ticks[fact] = [(option, 1) for option in value]
        else:
            draw.singles[fact] = [(value, 1)]
    return evaluate(ruleset, draw, nodes)


class _DrawnRun(_Run):
    def __init__(self, evaluator: Evaluator, block: Block, draw: Draw) -> None:
        super().__init__(evaluator, block)
        self.draw = draw

    def _fact(self, fact: FactDef) -> Column:
        applies, never = self.conditions.truth(fact.applies_when)
        self.result.applies[fact.id] = (applies, never)
        column = Column(na=never)
        if fact.id in self.draw.ticks:
            column.known = applies
            ticks = dict(self.draw.ticks[fact.id])
            for option in fact.options:
                ticked = ticks.get(option.id, 0)
                column.yes[option.id] = ticked & applies
                column.no[option.id] = self.every & ~ticked
            self._hide_options(column, fact)
            return column
        for value, where in self.draw.singles.get(fact.id, ()):  # else it stays open, and nothing is inferred
            if value is None:
                column.unanswerable |= where
            else:
                self._put(column, fact, value, where, applies)
        return column
