"""One decision, tried on many invented answer sheets at once; the small sheets that decide something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from random import Random
from typing import TypeAlias

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.votes import choose, end_as
from advisor.evaluate.worlds import How, World, Worlds
from advisor.explanation.trials import trials_of
from advisor.model.types import Decision, FactDef, Rule, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.literals import arms_of
from advisor.ruleset.resolve import Resolver

Sheet: TypeAlias = "tuple[tuple[str, Value], ...]"
"""Answers, in order of facts."""

MAX_PAIRS = 1_500
LOTS = 60
"""So many whole sheets are drawn by lot for a decision that no two answers settle."""
STARTS = 6
"""Of so many of them for each outcome the answers that can be left out are left out."""
SHEETS = 4
"""So many sheets are kept on which one rule holds."""
FEW = 3
MAX_FACTS = 7
"""No question shows more answers than these."""


def sheet_of(answers: Mapping[str, Value]) -> Sheet:
    """Return answers as a sheet."""
    return tuple(sorted(answers.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a decision ends on a sheet, whatever the answers are that it lacks.

    `outcome`: what is chosen for sure; `possible`: what may be. `held`, `maybe`: rules that hold, and those of
    which it is open. `settled`: nothing is open and nothing tied. `disputed`: two sides of a conflict may hold.
    """

    outcome: tuple[str, ...]
    possible: frozenset[str]
    held: frozenset[str]
    maybe: frozenset[str]
    settled: bool
    disputed: bool


class Bench:
    """One decision, tried on many sheets."""

    def __init__(self, ruleset: Ruleset, resolver: Resolver, goal: str, inner: Callable[[str], Bench]) -> None:
        """`inner`: the bench of a decision that a rule about this one builds on."""
        self.ruleset = ruleset
        self.resolver = resolver
        self.goal = goal
        self.decision: Decision = ruleset.kb.decisions[goal]
        self.inner = inner
        self.rules: tuple[Rule, ...] = ruleset.rules_of.get(goal, ())
        self.worlds = Worlds(end_as(ruleset, resolver, goal, ((), ())), {})
        self.trials = trials_of(self.worlds)

    @cached_property
    def units(self) -> tuple[tuple[str, Value], ...]:
        """Return single answers worth trying: each value of a fact, each tick of a list alone."""
        found: list[tuple[str, Value]] = []
        for fact in sorted({*self.trials.values, *self.trials.asked}):
            if fact in self.trials.values:
                found += [(fact, value) for value in self.trials.values[fact]]
            else:
                found += [(fact, (option,)) for option in self.trials.asked[fact]]
        return tuple(found)

    # --- trying ----------------------------------------------------------------------------------------------

    def run(self, sheets: Sequence[Sheet]) -> Evaluation:
        """Return the evaluation in which case i is sheet i."""
        worlds: list[World] = [{fact: (How.ANSWER, value) for fact, value in sheet} for sheet in sheets]
        return self.worlds.run(worlds)

    def ends(self, sheets: Sequence[Sheet]) -> list[End]:
        """Return how the decision ends on each sheet."""
        if not sheets:
            return []
        evaluation = self.run(sheets)
        sure, may = self._chosen(evaluation)
        applies = evaluation.truth(self.decision.applies_when)[0]
        truths = [(rule.id, evaluation.truth(rule.when)) for rule in self.rules]
        return [self._end(1 << index, applies, truths, sure, may) for index in range(len(sheets))]

    def is_sure(self, sheet: Sheet, option: str) -> bool:
        """Return whether an option is chosen for sure on a sheet, and not on it without any one of its answers."""
        parts = [sheet, *(_without(dict(sheet), fact) for fact, _ in sheet)]
        sure = self._chosen(self.run(parts))[0][option]
        return sure == 1

    def _chosen(self, evaluation: Evaluation) -> tuple[dict[str, Bits], dict[str, Bits]]:
        """Return by option the cases in which it is chosen for sure, and those in which it may be."""
        sure: dict[str, Bits] = {}
        may: dict[str, Bits] = {}
        for option in self.decision.outcomes:
            votes = choose(self.ruleset, self.resolver, self.goal, (option,))
            sure[option], may[option] = votes.verdict(evaluation)
        return sure, may

    def _end(
        self, bit: Bits, applies: Bits, truths: Sequence[tuple[str, tuple[Bits, Bits]]],
        sure: Mapping[str, Bits], may: Mapping[str, Bits],
    ) -> End:  # fmt: skip
        held = frozenset(rule for rule, (yes, _) in truths if yes & bit)
        maybe = frozenset(rule for rule, (yes, no) in truths if not (yes | no) & bit)
        outcome = tuple(sorted(option for option, cases in sure.items() if cases & bit))
        possible = frozenset(option for option, cases in may.items() if cases & bit)
        settled = bool(applies & bit and outcome) and possible <= set(outcome)
        if not maybe:
            resolution = self.resolver.resolve(self.goal, held)
            outcome, settled = resolution.outcome, bool(applies & bit and resolution.outcome and not resolution.tied)
        elif self.decision.kind == "rank":
            settled = False
        return End(
            outcome=outcome, possible=possible, held=held, maybe=maybe, settled=settled,
            disputed=self._is_disputed(held | maybe),
        )  # fmt: skip

    def _is_disputed(self, rules: frozenset[str]) -> bool:
        conflicts = self.ruleset.conflicts_of.get(self.goal, ())
        return any(sum(bool(rules & set(side.rules)) for side in conflict.sides) > 1 for conflict in conflicts)

    # --- small sheets ----------------------------------------------------------------------------------------

    @cached_property
    def contexts(self) -> tuple[Sheet, ...]:
        """Return small sheets on which the decision applies; one empty sheet where it always does."""
        condition = self.decision.applies_when
        if condition is None:
            return ((),)
        found: list[Sheet] = []
        for arm in arms_of(condition, list_subjects(self.ruleset.kb)):
            answers: dict[str, Value] = {}
            for literal in sorted(arm, key=repr):
                fact = self.ruleset.kb.facts.get(literal.test.subject)
                if fact is None or literal.test.op != "in":
                    continue
                wanted = [value for value in _values(fact) if (value in literal.test.values) == literal.positive]
                if wanted:
                    answers[fact.id] = (str(wanted[0]),) if fact.type == "choices" else wanted[0]
            found.append(sheet_of(answers))
        applying = self.run(found).truth(condition)[0]
        starts = [sheet for index, sheet in enumerate(found) if applying >> index & 1][:SHEETS]

        def good(_: Sequence[int], sheets: list[Sheet]) -> list[bool]:
            applies = self.run(sheets).truth(condition)[0]
            return [bool(applies >> index & 1) for index in range(len(sheets))]

        return tuple(dict.fromkeys(self.reduced(starts, good))) or ((),)

    @cached_property
    def small(self) -> tuple[Sheet, ...]:
        """Return sheets of one context and up to two answers more, smaller ones first."""
        found: dict[Sheet, None] = {(): None}
        for context in self.contexts:
            base = dict(context)
            found[context] = None
            found.update((sheet_of({**base, unit[0]: unit[1]}), None) for unit in self.units)
            pairs = [(one, two) for one, two in combinations(self.units, 2) if one[0] != two[0]]
            if len(pairs) > MAX_PAIRS:
                pairs = Random(0).sample(pairs, MAX_PAIRS)  # noqa: S311 - the same sheets every time
            found.update((sheet_of({**base, **dict(pair)}), None) for pair in pairs)
        return tuple(sorted(found, key=len))

    @cached_property
    def drawn(self) -> tuple[Sheet, ...]:
        """Return whole sheets drawn by lot, in every one of which the decision applies."""
        lots = Random(0)  # noqa: S311 - the same sheets every time
        found: list[Sheet] = []
        for number in range(LOTS):
            answers = dict(self.contexts[number % len(self.contexts)])
            for fact in sorted({*self.trials.values, *self.trials.asked}):
                if fact in answers:
                    continue
                if fact in self.trials.values:
                    answers[fact] = lots.choice(self.trials.values[fact])
                else:
                    asked = self.trials.asked[fact]
                    answers[fact] = tuple(sorted(lots.sample(asked, lots.choice((0, 1, 1, 1, 2)) % (len(asked) + 1))))
            found.append(sheet_of(answers))
        return tuple(found)

    def reduced(self, sheets: Sequence[Sheet], good: Callable[[Sequence[int], list[Sheet]], list[bool]]) -> list[Sheet]:
        """Return each sheet without every answer that it can do without.

        `good` is given the numbers of some of the sheets and how they would stand then, and says which may.
        """
        left = [dict(sheet) for sheet in sheets]
        lots = Random(0)  # noqa: S311 - the same order every time
        waiting = [lots.sample(sorted(answers), len(answers)) for answers in left]
        while any(waiting):
            turns = [(index, order.pop()) for index, order in enumerate(waiting) if order]
            tried = [_without(left[index], fact) for index, fact in turns]
            for (index, fact), fits in zip(turns, good([index for index, _ in turns], tried), strict=True):
                if fits:
                    del left[index][fact]
        return [sheet_of(answers) for answers in left]

    @cached_property
    def settling(self) -> tuple[tuple[Sheet, tuple[str, ...]], ...]:
        """Return sheets that settle the decision without a dispute, each with the outcome; none can do with less."""
        found: dict[Sheet, tuple[str, ...]] = {}
        evaluation = self.run(self.small)
        likely = self._maybe_settled(evaluation)
        sheets = [sheet for index, sheet in enumerate(self.small) if likely >> index & 1]
        for sheet, end in zip(sheets, self.ends(sheets), strict=True):
            if end.settled and not end.disputed and not _has_part(sheet, end.outcome, found):
                found[sheet] = end.outcome
        if len(found) < FEW and self.rules:
            found.update(self._deep())
        return tuple(found.items())

    def _maybe_settled(self, evaluation: Evaluation) -> Bits:
        """Return the cases in which no option, or no rule, is open."""
        sure, may = self._chosen(evaluation)
        shut = decided = evaluation.truth(self.decision.applies_when)[0]
        for option in self.decision.outcomes:
            shut &= sure[option] | ~may[option]
        for rule in self.rules:
            yes, no = evaluation.truth(rule.when)
            decided &= yes | no
        return shut | decided

    def _deep(self) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
        """Yield larger sheets that settle the decision, none of whose answers can be left out."""
        starts: list[tuple[Sheet, tuple[str, ...]]] = []
        many: dict[tuple[str, ...], int] = {}
        for sheet, end in zip(self.drawn, self.ends(self.drawn), strict=True):
            if end.settled and not end.disputed and many.get(end.outcome, 0) < STARTS:
                many[end.outcome] = many.get(end.outcome, 0) + 1
                starts.append((sheet, end.outcome))

        def good(numbers: Sequence[int], sheets: list[Sheet]) -> list[bool]:
            wanted = [starts[number][1] for number in numbers]
            ends = zip(self.ends(sheets), wanted, strict=True)
            return [end.settled and end.outcome == one and not end.disputed for end, one in ends]

        for sheet, (_, outcome) in zip(self.reduced([sheet for sheet, _ in starts], good), starts, strict=True):
            if len(sheet) <= MAX_FACTS:
                yield sheet, outcome

    @cached_property
    def firing(self) -> Mapping[str, tuple[Sheet, ...]]:
        """Return for each rule small sheets on which it holds and none of whose answers can be left out."""
        evaluation = self.run(self.small)
        applies = evaluation.truth(self.decision.applies_when)[0]
        found: dict[str, tuple[Sheet, ...]] = {}
        for rule in self.rules:
            yes = evaluation.truth(rule.when)[0] & applies
            mine: list[Sheet] = []
            for index, sheet in enumerate(self.small):
                if len(mine) == SHEETS:
                    break
                if yes >> index & 1 and not any(set(part) <= set(sheet) for part in mine):
                    mine.append(sheet)
            found[rule.id] = tuple(mine)
        return found | self._deep_firing([rule for rule in self.rules if not found[rule.id]])

    def _deep_firing(self, rules: Sequence[Rule]) -> dict[str, tuple[Sheet, ...]]:
        """Return for rules that no small sheet makes hold larger ones that do."""
        starts: list[tuple[Sheet, Rule]] = []
        for rule in rules:
            lots = [*self._inner_sheets(rule), *self.drawn]
            fits = self._hold([rule] * len(lots), lots)
            starts += [(sheet, rule) for sheet, good in zip(lots, fits, strict=True) if good][:SHEETS]

        def good(numbers: Sequence[int], sheets: list[Sheet]) -> list[bool]:
            return self._hold([starts[number][1] for number in numbers], sheets)

        found: dict[str, tuple[Sheet, ...]] = {rule.id: () for rule in rules}
        for sheet, (_, rule) in zip(self.reduced([sheet for sheet, _ in starts], good), starts, strict=True):
            if len(sheet) <= MAX_FACTS and sheet not in found[rule.id]:
                found[rule.id] += (sheet,)
        return found

    def _hold(self, rules: Sequence[Rule], sheets: Sequence[Sheet]) -> list[bool]:
        """Return for each sheet whether its rule holds on it and the decision applies."""
        if not sheets:
            return []
        evaluation = self.run(sheets)
        applies = evaluation.truth(self.decision.applies_when)[0]
        return [bool(evaluation.truth(rule.when)[0] & applies & 1 << index) for index, rule in enumerate(rules)]

    def _inner_sheets(self, rule: Rule) -> Iterator[Sheet]:
        """Yield sheets that settle the decisions a rule builds on as it wants them, and the rest of what it wants."""
        kb = self.ruleset.kb
        for arm in self.ruleset.arms[rule.id]:
            parts: list[list[Sheet]] = [list(self.contexts)]
            for literal in sorted(arm, key=repr):
                test = literal.test
                if test.subject in kb.decisions:
                    inner = self.inner(test.subject).settling
                    parts.append([s for s, out in inner if bool(set(out) & set(test.values)) == literal.positive][:4])
                elif test.op == "in" and test.subject in kb.facts:
                    fact = kb.facts[test.subject]
                    wanted = [one for one in _values(fact) if (one in test.values) == literal.positive][:1]
                    parts.append([((fact.id, (str(one),) if fact.type == "choices" else one),) for one in wanted])
            yield from (sheet_of(_joined(sheets)) for sheets in product(*parts))


def _joined(sheets: Iterable[Sheet]) -> dict[str, Value]:
    """Return the answers of several sheets; ticks of one list are put together."""
    found: dict[str, Value] = {}
    for fact, value in (answer for sheet in sheets for answer in sheet):
        before = found.get(fact)
        both = isinstance(before, tuple) and isinstance(value, tuple)
        found[fact] = tuple(sorted({*before, *value})) if both else value  # type: ignore[misc]
    return found


def _without(answers: Mapping[str, Value], fact: str) -> Sheet:
    return sheet_of({one: value for one, value in answers.items() if one != fact})


def _values(fact: FactDef) -> tuple[str | bool, ...]:
    return (True, False) if fact.type == "yes-no" else tuple(option.id for option in fact.options)


def _has_part(sheet: Sheet, outcome: tuple[str, ...], found: Mapping[Sheet, tuple[str, ...]]) -> bool:
    """Return whether a part of the sheet is enough for the outcome already."""
    whole = set(sheet)
    return any(found[part] == outcome and set(part) <= whole for part in found)
