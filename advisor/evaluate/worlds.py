"""Many sheets at once: each case of an evaluation is a sheet of its own, known in full or in part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from advisor.evaluate.columns import Bits, Column
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet, _Run
from advisor.evaluate.variables import Block
from advisor.evaluate.votes import Votes, choose, is_open
from advisor.graph import comparisons, subjects
from advisor.model.logic import Condition
from advisor.model.types import Decision, FactDef, Value
from advisor.ruleset.compile import Ruleset


class How(IntEnum):  # an int: worlds are counted by what they say, and these hash fast
    """How a sheet treats one fact."""

    ANSWER = 1
    """Answered."""
    ANY = 2
    """Answered, in a way left open."""
    OPEN = 3
    """Left open in every way: answered or not."""
    DONT_KNOW = 4
    """Answered with don't-know."""
    NOT_ASKED = 5
    """Not asked: inferred where rules infer it, else unknown."""
    SUPPOSED = 6
    """Not asked: inferred where rules infer it, else as supposed."""
    COMING = 7
    """Not asked yet: inferred where rules infer it, else it will be answered, nobody knows how."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """An answer to a list of which some options are `ticked`, some are still `open`, the others are not ticked."""

    ticked: tuple[str, ...]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Answers to a list, another in each case: the cases in which an option is ticked; others never are."""

    ticks: tuple[tuple[str, Bits], ...]


Entry: TypeAlias = "tuple[How, Value | Ticks | None]"
"""What a sheet says of one fact."""
Said: TypeAlias = "tuple[How, Value | Ticks | Drawn | None]"
"""What many sheets say of one fact."""
NOT_ASKED: Entry = (How.NOT_ASKED, None)
ANY: Entry = (How.ANY, None)
OPEN: Entry = (How.OPEN, None)
COMING: Entry = (How.COMING, None)

World: TypeAlias = "Mapping[str, Entry]"
"""The facts in which a case differs from the sheet all cases start from."""


def entry_of(sheet: Sheet, fact: str) -> Entry:
    """Return what a sheet says of a fact."""
    if fact not in sheet:
        return NOT_ASKED
    value = sheet[fact]
    return (How.DONT_KNOW, None) if value is None else (How.ANSWER, value)


class Worlds:
    """Evaluates everything a goal hangs on, the goal itself excepted, for a list of worlds at once.

    `nodes`: what the goal reads through conditions, directly or not. The formula of an option is left
    out: it says how much, not what is chosen.
    """

    def __init__(self, votes: Votes, sheet: Sheet) -> None:
        self.ruleset = votes.ruleset
        self.kb = votes.ruleset.kb
        self.resolver = votes.resolver
        self.goal = votes.goal
        self.rules = votes.rules
        ruleset, goal = votes.ruleset, votes.goal
        below = _below(ruleset, goal, [rule.when for rule in votes.rules])
        self.nodes = tuple(node for node in ruleset.nodes if node in below and node != goal)
        self.facts = tuple(node for node in self.nodes if node in ruleset.kb.facts)
        self.sheet = {id_: value for id_, value in sheet.items() if id_ in below}
        self.inner = self._inner_votes()

    def _inner_votes(self) -> dict[str, list[Votes]]:
        """Return for each decision that is read the votes on the options that are asked of it."""
        asked: dict[str, set[str]] = {node: set() for node in self.nodes if node in self.ruleset.kb.decisions}
        conditions = [rule.when for rule in self.rules]
        conditions += [one for node in (self.goal, *self.nodes) for one in own_conditions(self.ruleset, node)]
        conditions += [rule.when for node in self.nodes for rule in self.ruleset.rules_of.get(node, ())]
        for condition in conditions:
            for test in comparisons(condition):
                if test.subject in asked:
                    asked[test.subject].update(str(value) for value in test.values)
        return {
            node: [choose(self.ruleset, self.resolver, node, (option,)) for option in sorted(options)]
            for node, options in asked.items()
        }

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Yield what decides the goal and all below it, each with its node."""
        for node in (self.goal, *self.nodes):
            yield from ((node, one) for one in own_conditions(self.ruleset, node))
            rules = self.rules if node == self.goal else self.ruleset.rules_of.get(node, ())
            yield from ((node, rule.when) for rule in rules)

    def run(self, worlds: Sequence[World]) -> Evaluation:
        """Return the evaluation in which case i is the sheet changed as `worlds[i]` says."""
        entries: dict[str, dict[Said, Bits]] = {}
        for index, world in enumerate(worlds):
            bit = 1 << index
            for fact, entry in world.items():
                mine = entries.setdefault(fact, {})
                mine[entry] = mine.get(entry, 0) | bit
        every = (1 << len(worlds)) - 1
        for fact, mine in entries.items():
            left = every
            for bits in mine.values():
                left &= ~bits
            if left:
                base = entry_of(self.sheet, fact)
                mine[base] = mine.get(base, 0) | left
        return self.evaluate(entries, len(worlds))

    def evaluate(self, entries: Mapping[str, Mapping[Said, Bits]], size: int) -> Evaluation:
        """Return the evaluation of `size` cases; `entries`: what is said of a fact, and in which of them."""
        evaluator = Evaluator(self.ruleset, self.resolver, self.sheet)
        return _WorldRun(evaluator, _Cases(size), entries, self.inner).all(self.nodes)


class _Cases(Block):
    """So many cases, without free variables."""

    def __init__(self, size: int) -> None:
        super().__init__(())
        self.size = size
        self.every = (1 << size) - 1


class _WorldRun(_Run):
    def __init__(
        self, evaluator: Evaluator, block: Block, entries: Mapping[str, Mapping[Said, Bits]],
        inner: Mapping[str, list[Votes]],
    ) -> None:  # fmt: skip
        super().__init__(evaluator, block)
        self.entries = entries
        self.inner = inner

    def _decision(self, decision: Decision) -> Column:
        """Enter only what is asked of a decision, by bounds where many rules are open."""
        applies, never = self.conditions.truth(decision.applies_when)
        self.result.applies[decision.id] = (applies, never)
        column = Column(na=never)
        for votes in self.inner[decision.id]:
            certain, possible = votes.verdict(self.result)
            (option,) = votes.options
            column.yes[option] = certain & applies
            column.no[option] = self.every & ~possible
        column.known = applies
        for rule in self.ruleset.rules_of.get(decision.id, ()):
            column.known &= ~is_open(self.conditions.truth(rule.when), self.every)
        return column

    def _fact(self, fact: FactDef) -> Column:
        entries = self.entries.get(fact.id)
        if entries is None:
            return super()._fact(fact)
        applies, never = self.conditions.truth(fact.applies_when)
        self.result.applies[fact.id] = (applies, never)
        column = Column(na=never)
        waiting: Bits = 0
        for (how, value), where in entries.items():
            if how is How.ANSWER:
                self._enter(column, fact, value, where, applies)
            elif how is How.ANY:
                column.known |= where & applies
            elif how is not How.OPEN:
                waiting |= where
        if waiting:
            self._enter_inferred(column, fact, waiting, entries, applies)
        if fact.type == "choices":
            self._hide_options(column, fact)
        return column

    def _enter_inferred(
        self, column: Column, fact: FactDef, waiting: Bits, entries: Mapping[Said, Bits], applies: Bits
    ) -> None:
        """Enter what is inferred in the cases without an answer, and what is supposed in the others of them."""
        inferred = Column()
        settled = self._infer(inferred, fact, applies) & waiting
        column.known |= inferred.known & settled
        column.numbers += [(number, where & settled) for number, where in inferred.numbers if where & settled]
        for mine, theirs in ((column.yes, inferred.yes), (column.no, inferred.no)):
            for option, where in theirs.items():
                mine[option] = mine.get(option, 0) | (where & settled)
        for (how, value), where in entries.items():
            open_cases = where & waiting & ~settled
            if how is How.SUPPOSED:  # only where it is certain that nothing infers it
                column.known |= open_cases & applies
                self._enter(column, fact, value, open_cases & ~self._may_be_inferred(fact), applies)
            elif how is How.COMING:
                column.known |= open_cases & applies
            elif how is How.DONT_KNOW:
                column.unanswerable |= open_cases

    def _may_be_inferred(self, fact: FactDef) -> Bits:
        unsure: Bits = 0
        for rule in self.ruleset.rules_of.get(fact.id, ()):
            unsure |= is_open(self.conditions.truth(rule.when), self.every)
        for formula in self.ruleset.formula_for.get(fact.id, ()):
            column = self.result.columns[formula]
            unsure |= self.every & ~(column.known | column.na | column.unanswerable)
        return unsure

    def _enter(
        self, column: Column, fact: FactDef, value: Value | Ticks | Drawn | None, where: Bits, applies: Bits
    ) -> None:
        if value is None:
            return
        if isinstance(value, Drawn):
            column.known |= where & applies
            ticks = dict(value.ticks)
            for option in fact.options:
                ticked = ticks.get(option.id, 0)
                column.yes[option.id] = column.yes.get(option.id, 0) | (where & applies & ticked)
                column.no[option.id] = column.no.get(option.id, 0) | (where & ~ticked)
            return
        if not isinstance(value, Ticks):
            self._put(column, fact, value, where, applies)
            return
        column.known |= where & applies
        for option in fact.options:
            if option.id in value.ticked:
                column.yes[option.id] = column.yes.get(option.id, 0) | (where & applies)
            elif option.id not in value.open:
                column.no[option.id] = column.no.get(option.id, 0) | where


def _below(ruleset: Ruleset, goal: str, conditions: Iterable[Condition]) -> frozenset[str]:
    """Return the goal and all that these conditions read, without the formulas that only reckon an option's amount."""
    kb = ruleset.kb
    seen: set[str] = {goal}
    waiting = [*subjects(kb.decisions[goal].applies_when), *(id_ for one in conditions for id_ in subjects(one))]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in kb.decisions:
            waiting.extend(subjects(kb.decisions[node].applies_when))
            for rule in ruleset.rules_of.get(node, ()):
                waiting.extend(subjects(rule.when))
        else:
            waiting.extend(ruleset.reads[node])
    return frozenset(seen)


def conditions_of(ruleset: Ruleset, node: str) -> Iterator[Condition]:
    """Yield every condition that bears on a node: whether it applies, its options, its rules."""
    yield from own_conditions(ruleset, node)
    for rule in ruleset.rules_of.get(node, ()):
        yield rule.when


def own_conditions(ruleset: Ruleset, node: str) -> Iterator[Condition]:
    """Yield the conditions of whether a node applies, and which options it has."""
    kb = ruleset.kb
    found = kb.decisions.get(node) or kb.facts.get(node)
    if found is None:
        return
    if found.applies_when is not None:
        yield found.applies_when
    if isinstance(found, FactDef):
        yield from (option.only_if for option in found.options if option.only_if is not None)
