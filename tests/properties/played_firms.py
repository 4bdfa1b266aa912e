"""Sessions played by random firms on the shipped knowledge, and what is to hold of them."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from advisor.consultation.consult import Advisor
from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.explore import result_of
from advisor.evaluate.variables import Block, Sample, Variable
from advisor.interview.interviewer import Interviewer
from advisor.interview.next_question import Question, next_question
from advisor.interview.session import Session, answer, sheet
from advisor.model.types import NUMERIC, FactDef, Value
from advisor.ruleset.resolve import Resolver
from tests.properties.random_cases import random_case, random_firm

SAMPLE = 512


@dataclass(frozen=True)
class Step:
    """A question, the session before it, and the answer (None: don't-know)."""

    session: Session
    question: Question
    value: Value | None


@dataclass(frozen=True)
class Played:
    """A session from its first question to its end."""

    steps: tuple[Step, ...]
    end: Session

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the facts asked for, in order."""
        return tuple(step.question.fact for step in self.steps)


def play(
    interviewer: Interviewer, firm: dict[str, Value], goals: Iterable[str], *,
    quick: bool = False, unknown: Collection[str] = (),
) -> Played:  # fmt: skip
    """Answer a session as the firm would; it does not know the facts in `unknown`, nor what does not apply to it."""
    session = Session(knowledge=interviewer.ruleset.kb.digest, goals=tuple(goals), quick=quick)
    steps: list[Step] = []
    while (question := next_question(interviewer.ruleset, session, interviewer)) is not None:
        value = None if question.fact in unknown else firm.get(question.fact)
        steps.append(Step(session, question, value))
        session = answer(session, question.fact, value)
    return Played(tuple(steps), session)


def ends(advisor: Advisor, answers: Sheet, goals: Iterable[str]) -> dict[str, tuple[str, object, object]]:
    """Return how experta ends each goal: status, outcome, and the amounts it shows."""
    found = advisor.consult(answers, goals, limit=1).findings
    return {
        goal: (one.status, one.outcome, tuple((option, amount.value) for option, amount in one.amounts.items()))
        for goal, one in found.items()
    }


def turns_on(advisor: Advisor, step: Step, draw: random.Random, tries: int = 48) -> bool:
    """Return whether some completion of the other facts was found in which two answers end the goal otherwise.

    The evaluator looks through random completions; what it finds experta must confirm.
    """
    ruleset, goal, fact = advisor.ruleset, step.question.because, step.question.fact
    below = ruleset.closure(frozenset({goal}))
    answered, resolver = sheet(step.session), Resolver(ruleset)
    open_facts = [one for id_ in sorted(below - {fact}) if (one := advisor.kb.facts.get(id_)) and id_ not in answered]
    inferable = {*ruleset.rules_of, *ruleset.formula_for}
    for number in range(tries):  # now what follows from other answers is left to them, now few values take turns
        free = [one for one in open_facts if number % 2 or one.id not in inferable]
        free = [one for one in free if number % 3 or one.ask != "fallback"]
        few = 2 if number % 4 > 1 else SAMPLE
        sample = Sample([Variable(one.id, _draw(_some_values(one, draw), few, draw)) for one in free], SAMPLE, draw)
        values = _some_values(advisor.kb.facts[fact], draw)
        shown = [
            _shown(advisor, resolver, Evaluator(ruleset, resolver, {**answered, fact: value}).run(sample, below), goal)
            for value in values
        ]
        for (one, first), (two, second) in combinations(zip(values, shown, strict=True), 2):
            case = _first_difference(first, second)
            if case is not None:
                rest = {v.node: v.values[sample.choice(i, case)] for i, v in enumerate(sample.variables)} | answered
                if ends(advisor, {**rest, fact: one}, [goal]) != ends(advisor, {**rest, fact: two}, [goal]):
                    return True
    return False


def _shown(advisor: Advisor, resolver: Resolver, evaluation: Evaluation, goal: str) -> dict[object, Bits]:
    """Return, by what a goal may come to and by the amounts it may show, the cases in which it certainly does."""
    applies, never = evaluation.applies[goal]
    found: dict[object, Bits] = {"not applicable": never}
    for one in evaluation.classes[goal]:
        if not one.maybe:
            end = result_of(resolver, goal, one.certain)
            found[end] = found.get(end, 0) | (one.cases & applies)
    for option in advisor.kb.decisions[goal].options:
        if option.formula:
            found.update(((option.id, number), bits) for number, bits in evaluation.columns[option.formula].numbers)
    return found


def _first_difference(first: dict[object, Bits], second: dict[object, Bits]) -> int | None:
    differences = (first.get(key, 0) ^ second.get(key, 0) for key in {**first, **second})
    return next(((bits & -bits).bit_length() - 1 for bits in differences if bits), None)


def _draw(values: tuple[Value, ...], count: int, draw: random.Random) -> tuple[Value, ...]:
    return tuple(draw.sample(values, min(count, len(values))))


def _some_values(fact: FactDef, draw: random.Random) -> tuple[Value, ...]:
    if fact.type == "yes-no":
        return (True, False)
    if fact.type == "choice":
        return tuple(option.id for option in fact.options)
    if fact.type == "choices":
        free = [option.id for option in fact.options if not option.exclusive]
        pairs = [tuple(sorted(draw.sample(free, 2))) for _ in range(4) if len(free) > 1 and (fact.at_most or 2) > 1]
        return tuple(dict.fromkeys([(), *((option.id,) for option in fact.options), *pairs]))
    if fact.type in NUMERIC:
        low, high = fact.low or Decimal(0), fact.high if fact.high is not None else Decimal(10) ** draw.randint(2, 8)
        return tuple(dict.fromkeys([low, *(low + (high - low) * draw.randint(0, 100) / 100 for _ in range(4))]))
    return ("",)


def turned_by_unasked(advisor: Advisor, played: Played, rng: random.Random, completions: int = 8) -> list[str]:
    """Return the goals whose end differs between random completions of what was not asked.

    Completed are the facts that the session could have asked for; what follows from the answers stays so.
    """
    kb, session = advisor.kb, played.end
    may = {"quick"} if session.quick else {"quick", "plan"} if len(session.goals) > 1 else {"quick", "plan", "goal"}
    answered = sheet(session)
    ruleset = advisor.ruleset
    base = Evaluator(ruleset, Resolver(ruleset), answered).run(Block(()), frozenset(ruleset.nodes))
    seen: dict[str, set[tuple[str, object]]] = {goal: set() for goal in session.goals}
    for number in range(completions):
        drawn = (random_case if number % 2 else random_firm)(kb, rng)
        free = {
            id_: value
            for id_, value in drawn.items()
            if kb.facts[id_].ask in may and id_ not in answered and not base.columns[id_].known
        }
        for goal, end in ends(advisor, {**free, **answered}, session.goals).items():
            seen[goal].add(end[:2])
    return [goal for goal, found in seen.items() if len({one for one in found if one[0] != "open"}) > 1]
