"""What a decision hangs on as clauses: facts, rules, policy, from the decision down, only as far as it is asked.

The worlds are those in which each fact that is not settled is inferred where rules infer it and else has some
answer. An answer of the sheet stands only where its literal in `held` is assumed. So one set of clauses tells of
each of these answers whether the rest is enough without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from advisor.evaluate.evaluator import HUNDRED
from advisor.evaluate.worlds import Entry, How, Worlds, entry_of
from advisor.explanation.circuit import FALSE, TRUE, Circuit, NotWritten
from advisor.explanation.policy_clauses import Policy
from advisor.explanation.search import Question
from advisor.explanation.sums import Sums
from advisor.explanation.trials import Trials
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.types import NUMERIC, FactDef, Value
from advisor.ruleset.literals import compare

OTHER = "another number"
"""Stands for all numbers of a fact that are not tried one by one."""


class Encoding:
    """Literals of the facts, rules and decisions of one sheet."""

    def __init__(self, worlds: Worlds, trials: Trials, units: Collection[Question]) -> None:
        self.worlds = worlds
        self.trials = trials
        self.ruleset = worlds.ruleset
        self.kb = worlds.ruleset.kb
        self.circuit = Circuit()
        self.strict = self.circuit.fresh()
        """Holds where numbers are only those that are known to be within reach."""
        self.held = {unit: self.circuit.fresh() for unit in units}
        """Literals of the answers that may be left out: they hold where the answer stays."""
        self._units: dict[str, dict[str, int]] = {}
        for unit, literal in self.held.items():
            self._units.setdefault(unit.fact, {})[unit.option] = literal
        self._truths: dict[Comparison, int] = {}
        self._applies: dict[str, int] = {}
        self.raw: dict[str, dict[Value, int]] = {}
        """Of facts with single answers: the literal of each answer, should nothing infer one."""
        self.ticks: dict[str, dict[str, int]] = {}
        """Of lists: the literal of each option that something asks about."""
        self._inferred: dict[str, dict[str, int]] = {}
        bearing = {rule.id for rule in worlds.rules}
        bearing.update(rule.id for inner in worlds.inner.values() for votes in inner for rule in votes.rules)
        self.policy = Policy(self.circuit, worlds.ruleset, worlds.resolver, self.truth, frozenset(bearing))
        self.sums = Sums(self)

    def truth(self, condition: Condition | None) -> int:
        """Return the literal of a condition."""
        match condition:
            case None:
                return TRUE
            case Comparison():
                found = self._truths.get(condition)
                if found is None:
                    found = self._truths[condition] = self._comparison(condition)
                return found
            case Not(part):
                return -self.truth(part)
            case All(parts):
                return self.circuit.all_of(map(self.truth, parts))
            case AnyOf(parts):
                return self.circuit.one_of(map(self.truth, parts))

    def applies(self, node: str) -> int:
        """Return the literal of a fact or decision having a meaning."""
        found = self._applies.get(node)
        if found is None:
            owner = self.kb.decisions.get(node) or self.kb.facts[node]
            found = self._applies[node] = self.truth(owner.applies_when)
        return found

    def _comparison(self, test: Comparison) -> int:
        all_of, one_of = self.circuit.all_of, self.circuit.one_of
        node = test.subject
        if node in self.kb.decisions:
            if test.op != "in":
                raise NotWritten
            chosen = one_of(self.policy.chosen(self.kb.decisions[node], str(value)) for value in test.values)
            return all_of((self.applies(node), chosen))
        if node in self.kb.formulas:
            return self.sums.known(node) if test.op == "known" else self.sums.compare(node, test)
        fact = self.kb.facts[node]
        if test.op == "known":
            return all_of((self.applies(node), self.known(fact)))
        if test.op == "in":
            keys = [value if isinstance(value, str) else str(value).lower() for value in test.values]
            return all_of((self.applies(node), one_of(self._has(fact, key) for key in keys)))
        return all_of((self.applies(node), self._compares(fact, test)))

    # --- facts ------------------------------------------------------------------------------------------------

    def answered(self, fact: str) -> int:
        """Return the literal of an answer of the sheet standing, be it only part of a list."""
        if self.worlds.sheet.get(fact) is None:
            return FALSE
        return self.circuit.one_of(self._units.get(fact, {}).values())

    def known(self, fact: FactDef) -> int:
        """Return the literal of a fact being known, should it apply: else a don't-know stands and nothing infers it."""
        if fact.id not in self.worlds.sheet or self.worlds.sheet[fact.id] is not None:
            return TRUE
        if fact.type in NUMERIC:
            inferred = self.circuit.one_of(map(self.sums.known, self.ruleset.formula_for.get(fact.id, ())))
        else:
            inferred = self.circuit.one_of(self.inferred(fact).values())
        return self.circuit.one_of((inferred, -self._units.get(fact.id, {}).get("", FALSE)))

    def _has(self, fact: FactDef, key: str) -> int:
        """Return the literal of the value being (or holding) this option, should the fact apply."""
        if fact.type == "choices":
            return self._ticked(fact, key)
        own = self._answer(fact).get(_as_value(fact, key), FALSE)
        inferred = self.inferred(fact)
        if not inferred:
            return own
        anything = self.circuit.one_of(inferred.values())
        now = TRUE if self.worlds.sheet.get(fact.id) == _as_value(fact, key) else FALSE
        open_ = self.circuit.either(anything, inferred.get(key, FALSE), own)
        return self.circuit.either(self.answered(fact.id), now, open_)

    def inferred(self, fact: FactDef) -> dict[str, int]:
        """Return for each value that rules infer the literal of their doing so."""
        found = self._inferred.get(fact.id)
        if found is None:
            found = self._inferred[fact.id] = self.policy.inferred(fact.id) if fact.type not in NUMERIC else {}
        return found

    def _answer(self, fact: FactDef) -> Mapping[Value, int]:
        """Return the literals of the answers; where one of the sheet stands, it is that."""
        found = self.raw.get(fact.id)
        if found is None:
            found = self.raw[fact.id] = self._new_answer(fact)
        return found

    def _new_answer(self, fact: FactDef) -> dict[Value, int]:
        now = self.worlds.sheet.get(fact.id)
        stands = self.answered(fact.id)
        values: list[Value] = list(self.trials.values[fact.id])
        if now is not None and now not in values:
            values.append(now)
        if fact.id in self.trials.sampled:
            values.append(OTHER)
        found = dict(zip(values, self.circuit.choice(len(values)), strict=True))
        if now is not None:
            self.circuit.require(-stands, found[now])
        if OTHER in found:
            self.circuit.require(-self.strict, -found[OTHER])
        return found

    def other_number(self, fact: str) -> int:
        """Return the literal of a number that is none of those tried."""
        return self._answer(self.kb.facts[fact]).get(OTHER, FALSE)

    def _ticked(self, fact: FactDef, option: str) -> int:
        if fact.id not in self.ticks:
            self._new_list(fact)
        literal = self.ticks[fact.id].get(option, FALSE)
        inferred = self.inferred(fact)
        if inferred:
            anything = self.circuit.all_of((self.circuit.one_of(inferred.values()), -self.answered(fact.id)))
            literal = self.circuit.either(anything, inferred.get(option, FALSE), literal)
        return self.circuit.all_of((literal, self.truth(fact.option(option).only_if)))

    def _new_list(self, fact: FactDef) -> None:
        now, units = self.worlds.sheet.get(fact.id), self._units.get(fact.id, {})
        found: dict[str, int] = {}
        for option in self.trials.asked[fact.id]:
            stays = units.get(option, FALSE) if isinstance(now, tuple) else FALSE
            before = TRUE if isinstance(now, tuple) and option in now else FALSE
            found[option] = self.circuit.fresh()
            self.circuit.require(-stays, found[option] if before == TRUE else -found[option])
        self.ticks[fact.id] = found
        for alone in (one.id for one in fact.options if one.exclusive and one.id in found):
            for other, literal in found.items():
                if other != alone:
                    self.circuit.require(-found[alone], -literal)
        if fact.at_most and len(found) > fact.at_most:
            self.circuit.require(-self.circuit.count(found.values())[fact.at_most])

    def _compares(self, fact: FactDef, test: Comparison) -> int:
        """Return the literal of a number standing so to a limit, should the fact apply."""
        own = self.circuit.one_of(
            literal
            for value, literal in self._answer(fact).items()
            if isinstance(value, Decimal) and compare(test.op, value, test.number)
        )
        if OTHER in self._answer(fact):
            own = self.circuit.one_of((own, self.circuit.all_of((self.other_number(fact.id), self.circuit.fresh()))))
        if not self.ruleset.formula_for.get(fact.id):
            return own
        scale = HUNDRED if fact.type == "percent" else Decimal(1)
        parts, left = [], -self.answered(fact.id)
        parts.append(self.circuit.all_of((self.answered(fact.id), own)))
        for formula in self.ruleset.formula_for[fact.id]:
            scaled = Comparison(formula, test.op, number=test.number / scale)
            parts.append(self.circuit.all_of((left, self.sums.compare(formula, scaled))))
            left = self.circuit.all_of((left, -self.sums.has_result(formula)))
        parts.append(self.circuit.all_of((left, own)))
        return self.circuit.one_of(parts)

    def inputs(self, fact: FactDef) -> Mapping[Value, int]:
        """Return the literals of a number that a sum is reckoned from."""
        if self.ruleset.formula_for.get(fact.id):
            raise NotWritten
        return self._answer(fact)

    # --- what was found ---------------------------------------------------------------------------------------

    def world(self, asked: Iterable[str], kept: Collection[Question]) -> dict[str, Entry]:
        """Return the world that the solver found, where only the units `kept` of the sheet are sure."""
        value = self.circuit.solver.value
        world: dict[str, Entry] = {}
        mine = {unit.fact for unit in kept}

        def holds(literal: int) -> bool:
            return value[abs(literal)] * literal > 0

        for id_ in asked:
            now = self.worlds.sheet.get(id_)
            if id_ in self.ticks:
                how = How.ANSWER if id_ in mine and now is not None else How.SUPPOSED
                ticked = tuple(sorted(option for option, literal in self.ticks[id_].items() if holds(literal)))
                world[id_] = (how, ticked)
            elif id_ in mine:
                world[id_] = entry_of(self.worlds.sheet, id_)
            elif id_ in self.raw:
                world[id_] = (How.SUPPOSED, next(one for one, literal in self.raw[id_].items() if holds(literal)))
            else:
                world[id_] = (How.SUPPOSED, self._some(id_, now))
        return world

    def _some(self, id_: str, now: Value | None) -> Value:
        if id_ in self.trials.asked:
            return now if isinstance(now, tuple) else ()
        return now if now is not None else self.trials.values[id_][0]


def _as_value(fact: FactDef, key: str) -> Value:
    return key == "true" if fact.type == "yes-no" else key
