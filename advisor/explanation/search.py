"""Search for answers under which a decision ends as wanted.

A state is a world in which some facts are still open. The evaluator tells of many states at once which of
them reach the aim for sure and which cannot reach it any more; the others are parted by the answer to one
comparison that keeps a rule open. Nothing is left out: where the search runs to its end without a result
there is none.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.votes import Votes, is_open
from advisor.evaluate.worlds import Entry, How, Ticks, World, Worlds, entry_of, own_conditions
from advisor.explanation.trials import Trials
from advisor.graph import comparisons
from advisor.model.logic import Comparison, Condition
from advisor.model.types import FactDef, Value

BATCH = 64
"""So many states are parted at a time."""
_OPEN = frozenset({How.ANY, How.OPEN, How.COMING})
ANOTHER_FACT, _STRANGE = 1000, 100
"""What it costs that one more answer differs, and that it is one only asked where others are not known."""


@dataclass(frozen=True, slots=True)
class Question:
    """What parts a state: the answer to a fact, or of a list whether one option is ticked."""

    fact: str
    option: str = ""


@dataclass(frozen=True, slots=True, order=True)
class _State:
    turn: tuple[int, int]
    cost: int
    depth: int
    number: int
    world: dict[str, Entry]
    question: Question

    def __hash__(self) -> int:
        return self.number


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: a world that reaches the aim, and its cost, or None.

    `ended`: no state was left, or none that could be better. `complete`: moreover nothing was given up on
    the way. `states`: how many were evaluated.
    """

    world: World | None
    cost: int
    complete: bool
    ended: bool
    states: int


class Search:
    """Searches the worlds of one sheet for one aim."""

    def __init__(self, worlds: Worlds, trials: Trials, aim: Votes) -> None:
        self.worlds = worlds
        self.trials = trials
        self.aim = aim
        self.kb = worlds.ruleset.kb
        self.best = True
        self.open_by = list(self._readers())

    def _readers(self) -> Iterator[tuple[Condition, tuple[Comparison, ...]]]:
        """Yield the conditions that may be open, those that help the aim and say least first."""
        mine = sorted(
            (rule.id not in self.aim.helps, len(list(comparisons(rule.when))), rule.id, rule.when)
            for rule in self.aim.rules
        )
        goal = self.worlds.goal
        below = [(node, one) for node, one in self.worlds.conditions() if node != goal]
        conditions = [*own_conditions(self.worlds.ruleset, goal), *(one[-1] for one in mine)]
        conditions += [one for _, one in reversed(below)]
        for condition in conditions:
            yield condition, tuple(comparisons(condition))

    def run(self, starts: Sequence[World], how: How, limit: int, *, best: bool) -> Found:
        """Return a world that meets the aim for sure, out of those that `starts` leave open.

        A fact of a start that stands as `How.ANY` gets another answer than it has, one that stands as
        `How.OPEN` may also stay as it is, and one that is `How.COMING` is supposed to be this or that.
        With `best` the result is one of least cost, else the first that is found: the fewest answers that
        differ, then the fewest ticks. `limit` bounds the number of states that are evaluated.
        """
        self.best = best
        queue: list[_State] = []
        found: World | None = None
        least, states, complete = -1, 0, True
        fresh: list[tuple[int, int, dict[str, Entry]]] = [(0, 0, dict(start)) for start in starts]
        while fresh or queue:
            for index in range(0, len(fresh), 8 * BATCH):
                part = fresh[index : index + 8 * BATCH]
                won, more, whole = self._sort_out(part, how, states)
                states += len(part)
                complete &= whole
                for state_cost, world in won:
                    if found is None or state_cost < least:
                        found, least = world, state_cost
                for state in more:
                    heapq.heappush(queue, state)
                if found is not None and not best:
                    return Found(found, least, complete, True, states)
            taken: list[_State] = []
            while (
                queue
                and len(taken) < (BATCH if best else min(BATCH, 8 + states // 8))
                and (found is None or queue[0].cost < least)
            ):
                taken.append(heapq.heappop(queue))
            if not taken:
                break
            if states >= limit:
                return Found(found, least, False, False, states)
            fresh = [
                (state.cost + cost, state.depth + 1, child)
                for state in taken
                for cost, child in self._children(state, how)
            ]
        return Found(found, least, complete, True, states)

    def _sort_out(
        self, fresh: Sequence[tuple[int, int, dict[str, Entry]]], how: How, number: int
    ) -> tuple[list[tuple[int, World]], list[_State], bool]:
        """Return the states that reach the aim, those that may, and whether nothing had to be given up."""
        evaluation = self.worlds.run([world for _, _, world in fresh])
        certain, possible = self.aim.verdict(evaluation)
        worlds = [world for _, _, world in fresh]
        won: list[tuple[int, World]] = [
            (fresh[index][0], world) for index, world in enumerate(worlds) if certain >> index & 1
        ]
        questions = self._questions(evaluation, possible & ~certain, worlds, how)
        more: list[_State] = []
        for index, question in questions.items():
            cost, depth, world = fresh[index]
            turn = (cost, -depth) if self.best else (-depth, cost)
            more.append(_State(turn, cost, depth, number + index, world, question))
        stuck = (possible & ~certain).bit_count() > len(questions)
        sampled = any(question.fact in self.trials.sampled for question in questions.values())
        return won, more, not sampled and not (stuck and how is How.SUPPOSED)

    def _questions(
        self, evaluation: Evaluation, pending: Bits, worlds: Sequence[World], how: How
    ) -> dict[int, Question]:
        """Return for each pending state the question that parts it; none where nothing open can be asked."""
        found: dict[int, Question] = {}
        for condition, tests in self.open_by:
            if not pending:
                break
            unsure = is_open(evaluation.truth(condition), pending)
            if not unsure:
                continue
            for test in tests:
                bits = is_open(evaluation.truth(test), unsure & pending)
                while bits:
                    lowest = bits & -bits
                    bits ^= lowest
                    index = lowest.bit_length() - 1
                    question = self._question(test, worlds[index], how)
                    if question is not None:
                        found[index] = question
                        pending ^= lowest
        return found

    def _question(self, test: Comparison, world: World, how: How) -> Question | None:
        for fact in self.trials.inputs.get(test.subject, (test.subject,)):
            entry = world.get(fact)
            if entry is None:
                continue
            if entry[0] in _OPEN:
                if fact in self.trials.asked:
                    return Question(fact, str(test.values[0]) if test.values else "")
                if fact in self.trials.values:
                    return Question(fact)
            elif isinstance(entry[1], Ticks):
                for value in test.values:
                    if value in entry[1].open:
                        return Question(fact, str(value))
        return None

    # --- parting a state --------------------------------------------------------------------------------------

    def _children(self, state: _State, how: How) -> Iterator[tuple[int, dict[str, Entry]]]:
        fact = self.kb.facts[state.question.fact]
        before = state.world[fact.id]
        base = entry_of(self.worlds.sheet, fact.id)
        if before[0] is How.OPEN and (base[0] is not How.ANSWER or fact.type != "choices"):
            yield 0, {id_: entry for id_, entry in state.world.items() if id_ != fact.id}
        for value in self._answers(fact, before[1], state.question.option):
            if how is How.ANSWER and value == base[1]:
                continue  # no change; a smaller one covers it
            cost = (
                self._cost(fact, base[1], value) - self._cost(fact, base[1], before[1])
                if how is How.ANSWER
                else _ticked(value)
            )
            answered = how if before[0] is not How.ANSWER else How.ANSWER  # of an answer some ticks may be open
            yield cost, {**state.world, fact.id: (answered, value)}

    def _answers(self, fact: FactDef, so_far: Value | Ticks | None, option: str) -> Iterator[Value | Ticks]:
        if fact.type != "choices":
            yield from self.trials.values[fact.id]
            return
        if not isinstance(so_far, Ticks):
            alone = [one.id for one in fact.options if one.exclusive and one.id in self.trials.asked[fact.id]]
            yield from ((one,) for one in alone)
            so_far = Ticks((), frozenset(self.trials.asked[fact.id]) - frozenset(alone))
            if option not in so_far.open:
                yield so_far
                return
        left = so_far.open - {option}
        yield Ticks(so_far.ticked, left)
        ticked = tuple(sorted((*so_far.ticked, option)))
        if fits(fact, ticked):
            yield narrowed(fact, ticked, left)

    def _cost(self, fact: FactDef, now: Value | Ticks | None, value: Value | Ticks | None) -> int:
        """Return how much an answer, as far as it is settled, differs from the present one."""
        if value is None:
            return 0
        before = set(now) if isinstance(now, tuple) else set()
        if isinstance(value, Ticks):
            settled = set(self.trials.asked[fact.id]) - value.open
            ticks = len((before & settled) ^ set(value.ticked))
            if not ticks and now is not None:
                return 0
        else:
            ticks = len(before ^ set(value)) if isinstance(value, tuple) else 1
        unasked = _STRANGE if fact.ask == "fallback" and fact.id not in self.worlds.sheet else 0
        return ANOTHER_FACT + unasked + ticks

    def answers(self, world: World) -> Mapping[str, Value]:
        """Return what a world found answers otherwise than the sheet; what it leaves open stays as it is, if it can."""
        changed: dict[str, Value] = {}
        for id_ in sorted(world):
            how, value = world[id_]
            now = self.worlds.sheet.get(id_)
            if how is How.OPEN:
                continue
            if how is How.ANY:
                value = self._some_answer(self.kb.facts[id_], now)
            elif isinstance(value, Ticks):
                value = _filled(self.kb.facts[id_], value, now, self.trials.asked[id_])
            if how in (How.ANY, How.ANSWER, How.SUPPOSED) and value is not None and value != now:
                changed[id_] = value
        return changed

    def _some_answer(self, fact: FactDef, now: Value | None) -> Value | None:
        if now is not None:
            return now
        if fact.type == "choices":
            return next(((option.id,) for option in fact.options), ())
        return next(iter(self.trials.values.get(fact.id, ())), None)


def _ticked(value: Value | Ticks) -> int:
    """Return how many options are ticked: where little is said few rules hold, and that tells soonest."""
    return len(value.ticked) if isinstance(value, Ticks) else len(value) if isinstance(value, tuple) else 0


def fits(fact: FactDef, ticked: tuple[str, ...]) -> bool:
    """Return whether these options may be ticked together."""
    alone = any(option.exclusive and option.id in ticked for option in fact.options)
    return (len(ticked) == 1 or not alone) and (not fact.at_most or len(ticked) <= fact.at_most)


def narrowed(fact: FactDef, ticked: tuple[str, ...], left: frozenset[str]) -> Ticks:
    """Return a list with these ticks, of whose other options only those stay open that may still be ticked."""
    return Ticks(ticked, frozenset(option for option in left if fits(fact, (*ticked, option))) if ticked else left)


def _filled(fact: FactDef, value: Ticks, now: Value | None, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return a whole answer: ticks that are settled, then those of the present answer that may stay."""
    before = now if isinstance(now, tuple) else ()
    alone = {option.id for option in fact.options if option.exclusive}
    stay = [one for one in before if one not in alone and (one in value.open or one not in asked)]
    room = (fact.at_most or len(fact.options)) - len(value.ticked)
    ticked = tuple(sorted((*value.ticked, *stay[: max(room, 0)])))
    if ticked:
        return ticked
    kept = [one for one in before if one in alone and one not in asked]
    spare = [option.id for option in fact.options if option.exclusive and option.id not in asked]
    return tuple((kept or spare)[:1])
