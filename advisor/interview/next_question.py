"""Which question to ask next: one that can still change an outcome, topic by topic.

Nothing is remembered between steps: the question follows from the ruleset and the
session alone, so that a resumed, edited or undone session asks what a fresh one would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from advisor.evaluate.evaluator import Evaluation, Evaluator
from advisor.evaluate.explore import Possibilities, explore
from advisor.evaluate.live import Live, find_live, open_tests
from advisor.evaluate.missing import inferred_from
from advisor.evaluate.variables import Block
from advisor.formula.types import names
from advisor.graph import subjects
from advisor.interview.session import Session, sheet
from advisor.interview.witness import has_witness, trial_values
from advisor.model.logic import Condition
from advisor.model.types import FactOption
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver

LIMIT = 2_000
"""Completions searched to make sure that a question still matters."""
FEW_DRAWS, MORE_DRAWS = range(6), range(6, 24)
"""Draws of completions: at first, and where there are too many completions to search them all."""


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


def next_question(ruleset: Ruleset, session: Session, resolver: Resolver | None = None) -> Question | None:
    """Return the next question worth asking, or None where nothing that may be asked changes an outcome.

    `resolver`, one for the preferences of the session, saves time when it is used again.
    """
    step = _Step(ruleset, session, resolver or Resolver(ruleset, session.prefer))
    ordered = sorted(step.candidates, key=step.place_in_order)
    early = [fact for fact in ordered if not step.waits(fact)]
    for fact in (*early, *(one for one in ordered if one not in early)):
        goal = step.goal_served(fact)
        if goal is not None:
            return Question(fact=fact, because=goal, options=step.options(fact), high=max(1, step.count_open()))
    return None


def open_questions(ruleset: Ruleset, session: Session) -> tuple[str, ...]:
    """Return every fact that could be asked now and changes an outcome, in the order of asking."""
    step = _Step(ruleset, session, Resolver(ruleset, session.prefer))
    return tuple(
        fact for fact in sorted(step.candidates, key=step.place_in_order) if step.goal_served(fact) is not None
    )


@dataclass
class _Wanted:
    """A fact that could be asked: the goals it is live for, and everything that reads it."""

    goals: list[str] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)


class _Step:
    """One look at a session: what is open, what may be asked, what matters."""

    def __init__(self, ruleset: Ruleset, session: Session, resolver: Resolver) -> None:
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.session = session
        self.resolver = resolver
        self.sheet = sheet(session)
        self.base: Evaluation = Evaluator(ruleset, resolver, self.sheet).run(Block(()), frozenset(ruleset.nodes))
        self.lives = {goal: self._live(goal) for goal in session.goals if not self.base.applies[goal][1]}
        self._explored: dict[str, Possibilities] = {}
        self._settled: dict[tuple[str, str], bool] = {}
        self._witnessed: dict[tuple[str, str], bool] = {}
        self._topics = {topic.id: index for index, topic in enumerate(self.kb.outline.topics)}
        self._after_unknown = frozenset(self._fallbacks())
        self._shared = self._read_elsewhere()
        self.candidates = self._candidates()

    def _live(self, node: str) -> Live:
        return find_live(self.ruleset, self.base, self.sheet, node)

    # --- what may be asked -----------------------------------------------------------------------------

    def _fallbacks(self) -> Iterator[str]:
        """Yield the facts that can make up for a don't-know."""
        for fact, value in self.session.answers:
            if value is None and not self.base.columns[fact].known and not self.base.applies[fact][1]:
                live = self._live(fact)
                yield from (*live.facts, *live.inputs)

    def _read_elsewhere(self) -> frozenset[str]:
        """Return the facts that something open reads other than to infer a fact that can itself be asked."""
        found: set[str] = set()
        for live in self.lives.values():
            for node, need in (*live.facts.items(), *live.inputs.items()):
                if any(self._target(reader) not in self.kb.facts for reader in need.readers):
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
        for goal, live in self.lives.items():
            for node, need in (*live.facts.items(), *live.inputs.items()):
                for fact in self._ways_to_know(node):
                    wanted = found.setdefault(fact, _Wanted())
                    wanted.readers.update(need.readers)
                    if goal not in wanted.goals:
                        wanted.goals.append(goal)
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
        ask = self.kb.facts[fact].ask
        if ask == "fallback":
            return fact in self._after_unknown or self._inference_failed(fact) or self._is_wanted_itself(fact)
        if ask == "goal":  # asked only of who asks for just that decision
            return len(self.session.goals) == 1
        return not self.session.quick or ask == "quick"

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
        """Return the first goal whose outcome an answer to `fact` can change, or None.

        A look at a few completions for each goal comes before a long search for any of them.
        """
        goals = self.candidates[fact].goals
        quickly = (goal for goal in goals if self._has_witness(fact, goal))
        return next(quickly, None) or next((goal for goal in goals if self._matters(fact, goal)), None)

    def _matters(self, fact: str, goal: str) -> bool:
        key = (fact, goal)
        if key not in self._settled:
            self._settled[key] = self._decide_whether_it_matters(fact, goal)
        return self._settled[key]

    def _decide_whether_it_matters(self, fact: str, goal: str) -> bool:
        if self._has_witness(fact, goal):
            return True
        if fact in self._inputs_of_amounts(goal) and self._witness(fact, goal, FEW_DRAWS, amounts=True):
            return True
        return self._turns(fact, goal)

    def _has_witness(self, fact: str, goal: str) -> bool:
        key = (fact, goal)
        if key not in self._witnessed:
            self._witnessed[key] = self._witness(fact, goal, FEW_DRAWS)
        return self._witnessed[key]

    def _witness(self, fact: str, goal: str, draws: range, *, amounts: bool = False) -> bool:
        live = self.lives[goal]
        return has_witness(self.ruleset, self.resolver, self.sheet, goal, fact, live, draws=draws, amounts=amounts)

    def _turns(self, fact: str, goal: str) -> bool:
        """Return whether the search over all completions says that the fact matters, where there is room for it."""
        live = self.lives[goal]
        if _size(self.ruleset, live) > LIMIT:
            return self._witness(fact, goal, MORE_DRAWS)
        found = self.explored(goal)
        turning = {node for node, _ in found.matters}
        return len(found.possible) > 1 and self._reaches(fact, turning, live, frozenset())

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
        sure = set(self.base.columns[goal].yes)
        if _size(self.ruleset, self.lives[goal]) <= LIMIT and len(self.explored(goal).possible) == 1:
            sure |= set(self.explored(goal).possible[0].result.outcome)
        inputs: set[str] = set()
        for option in options:
            formula = option.formula
            if option.id in sure and not self.base.columns[formula].known and self._can_be_had(formula):
                live = self._live(formula)
                for node in (*live.inputs, *live.facts):
                    inputs.update((node, *self._ways_to_know(node)))
        return inputs

    def _can_be_had(self, node: str) -> bool:
        """Return whether a number is known, can be asked for, or can be reckoned from what can."""
        if self.base.columns[node].known or node in self.candidates:
            return True
        if node in self.kb.formulas:
            formula = self.kb.formulas[node]
            return all(
                self._can_be_had(name)
                for part in (formula.expression, *(one.that for one in formula.requires))
                for name in names(part)
            )
        return any(self._can_be_had(formula) for formula in self.ruleset.formula_for.get(node, ()))

    def explored(self, goal: str) -> Possibilities:
        """Return what is still possible for a goal, searched once."""
        if goal not in self._explored:
            self._explored[goal] = explore(self.ruleset, self.resolver, self.sheet, goal, LIMIT)
        return self._explored[goal]

    # --- order and presentation --------------------------------------------------------------------------

    def _opens(self, fact: str) -> int:
        """Return how many facts and decisions apply, or not, by what the fact is."""
        conditions = [one.applies_when for one in self.kb.facts.values()]
        conditions += [one.applies_when for one in self.kb.decisions.values()]
        return sum(fact in subjects(condition) for condition in conditions)

    def place_in_order(self, fact: str) -> tuple[bool, bool, int, int, int, str]:
        """Return a sort key: other ways to know, the topic at hand, topic by topic; there what opens most."""
        definition = self.kb.facts[fact]
        last = self.session.last
        stays = last is not None and self.kb.facts[last[0]].topic == definition.topic
        wanted = self.candidates[fact]
        return (
            fact not in self._after_unknown,
            not stays,
            self._topics[definition.topic],
            -self._opens(fact),
            -len(wanted.readers),
            fact,
        )

    def waits(self, fact: str) -> bool:
        """Return whether it comes after another question: by its author's word, or because that says if it applies."""
        definition = self.kb.facts[fact]
        conditions: list[Condition | None] = [definition.applies_when]
        conditions += [option.only_if for option in definition.options]
        below: set[str] = set(definition.after)
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
            for live in self.lives.values()
            for node in live.facts
            if node in self.ruleset.rules_of and node not in self.sheet and not self.session.quick
        }
        return len(uncertain | self.candidates.keys())


def _size(ruleset: Ruleset, live: Live) -> int:
    """Return about how many completions the open facts have, as the search counts them."""
    total = 1
    for node, need in live.facts.items():
        fact = ruleset.kb.facts[node]
        if fact.type == "choices":
            total *= 2 ** len(need.options)
        elif fact.type != "text":
            total *= len(trial_values(fact, need))
    return total
