"""Proof that a question still matters: a completion of the case in which its answer decides.

Searching all completions for every question would be slow while much is open, and while
much is open almost every question matters. So first a few hundred completions are drawn;
one in which two answers lead to different outcomes is proof. The draw depends on nothing
but the question and the goal, so the same session always asks the same questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.explore import Result, result_of
from advisor.evaluate.live import Live, Need
from advisor.evaluate.variables import Block, Path, Sample, Variable, regions
from advisor.model.types import NUMERIC, FactDef, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

CASES = 192
"""Completions looked at together in one draw."""
FEW_DRAWS = range(6)
SAMPLES, SAMPLE_SIZE = 4, 512
"""Draws of completions around one question; draws of whole completions of a goal, and how many each holds."""


def has_witness(
    evaluator: Evaluator, base: Evaluation, goal: str, fact: str, live: Live, *,
    needed: frozenset[str], draws: range, amounts: bool = False,
) -> bool:  # fmt: skip
    """Return whether completions were found in which two answers to `fact` give `goal` different outcomes.

    `base`: the evaluation of the sheet as a single case. `live`: what the goal hangs on; `needed`: all that bears
    on it; `draws` numbers the draws of completions. With `amounts`, other sums count as another outcome too.
    False only means that none was found.
    """
    ruleset = evaluator.ruleset
    values = tuple(trial_values(ruleset.kb.facts[fact], _need(live, fact)))
    for number in draws:
        draw = random.Random(f"{goal} {fact} {number}")  # noqa: S311 - repeatable on purpose
        others = _draw_others(ruleset, fact, live, draw)
        block = Block((*others, Variable(fact, values)))
        evaluation = evaluator.run(block, needed, answered=frozenset({fact}), base=base, last="" if amounts else goal)
        shown = _amounts(ruleset, evaluation, goal) if amounts else ()
        cases = block.size // len(values)  # of each value: the fact changes slowest
        if any(_parted(ends, cases, len(values)) for ends in (_ends(evaluator.resolver, evaluation, goal), *shown)):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Ends:
    """How the cases of an evaluation end: `signs` are sets of cases, and cases in the same of them end alike.

    `there`: the cases that end at all; in the others something stays open.
    """

    there: Bits
    signs: tuple[Bits, ...]


def _parted(ends: Ends, cases: int, values: int) -> bool:
    """Return whether some case ends otherwise with another value; value number i has the i-th `cases` bits."""
    mask = (1 << cases) - 1
    there = [ends.there >> (cases * value) & mask for value in range(values)]
    for sign in ends.signs:
        mine = [sign >> (cases * value) & mask for value in range(values)]
        somewhere = 0
        for one in mine:
            somewhere |= one
        if any(somewhere & all_ends & ~one for all_ends, one in zip(there, mine, strict=True)):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Turning:
    """What many completions of a goal drawn at random show.

    `facts`: those at which the end was seen to turn. `alike`: whether every completion ends, and all in the same way.
    """

    facts: frozenset[str]
    alike: bool


def find_turning(evaluator: Evaluator, base: Evaluation, goal: str, live: Live, *, needed: frozenset[str]) -> Turning:
    """Return at which open facts the goal was seen to turn; none where all completions drawn end alike.

    Completions are drawn at random until two end otherwise. On the way from one to the other, one
    answer at a time, the answers at which the end changes are proof that they matter.
    """
    ruleset, resolver = evaluator.ruleset, evaluator.resolver
    alike = True
    for number in range(SAMPLES):
        draw = random.Random(f"{goal} {number}")  # noqa: S311 - repeatable on purpose
        variables = [
            Variable(fact, tuple(dict.fromkeys(_sample_values(ruleset.kb.facts[fact], _need(live, fact), draw))))
            for fact in sorted({*live.facts, *live.inputs} & needed)
        ]
        sample = Sample(variables, SAMPLE_SIZE, draw)
        ends = _ends(resolver, evaluator.run(sample, needed, base=base, last=goal), goal)
        for sign in ends.signs:
            if sign and ends.there & ~sign:
                facts = _turns_between(evaluator, base, goal, needed, sample, sign, ends.there & ~sign)
                return Turning(facts, alike=False)
        alike &= ends.there == sample.every
    return Turning(frozenset(), alike)


def _turns_between(
    evaluator: Evaluator, base: Evaluation, goal: str, needed: frozenset[str], sample: Sample, one: Bits, other: Bits
) -> frozenset[str]:
    """Return the facts at which the end changes on the way between two cases of a sample."""
    first, last = (one & -one).bit_length() - 1, (other & -other).bit_length() - 1
    steps: list[Variable] = []
    for index, variable in enumerate(sample.variables):
        steps.append(Variable(variable.node, tuple(variable.values[sample.choice(index, at)] for at in (first, last))))
    way = Path(steps)
    ends = _ends(evaluator.resolver, evaluator.run(way, needed, base=base, last=goal), goal)
    return frozenset(
        step.node
        for case, step in enumerate(steps)
        if ends.there >> case & ends.there >> case + 1 & 1
        and any((sign >> case ^ sign >> case + 1) & 1 for sign in ends.signs)
    )


def _sample_values(fact: FactDef, need: Need, draw: random.Random) -> Iterator[Value]:
    if fact.type == "choices":
        asked = [option.id for option in fact.options if option.id in need.options and not option.exclusive]
        yield ()
        yield from ((option,) for option in asked)
        for size in (2, 2, 2, 3, 3, 4):
            if len(asked) >= size and size <= (fact.at_most or size):
                yield tuple(sorted(draw.sample(asked, size)))
        yield from ((option.id,) for option in fact.options if option.exclusive and option.id in need.options)
    elif fact.type in NUMERIC and not need.thresholds:
        yield from _draw_numbers(fact, need, draw)
    else:
        yield from trial_values(fact, need)


def trial_values(fact: FactDef, need: Need) -> list[Value]:
    """Return answers worth telling apart: one for each thing that something open asks about."""
    if fact.type == "yes-no":
        return [True, False]
    if fact.type in NUMERIC:
        numbers = regions(sorted(need.thresholds), fact.low, fact.high)
        return list(numbers if len(numbers) > 1 else (*numbers, numbers[0] + 1, numbers[0] + 1000))
    if fact.type == "text":
        return [""]
    asked = [option.id for option in fact.options if option.id in need.options]
    rest = [option.id for option in fact.options if option.id not in need.options]
    if fact.type == "choice":
        return [*asked, *rest[:1]] if asked else [*rest]
    return [(), *((one,) for one in asked or rest)]


def told_apart(fact: FactDef, need: Need, values: Sequence[Value]) -> list[tuple[int, int]]:
    """Return (place in `values`, number of answers it stands for) of the answers that `need` tells apart.

    What comes out depends on the fact and the need alone, whatever else `values` tells apart.
    """
    if fact.type in NUMERIC:
        regions_seen: dict[tuple[bool, ...], int] = {}
        for place, value in enumerate(values):
            sides = tuple(side for t in sorted(need.thresholds) for side in (value < t, value == t))  # type: ignore[operator]
            regions_seen.setdefault(sides, place)
        return [(place, 1) for place in regions_seen.values()]
    if fact.type == "choices":
        asked = [place for place, value in enumerate(values) if value != () and value[0] in need.options]  # type: ignore[index]
        return [(values.index(()), max(1, len(fact.options) - len(asked))), *((place, 1) for place in asked)]
    if fact.type == "choice":
        others = [place for place, value in enumerate(values) if value not in need.options]
        unasked = sum(option.id not in need.options for option in fact.options)
        mine = [(place, 1) for place, value in enumerate(values) if value in need.options]
        return [*mine, (others[0], unasked)] if others else mine
    return [(place, 1) for place in range(len(values))]


def _need(live: Live, fact: str) -> Need:
    return live.facts.get(fact) or live.inputs.get(fact) or Need()


def _draw_others(ruleset: Ruleset, fact: str, live: Live, draw: random.Random) -> list[Variable]:
    """Return every other open fact with one value, or, as far as there is room, several."""
    others = sorted({*live.facts, *live.inputs} - {fact})
    draw.shuffle(others)
    near = _need(live, fact).readers
    others.sort(key=lambda node: not (_need(live, node).readers & near))
    variables: list[Variable] = []
    size = 1
    for node in others:
        definition, need = ruleset.kb.facts[node], _need(live, node)
        values = tuple(dict.fromkeys(_draw_values(definition, need, draw)))
        if size * len(values) > CASES:
            values = values[:1]
        size *= len(values)
        variables.append(Variable(node, values))
    return variables


def _draw_values(fact: FactDef, need: Need, draw: random.Random) -> Iterator[Value]:
    """Yield up to three values, the first of them to be used where there is room for only one."""
    if fact.type == "yes-no":
        yield from draw.sample([True, False], 2)
    elif fact.type in NUMERIC:
        yield from _draw_numbers(fact, need, draw)
    elif fact.type == "choice":
        yield from draw.sample([option.id for option in fact.options], min(3, len(fact.options)))
    elif fact.type == "choices":
        asked = [option.id for option in fact.options if option.id in need.options and not option.exclusive]
        for count in (1, 0, 2):
            if len(asked) >= count and count <= (fact.at_most or count):
                yield tuple(sorted(draw.sample(asked, count)))
    else:
        yield ""


def _draw_numbers(fact: FactDef, need: Need, draw: random.Random) -> Iterator[Value]:
    if need.thresholds:
        numbers = list(regions(sorted(need.thresholds), fact.low, fact.high))
        yield from draw.sample(numbers, min(3, len(numbers)))
        return
    low = fact.low if fact.low is not None else Decimal(-100)
    span = (fact.high if fact.high is not None else Decimal(10) ** draw.randint(1, 6)) - low
    for _ in range(2):
        yield (low + span * draw.randint(1, 99) / 100).quantize(Decimal("0.01"))


def _ends(resolver: Resolver, evaluation: Evaluation, goal: str) -> Ends:
    """Return how the cases end."""
    applies, never = evaluation.applies[goal]
    weighed = evaluation.weighed.get(goal)
    if weighed is not None:
        tallied = weighed.tallied
        signs = [where & applies for group in (tallied.chosen, tallied.tied) for where in group.values()]
        return Ends(never | (weighed.cases & applies), (never, *signs))
    found: dict[Result, Bits] = {}
    for one in evaluation.classes[goal]:
        if not one.maybe:
            result = result_of(resolver, goal, one.certain)
            found[result] = found.get(result, 0) | (one.cases & applies)
    there = never
    for where in found.values():
        there |= where
    return Ends(there, (never, *found.values()))


def _amounts(ruleset: Ruleset, evaluation: Evaluation, goal: str) -> Iterator[Ends]:
    """Yield for each sum that the decision may show in which cases it shows each amount, or none."""
    chosen = evaluation.columns[goal].yes
    for option in ruleset.kb.decisions[goal].options:
        if option.formula:
            column, shown = evaluation.columns[option.formula], chosen.get(option.id, 0)
            amounts: dict[Decimal | None, Bits] = {None: shown & column.na}
            for number, where in column.numbers:  # other inputs may come to the same number
                amounts[number] = amounts.get(number, 0) | (shown & where)
            there = 0
            for sign in amounts.values():
                there |= sign
            yield Ends(there, tuple(amounts.values()))
