"""Every outcome a decision can still have, what each hangs on, and which fact would settle most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation, OutcomeClass
from advisor.evaluate.evaluator import HUNDRED, Evaluator, Sheet
from advisor.evaluate.live import Live, Need, find_live
from advisor.evaluate.variables import NO_RESULT, UNREAD, Block, Variable, regions, ticked_subsets
from advisor.evaluate.votes import reach
from advisor.formula.types import divides, names
from advisor.model.logic import Ranking
from advisor.model.types import NUMERIC, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.count import Mask
from advisor.ruleset.node_rules import ones, subsets
from advisor.ruleset.resolve import MAX_MAYBE, Resolver

LIMIT = 100_000
MAX_POSSIBLE = 200
MAX_UNDECIDED = 6
"""Up to so many undecided options all outcomes they leave are listed; beyond, bounds alone tell."""

ResultKind = Literal["settled", "tied", "not-applicable"]


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """How a decision can end."""

    kind: ResultKind
    outcome: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """A result, facts under which it comes about, and how many of the completions lead to it."""

    result: Result
    condition: tuple[tuple[str, Value], ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Possibilities:
    """All results of a decision that the known facts leave open.

    `exact`: the list is exactly what the completions give; otherwise it may hold too much.
    `wide`: so many rules are open at once that not every result is listed: nothing is settled.
    `bounds`: where the list is not exact, the options of every outcome there may be, and those of some more.
    `matters`: unknown facts whose answer can change the result, those that settle most first,
    with the number of results an answer is expected to leave.
    """

    possible: tuple[Possible, ...]
    exact: bool
    matters: tuple[tuple[str, float], ...]
    live: Live
    wide: bool = False
    bounds: tuple[tuple[str, ...], tuple[str, ...]] | None = None


def explore(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, goal: str, limit: int = LIMIT, base: Evaluation | None = None
) -> Possibilities:
    """Return the results `goal` can have over all completions of the unknown facts.

    `base`: the evaluation of the sheet as a single case, where it is there already.
    `limit` bounds the number of completions; beyond it some facts stay unknown, the
    result is a superset (unless it is `wide`) and `exact` is False.
    """
    evaluator = Evaluator(ruleset, resolver, sheet)
    needed = ruleset.closure(frozenset({goal}))
    base = base or evaluator.run(Block(()), needed)
    live = find_live(ruleset, base, sheet, goal)
    variables, exact = _variables(ruleset, live, limit)
    evaluation = evaluator.run(Block(variables), needed, base=base, last=goal) if variables else base
    results, complete, wide, bounds = _results(ruleset, resolver, evaluation, goal)
    ranked = sorted(results, key=lambda result: (-results[result].bit_count(), result))
    matters = _matters(evaluation.block, results)
    possible = tuple(_possible(evaluation.block, result, results[result], matters) for result in ranked[:MAX_POSSIBLE])
    exact = exact and complete and len(ranked) <= MAX_POSSIBLE
    return Possibilities(possible, exact, matters, live, wide, None if exact else bounds)


def _variables(ruleset: Ruleset, live: Live, limit: int) -> tuple[tuple[Variable, ...], bool]:
    """Return the free variables, the most read first, as many as `limit` allows, and whether they are all exact."""
    candidates: list[tuple[int, str, Variable | None]] = []
    for node, need in live.facts.items():
        candidates.append((-len(need.readers), node, _fact_variable(ruleset, node, need)))
    for node, need in live.formulas.items():
        variable = _formula_variable(ruleset, live, node)
        if variable is not None:
            candidates.append((-len(need.readers), node, variable))
    chosen: list[Variable] = []
    exact, size = True, 1
    for _, _, variable in sorted(candidates, key=lambda c: (c[0], c[1])):
        if variable is None or size * len(variable.values) > limit:
            exact = False
            continue
        size *= len(variable.values)
        exact &= variable.exact
        chosen.append(variable)
    # never reckoned from the few numbers that stand for the regions of its inputs
    unread = live.formulas.keys() - {variable.node for variable in chosen}
    return (*chosen, *(Variable(node, (UNREAD,)) for node in sorted(unread))), exact


def _formula_variable(ruleset: Ruleset, live: Live, node: str) -> Variable | None:
    """Return a formula as free as its readers can tell, or None where nothing asks for its amount."""
    need, inferred = live.formulas[node], ruleset.kb.formulas[node].infers
    thresholds, known = set(need.thresholds), need.known
    if inferred in live.facts:  # what is asked of the fact is asked of the formula that answers it
        scale = HUNDRED if ruleset.kb.facts[inferred].type == "percent" else Decimal(1)
        thresholds.update(threshold / scale for threshold in live.facts[inferred].thresholds)
        known |= live.facts[inferred].known
    if not thresholds and not known:
        return None
    values: tuple[Value, ...] = regions(sorted(thresholds), None, None)
    return Variable(node, (*values, NO_RESULT) if _can_fail(ruleset, node) else values, exact=False)


def _can_fail(ruleset: Ruleset, node: str) -> bool:
    """Return whether a number may come to nothing: a requirement, a division, an input that may not apply."""
    fact = ruleset.kb.facts.get(node)
    if fact is not None:
        return fact.applies_when is not None
    formula = ruleset.kb.formulas[node]
    return (
        bool(formula.requires)
        or divides(formula.expression)
        or any(_can_fail(ruleset, name) for name in names(formula.expression))
    )


def _fact_variable(ruleset: Ruleset, node: str, need: Need) -> Variable | None:
    fact = ruleset.kb.facts[node]
    if fact.type == "yes-no":
        return Variable(node, (True, False))
    if fact.type in NUMERIC:
        return Variable(node, regions(sorted(need.thresholds), fact.low, fact.high))
    if fact.type == "choices":
        subsets = ticked_subsets(fact, need.options)
        return None if subsets is None else Variable(node, subsets)
    if fact.type == "text":
        return Variable(node, ("",))
    asked = [option.id for option in fact.options if option.id in need.options]
    rest = [option.id for option in fact.options if option.id not in need.options]
    return Variable(node, (*asked, *rest[:1]))  # options that no open rule asks about are all alike


def _results(
    ruleset: Ruleset, resolver: Resolver, evaluation: Evaluation, goal: str
) -> tuple[dict[Result, Bits], bool, bool, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the cases in which each result is possible, whether nothing stayed open, whether too much did, bounds."""
    every = evaluation.block.every
    applies, never = evaluation.applies[goal]
    results: dict[Result, Bits] = {}
    complete = not every & ~(applies | never)
    if never or every & ~applies:
        results[Result("not-applicable")] = every & ~applies
    wide: Bits = 0
    reached: list[tuple[frozenset[str], frozenset[str]]] = []
    for found in evaluation.classes[goal]:
        cases = found.cases & ~never
        if not cases:
            continue
        complete &= not found.maybe
        if found.maybe.bit_count() > MAX_MAYBE:
            wide |= cases
            mine, sides = _wide_results(ruleset, resolver, goal, found)
            reached.append(sides)
        else:
            mine = set(_class_results(resolver, goal, found))
            reached += [(frozenset(result.outcome), frozenset(result.outcome)) for result in mine]
        for result in mine:
            results[result] = results.get(result, 0) | cases
    always = frozenset.intersection(*(one for one, _ in reached)) if reached else frozenset()
    some = frozenset().union(*(one for _, one in reached))
    return results, complete, bool(wide), (tuple(sorted(always)), tuple(sorted(some - always)))


def _class_results(resolver: Resolver, goal: str, found: OutcomeClass) -> Iterator[Result]:
    """Yield the results of a class: of every choice of its open rules."""
    for choice in subsets(found.maybe):
        yield result_of(resolver, goal, found.certain | choice)


def _wide_results(
    ruleset: Ruleset, resolver: Resolver, goal: str, found: OutcomeClass
) -> tuple[set[Result], tuple[frozenset[str], frozenset[str]]]:
    """Return results where very many rules are open, and the options in all and in some outcomes.

    All that may come about are listed where few options are undecided, else some of them.
    """
    decision = ruleset.kb.decisions[goal]
    rules = ruleset.rules_of[goal]
    certain = frozenset(rules[index].id for index in ones(found.certain))
    maybe = frozenset(rules[index].id for index in ones(found.maybe))
    results = {result_of(resolver, goal, found.certain), result_of(resolver, goal, found.certain | found.maybe)}
    if decision.kind == "rank":
        then = [rules[index].then for index in ones(found.certain | found.maybe)]
        orders = {tuple(o for group in one.order for o in group): one.order for one in then if isinstance(one, Ranking)}
        results |= {Result("settled"), *(Result("settled", order) for order in orders)}
        results |= {Result("tied", order, order) for order in orders}
        return results, (frozenset(), frozenset(option for order in orders for option in order))
    always, some = reach(ruleset, resolver, goal, certain, maybe)
    undecided = sorted(some - always)
    if len(undecided) <= MAX_UNDECIDED:
        for choice in product((False, True), repeat=len(undecided)):
            added = (option for option, chosen in zip(undecided, choice, strict=True) if chosen)
            outcome = tuple(sorted({*always, *added}))
            if decision.kind != "one" or len(outcome) < 2:
                results.add(Result("settled", outcome))
            results.add(Result("tied", outcome, outcome))
        results.discard(Result("tied"))
    elif decision.kind == "one":
        results |= {Result("settled", (option,)) for option in some}
    return results, (always, some)


def result_of(resolver: Resolver, goal: str, held: Mask) -> Result:
    """Return how `goal` ends when exactly the rules `held` (bits, in order of firing) hold."""
    resolution = resolver.resolve_bits(goal, held)
    return Result("tied" if resolution.tied else "settled", resolution.outcome, resolution.tied)


def _matters(block: Block, results: dict[Result, Bits]) -> tuple[tuple[str, float], ...]:
    scored: list[tuple[float, str]] = []
    for index, variable in enumerate(block.variables):
        stride = block.stride(index)
        first = block.bits(index, 0)
        differs = any(
            (bits & first) != ((bits & block.bits(index, choice)) >> (choice * stride))
            for bits in results.values()
            for choice in range(1, len(variable.values))
        )
        if differs:
            left = [
                sum(1 for bits in results.values() if bits & block.bits(index, choice))
                for choice in range(len(variable.values))
            ]
            scored.append((sum(left) / len(left), variable.node))
    return tuple((node, score) for score, node in sorted(scored))


def _possible(block: Block, result: Result, bits: Bits, matters: Sequence[tuple[str, float]]) -> Possible:
    """Return the result with a condition as short as leaving out one fact at a time makes it."""
    case = block.case((bits & -bits).bit_length() - 1)
    index_of = {variable.node: index for index, variable in enumerate(block.variables)}
    kept = [node for node, _ in matters if case[node] != NO_RESULT]
    where = {
        node: block.bits(index_of[node], block.variables[index_of[node]].values.index(case[node])) for node in kept
    }

    def covered(nodes: list[str]) -> bool:
        cases = block.every
        for node in nodes:
            cases &= where[node]
        return not cases & ~bits

    for node in reversed(list(kept)):
        shorter = [other for other in kept if other != node]
        if covered(shorter):
            kept = shorter
    return Possible(result, tuple((node, case[node]) for node in sorted(kept)), bits.bit_count())
