"""What differs between two versions of a knowledge base, and which decisions that can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.model.types import Decision, FactDef, Formula, KnowledgeBase, Rule
from advisor.ruleset.compile import Ruleset


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of one kind that were added, removed or changed, in order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.altered)

    @property
    def ids(self) -> frozenset[str]:
        """Return all of them."""
        return frozenset((*self.added, *self.removed, *self.altered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two versions, as far as it can bear on advice.

    `reworded`: rules that conclude the same from the same, but say another reason or cite another place.
    `reached`: decisions that any of it can change; for no others can advice differ.
    """

    rules: Changed
    facts: Changed
    decisions: Changed
    formulas: Changed
    conflicts: Changed
    reworded: tuple[str, ...]
    reached: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.rules, self.facts, self.decisions, self.formulas, self.conflicts, self.reworded))


def compare(old: Ruleset, new: Ruleset) -> Changes:
    """Return what differs between two versions of a knowledge base."""
    one, two = old.kb, new.kb
    rules = _changed(_logic_of_rules(one), _logic_of_rules(two))
    return Changes(
        rules=rules,
        facts=_changed(*({id_: _fact(fact) for id_, fact in kb.facts.items()} for kb in (one, two))),
        decisions=_changed(*({id_: _decision(found) for id_, found in kb.decisions.items()} for kb in (one, two))),
        formulas=_changed(*({id_: _formula(found) for id_, found in kb.formulas.items()} for kb in (one, two))),
        conflicts=_changed(*(_conflicts(kb) for kb in (one, two))),
        reworded=tuple(
            id_
            for id_ in sorted(one.rules.keys() & two.rules.keys())
            if id_ not in rules.ids and _words(one.rules[id_], one) != _words(two.rules[id_], two)
        ),
        reached=_reached(old, new),
    )


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changed:
    return Changed(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        altered=tuple(id_ for id_ in sorted(old.keys() & new.keys()) if old[id_] != new[id_]),
    )


def _words(rule: Rule, kb: KnowledgeBase) -> Any:
    return rule.because, kb.citations(tuple(point for point in rule.teaches if point in kb.points))


def _logic_of_rules(kb: KnowledgeBase) -> dict[str, Any]:
    return {rule.id: _rule(rule, kb) for rule in kb.rules.values()}


def _rule(rule: Rule, kb: KnowledgeBase) -> Any:
    table = kb.tables.get(rule.table)
    first = table is not None and table.hit_policy == "first"
    place = table.rows[: table.rows.index(rule.id)] if table is not None and first else ()
    return rule.when, rule.then, rule.overrides, rule.default, table.hit_policy if table else "", place


def _fact(fact: FactDef) -> Any:
    options = tuple((option.id, option.only_if, option.exclusive) for option in fact.options)
    return fact.type, fact.applies_when, options, fact.at_most, fact.unit, fact.low, fact.high


def _decision(decision: Decision) -> Any:
    options = tuple((option.id, option.excludes, option.formula) for option in decision.options)
    return decision.kind, decision.applies_when, options


def _formula(formula: Formula) -> Any:
    return formula.expression, formula.unit, formula.infers, tuple(one.that for one in formula.requires)


def _conflicts(kb: KnowledgeBase) -> dict[str, Any]:
    return {
        one.id: (one.resolution, one.prefer, tuple((side.id, side.rules) for side in one.sides))
        for one in kb.conflicts.values()
    }


def _reached(old: Ruleset, new: Ruleset) -> tuple[str, ...]:
    """Return the decisions of both versions below which, or in which, something differs; those of one version too."""
    signed = [_signatures(ruleset) for ruleset in (old, new)]
    differ = {node for node in signed[0].keys() | signed[1].keys() if signed[0].get(node) != signed[1].get(node)}
    return tuple(
        goal
        for goal in sorted(old.kb.decisions.keys() | new.kb.decisions.keys())
        if any(not differ.isdisjoint(closure_of(ruleset, [goal])) for ruleset in (old, new))
    )


def closure_of(ruleset: Ruleset, goals: Iterable[str]) -> frozenset[str]:
    """Return those goals that this version has, and all they read."""
    return ruleset.closure(frozenset(goal for goal in goals if goal in ruleset.reads))


def _signatures(ruleset: Ruleset) -> dict[str, Any]:
    kb = ruleset.kb
    logic, conflicts = _logic_of_rules(kb), _conflicts(kb)
    found: dict[str, Any] = {}
    for node in ruleset.nodes:
        if node in kb.facts:
            own = _fact(kb.facts[node])
        elif node in kb.formulas:
            own = _formula(kb.formulas[node])
        else:
            own = _decision(kb.decisions[node])
        rules = tuple((rule.id, logic[rule.id]) for rule in ruleset.rules_of.get(node, ()))
        met = tuple((one.id, conflicts[one.id]) for one in ruleset.conflicts_of.get(node, ()))
        found[node] = (own, rules, met, ruleset.formula_for.get(node, ()))
    return found
