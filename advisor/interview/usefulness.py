"""How much an answer settles: the outcomes it is expected to rule out, and what answering it costs the person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.live import Followed, Need
from advisor.evaluate.variables import Trials, Variable
from advisor.interview.witness import told_apart
from advisor.model.types import NUMERIC, FactDef, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


def expected_removals(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, base: Evaluation,
    trials: Mapping[str, Sequence[Value]], goals: Mapping[str, Followed],
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Return by goal and fact how many open outcomes of the goal one answer is expected to rule out.

    `trials`: the answers to try of each fact, enough to tell apart what any of the goals asks. An outcome is
    open where the known facts neither choose it nor exclude it; whether a goal applies counts as one
    more. `goals`: with what each hangs on. `base` is the evaluation of the sheet as it stands.
    """
    facts = sorted(trials)
    block = Trials(Variable(fact, tuple(trials[fact])) for fact in facts)
    needed = frozenset[str]().union(*(one.bearing for one in goals.values()))
    tried = Evaluator(ruleset, resolver, sheet).run(block, needed, base=base) if facts else base
    first = dict(zip(facts, accumulate((len(trials[fact]) for fact in facts), initial=0), strict=False))
    found: dict[str, dict[str, float]] = {}
    for goal, followed in goals.items():
        open_now = sum(map(bool, _open_outcomes(ruleset, base, goal)))
        still_open = [bits for bits in _open_outcomes(ruleset, tried, goal) if bits]
        mine = found[goal] = {}
        live = followed.live
        for fact in (live.facts.keys() | live.inputs.keys()) & trials.keys() if open_now else ():
            need = live.facts.get(fact) or live.inputs.get(fact) or Need()
            left = weights = 0
            for weight, cases in _by_weight(told_apart(ruleset.kb.facts[fact], need, trials[fact])):
                bits = cases << first[fact]
                left += weight * sum([(one & bits).bit_count() for one in still_open])
                weights += weight * cases.bit_count()
            mine[fact] = (open_now * weights - left) / weights
    return found


def _by_weight(told: Iterable[tuple[int, int]]) -> Iterable[tuple[int, Bits]]:
    """Return the places of answers as bits, those together that stand for equally many."""
    found: dict[int, Bits] = {}
    for place, weight in told:
        found[weight] = found.get(weight, 0) | 1 << place
    return found.items()


def _open_outcomes(ruleset: Ruleset, evaluation: Evaluation, goal: str) -> Iterator[Bits]:
    """Yield the cases in which each outcome is open, and those in which it is open whether the goal applies."""
    every = evaluation.block.every
    applies, never = evaluation.applies[goal]
    column = evaluation.columns[goal]
    for option in ruleset.kb.decisions[goal].outcomes:
        yield every & ~(column.yes.get(option, 0) | column.no.get(option, 0) | never)
    yield every & ~(applies | never)


def effort(fact: FactDef) -> tuple[int, int]:
    """Return what an answer costs the person, as a sort key: one choice, then ticks, then numbers to look up."""
    kind = 3 if fact.type in NUMERIC else {"yes-no": 0, "choice": 1, "choices": 2}.get(fact.type, 4)
    return kind, len(fact.options)
