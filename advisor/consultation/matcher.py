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
from collections.abc import Callable, Iterable, Sequence
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
        self.classes: dict[type, _Patterns] = {}
        """By class of fact: the patterns over it."""
        self.needs: list[int] = []
        for rule in engine.get_rules():
            self._add(rule)
        self.reset()

    def _add(self, rule: Any) -> None:
        number = len(self.activations)
        conditions = list(rule) or [InitialFact()]
        activation = Activation(rule.new_conditions(*conditions), ())  # a copy that is not bound to the engine yet
        activation.key = rule.salience
        self.activations.append(activation)
        wanted: set[_Pattern] = set()
        barred: set[_Pattern] = set()
        for condition in conditions:
            if isinstance(condition, NOT):
                barred.add(self._pattern(condition[0]))
            elif isinstance(condition, Fact):
                wanted.add(self._pattern(condition))
            else:
                raise TypeError(f"a rule without variables has no {condition!r}")
        for pattern in wanted:
            pattern.wanting.append(number)
        for pattern in barred:
            pattern.barring.append(number)
        self.needs.append(len(wanted))

    def _pattern(self, pattern: Any) -> _Pattern:
        return self.classes.setdefault(type(pattern), _Patterns()).pattern(dict(pattern.items()))

    def reset(self) -> None:
        """Forget all facts."""
        self.lacking = list(self.needs)
        """By rule: how many of its conditions do not hold. At nought it is activated."""
        self.present: dict[type, dict[int, _Match]] = {}
        """By class of fact: what each of its facts matches."""
        self.active: set[int] = set()

    def changes(
        self, adding: Sequence[Any] | None = None, deleting: Sequence[Any] | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Return the activations that facts coming and going have made and unmade."""
        if not adding and not deleting:
            return [], []
        touched: list[int] = []
        for fact in deleting or ():
            self._delete(fact, touched)
        for fact in adding or ():
            self._add_fact(fact, touched)
        added: list[Any] = []
        removed: list[Any] = []
        lacking, active = self.lacking, self.active
        for number in sorted(set(touched)) if len(touched) > 1 else touched:
            if not lacking[number]:
                if number not in active:
                    active.add(number)
                    added.append(self.activations[number])
            elif number in active:
                active.remove(number)
                removed.append(self.activations[number])
        return added, removed

    def _add_fact(self, fact: Any, touched: list[int]) -> None:
        """Count a fact in; note the rules that may have come or gone."""
        cls = type(fact)
        patterns = self.classes.get(cls)
        if patterns is None:
            return
        match = patterns.match(fact)
        others = self.present.get(cls)
        if others is None:
            self.present[cls] = {id(fact): match}
        else:
            new = match.without(others.values())
            others[id(fact)] = match
            match = new
        lacking = self.lacking
        for number in match.wanting:
            lacking[number] = left = lacking[number] - 1
            if not left:
                touched.append(number)
        for number in match.barring:
            lacking[number] = left = lacking[number] + 1
            if left == 1:
                touched.append(number)

    def _delete(self, fact: Any, touched: list[int]) -> None:
        if type(fact) not in self.classes:
            return
        others = self.present[type(fact)]
        gone = others.pop(id(fact)).without(others.values())
        for number in gone.wanting:
            self.lacking[number] += 1
        for number in gone.barring:
            self.lacking[number] -= 1
        touched += (*gone.wanting, *gone.barring)


class _Pattern:
    """A pattern over a class of facts: the rules that want a fact matching it, and those that must not have one."""

    __slots__ = ("barring", "test", "wanting")

    def __init__(self, test: Callable[[Any], bool]) -> None:
        self.test = test
        self.wanting: list[int] = []
        self.barring: list[int] = []


class _Match:
    """The patterns that a fact matches, and the rules these stand in, once for each pattern."""

    __slots__ = ("barring", "patterns", "wanting")

    def __init__(self, patterns: tuple[_Pattern, ...]) -> None:
        self.patterns = patterns
        self.wanting = [number for pattern in patterns for number in pattern.wanting]
        self.barring = [number for pattern in patterns for number in pattern.barring]

    def without(self, others: Iterable[_Match]) -> _Match:
        """Return this match without the patterns that other facts match too."""
        held = {pattern for other in others for pattern in other.patterns}
        return self if held.isdisjoint(self.patterns) else _Match(tuple(p for p in self.patterns if p not in held))


class _Patterns:
    """The patterns over one class of facts, found by the values of a fact."""

    def __init__(self) -> None:
        self._patterns: dict[Any, _Pattern] = {}
        self._fields: tuple[str, ...] = ()
        self._field = ""
        """The one field that patterns ask about, or empty."""
        self._known: dict[Any, _Match] = {}

    def pattern(self, wanted: dict[str, Any]) -> _Pattern:
        """Return the pattern that asks for these fields."""
        key = frozenset(wanted.items())
        if key not in self._patterns:
            self._patterns[key] = _Pattern(_test(wanted))
            self._fields = tuple(dict.fromkeys((*self._fields, *wanted)))
            self._field = self._fields[0] if len(self._fields) == 1 else ""
        return self._patterns[key]

    def match(self, fact: Any) -> _Match:
        """Return what a fact matches."""
        if self._field:
            value = fact.get(self._field)
            key: Any = (value.__class__, value)  # True is not 1 here
        else:
            key = tuple([(type(fact.get(field)), fact.get(field)) for field in self._fields])
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = _Match(tuple(one for one in self._patterns.values() if one.test(fact)))
        return found


def _test(fields: dict[str, Any]) -> Callable[[Any], bool]:
    """Return whether a fact has the fields a pattern asks for."""
    predicates = [(name, want.match) for name, want in fields.items() if isinstance(want, P)]
    literals = [(name, getattr(want, "value", want)) for name, want in fields.items() if not isinstance(want, P)]

    if len(predicates) == 1 and not literals:
        ((only, holds),) = predicates
        return lambda fact: only in fact and holds(fact[only])

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

    def update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        """Put the activations made on the agenda and take those unmade off."""
        if added or removed:
            super().update_agenda(agenda, added, removed)

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
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
