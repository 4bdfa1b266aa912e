"""The policy as clauses: which rules stand, and what those that stand come to. The same as `ruleset/resolve.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from advisor.explanation.circuit import FALSE, TRUE, Circuit, NotWritten
from advisor.model.logic import Argument, Condition, Inference, Ranking
from advisor.model.types import Decision, Rule
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.node_rules import ConflictOfNode, NodeRules, ones, rules_about
from advisor.ruleset.resolve import Resolver

Name = TypeVar("Name", str, tuple[str, ...])


class Tally:
    """How many standing rules speak for and against one option: one unary number, for less against."""

    def __init__(self, circuit: Circuit, pros: Sequence[int], cons: Sequence[int]) -> None:
        self.spoken = circuit.one_of(pros)
        self._zero = sum(1 for one in cons if one != FALSE)
        self._steps = circuit.count([*pros, *(-one for one in cons if one != FALSE)])

    def at_least(self, net: int) -> int:
        """Return the literal of reasons for less reasons against being at least so many."""
        place = net + self._zero
        return TRUE if place <= 0 else self._steps[place - 1] if place <= len(self._steps) else FALSE

    @property
    def lowest(self) -> int:
        """Return the least it can come to."""
        return -self._zero

    @property
    def highest(self) -> int:
        """Return the most it can come to."""
        return len(self._steps) - self._zero


class Policy:
    """Literals of what rules come to; nodes are written as they are asked for."""

    def __init__(
        self,
        circuit: Circuit,
        ruleset: Ruleset,
        resolver: Resolver,
        truth: Callable[[Condition | None], int],
        bearing: frozenset[str],
    ) -> None:
        self.circuit = circuit
        self.ruleset = ruleset
        self.resolver = resolver
        self.truth = truth
        self.bearing = bearing
        self._standing: dict[str, dict[str, int]] = {}
        self._tallies: dict[str, dict[str, Tally]] = {}
        self._more: dict[tuple[str, str, str], int] = {}
        self._alive: dict[str, dict[str, int]] = {}

    def held(self, rule: Rule) -> int:
        """Return the literal of a rule holding; of one that makes no difference to what is asked that it does not."""
        if rule.id not in self.bearing and rule.target in self.ruleset.kb.decisions:
            return FALSE
        return self.truth(rule.when)

    def inferred(self, fact: str) -> dict[str, int]:
        """Return for each value that rules can infer the literal of its having the most reasons."""
        rules = self.ruleset.rules_of.get(fact, ())
        if not rules:
            return {}
        values: dict[str, list[int]] = {}
        for rule in rules:
            assert isinstance(rule.then, Inference)  # noqa: S101 - the builder lets only inferences speak about a fact
            value = rule.then.value if isinstance(rule.then.value, str) else str(rule.then.value).lower()
            values.setdefault(value, []).append(self.standing(fact)[rule.id])
        return self._most({value: Tally(self.circuit, votes, ()) for value, votes in values.items()})

    def _most(self, tallies: Mapping[Name, Tally]) -> dict[Name, int]:
        """Return for each the literal of its having more than all others."""
        found: dict[Name, int] = {}
        for one, mine in tallies.items():
            more: list[int] = [self._exceeds(mine, other) for name, other in tallies.items() if name != one]
            found[one] = self.circuit.all_of((mine.at_least(1), *more))
        return found

    def _exceeds(self, one: Tally, other: Tally) -> int:
        return self.circuit.one_of(
            self.circuit.all_of((one.at_least(net), -other.at_least(net)))
            for net in range(other.lowest + 1, one.highest + 1)
        )

    # --- decisions --------------------------------------------------------------------------------------------

    def chosen(self, decision: Decision, option: str) -> int:
        """Return the literal of an option being chosen, and not only tied, should the decision apply."""
        inside, tied = self.ends(decision, option)
        return self.circuit.all_of((inside, -tied))

    def ends(self, decision: Decision, option: str) -> tuple[int, int]:
        """Return the literals of an option being in the outcome, and of its being tied there."""
        if decision.kind == "rank":
            orders = self._most(self._orders(decision.id))
            unique = self.circuit.one_of(literal for order, literal in orders.items() if option in order)
            return unique, FALSE
        tallies = self._options(decision)
        if option not in tallies:
            return FALSE, FALSE
        if decision.kind == "one":
            return self._best(decision.id, option)
        if decision.kind == "direction":
            return self._direction(tallies, option)
        return self._some(decision, option)

    def _best(self, node: str, option: str) -> tuple[int, int]:
        tallies = self._tallies[node]
        mine, all_of = tallies[option], self.circuit.all_of
        rivals = [name for name in tallies if name != option]
        unbeaten = [-all_of((tallies[name].spoken, self._above(node, name, option))) for name in rivals]
        inside = all_of((mine.spoken, mine.at_least(0), *unbeaten))
        equal = [all_of((tallies[name].spoken, -self._above(node, option, name))) for name in rivals]
        return inside, all_of((inside, self.circuit.one_of((-mine.at_least(1), *equal))))

    def _above(self, node: str, one: str, other: str) -> int:
        key = (node, one, other)
        found = self._more.get(key)
        if found is None:
            tallies = self._tallies[node]
            found = self._more[key] = self._exceeds(tallies[one], tallies[other])
        return found

    def _direction(self, tallies: Mapping[str, Tally], option: str) -> tuple[int, int]:
        bare, _, way = option.partition(":")
        other = tallies.get(f"{bare}:{'down' if way == 'up' else 'up'}")
        mine = tallies[option]
        if other is None:
            return mine.at_least(1), FALSE
        more, less = self._exceeds(mine, other), self._exceeds(other, mine)
        inside = self.circuit.all_of((mine.at_least(1), -less))
        return inside, self.circuit.all_of((inside, -more))

    def _some(self, decision: Decision, option: str) -> tuple[int, int]:
        mine, all_of, one_of = self._tallies[decision.id][option], self.circuit.all_of, self.circuit.one_of
        balanced = all_of((mine.spoken, mine.at_least(0), -mine.at_least(1)))
        rivals = self._shut_out(decision, option)
        if not rivals:
            inside = all_of((mine.spoken, mine.at_least(0)))
            return inside, balanced
        alive = self._left(decision)
        equal = [
            all_of((alive[name], -self._above(decision.id, name, option), -self._above(decision.id, option, name)))
            for name in rivals
        ]
        return one_of((balanced, alive[option])), one_of((balanced, all_of((alive[option], one_of(equal)))))

    def _shut_out(self, decision: Decision, option: str) -> list[str]:
        mine = decision.option(option).excludes
        return [
            other.id
            for other in decision.options
            if other.id != option
            and other.id in self._tallies[decision.id]
            and (other.id in mine or option in other.excludes)
        ]

    def _left(self, decision: Decision) -> dict[str, int]:
        """Return the literals of options having more for than against, and no stronger rival that is left itself."""
        found = self._alive.get(decision.id)
        if found is not None:
            return found
        tallies = self._tallies[decision.id]
        found = self._alive[decision.id] = {option: self.circuit.fresh() for option in tallies}
        for option, literal in found.items():
            stronger = [
                self.circuit.all_of((found[name], self._above(decision.id, name, option)))
                for name in self._shut_out(decision, option)
            ]
            meant = self.circuit.all_of((tallies[option].at_least(1), *(-one for one in stronger)))
            self.circuit.require(-literal, meant)
            self.circuit.require(literal, -meant)
        return found

    def _options(self, decision: Decision) -> dict[str, Tally]:
        found = self._tallies.get(decision.id)
        if found is None:
            standing = self.standing(decision.id)
            votes: dict[str, tuple[list[int], list[int]]] = {}
            for rule in self.ruleset.rules_of.get(decision.id, ()):
                assert isinstance(rule.then, Argument)  # noqa: S101 - only arguments speak about such decisions
                for option in rule.then.options:
                    sides = votes.setdefault(option, ([], []))
                    sides[not rule.then.favours].append(standing[rule.id])
            found = self._tallies[decision.id] = {
                option: Tally(self.circuit, pros, () if decision.kind == "direction" else cons)
                for option, (pros, cons) in votes.items()
            }
        return found

    def _orders(self, node: str) -> dict[tuple[str, ...], Tally]:
        """Return the tallies of orders, each with an empty word where a group of equals ends."""
        votes: dict[tuple[str, ...], list[int]] = {}
        for rule in self.ruleset.rules_of.get(node, ()):
            assert isinstance(rule.then, Ranking)  # noqa: S101 - only rankings speak about a ranking
            order = tuple(option for group in rule.then.order for option in (*group, ""))
            votes.setdefault(order, []).append(self.standing(node)[rule.id])
        return {order: Tally(self.circuit, mine, ()) for order, mine in votes.items()}

    def ranked(self, node: str, outcome: tuple[str, ...], *, tied: bool) -> int:
        """Return the literal of a ranking having this order; `tied`: being the first of several."""
        all_of, one_of = self.circuit.all_of, self.circuit.one_of
        tallies = self._orders(node)
        orders = sorted(tallies)
        top = {
            order: all_of(
                (tallies[order].at_least(1), *(-self._exceeds(tallies[other], tallies[order]) for other in orders))
            )
            for order in orders
        }
        first = {
            order: all_of((top[order], *(-top[other] for other in orders[:place])))
            for place, order in enumerate(orders)
        }
        several = one_of(all_of((top[one], top[other])) for one, other in combinations(orders, 2))
        if not outcome:
            return -one_of(top.values())
        mine = one_of(first[order] for order in orders if tuple(filter(None, order)) == outcome)
        return all_of((mine, several if tied else -several))

    # --- which rules stand ------------------------------------------------------------------------------------

    def standing(self, node: str) -> dict[str, int]:
        """Return for each rule about a node the literal of its holding and nothing putting it aside."""
        found = self._standing.get(node)
        if found is None:
            rules = rules_about(self.ruleset, node).preferring(self.ruleset, self.resolver.prefer)
            held = [self.held(rule) for rule in self.ruleset.rules_of.get(node, ())]
            aside = self._set_aside(rules, held)
            standing = [self.circuit.all_of((one, -aside[index])) for index, one in enumerate(held)]
            for _, _, beaters in rules.beaters:
                standing = self._unbeaten(standing, beaters)
            found = self._standing[node] = dict(zip(rules.ids, standing, strict=True))
        return found

    def _set_aside(self, rules: NodeRules, held: Sequence[int]) -> list[int]:
        parts: list[list[int]] = [[] for _ in held]
        for conflict in rules.conflicts:
            for index, literal in self._losers(conflict, held):
                parts[index].append(literal)
        return [self.circuit.one_of(mine) for mine in parts]

    def _losers(self, conflict: ConflictOfNode, held: Sequence[int]) -> list[tuple[int, int]]:
        """Return rules and the literals of a conflict putting them aside, should they hold."""
        all_of, one_of = self.circuit.all_of, self.circuit.one_of
        present = [one_of(held[index] for index in ones(side.rules)) for side in conflict.sides]
        wished = [one_of(held[index] for index in ones(side.preferred)) for side in conflict.sides]
        unwished = [all_of((here, -wish)) for here, wish in zip(present, wished, strict=True)]
        by_wish = all_of((one_of(wished), one_of(unwished)))
        found: list[tuple[int, int]] = []
        winner = next((number for number, side in enumerate(conflict.sides) if side.id == conflict.winner), None)
        for index in range(len(held)):
            mine = [number for number, side in enumerate(conflict.sides) if side.rules >> index & 1]
            if not mine:
                continue
            literals = [all_of((by_wish, *(-wished[number] for number in mine)))]
            if winner is not None and winner not in mine:
                literals.append(all_of((-by_wish, present[winner])))
            found.append((index, one_of(literals)))
        return found

    def _unbeaten(self, standing: list[int], beaters: Sequence[int]) -> list[int]:
        beaten: dict[int, int] = {}

        def is_beaten(rule: int, path: int) -> int:
            if rule not in beaten:
                if beaters[rule] & path:
                    raise NotWritten
                beaten[rule] = self.circuit.one_of(
                    self.circuit.all_of((standing[other], -is_beaten(other, path | 1 << other)))
                    for other in ones(beaters[rule])
                )
            return beaten[rule]

        return [self.circuit.all_of((one, -is_beaten(index, 1 << index))) for index, one in enumerate(standing)]
