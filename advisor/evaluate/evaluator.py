"""Reckon every node for every case of a block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from advisor.evaluate.columns import Bits, Column, ConditionEvaluator, Truth
from advisor.evaluate.evaluation import Evaluation, OutcomeClass, SameInAll, Weighed, part
from advisor.evaluate.variables import NO_RESULT, Block
from advisor.model.types import NUMERIC, Decision, FactDef, Formula, Rule, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

HUNDRED = Decimal(100)

Sheet = Mapping[str, "Value | None"]
"""The answers of one case; None is don't-know, a fact that is absent was not asked."""


class Evaluator:
    """Evaluates one sheet under one ruleset and resolver, for any block of free facts."""

    def __init__(self, ruleset: Ruleset, resolver: Resolver, sheet: Sheet) -> None:
        self.ruleset = ruleset
        self.resolver = resolver
        self.sheet = sheet

    def run(
        self, block: Block, needed: frozenset[str], *,
        answered: frozenset[str] = frozenset(), base: Evaluation | None = None, last: str = "",
    ) -> Evaluation:  # fmt: skip
        """Return the evaluation of every node in `needed` over the cases of `block`.

        A free fact takes its values only where nothing infers it; one of those `answered` takes them
        everywhere, as an answer would. `base`: the evaluation of the sheet as a single case. What is certain there
        is certain in every case, so it is taken over and only what is open is reckoned. Without it `needed` has to
        be closed under reading; with it, under what is open (`evaluate/live.py`). `last`: a decision of which only the
        classes are wanted, since nothing reads what it comes to.
        """
        return _Run(self, block, answered, base, last).all(node for node in self.ruleset.nodes if node in needed)

    def update(self, known: Evaluation, changed: Collection[str]) -> tuple[Evaluation, frozenset[str]]:
        """Return `known`, of every node as a single case, after other answers to the facts `changed`.

        Also returned are the nodes reckoned anew: those facts, and what reads a node of which something changed.
        """
        return _Run(self, known.block).again(known, changed)


class _Run:
    def __init__(
        self, evaluator: Evaluator, block: Block,
        answered: frozenset[str] = frozenset(), base: Evaluation | None = None, last: str = "",
    ) -> None:  # fmt: skip
        self.answered = answered
        self.last = last
        self.base = base
        self.ruleset = evaluator.ruleset
        self.kb = evaluator.ruleset.kb
        self.resolver = evaluator.resolver
        self.sheet = evaluator.sheet
        self.block = block
        self.every = block.every
        self.free = {variable.node: index for index, variable in enumerate(block.variables)}
        self.result = Evaluation(block, {} if base is None else SameInAll(base.columns, block.every))
        self.conditions = ConditionEvaluator(self.result.columns, self.every)
        self.result.truth = self.conditions.truth
        # without a way back to the result, so that it goes as soon as nobody holds it
        truth, every, rules_of = self.conditions.truth, self.every, self.ruleset.rules_of
        decided = base.rules if base is not None else {}
        self.result.classes.part = lambda node: part(_truths(rules_of.get(node, ()), truth, every, decided), every)

    def again(self, known: Evaluation, changed: Collection[str]) -> tuple[Evaluation, frozenset[str]]:
        result, reads = self.result, self.ruleset.reads
        result.columns.update(known.columns)
        result.classes.update(known.classes)
        result.applies.update(known.applies)
        result.rules.update(known.rules)
        other: set[str] = set()
        anew: list[str] = []
        for node in self.ruleset.nodes:
            if node in changed or not other.isdisjoint(reads[node]):
                anew.append(node)
                before = result.columns[node]
                self._reckon(node)
                if result.columns[node] != before:
                    other.add(node)
        return result, frozenset(anew)

    def all(self, nodes: Iterable[str]) -> Evaluation:
        base = self.base
        for node in nodes:
            if base is not None and self._is_certain(base, node):
                self._take_over(base, node)
            else:
                self._reckon(node)
        return self.result

    def _reckon(self, node: str) -> None:
        if node in self.kb.facts:
            self.result.columns[node] = self._fact(self.kb.facts[node])
        elif node in self.kb.formulas:
            self.result.columns[node] = self._formula(self.kb.formulas[node])
        else:
            self.result.columns[node] = self._decision(self.kb.decisions[node])

    # --- what is certain already ---------------------------------------------------------------------

    def _is_certain(self, base: Evaluation, node: str) -> bool:
        """Return whether all that can be said of a node in the single case can be said already."""
        column = base.columns[node]
        if node in self.free:
            return False
        if column.na:
            return True
        if node in self.kb.decisions:
            return bool(base.applies[node][0]) and not any(found.maybe for found in base.classes[node])
        if not column.known:
            return False
        if node in self.kb.formulas or not self.kb.facts[node].options:
            return True
        return all(column.yes.get(one.id) or column.no.get(one.id) for one in self.kb.facts[node].options)

    def _take_over(self, base: Evaluation, node: str) -> None:
        every = self.every
        if node in base.applies:
            applies, never = base.applies[node]
            self.result.applies[node] = (every if applies else 0, every if never else 0)
        if node in base.classes:
            self.result.classes[node] = tuple(OutcomeClass(every, one.certain, one.maybe) for one in base.classes[node])

    # --- facts ---------------------------------------------------------------------------------------

    def _fact(self, fact: FactDef) -> Column:
        applies, never = self.conditions.truth(fact.applies_when)
        self.result.applies[fact.id] = (applies, never)
        column = Column(na=never)
        given = self.sheet.get(fact.id)
        if given is not None:
            self._put(column, fact, given, self.every, applies)
        else:
            open_cases = self.every if fact.id in self.answered else self.every & ~self._infer(column, fact, applies)
            if fact.id in self.free:
                self._put_free(column, fact, open_cases, applies)
            if fact.id in self.sheet:  # a don't-know may be anything, but it never becomes a known value
                column.known &= ~open_cases
                column.unanswerable = open_cases
        if fact.type == "choices":
            self._hide_options(column, fact)
        return column

    def _put(self, column: Column, fact: FactDef, value: Value, where: Bits, applies: Bits) -> None:
        """Enter a value for the cases `where`; it counts in those of them where the fact applies."""
        column.known |= where & applies
        if isinstance(value, Decimal):
            column.numbers.append((value, where & applies))
            return
        if fact.type == "text":
            return
        ticked = _ticked(value)
        for option in _option_ids(fact):
            if option in ticked:
                column.yes[option] = column.yes.get(option, 0) | (where & applies)
            else:
                column.no[option] = column.no.get(option, 0) | where

    def _put_free(self, column: Column, fact: FactDef, where: Bits, applies: Bits) -> None:
        """Enter the values of a free fact for the cases `where`."""
        index, block = self.free[fact.id], self.block
        values = block.variables[index].values
        if fact.type in NUMERIC or fact.type == "text":
            for choice, value in enumerate(values):
                self._put(column, fact, value, block.bits(index, choice) & where, applies)
            return
        ticked: dict[str, Bits] = {}
        filled: Bits = 0
        for choice, value in enumerate(values):
            bits = block.bits(index, choice) & where
            filled |= bits
            for option in _ticked(value):
                ticked[option] = ticked.get(option, 0) | bits
        column.known |= filled & applies
        for option in _option_ids(fact):
            bits = ticked.get(option, 0)
            if bits:
                column.yes[option] = column.yes.get(option, 0) | (bits & applies)
            if filled & ~bits:
                column.no[option] = column.no.get(option, 0) | (filled & ~bits)

    def _infer(self, column: Column, fact: FactDef, applies: Bits) -> Bits:
        """Enter what rules and formulas infer; return the cases in which they do."""
        settled = 0
        if fact.type in NUMERIC:
            left = self.every  # a later formula counts only where every earlier one comes to nothing
            for formula in self.ruleset.formula_for.get(fact.id, ()):
                reckoned = self.result.columns[formula]
                for number, where in reckoned.numbers:
                    fresh = where & left & ~settled
                    value = number * HUNDRED if fact.type == "percent" else number
                    self._put(column, fact, value, fresh, applies)
                    settled |= fresh
                left &= reckoned.na | reckoned.unanswerable
            return settled
        if fact.id not in self.ruleset.rules_of:
            return settled
        truths = self._truths(fact.id)
        weighed = self._weigh(fact.id, truths)
        if weighed is not None:
            for option, chosen in weighed.tallied.chosen.items():
                if chosen:
                    self._put(column, fact, (option,) if fact.type == "choices" else option, chosen, applies)
                    settled |= chosen
        for found in part(truths, self.every & ~weighed.cases if weighed is not None else self.every):
            bounds = self.resolver.bounds(fact.id, found.certain, found.maybe)
            if bounds is not None and len(bounds.outcomes) == 1:
                (outcome,) = bounds.outcomes
                if len(outcome) == 1:
                    inferred: Value = outcome if fact.type == "choices" else outcome[0]
                    self._put(column, fact, inferred, found.cases, applies)
                    settled |= found.cases
        return settled

    def _hide_options(self, column: Column, fact: FactDef) -> None:
        for option in fact.options:
            if option.only_if is not None:
                shown, hidden = self.conditions.truth(option.only_if)
                column.yes[option.id] = column.yes.get(option.id, 0) & shown
                column.no[option.id] = column.no.get(option.id, 0) | hidden

    # --- formulas ------------------------------------------------------------------------------------

    def _formula(self, formula: Formula) -> Column:
        column = Column()
        if formula.id in self.free:
            index = self.free[formula.id]
            for choice, value in enumerate(self.block.variables[index].values):
                bits = self.block.bits(index, choice)
                if isinstance(value, Decimal):
                    column.numbers.append((value, bits))
                    column.known |= bits
                elif value == NO_RESULT:
                    column.na |= bits
            return column
        read = set(formula.reads)
        reckoned = self.ruleset.reckoner_of(formula.id)
        for values, where in self._number_cases(sorted(read)):
            result = reckoned(values)
            if result is None:  # every input is there and still there is no result: the formula means nothing here
                column.na |= where
            else:
                column.numbers.append((result, where))
                column.known |= where
        for name in read:
            column.na |= self.result.columns[name].na
            column.unanswerable |= self.result.columns[name].unanswerable
        column.unanswerable &= ~column.na
        column.known &= ~column.unanswerable  # a number that only might be so is not known
        return column

    def _number_cases(self, read: list[str]) -> Iterable[tuple[dict[str, Decimal], Bits]]:
        """Return the combinations of numbers that some case has, each with its cases."""
        found: list[tuple[dict[str, Decimal], Bits]] = [({}, self.every)]
        for name in read:
            fact = self.kb.facts.get(name)
            percent = fact is not None and fact.type == "percent"  # others are not divided: even by 1 that rounds
            numbers = [(n / HUNDRED if percent else n, bits) for n, bits in self.result.columns[name].numbers]
            found = [
                ({**values, name: number}, both)
                for values, where in found
                for number, bits in numbers
                if (both := where & bits)
            ]
        return found

    # --- decisions -----------------------------------------------------------------------------------

    def _decision(self, decision: Decision) -> Column:
        applies, never = self.conditions.truth(decision.applies_when)
        self.result.applies[decision.id] = (applies, never)
        column = Column(na=never)
        truths = self._truths(decision.id)
        weighed = self._weigh(decision.id, truths)
        if decision.id == self.last:
            return column
        if weighed is not None:
            for option in decision.outcomes:
                chosen = weighed.tallied.chosen.get(option, 0)
                if chosen & applies:
                    column.yes[option] = chosen & applies
                column.no[option] = weighed.cases & ~chosen
            column.known = weighed.cases & applies
        within = self.every & ~weighed.cases if weighed is not None else self.every
        classes = part(truths, within)
        if within == self.every:
            self.result.classes[decision.id] = classes
        for found in classes:
            bounds = self.resolver.bounds(decision.id, found.certain, found.maybe)
            if bounds is None:
                continue
            for option in bounds.sure:
                column.yes[option] = column.yes.get(option, 0) | (found.cases & applies)
            for option in bounds.excluded:
                column.no[option] = column.no.get(option, 0) | found.cases
            if len(bounds.outcomes) == 1:
                column.known |= found.cases & applies
        return column

    # --- rules ---------------------------------------------------------------------------------------

    def _truths(self, node: str) -> list[Truth]:
        """Return the truth of each rule about a node."""
        rules = self.ruleset.rules_of.get(node, ())
        found = _truths(rules, self.conditions.truth, self.every, self.base.rules if self.base is not None else {})
        if self.base is None:
            self.result.rules.update(zip((rule.id for rule in rules), found, strict=True))
        return found

    def _weigh(self, node: str, truths: Sequence[Truth]) -> Weighed | None:
        """Return what the rules about a node come to in the cases in which none is open; None for a single case."""
        if self.every == 1:
            return None
        tally = self.resolver.tally(node)
        if not tally.fits:
            return None
        closed = self.every
        for yes, no in truths:
            closed &= yes | no
        found = Weighed(closed, tally.weigh([yes & closed for yes, _ in truths], closed))
        self.result.weighed[node] = found
        return found


def _truths(
    rules: Sequence[Rule], truth: Callable[..., Truth], every: Bits, decided: Mapping[str, Truth]
) -> list[Truth]:
    """Return the truth of each rule; `decided`: those of the single case, which hold or fail in every case alike."""
    found: list[Truth] = []
    for rule in rules:
        held, failed = decided.get(rule.id, _OPEN)
        found.append((every, 0) if held else (0, every) if failed else truth(rule.when))
    return found


_OPEN: Truth = (0, 0)


def _ticked(value: Value) -> tuple[str, ...]:
    """Return the options that an answer ticks."""
    if isinstance(value, tuple):
        return value
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def _option_ids(fact: FactDef) -> tuple[str, ...]:
    return ("true", "false") if fact.type == "yes-no" else tuple(option.id for option in fact.options)
