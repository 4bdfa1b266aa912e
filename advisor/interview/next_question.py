"""Which question to ask next: one that can still change an outcome, topic by topic.

Nothing is remembered between steps: the question follows from the ruleset and the
session alone, so that a resumed, edited or undone session asks what a fresh one would.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from advisor.evaluate.live import Live, follow, open_tests
from advisor.evaluate.missing import inferred_from
from advisor.interview.interviewer import LIMIT, Interviewer
from advisor.interview.session import Session, sheet
from advisor.interview.usefulness import effort
from advisor.interview.witness import Turning
from advisor.model.logic import Condition
from advisor.model.types import FactOption
from advisor.ruleset.compile import Ruleset

MOST_FALLBACKS = 2
"""How many questions may make up for one don't-know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A fact to ask for.

    `because`: the decision it serves. `options`: the answers to offer, for a choice.
    `low`, `high`: how many questions, this one included, may still come while the person knows the answers.
    """

    fact: str
    because: str
    options: tuple[FactOption, ...] = ()
    low: int = 1
    high: int = 1


def next_question(
    ruleset: Ruleset,
    session: Session,
    interviewer: Interviewer | None = None,
    among: Collection[str] | None = None,
) -> Question | None:
    """Return the next question worth asking, or None where nothing that may be asked changes an outcome.

    `interviewer`, one for the preferences of the session, saves time when it is used again.
    `among`: the only facts to ask for, where not all may be.
    """
    step = _Step(interviewer or Interviewer(ruleset, session.prefer), session)
    ordered = sorted(step.candidates if among is None else step.candidates.keys() & among, key=step.place_in_order)
    early = [fact for fact in ordered if not step.waits(fact)]
    in_turn = (*early, *(one for one in ordered if one not in early))
    served = ((fact, serves(fact)) for serves in (step.goal_served, step.goal_turned) for fact in in_turn)
    for fact, goal in served:
        if goal is not None:
            return Question(fact=fact, because=goal, options=step.options(fact), high=max(1, step.count_open()))
    return None


def open_questions(ruleset: Ruleset, session: Session) -> tuple[str, ...]:
    """Return every fact that could be asked now and changes an outcome, in the order of asking."""
    step = _Step(Interviewer(ruleset, session.prefer), session)
    return tuple(
        fact
        for fact in sorted(step.candidates, key=step.place_in_order)
        if step.goal_served(fact) is not None or step.goal_turned(fact) is not None
    )


@dataclass
class _Wanted:
    """A fact that could be asked: the goals it is live for, and everything that reads it."""

    goals: dict[str, None] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)


class _Step:
    """One look at a session: what is open, what may be asked, what matters."""

    def __init__(self, interviewer: Interviewer, session: Session) -> None:
        self.interviewer = interviewer
        self.ruleset = interviewer.ruleset
        self.kb = self.ruleset.kb
        self.session = session
        self.sheet = sheet(session)
        self.look = interviewer.look(self.sheet, session.goals)
        self.base, self.states = self.look.base, self.look.states
        self._topics = {topic.id: index for index, topic in enumerate(self.kb.outline.topics)}
        self._after_unknown = frozenset(self._fallbacks())
        self._shared = self._read_elsewhere()
        self.candidates = self._candidates()
        self._waiting = frozenset(fact for fact in self.candidates if self._waits(fact))
        self._removals = {fact: self._expected_removals(fact) for fact in self.candidates}
        self._best_of_topic: dict[str, float] = {}
        for fact in self.candidates.keys() - self._waiting:
            topic = self.kb.facts[fact].topic
            self._best_of_topic[topic] = max(self._removals[fact], self._best_of_topic.get(topic, 0.0))

    def _expected_removals(self, fact: str) -> float:
        """Return how many outcomes an answer is expected to rule out, also through what is inferred from it."""
        return sum(self.states[goal].removals.get(fact, 0.0) for goal in self.candidates[fact].goals)

    # --- what may be asked -----------------------------------------------------------------------------

    def _fallbacks(self) -> Iterator[str]:
        """Yield the facts that can make up for a don't-know."""
        for fact, value in self.session.answers:
            if value is None and not self.base.columns[fact].known and not self.base.applies[fact][1]:
                tried = sum(self.kb.facts[one].ask == "fallback" for one in self.sheet if one in self._below(fact))
                if tried < MOST_FALLBACKS:
                    yield from self._other_ways(fact, MOST_FALLBACKS - tried)

    def _other_ways(self, fact: str, room: int) -> Iterator[str]:
        """Yield facts from which an unknown one follows: those that say it, or a sum of which few parts are missing."""
        if fact not in self.ruleset.formula_for:
            live = follow(self.look.reads, fact).live
            yield from (*live.facts, *live.inputs)
            return
        for formula in self.ruleset.formula_for[fact]:  # in the order in which they count
            column = self.base.columns[formula]
            if not (column.na or column.unanswerable):
                live = follow(self.look.reads, formula).live
                parts = {one for one in live.inputs if one != fact and one not in self.sheet}
                if sum(self.kb.facts[one].ask == "fallback" for one in parts) <= room:
                    yield from sorted(parts)
                return

    def _below(self, fact: str) -> frozenset[str]:
        return self.ruleset.closure(frozenset({fact}))

    def _read_elsewhere(self) -> frozenset[str]:
        """Return the facts that something open reads other than to infer a fact that can itself be asked."""
        found: set[str] = set()
        for state in self.states.values():
            for group in (state.live.facts, state.live.inputs):
                for node, need in group.items():
                    if node not in found and any(self._target(reader) not in self.kb.facts for reader in need.readers):
                        found.add(node)
        return frozenset(found)

    def _target(self, reader: str) -> str:
        """Return what a reader concludes: the target of a rule, the fact a formula infers, else itself."""
        if reader in self.kb.rules:
            return self.kb.rules[reader].target
        if reader in self.kb.formulas:
            return self.kb.formulas[reader].infers or reader
        return reader

    def _candidates(self) -> dict[str, _Wanted]:
        found: dict[str, _Wanted] = {}
        ways: dict[str, tuple[str, ...]] = {}
        for goal, state in self.states.items():
            for group in (state.live.facts, state.live.inputs):
                for node, need in group.items():
                    if node not in ways:
                        ways[node] = tuple(self._ways_to_know(node))
                    for fact in ways[node]:
                        wanted = found.setdefault(fact, _Wanted())
                        wanted.readers |= need.readers
                        wanted.goals[goal] = None
        return found

    def _ways_to_know(self, node: str) -> Iterator[str]:
        """Yield the questions by which `node` can become known.

        What it follows from comes first where that is asked anyway, or where the person
        does not know the fact itself.
        """
        sources = [one for one in inferred_from(self.ruleset, node) if self._may_ask(one)]
        if node in self.sheet:
            yield from sources
            return
        shared = [one for one in sources if one in self._shared]
        yield from shared
        if self._may_ask(node):
            yield node
        elif not shared:
            yield from sources

    def _may_ask(self, fact: str) -> bool:
        if fact in self.sheet or self.base.columns[fact].known or self.base.applies[fact][1]:
            return False
        if self._hangs_on_a_dont_know(fact):
            return False
        ask = self.kb.facts[fact].ask
        if ask == "fallback":
            return fact in self._after_unknown or self._inference_failed(fact) or self._is_wanted_itself(fact)
        if ask == "goal":  # asked only of who asks for just that decision
            return len(self.session.goals) == 1
        return not self.session.quick or ask == "quick"

    def _hangs_on_a_dont_know(self, fact: str) -> bool:
        """Return whether the person could not say something that decides if the question makes sense at all."""
        tests = open_tests(self.kb.facts[fact].applies_when, self.base)
        return any(test.subject in self.sheet for test in tests)

    def _inference_failed(self, fact: str) -> bool:
        """Return whether rules were to infer a fact, and the answers they read settled nothing."""
        if fact not in self.ruleset.rules_of:
            return False
        sources = inferred_from(self.ruleset, fact)
        return any(self.base.columns[one].known for one in sources) and not any(
            one not in self.sheet and not self.base.columns[one].known and not self.base.applies[one][1]
            for one in sources
        )

    def _is_wanted_itself(self, fact: str) -> bool:
        """Return whether the only goal reads the fact as such, not just as a way to another fact."""
        return len(self.session.goals) == 1 and not self.session.quick and fact in self._shared

    # --- what matters ----------------------------------------------------------------------------------

    def goal_served(self, fact: str) -> str | None:
        """Return the first goal whose outcome an answer to `fact` can change, or None where that is not easily seen.

        Goals of which an answer rules something out come first: there proof is hardly ever lacking.
        """
        goals = self.candidates[fact].goals
        ruling_out = [goal for goal in goals if self.states[goal].removals.get(fact)]
        rest = (goal for goal in goals if goal not in ruling_out)
        quickly = (goal for goal in ruling_out if self._parts(fact, goal))
        return next(quickly, None) or next((goal for goal in (*ruling_out, *rest) if self._matters(fact, goal)), None)

    def goal_turned(self, fact: str) -> str | None:
        """Return the first goal with too many completions to search that was seen to turn on `fact`, or None."""
        return next(
            (
                goal
                for goal in self.candidates[fact].goals
                if not self._is_small(goal) and fact in self._turning(goal).facts
            ),
            None,
        )

    def _parts(self, fact: str, goal: str, *, amounts: bool = False) -> bool:
        return self.interviewer.has_witness(self.states[goal], self.sheet, self.base, fact, amounts=amounts)

    def _is_small(self, goal: str) -> bool:
        return self.interviewer.size(self.states[goal].live) <= LIMIT

    def _turning(self, goal: str) -> Turning:
        return self.interviewer.turning(self.states[goal], self.sheet, self.base)

    def _matters(self, fact: str, goal: str) -> bool:
        """Return whether a search of all completions, or of some where they are many, shows that an answer matters."""
        state = self.states[goal]
        if fact in self._inputs_of_amounts(goal) and self._parts(fact, goal, amounts=True):
            return True
        if not self._is_small(goal):
            return not self._turning(goal).alike and self._parts(fact, goal)
        found = self.interviewer.explored(state, self.sheet, self.base)
        if len(found.possible) == 1 and not found.wide:
            return False
        if self._reaches(fact, {node for node, _ in found.matters}, state.live, frozenset()):
            return True
        inferable = fact in self.ruleset.rules_of or fact in self.ruleset.formula_for
        return (inferable or not found.exact) and self._parts(fact, goal)

    def _reaches(self, node: str, turning: set[str], live: Live, path: frozenset[str]) -> bool:
        """Return whether the node, or something reckoned or inferred from it, changes the outcome."""
        if node in turning:
            return True
        need = live.facts.get(node) or live.inputs.get(node) or live.formulas.get(node)
        above = {self._target(reader) for reader in need.readers} | need.readers if need else set()
        return any(
            self._reaches(reader, turning, live, path | {node})
            for reader in sorted(above - path - {node})
            if reader in self.kb.formulas or (reader in self.kb.facts and node in live.inputs)
        )

    def _inputs_of_amounts(self, goal: str) -> set[str]:
        """Return the facts that the amounts lack which the decision is certain to show, and which can all be had."""
        options = [option for option in self.kb.decisions[goal].options if option.formula]
        if not options:
            return set()
        state = self.states[goal]
        sure = set(self.base.columns[goal].yes)
        if self._is_small(goal):
            possible = self.interviewer.explored(state, self.sheet, self.base).possible
            sure |= set(possible[0].result.outcome) if len(possible) == 1 else set()
        inputs: set[str] = set()
        for option in options:
            formula = option.formula
            if option.id in sure and not self.base.columns[formula].known and self._can_be_had(formula):
                live = follow(self.look.reads, formula).live
                for node in (*live.inputs, *live.facts):
                    inputs.update((node, *self._ways_to_know(node)))
        return inputs

    def _can_be_had(self, node: str) -> bool:
        """Return whether a number is known, can be asked for, or can be reckoned from what can."""
        if self.base.columns[node].known or node in self.candidates:
            return True
        if node in self.kb.formulas:
            return all(self._can_be_had(name) for name in self.kb.formulas[node].reads)
        return any(self._can_be_had(formula) for formula in self.ruleset.formula_for.get(node, ()))

    # --- order and presentation --------------------------------------------------------------------------

    def place_in_order(self, fact: str) -> tuple[bool, bool, float, int, float, tuple[int, int], int, str]:
        """Return a sort key: other ways to know, the topic at hand, then what settles most and costs least.

        Topics come in the order of the fact of theirs that settles most.
        """
        definition = self.kb.facts[fact]
        last = self.session.last
        stays = last is not None and self.kb.facts[last[0]].topic == definition.topic
        return (
            fact not in self._after_unknown,
            not stays,
            -self._best_of_topic.get(definition.topic, 0.0),
            self._topics[definition.topic],
            -self._removals[fact],
            effort(definition),
            -len(self.candidates[fact].readers),
            fact,
        )

    def waits(self, fact: str) -> bool:
        """Return whether a fact comes after another question."""
        return fact in self._waiting

    def _waits(self, fact: str) -> bool:
        """Return whether its author, its conditions or what it follows from put another question first."""
        definition = self.kb.facts[fact]
        conditions: list[Condition | None] = [definition.applies_when]
        conditions += [option.only_if for option in definition.options]
        below: set[str] = set(definition.after)
        if fact not in self.sheet:  # what says the fact, if it is asked anyway, spares the question
            below |= self._shared & set(inferred_from(self.ruleset, fact))
        for condition in conditions:
            for test in open_tests(condition, self.base):
                below |= self.ruleset.closure(frozenset({test.subject}))
        return any(other in below for other in self.candidates if other != fact)

    def options(self, fact: str) -> tuple[FactOption, ...]:
        """Return the answers to offer: all that are not known to be out of place."""
        return tuple(
            option
            for option in self.kb.facts[fact].options
            if option.only_if is None or not self.base.truth(option.only_if)[1]
        )

    def count_open(self) -> int:
        """Return how many facts could still be asked, also those asked only if rules fail to infer them."""
        uncertain = {
            node
            for state in self.states.values()
            for node in state.live.facts
            if node in self.ruleset.rules_of and node not in self.sheet and not self.session.quick
        }
        return len(uncertain | self.candidates.keys())
