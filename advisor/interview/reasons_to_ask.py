"""Why a question is asked: what each answer to it would lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.explore import Result, result_of
from advisor.evaluate.live import Need
from advisor.evaluate.variables import Block, Variable
from advisor.graph import subjects
from advisor.interview.witness import trial_values
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import FactDef, FactOption, Rule, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Consequence:
    """How a decision would stand after an answer.

    `certain`: nothing else can change it. `left`: the options that are still possible where it is not.
    """

    result: Result
    certain: bool
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Led:
    """Answers that lead to the same."""

    values: tuple[Value, ...]
    to: Consequence


def consequences(
    ruleset: Ruleset, resolver: Resolver, sheet: Sheet, fact: str, values: Iterable[Value], goals: Iterable[str]
) -> dict[str, tuple[Led, ...]]:
    """Return for each goal what the answers `values` to `fact` lead to; answers that lead to the same together."""
    chosen, wanted = tuple(values), tuple(goals)
    if not chosen:
        return {}
    block = Block((Variable(fact, chosen),))
    rest = {id_: value for id_, value in sheet.items() if id_ != fact}
    needed = ruleset.closure(frozenset(wanted))
    evaluation = Evaluator(ruleset, resolver, rest).run(block, needed, answered=frozenset({fact}))
    found: dict[str, tuple[Led, ...]] = {}
    for goal in wanted:
        groups: dict[Consequence, list[Value]] = {}
        for choice, value in enumerate(chosen):
            groups.setdefault(_stands(ruleset, resolver, evaluation, goal, choice), []).append(value)
        found[goal] = tuple(Led(tuple(same), to) for to, same in groups.items())
    return found


def _stands(ruleset: Ruleset, resolver: Resolver, evaluation: Evaluation, goal: str, choice: int) -> Consequence:
    here = evaluation.block.bits(0, choice)
    applies, never = evaluation.applies[goal]
    if never & here:
        return Consequence(Result("not-applicable"), certain=True)
    held = next(one for one in evaluation.classes[goal] if one.cases & here)
    result = result_of(resolver, goal, held.certain)
    if applies & here and not held.maybe:
        return Consequence(result, certain=True)
    excluded = evaluation.columns[goal].no
    left = tuple(
        option for option in ruleset.kb.decisions[goal].outcomes if not excluded.get(option, 0) & here
    )  # fmt: skip
    return Consequence(result, certain=False, left=left)


def answers_to_try(ruleset: Ruleset, fact: FactDef, options: Iterable[FactOption]) -> tuple[Value, ...]:
    """Return the answers to tell apart: every option shown, or a number on either side of every threshold."""
    if fact.type == "choice":
        return tuple(option.id for option in options)
    if fact.type == "choices":
        return tuple((option.id,) for option in options)
    if fact.type == "yes-no":
        return (True, False)
    need = Need(thresholds={number for rule in ruleset.kb.rules.values() for number in _thresholds(rule.when, fact.id)})
    return tuple(trial_values(fact, need)) if need.thresholds else ()


def _thresholds(condition: Condition, fact: str) -> Iterator[Decimal]:
    match condition:
        case Comparison(subject, op, _, number) if subject == fact and op not in ("in", "known"):
            yield number
        case Not(part):
            yield from _thresholds(part, fact)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _thresholds(part, fact)
        case _:
            pass


def readers(ruleset: Ruleset, fact: str, goal: str) -> tuple[Rule, ...]:
    """Return the rules by which an answer to `fact` bears on `goal`, those about the goal itself first."""
    below = ruleset.closure(frozenset({goal}))
    read = [
        rule
        for node in sorted(below)
        for rule in ruleset.rules_of.get(node, ())
        if fact in subjects(rule.when)
    ]  # fmt: skip
    return tuple(sorted(read, key=lambda rule: (rule.target != goal, rule.target, rule.id)))
