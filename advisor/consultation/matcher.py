"""A matcher and an agenda strategy for experta's own hooks, made for rules without variables.

experta finds both on the engine class (`__matcher__`, `__strategy__`) and stays as it
is: facts, agenda, activations and firings are its own. Its stock Rete network asks
every pattern about every fact and pairs facts up; here each pattern is asked only about
facts of its class, once for each value, and a rule is activated when the last of its
conditions comes true and taken off the agenda when one ceases to be. `tests/consult`
holds both to the same firings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any

from advisor.consultation.experta_import import NOT, Activation, Agenda, Fact, InitialFact, Matcher, P, Strategy

REMEMBERED = 1_000
"""How many values of one class of facts are remembered with the patterns they match."""


class CountingMatcher(Matcher):  # type: ignore[misc]
    """Activates a rule when all its conditions hold; a condition is a Fact pattern or NOT of one.

    Predicates must be functions of the value alone: what a value matches is asked once and remembered.
    """

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.activations: list[Any] = []
        """One for each rule: without variables a rule can be activated in one way only."""
        self.patterns: dict[type, _Patterns] = {}
        self.wanting: list[list[int]] = []
        self.barring: list[list[int]] = []
        """By pattern: the rules that want a fact matching it, and those that must not have one."""
        self.needs: list[int] = []
        self._numbers: dict[Any, int] = {}
        for rule in engine.get_rules():
            self._add(rule)
        self.reset()

    def _add(self, rule: Any) -> None:
        number = len(self.activations)
        conditions = list(rule) or [InitialFact()]
        activation = Activation(rule.new_conditions(*conditions), ())  # a copy that is not bound to the engine yet
        activation.key = rule.salience
        self.activations.append(activation)
        wanted: set[int] = set()
        barred: set[int] = set()
        for condition in conditions:
            if isinstance(condition, NOT):
                barred.add(self._pattern(condition[0]))
            elif isinstance(condition, Fact):
                wanted.add(self._pattern(condition))
            else:
                raise TypeError(f"a rule without variables has no {condition!r}")
        for pattern in wanted:
            self.wanting[pattern].append(number)
        for pattern in barred:
            self.barring[pattern].append(number)
        self.needs.append(len(wanted))

    def _pattern(self, pattern: Any) -> int:
        key = (type(pattern), frozenset(pattern.items()))
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self.wanting.append([])
            self.barring.append([])
            self.patterns.setdefault(type(pattern), _Patterns()).add(self._numbers[key], dict(pattern.items()))
        return self._numbers[key]

    def reset(self) -> None:
        """Forget all facts."""
        self.lacking = list(self.needs)
        """By rule: conditions that do not hold. At nought it is activated."""
        self.matches = [0] * len(self._numbers)
        self.active: set[int] = set()

    def changes(
        self, adding: Iterable[Any] | None = None, deleting: Iterable[Any] | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Return the activations that facts coming and going have made and unmade."""
        if not adding and not deleting:
            return [], []
        touched: list[int] = []
        for facts, step in ((deleting, -1), (adding, 1)):
            for fact in facts or ():
                patterns = self.patterns.get(type(fact))
                if patterns is not None:
                    self._count(patterns.matching(fact), step, touched)
        if not touched:
            return [], []
        added: list[Any] = []
        removed: list[Any] = []
        for number in sorted(set(touched)) if len(touched) > 1 else touched:
            if not self.lacking[number]:
                if number not in self.active:
                    self.active.add(number)
                    added.append(self.activations[number])
            elif number in self.active:
                self.active.remove(number)
                removed.append(self.activations[number])
        return added, removed

    def _count(self, patterns: tuple[int, ...], step: int, touched: list[int]) -> None:
        """Count a fact of these patterns in or out; note the rules that may have come or gone."""
        lacking, matches = self.lacking, self.matches
        for pattern in patterns:
            before = matches[pattern]
            matches[pattern] = after = before + step
            if before and after:
                continue
            for rules, change in ((self.wanting[pattern], -step), (self.barring[pattern], step)):
                for number in rules:
                    lacking[number] = left = lacking[number] + change
                    if not left or left == change:  # it has come to nought, or come from there
                        touched.append(number)


class _Patterns:
    """The patterns over one class of facts, found by the values of a fact."""

    def __init__(self) -> None:
        self._tests: list[tuple[int, Callable[[Any], bool]]] = []
        self._fields: tuple[str, ...] = ()
        self._known: dict[Any, tuple[int, ...]] = {}

    def add(self, number: int, wanted: dict[str, Any]) -> None:
        """Add the pattern `number`, which asks for these fields."""
        self._tests.append((number, _test(wanted)))
        self._fields = tuple(dict.fromkeys((*self._fields, *wanted)))

    def matching(self, fact: Any) -> tuple[int, ...]:
        """Return the numbers of the patterns that a fact matches."""
        key = tuple([(type(fact.get(field)), fact.get(field)) for field in self._fields])  # True is not 1 here
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = tuple(number for number, test in self._tests if test(fact))
        return found


def _test(fields: dict[str, Any]) -> Callable[[Any], bool]:
    """Return whether a fact has the fields a pattern asks for."""
    predicates = [(name, want.match) for name, want in fields.items() if isinstance(want, P)]
    literals = [(name, getattr(want, "value", want)) for name, want in fields.items() if not isinstance(want, P)]

    def matches(fact: Any) -> bool:
        return all(name in fact and fact[name] == value for name, value in literals) and all(
            name in fact and match(fact[name]) for name, match in predicates
        )

    return matches


class SalienceStrategy(Strategy):  # type: ignore[misc]
    """Keeps the agenda in order of salience, which no two rules share."""

    def __init__(self) -> None:
        super().__init__()
        self._agenda = Agenda()
        self._saliences: list[int] = []
        """Those of the activations on the agenda, to search in without asking the activations."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        if not added and not removed:
            return
        waiting, saliences = agenda.activations, self._saliences
        if agenda is not self._agenda:
            self._agenda = agenda
            saliences[:] = [activation.key for activation in waiting]
        del saliences[len(waiting) :]  # what has fired since went from the end
        for activation in removed:
            place = bisect_left(saliences, activation.key)
            if place < len(saliences) and saliences[place] == activation.key:
                del waiting[place], saliences[place]
        if not waiting:
            waiting += sorted(added, key=_salience)
            saliences += [activation.key for activation in waiting]
            return
        for activation in added:
            place = bisect_left(saliences, activation.key)
            waiting.insert(place, activation)
            saliences.insert(place, activation.key)


def _salience(activation: Any) -> int:
    salience: int = activation.key
    return salience
