"""Compile a knowledge base into a `Ruleset`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from advisor.formula.evaluate import Reckoner, reckoner
from advisor.graph import dependencies, levels
from advisor.model.logic import Argument, Conclusion, Inference, Ranking
from advisor.model.types import Conflict, Decision, KnowledgeBase, Rule
from advisor.ruleset.literals import Arm, arms_of, more_specific


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """A knowledge base in the order in which it is reckoned.

    `nodes`: every fact, formula and decision, each after all it reads.
    `rules_of`: the rules that conclude a node, in order of firing.
    `arms`: the antecedent of each rule as alternatives.
    `overridden_by`, `outspecified_by`: for each rule the rivals that beat it whenever both hold, by the step
    of the policy. `rivals_of`: for each rule those that cannot be followed together with it.
    `prepared`: what is worked out from the ruleset where it is first needed, and kept with it.
    """

    kb: KnowledgeBase
    reads: Mapping[str, frozenset[str]]
    strata: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    rules_of: Mapping[str, tuple[Rule, ...]]
    arms: Mapping[str, tuple[Arm, ...]]
    overridden_by: Mapping[str, frozenset[str]]
    outspecified_by: Mapping[str, frozenset[str]]
    rivals_of: Mapping[str, frozenset[str]]
    conflicts_of: Mapping[str, tuple[Conflict, ...]]
    formula_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prepared: dict[tuple[Any, ...], Any] = field(init=False, compare=False, repr=False, default_factory=dict)

    def reckoner_of(self, formula: str) -> Reckoner:
        """Return the function that reckons a formula; None comes of it where what it requires does not hold."""
        key = ("reckoner", formula)
        found: Reckoner | None = self.prepared.get(key)
        if found is None:
            one = self.kb.formulas[formula]
            found = self.prepared[key] = reckoner(one.expression, [required.that for required in one.requires])
        return found

    def closure(self, goals: frozenset[str]) -> frozenset[str]:
        """Return the goals and every node they read, directly or not."""
        seen: set[str] = set()
        waiting = list(goals)
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(self.reads[node])
        return frozenset(seen)


def list_subjects(kb: KnowledgeBase) -> frozenset[str]:
    """Return the facts and decisions whose value is a list: several options may hold at once."""
    return frozenset(
        [fact.id for fact in kb.facts.values() if fact.type == "choices"]
        + [decision.id for decision in kb.decisions.values() if decision.kind != "one"]
    )


def compile_rules(kb: KnowledgeBase) -> Ruleset:
    """Return the compiled form of a knowledge base; the order of files and items leaves no trace in it."""
    reads = dependencies(kb)
    strata = tuple(levels(reads))
    lists = list_subjects(kb)
    arms = {rule.id: arms_of(rule.when, lists) for rule in kb.rules.values()}
    rules_of: dict[str, list[Rule]] = {}
    for rule in kb.rules.values():  # already in order of ids
        rules_of.setdefault(rule.target, []).append(rule)
    overridden = beaten_by(kb)
    rivals_of = _rivals_of(kb, rules_of)
    return Ruleset(
        kb=kb,
        reads=reads,
        strata=strata,
        nodes=tuple(node for stratum in strata for node in stratum),
        rules_of={node: tuple(rules) for node, rules in rules_of.items()},
        arms=arms,
        overridden_by={rule: frozenset(by) for rule, by in overridden.items()},
        outspecified_by={
            id_: frozenset(other for other in others if _says_more(kb.rules[other], kb.rules[id_], arms))
            for id_, others in rivals_of.items()
        },
        rivals_of=rivals_of,
        conflicts_of=_conflicts_of(kb),
        formula_for=_formulas_for(kb),
    )


def _formulas_for(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for formula in kb.formulas.values():
        if formula.infers:
            found.setdefault(formula.infers, []).append(formula.id)
    return {fact: tuple(sorted(ids)) for fact, ids in found.items()}


def beaten_by(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Return for each rule those declared as exceptions to it, and the rows of its table that go first."""
    by: dict[str, set[str]] = {rule: set() for rule in kb.rules}
    for rule in kb.rules.values():
        for other in rule.overrides:
            by[other].add(rule.id)
    for table in kb.tables.values():
        rows = list(table.rows)
        if table.hit_policy == "priority" and table.target in kb.decisions:
            order = kb.decisions[table.target].outcomes
            rows.sort(key=lambda row: min((order.index(o) for o in options_of(kb.rules[row])), default=0))
        if table.hit_policy in ("first", "priority"):
            for index, row in enumerate(rows):
                by[row].update(rows[:index])
    return by


def _rivals_of(kb: KnowledgeBase, rules_of: Mapping[str, Sequence[Rule]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {rule: set() for rule in kb.rules}
    for rules in rules_of.values():
        for one, two in combinations(rules, 2):  # rivalry is mutual
            if _clash(kb, one.then, two.then):
                found[one.id].add(two.id)
                found[two.id].add(one.id)
    return {rule: frozenset(others) for rule, others in found.items()}


def options_of(rule: Rule) -> tuple[str, ...]:
    """Return the options (or the value) a rule speaks about."""
    match rule.then:
        case Argument(_, options):
            return options
        case Ranking(_, order):
            return tuple(option for group in order for option in group)
        case Inference(_, value):
            return (str(value),)


def rivals(kb: KnowledgeBase, rule: Rule, other: Rule) -> bool:
    """Return whether two rules about one node cannot both be followed."""
    return rule.id != other.id and rule.target == other.target and _clash(kb, rule.then, other.then)


def _clash(kb: KnowledgeBase, one: Conclusion, two: Conclusion) -> bool:
    if isinstance(one, Argument) and isinstance(two, Argument):
        return _arguments_clash(kb, one, two)
    if isinstance(one, Inference) and isinstance(two, Inference):
        return one.value != two.value
    return isinstance(one, Ranking) and isinstance(two, Ranking) and one.order != two.order


def _arguments_clash(kb: KnowledgeBase, one: Argument, two: Argument) -> bool:
    if one.favours != two.favours:
        return not set(one.options).isdisjoint(two.options)
    if not one.favours:
        return False
    decision = kb.decisions[one.decision]
    if decision.kind == "one":
        return set(one.options).isdisjoint(two.options)
    if decision.kind == "direction":
        return any(f"{o.partition(':')[0]}:{_OPPOSITE[o.partition(':')[2]]}" in two.options for o in one.options)
    return _shut_out(decision, one.options, two.options) or _shut_out(decision, two.options, one.options)


def _shut_out(decision: Decision, options: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Return whether one of `options` excludes one of `others`."""
    return any(
        not set(option.excludes).isdisjoint(others)
        for option in decision.options
        if option.excludes and option.id in options
    )


_OPPOSITE = {"up": "down", "down": "up"}


def _says_more(rule: Rule, other: Rule, arms: Mapping[str, tuple[Arm, ...]]) -> bool:
    if rule.default != other.default:
        return other.default
    return more_specific(arms[rule.id], arms[other.id])


def _conflicts_of(kb: KnowledgeBase) -> dict[str, tuple[Conflict, ...]]:
    found: dict[str, list[Conflict]] = {}
    for conflict in kb.conflicts.values():
        targets = {kb.rules[rule].target for side in conflict.sides for rule in side.rules if rule in kb.rules}
        for target in sorted(targets):
            found.setdefault(target, []).append(conflict)
    return {target: tuple(conflicts) for target, conflicts in found.items()}
