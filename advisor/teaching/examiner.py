"""What the engine says to many invented answer sheets at once, and which small sheets decide something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from random import Random
from typing import TypeAlias

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluator import Evaluation, Evaluator
from advisor.evaluate.explore import explore
from advisor.evaluate.variables import Block
from advisor.evaluate.votes import choose, end_as
from advisor.evaluate.worlds import How, World, Worlds
from advisor.explanation.trials import trials_of
from advisor.model.types import Decision, FactDef, KnowledgeBase, Rule, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.literals import arms_of
from advisor.ruleset.resolve import resolver_for

Sheet: TypeAlias = "tuple[tuple[str, Value], ...]"
"""Answers, in order of facts."""

MAX_PAIRS = 2_500
EXACT = 4_096
"""Up to so many completions are looked at to see whether an answer is idle."""
LOTS = 96
"""So many whole sheets are drawn by lot for a decision that no two answers settle."""
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


class Examiner:
    """One ruleset, and what has been found out about its decisions; the same whatever was asked before."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.resolver = resolver_for(ruleset)
        self.lists = list_subjects(ruleset.kb)
        self._benches: dict[str, Bench] = {}

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self.ruleset.kb

    def bench(self, goal: str) -> Bench:
        """Return what is known about a decision."""
        if goal not in self._benches:
            self._benches[goal] = Bench(self, self.kb.decisions[goal])
        return self._benches[goal]

    def evaluation(self, sheet: Mapping[str, Value], nodes: frozenset[str]) -> Evaluation:
        """Return the evaluation of one sheet over all that `nodes` read."""
        closure = self.ruleset.closure(nodes)
        return Evaluator(self.ruleset, self.resolver, dict(sheet)).run(Block(()), closure)

    def is_consistent(self, sheet: Mapping[str, Value]) -> bool:
        """Return whether the answers can stand together: each applies, is offered, and is not inferred otherwise."""
        evaluation = self.evaluation(sheet, frozenset(sheet))
        for id_, value in sheet.items():
            fact = self.kb.facts[id_]
            if evaluation.applies[id_][1] or self._is_hidden(fact, value, evaluation):
                return False
            if id_ in self.ruleset.rules_of or id_ in self.ruleset.formula_for:
                others = {one: given for one, given in sheet.items() if one != id_}
                column = self.evaluation(others, frozenset({id_})).columns[id_]
                if column.known:  # nobody would have been asked
                    return False
        return True

    def idle(self, goal: str, sheet: Mapping[str, Value], outcome: tuple[str, ...]) -> tuple[str, ...]:
        """Return the answers without any one of which a decision still comes to the same outcome for sure."""
        found: list[str] = []
        for id_ in sheet:
            rest = {one: value for one, value in sheet.items() if one != id_}
            ends = explore(self.ruleset, self.resolver, rest, goal, EXACT)
            results = [one.result for one in ends.possible]
            if not ends.wide and [(one.kind, one.outcome) for one in results] == [("settled", outcome)]:
                found.append(id_)
        return tuple(found)

    @staticmethod
    def _is_hidden(fact: FactDef, value: Value, evaluation: Evaluation) -> bool:
        ticked = value if isinstance(value, tuple) else (value,)
        if len(ticked) > 1 and (len(ticked) > (fact.at_most or len(ticked)) or _has_exclusive(fact, ticked)):
            return True
        hidden = (option.only_if for option in fact.options if option.id in ticked and option.only_if is not None)
        return any(not evaluation.truth(condition)[0] for condition in hidden)


def _has_exclusive(fact: FactDef, ticked: Sequence[object]) -> bool:
    return any(option.exclusive for option in fact.options if option.id in ticked)


class Bench:
    """One decision, tried on many sheets."""

    def __init__(self, examiner: Examiner, decision: Decision) -> None:
        self.examiner = examiner
        self.decision = decision
        ruleset, self.goal = examiner.ruleset, decision.id
        self.rules: tuple[Rule, ...] = ruleset.rules_of.get(self.goal, ())
        self.worlds = Worlds(end_as(ruleset, examiner.resolver, self.goal, ((), ())), {})
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

    def _chosen(self, evaluation: Evaluation) -> tuple[dict[str, Bits], dict[str, Bits]]:
        """Return by option the cases in which it is chosen for sure, and those in which it may be."""
        sure: dict[str, Bits] = {}
        may: dict[str, Bits] = {}
        for option in self.decision.outcomes:
            votes = choose(self.examiner.ruleset, self.examiner.resolver, self.goal, (option,))
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
            resolution = self.examiner.resolver.resolve(self.goal, held)
            outcome, settled = resolution.outcome, bool(applies & bit and resolution.outcome and not resolution.tied)
        elif self.decision.kind == "rank":
            settled = False
        return End(
            outcome=outcome, possible=possible, held=held, maybe=maybe, settled=settled,
            disputed=self._is_disputed(held | maybe),
        )  # fmt: skip

    def _is_disputed(self, rules: frozenset[str]) -> bool:
        conflicts = self.examiner.ruleset.conflicts_of.get(self.goal, ())
        return any(sum(bool(rules & set(side.rules)) for side in conflict.sides) > 1 for conflict in conflicts)

    # --- small sheets ----------------------------------------------------------------------------------------

    @cached_property
    def contexts(self) -> tuple[Sheet, ...]:
        """Return small sheets on which the decision applies; one empty sheet where it always does."""
        condition = self.decision.applies_when
        if condition is None:
            return ((),)
        found: list[Sheet] = []
        for arm in arms_of(condition, self.examiner.lists):
            answers: dict[str, Value] = {}
            for literal in sorted(arm, key=repr):
                fact = self.examiner.kb.facts.get(literal.test.subject)
                if fact is None or literal.test.op != "in":
                    continue
                wanted = [value for value in _values(fact) if (value in literal.test.values) == literal.positive]
                if wanted:
                    answers[fact.id] = (str(wanted[0]),) if fact.type == "choices" else wanted[0]
            found.append(sheet_of(answers))
        yes = self.run(found)
        applying = yes.truth(condition)[0]
        return tuple(sheet for index, sheet in enumerate(found) if applying >> index & 1)[:3] or ((),)

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
    def small_ends(self) -> tuple[End, ...]:
        """Return how the decision ends on each of the small sheets."""
        return tuple(self.ends(self.small))

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

    def reduced(self, sheets: Iterable[Sheet], good: Callable[[list[Sheet]], list[bool]]) -> list[Sheet]:
        """Return the sheets without every answer that `good` can do without, those with fewest first."""
        left = [dict(sheet) for sheet in sheets]
        lots = Random(0)  # noqa: S311 - the same order every time
        waiting = [lots.sample(sorted(answers), len(answers)) for answers in left]
        while any(waiting):
            turns = [(index, order.pop()) for index, order in enumerate(waiting) if order]
            tried = [
                sheet_of({one: value for one, value in left[index].items() if one != fact}) for index, fact in turns
            ]
            for (index, fact), fits in zip(turns, good(tried), strict=True):
                if fits:
                    del left[index][fact]
        return sorted(dict.fromkeys(map(sheet_of, left)), key=lambda sheet: (len(sheet), repr(sheet)))

    @cached_property
    def settling(self) -> tuple[tuple[Sheet, tuple[str, ...]], ...]:
        """Return sheets that settle the decision without a dispute, each with the outcome; none can do with less."""
        found: dict[Sheet, tuple[str, ...]] = {}
        for sheet, end in zip(self.small, self.small_ends, strict=True):
            if end.settled and not end.disputed and not _has_part(sheet, end.outcome, found):
                found[sheet] = end.outcome
        if len(found) < 3 and self.rules:
            found.update(self._deep())
        return tuple(found.items())

    def _deep(self) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
        """Yield larger sheets that settle the decision, none of whose answers can be left out."""
        whole = dict(zip(self.drawn, self.ends(self.drawn), strict=True))
        starts = [sheet for sheet, end in whole.items() if end.settled and not end.disputed]
        for outcome in sorted({whole[sheet].outcome for sheet in starts}):

            def good(sheets: list[Sheet], wanted: tuple[str, ...] = outcome) -> list[bool]:
                return [end.settled and end.outcome == wanted and not end.disputed for end in self.ends(sheets)]

            mine = [sheet for sheet in starts if whole[sheet].outcome == outcome][:12]
            yield from ((sheet, outcome) for sheet in self.reduced(mine, good) if len(sheet) <= MAX_FACTS)

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
                if yes >> index & 1 and not any(set(part) <= set(sheet) for part in mine):
                    mine.append(sheet)
            found[rule.id] = tuple(mine) or tuple(self._deep_firing(rule))
        return found

    def _deep_firing(self, rule: Rule) -> list[Sheet]:
        def good(sheets: list[Sheet]) -> list[bool]:
            evaluation = self.run(sheets)
            yes = evaluation.truth(rule.when)[0] & evaluation.truth(self.decision.applies_when)[0]
            return [bool(yes >> index & 1) for index in range(len(sheets))]

        lots = [*self._inner_sheets(rule), *self.drawn]
        starts = [sheet for sheet, fits in zip(lots, good(lots), strict=True) if fits][:6]
        return [sheet for sheet in self.reduced(starts, good) if len(sheet) <= MAX_FACTS] if starts else []

    def _inner_sheets(self, rule: Rule) -> Iterator[Sheet]:
        """Yield sheets that settle the decisions a rule builds on as it wants them, and the rest of what it wants."""
        kb = self.examiner.kb
        for arm in self.examiner.ruleset.arms[rule.id]:
            parts: list[list[Sheet]] = [list(self.contexts)]
            for literal in sorted(arm, key=repr):
                test = literal.test
                if test.subject in kb.decisions:
                    inner = self.examiner.bench(test.subject).settling
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
