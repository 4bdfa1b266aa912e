"""A matcher and an agenda strategy for experta's own hooks, made for rules without variables.

experta finds both on the engine class (`__matcher__`, `__strategy__`) and stays as it
is: facts, agenda, activations and firings are its own. Its stock Rete network asks
every pattern about every fact and pairs facts up; here each pattern is asked only about
facts of its class, and a rule is activated when the last of its conditions comes true
and taken off the agenda when one ceases to be. `tests/consult` holds both to the same
firings.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable
from typing import Any

from advisor.consultation.experta_import import NOT, Activation, Fact, InitialFact, Matcher, P, Strategy


class CountingMatcher(Matcher):  # type: ignore[misc]
    """Activates a rule when all its conditions hold; a condition is a Fact pattern or NOT of one."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.rules: list[Any] = []
        self.tests: dict[type, list[tuple[int, Callable[[Any], bool]]]] = {}
        """By class of fact: numbers of the patterns over it, with their tests."""
        self.wanting: list[list[int]] = []
        self.barring: list[list[int]] = []
        """By pattern: the rules that want a fact matching it, and those that must not have one."""
        self.needs: list[int] = []
        self._numbers: dict[Any, int] = {}
        for rule in engine.get_rules():
            self._add(rule)
        self.reset()

    def _add(self, rule: Any) -> None:
        number = len(self.rules)
        conditions = list(rule) or [InitialFact()]
        self.rules.append(rule.new_conditions(*conditions))  # a copy that is not bound to the engine yet
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
            self.tests.setdefault(type(pattern), []).append((self._numbers[key], _test(dict(pattern.items()))))
        return self._numbers[key]

    def reset(self) -> None:
        """Forget all facts."""
        self.missing = list(self.needs)
        self.barred = [0] * len(self.rules)
        self.matches = [0] * len(self._numbers)
        self.active: dict[int, Any] = {}

    def changes(
        self, adding: Iterable[Any] | None = None, deleting: Iterable[Any] | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Return the activations that facts coming and going have made and unmade."""
        touched: set[int] = set()
        for facts, step in ((deleting or (), -1), (adding or (), 1)):
            for fact in facts:
                for pattern, test in self.tests.get(type(fact), ()):
                    if test(fact):
                        self._count(pattern, step, touched)
        added: list[Any] = []
        removed: list[Any] = []
        for number in sorted(touched):
            holds = not self.missing[number] and not self.barred[number]
            if holds and number not in self.active:
                self.active[number] = activation = Activation(self.rules[number], ())
                added.append(activation)
            elif not holds and number in self.active:
                removed.append(self.active.pop(number))
        return added, removed

    def _count(self, pattern: int, step: int, touched: set[int]) -> None:
        before = self.matches[pattern]
        self.matches[pattern] = after = before + step
        if bool(before) == bool(after):
            return
        for number in self.wanting[pattern]:
            self.missing[number] -= step
        for number in self.barring[pattern]:
            self.barred[number] += step
        touched.update(self.wanting[pattern], self.barring[pattern])


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

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        waiting = agenda.activations
        for activation in removed:
            place = bisect.bisect_left(waiting, activation.rule.salience, key=_salience)
            if place < len(waiting) and waiting[place].rule is activation.rule:
                del waiting[place]
        for activation in added:
            activation.key = activation.rule.salience
            bisect.insort(waiting, activation, key=_salience)


def _salience(activation: Any) -> int:
    salience: int = activation.rule.salience
    return salience
