"""The answers worth trying for a fact, and the comparisons that make them so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, DecimalException
from itertools import product

from advisor.evaluate.evaluator import HUNDRED, Sheet
from advisor.evaluate.variables import regions
from advisor.evaluate.worlds import Worlds
from advisor.formula.evaluate import CONTEXT, reckon
from advisor.formula.types import Apply, Expression, Name, Number, is_truth, names
from advisor.graph import comparisons
from advisor.model.logic import Comparison, Condition
from advisor.model.types import NUMERIC, FactDef, KnowledgeBase, Value

MAX_TRIALS = 24
"""Up to so many numbers are tried for one fact that a formula reads."""


def trials_of(worlds: Worlds) -> Trials:
    """Return what is asked of the facts that a goal hangs on."""
    conditions = [condition for _, condition in worlds.conditions()]
    return Trials(worlds.ruleset.kb, worlds.sheet, worlds.nodes, conditions)


class Trials:
    """What is asked of the facts among `nodes`, and which answers tell the questions apart.

    `values`: for each fact with single answers one answer for each way the comparisons can come out; `asked`:
    of a list the options that something asks about; `inputs`: for each formula that is compared with a number
    the facts it is reckoned from; `limits`: those numbers. `sampled`: facts of which only some numbers are tried,
    those that carry a formula across a number it is compared with.
    """

    def __init__(
        self, kb: KnowledgeBase, sheet: Sheet, nodes: Iterable[str], conditions: Iterable[Condition | None]
    ) -> None:
        self.kb = kb
        self.values: dict[str, tuple[Value, ...]] = {}
        self.asked: dict[str, tuple[str, ...]] = {}
        self.inputs: dict[str, tuple[str, ...]] = {}
        self.sampled: set[str] = set()
        self.limits: dict[str, tuple[Decimal, ...]] = {}
        tests: dict[str, list[Comparison]] = {}
        for condition in conditions:
            for test in comparisons(condition):
                tests.setdefault(test.subject, []).append(test)
        crossed = self._crossed(sheet, tests)
        for node in nodes:
            if node in self.kb.facts and (node in tests or node in crossed):
                self._fact(self.kb.facts[node], tests.get(node, []), crossed.get(node, set()))

    def _fact(self, fact: FactDef, tests: list[Comparison], crossed: set[Decimal]) -> None:
        if fact.type == "choices":
            asked = {str(value) for test in tests for value in test.values}
            self.asked[fact.id] = tuple(option.id for option in fact.options if option.id in asked)
        elif fact.type == "choice":
            self.values[fact.id] = tuple(option.id for option in fact.options)
        elif fact.type == "yes-no":
            self.values[fact.id] = (True, False)
        elif fact.type in NUMERIC:
            limits = [test.number for test in tests if test.op not in ("in", "known")]
            numbers = set(_plain_regions(limits, fact)) if limits or not crossed else set()
            chosen = sorted(numbers | set(_spread(sorted(crossed), MAX_TRIALS)))
            self.values[fact.id] = tuple(chosen)
            if crossed:
                self.sampled.add(fact.id)

    def _crossed(self, sheet: Sheet, tests: Mapping[str, list[Comparison]]) -> dict[str, set[Decimal]]:
        """Return for facts that formulas read the numbers just at, below and above which a comparison turns."""
        found: dict[str, set[Decimal]] = {}
        for formula in self.kb.formulas.values():
            mine = [test.number for test in tests.get(formula.id, ()) if test.op not in ("in", "known")]
            if formula.infers in tests:  # percent facts are compared as percent, formulas reckon ratios
                scale = HUNDRED if self.kb.facts[formula.infers].type == "percent" else Decimal(1)
                mine += [test.number / scale for test in tests[formula.infers] if test.op not in ("in", "known")]
            asked = formula.id in tests or formula.infers in tests
            if not asked:
                continue
            self.limits[formula.id] = tuple(sorted(set(mine)))
            expression, requires = self.written_out(formula.id)
            whole = [expression, *requires]
            read = tuple(sorted({name for part in whole for name in names(part)}))
            self.inputs[formula.id] = read
            targets = [(whole[0], target) for target in mine]
            for part in whole[1:]:
                targets += _limits(part)
            for name in read:
                found.setdefault(name, set()).update(self._turning(name, read, targets, sheet))
        return found

    def written_out(self, formula: str) -> tuple[Expression, tuple[Expression, ...]]:
        """Return a formula and what it requires, and what all it reads requires, over facts alone."""
        one = self.kb.formulas[formula]
        requires = tuple(self._written_out(required.that) for required in one.requires)
        inner = [name for part in (one.expression, *(r.that for r in one.requires)) for name in names(part)]
        for name in dict.fromkeys(inner):
            if name in self.kb.formulas:
                requires += self.written_out(name)[1]
        return self._written_out(one.expression), requires

    def _written_out(self, expression: Expression) -> Expression:
        """Return an expression over facts alone."""
        match expression:
            case Name(id_) if id_ in self.kb.formulas:
                return self._written_out(self.kb.formulas[id_].expression)
            case Apply(op, args):
                return Apply(op, tuple(self._written_out(arg) for arg in args))
            case _:
                return expression

    def _turning(
        self, name: str, read: tuple[str, ...], targets: list[tuple[Expression, Decimal]], sheet: Sheet
    ) -> Iterator[Decimal]:
        fact = self.kb.facts[name]
        scale = HUNDRED if fact.type == "percent" else Decimal(1)
        others = [one for one in read if one != name]
        grids = [self._grid(one, sheet) for one in others]
        yield from self._grid(name, sheet)
        for expression, target in targets:
            for combination in product(*grids):
                values = {
                    one: number / HUNDRED if self.kb.facts[one].type == "percent" else number
                    for one, number in zip(others, combination, strict=True)
                }
                exact = _solve(expression, target, name, values)
                if exact is not None:
                    yield from (number for number in _around(exact * scale) if _in_range(fact, number))

    def _grid(self, name: str, sheet: Sheet) -> tuple[Decimal, ...]:
        """Return the number a fact has or, where it has none, some it could have."""
        fact, now = self.kb.facts[name], sheet.get(name)
        if isinstance(now, Decimal):
            return (now,)
        some = (Decimal(-10), Decimal(10), *((fact.low,) if fact.low is not None else ()))
        return tuple(sorted({number for number in some if _in_range(fact, number)}))


def _in_range(fact: FactDef, number: Decimal) -> bool:
    return (fact.low is None or number >= fact.low) and (fact.high is None or number <= fact.high)


def _plain_regions(limits: list[Decimal], fact: FactDef) -> Iterator[Decimal]:
    """Yield a number for each region, whole where the region holds one."""
    chosen = regions(limits, fact.low, fact.high)
    for number in chosen:
        whole = number.to_integral_value()
        same = all((whole < limit) == (number < limit) and (whole == limit) == (number == limit) for limit in limits)
        yield whole if same and _in_range(fact, whole) else number


def _spread(numbers: list[Decimal], count: int) -> list[Decimal]:
    if len(numbers) <= count:
        return numbers
    return [numbers[index * (len(numbers) - 1) // (count - 1)] for index in range(count)]


def _around(exact: Decimal) -> tuple[Decimal, ...]:
    """Return a number where it is short, and round numbers on either side of it."""
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 18:
        return ()
    step = Decimal(10) ** (exact.adjusted() - 1) if exact else Decimal(1)
    below = (exact // step) * step
    short = exact.normalize(CONTEXT)
    numbers = {below - step, below, below + step, below + step + step}
    if len(short.as_tuple().digits) <= 12:
        numbers.add(short)
    return tuple(sorted(n.quantize(Decimal(1)) if n == n.to_integral_value() else n.normalize() for n in numbers))


def _limits(condition: Expression) -> list[tuple[Expression, Decimal]]:
    """Return what a requirement compares, as differences that turn at zero."""
    if not isinstance(condition, Apply) or not is_truth(condition):
        return []
    if condition.op in ("and", "or", "not"):
        return [limit for arg in condition.args for limit in _limits(arg)]
    return [(Apply("-", condition.args), Decimal(0))]


def _solve(expression: Expression, target: Decimal, name: str, values: Mapping[str, Decimal]) -> Decimal | None:
    """Return the number for `name` at which the expression comes to `target`, followed down one path.

    None where there is none that way. Where the name stands more than once the result is only near;
    whoever tries it reckons it again.
    """
    try:
        return _invert(expression, target, name, values)
    except (DecimalException, ZeroDivisionError):
        return None


def _invert(expression: Expression, target: Decimal, name: str, values: Mapping[str, Decimal]) -> Decimal | None:
    match expression:
        case Name(id_):
            return target if id_ == name else None
        case Number():
            return None
        case Apply(op, args):
            index = next((i for i, arg in enumerate(args) if name in names(arg)), None)
            if index is None:
                return None
            inside = args[index]
            if op == "neg":
                return _invert(inside, -target, name, values)
            if op not in ("+", "-", "*", "/") or len(args) != 2:  # min, max, abs, ceil: where it is the one that counts
                return _invert(inside, target, name, values)
            other = reckon(args[1 - index], {name: Decimal(0), **values})
            if other is None:
                return None
            return _invert(inside, _undo(op, index, target, other), name, values)


def _undo(op: str, index: int, target: Decimal, other: Decimal) -> Decimal:
    match op:
        case "+":
            return CONTEXT.subtract(target, other)
        case "-":
            return CONTEXT.add(target, other) if index == 0 else CONTEXT.subtract(other, target)
        case "*":
            return CONTEXT.divide(target, other)
        case _:
            return CONTEXT.multiply(target, other) if index == 0 else CONTEXT.divide(other, target)
