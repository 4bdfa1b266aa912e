"""A ruleset as an experta engine: compiled once, reset and reused.

Every node (fact, formula, decision) has a Fact class of its own. A rule of the
knowledge base becomes one experta rule for each arm of its antecedent; its
right-hand side only records the firing. When all rules about a node have had
their turn, a *deciding* rule of lower salience applies the policy to those that
fired and declares the result. Salience falls from node to node in the order of
the strata, and no two rules share one, so that the firing order depends neither
on the order of facts and files nor on hash seeds.

Unknown facts are simply not in the working memory. Negation is a pattern over a
declared value ("is, but is none of these"), never experta's NOT, so an unknown
fact makes no rule fire. A node that does not apply is declared as NOT_APPLICABLE.
A node that facts still missing leave open is declared with what is certain about it
all the same (`Partial`); its deciding rule then does not fire.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from advisor.consultation.experta_import import NOT, Fact, InitialFact, KnowledgeEngine, P, Rule
from advisor.consultation.matcher import CountingMatcher, SalienceStrategy
from advisor.consultation.trace import AgendaEntry, Firing, FiringKind, Trace
from advisor.consultation.values import (
    DOUBTFUL,
    NOT_APPLICABLE,
    Partial,
    as_answered,
    is_not_applicable,
    is_number,
    literal_holds,
    predicate,
)
from advisor.formula.evaluate import holds, reckon
from advisor.model.logic import Condition, Not
from advisor.model.types import FactDef, Formula, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.literals import Arm, Literal, arms_of
from advisor.ruleset.resolve import Resolver

HUNDRED = Decimal(100)


_new_firing: Callable[..., Firing] = tuple.__new__  # the same as calling Firing, which is half the cost of noting one


class NodeFact(Fact):  # type: ignore[misc]
    """What is known of a node; each node has a class of its own."""

    @classmethod
    def holding(cls, value: Any) -> NodeFact:
        """Return the fact that a node has a value, which is frozen already, so nothing in it need be looked at."""
        fact = cls.__new__(cls)
        dict.__setitem__(fact, "value", value)
        return fact

    def has_field_constraints(self) -> bool:
        """Return False: experta asks this of what is declared, and that holds values, never patterns."""
        return False

    def has_nested_accessor(self) -> bool:
        """Return False: the one field is called `value`."""
        return False

    def validate(self) -> None:
        """Accept any value: no field is declared."""

    is_special = staticmethod("__factid__".__eq__)  # what experta itself writes into a fact beside its one field


class Given(NodeFact):
    """An answer to the node `value`, of which it is not yet certain that it applies."""


class _KnowledgeEngine(KnowledgeEngine):  # type: ignore[misc]
    def get_activations(self) -> Any:
        """Ask the matcher only where facts have come or gone; most rules of the knowledge base declare none."""
        return super().get_activations() if self.facts.added or self.facts.removed else ((), ())

    def tell(self, fact: NodeFact) -> None:
        """Declare a fact from a rule: `declare` without its checks, to which a NodeFact answers no every time."""
        self.facts.declare(fact)


class Engine:
    """A reusable experta engine for one ruleset. Not for two threads at once.

    `stock` leaves experta its own Rete network and agenda, which are slower and conclude the same.
    """

    def __init__(self, ruleset: Ruleset, *, stock: bool = False) -> None:
        self.ruleset = ruleset
        self._plan = _Plan(ruleset)
        self._engine = self._plan.engine(stock)
        self._engine.plan = self._plan

    def run(
        self, given: Mapping[str, Value], open_nodes: Mapping[str, Partial], resolver: Resolver, *, watch: bool = False
    ) -> tuple[Trace, Mapping[str, Any]]:
        """Consult: declare the facts, let experta fire until nothing is left.

        `given`: known answers. `open_nodes`: nodes that must not be decided because facts are
        missing, with what is certain about them. `watch`: also keep the agenda before each firing.
        Returns the trace and the value of every node that came to have one (chosen options as a
        tuple, NOT_APPLICABLE).
        """
        run = _Run(self._plan, given, open_nodes, resolver, watch)
        self._engine.run_state = run
        self._engine.reset()
        self._engine.declare(*self._plan.initial_facts(run))
        self._engine.run()
        return Trace(tuple(run.firings), tuple(run.agendas)), run.values | dict(run.known.values())


class _Run:
    """The record of one consultation."""

    def __init__(
        self,
        plan: _Plan,
        given: Mapping[str, Value],
        open_nodes: Mapping[str, Partial],
        resolver: Resolver,
        watch: bool,
    ) -> None:
        self.plan = plan
        self.given = given
        self.open_nodes: dict[str, Any] = dict(open_nodes)
        self.resolver = resolver
        self.watch = watch
        self.firings: list[Firing] = []
        self.agendas: list[tuple[AgendaEntry, ...]] = []
        self.values: dict[str, Any] = {}
        self.known: dict[str, tuple[str, Any]] = {}
        """By node that has a value: the node and the value, as a firing tells them."""
        self.held: defaultdict[str, set[str]] = defaultdict(set)

    def learn(self, node: str, value: Any) -> None:
        """Note the value of a node."""
        self.values[node] = value
        if value is not NOT_APPLICABLE:
            self.known[node] = (node, as_answered(value) if self.open_nodes else value)

    def record(self, engine: Any, kind: FiringKind, id_: str, reads: Sequence[str], concluded: tuple[str, ...]) -> None:
        """Note a firing over the nodes `reads`, of which it tells those that have a value."""
        known, firings = self.known, self.firings
        facts = tuple([known[node] for node in reads if node in known]) if reads else ()
        firings.append(_new_firing(Firing, (len(firings) + 1, kind, id_, facts, concluded)))
        if self.watch:
            waiting = [self.plan.entry(activation.rule) for activation in engine.agenda.activations]
            self.agendas.append(tuple(sorted(waiting, key=lambda entry: -entry.salience)))


class _Plan:
    """Everything about a ruleset that does not change between consultations."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.lists = list_subjects(self.kb)
        self.classes: dict[str, Any] = {node: type(node.replace(".", "_"), (NodeFact,), {}) for node in ruleset.nodes}
        self.gated = frozenset(
            fact.id
            for fact in self.kb.facts.values()
            if fact.applies_when is not None or any(option.only_if is not None for option in fact.options)
        )
        self._offers = {fact.id: self._offer(fact) for fact in self.kb.facts.values()}
        self._methods: dict[str, Any] = {}
        self._entries: dict[str, tuple[FiringKind, str]] = {}
        self._salience = 0
        for node in reversed(ruleset.nodes):  # salience grows, so the last stratum is written first
            self._node(node)

    def engine(self, stock: bool) -> Any:
        """Return an instance of the KnowledgeEngine subclass that holds all rules."""
        hooks: dict[str, Any] = {} if stock else {"__matcher__": CountingMatcher, "__strategy__": SalienceStrategy}
        engine = type("AdvisorEngine", (_KnowledgeEngine,), {**self._methods, **hooks})()
        deffacts = engine.get_deffacts()  # experta looks through all members at every reset; once is enough
        engine.get_deffacts = lambda: deffacts
        return engine

    def entry(self, rule: Any) -> AgendaEntry:
        """Return an activation of experta in the words of the knowledge base."""
        kind, id_ = self._entries[rule.salience]
        return AgendaEntry(rule.salience, id_, kind)

    def initial_facts(self, run: _Run) -> list[Any]:
        """Return the facts to declare at the start; answers that may not apply wait as `Given`."""
        facts: list[Any] = [self.classes[node].holding(partial) for node, partial in sorted(run.open_nodes.items())]
        for node in sorted(run.given):
            if node in self.gated:
                facts.append(Given.holding(node))
            else:
                run.learn(node, run.given[node])
                facts.append(self.classes[node].holding(run.given[node]))
        return facts

    # --- writing the rules ---------------------------------------------------------------------------

    def _add(self, kind: FiringKind, id_: str, patterns: list[Any], action: Callable[..., None]) -> None:
        self._salience += 1
        name = f"r{self._salience:05}"
        self._entries[self._salience] = (kind, id_)  # type: ignore[index]

        self._methods[name] = Rule(*patterns, salience=self._salience)(action)

    def _node(self, node: str) -> None:
        """Write the rules of one node, the last to fire first."""
        if node in self.kb.formulas:
            self._formula(self.kb.formulas[node])
            return
        if node in self.kb.decisions:
            self._decide(node)
        elif node in self.kb.facts:
            self._infer(self.kb.facts[node])
        for rule in reversed(self.ruleset.rules_of.get(node, ())):
            for arm in reversed(self.ruleset.arms[rule.id]):
                self._rule(rule.id, node, arm)
        if node in self.gated:
            self._gate(self.kb.facts[node])

    def _rule(self, rule_id: str, node: str, arm: Arm) -> None:
        reads = tuple(sorted({literal.test.subject for literal in arm}))
        concluded = (self.kb.rules[rule_id].target,)

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            held = run.held[node]
            if rule_id not in held:  # another arm may have fired: one rule is one reason
                held.add(rule_id)
                run.record(engine, "rule", rule_id, reads, concluded)

        self._add("rule", rule_id, self._patterns(arm), action)

    def _patterns(self, arm: Arm) -> list[Any]:
        by_subject: dict[str, list[Literal]] = {}
        for literal in sorted(arm, key=repr):
            by_subject.setdefault(literal.test.subject, []).append(literal)
        return [
            self.classes[subject](value=P(predicate(tuple(literals)))) for subject, literals in by_subject.items()
        ] or [InitialFact()]

    def _decide(self, node: str) -> None:
        decision = self.kb.decisions[node]
        cls = self.classes[node]

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            resolution = run.resolver.resolve(node, frozenset(run.held.get(node, ())))
            chosen = resolution.chosen
            run.learn(node, chosen)
            run.record(engine, "decide", node, (), resolution.outcome)
            engine.tell(cls.holding(chosen))

        def not_applicable(engine: Any, **_: Any) -> None:
            self._declare_not_applicable(engine, node)

        for arm in self._arms(decision.applies_when):
            self._add("decide", node, [*self._patterns(arm), NOT(self.classes[node]())], action)
        for arm in self._denied(decision.applies_when):
            self._add("not-applicable", node, [*self._patterns(arm), NOT(self.classes[node]())], not_applicable)

    def _infer(self, fact: FactDef) -> None:
        node = fact.id
        formulas = self.ruleset.formula_for.get(node, ())
        if node not in self.ruleset.rules_of and not formulas:
            return

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            value = self._inferred(fact, formulas, run)
            if isinstance(value, tuple):
                value = self._visible(fact, value, ChainMap(run.values, run.open_nodes))
            if value is not None and node not in run.values:
                run.learn(node, value)
                run.record(engine, "infer", node, (), value if isinstance(value, tuple) else (str(value),))
                engine.tell(self.classes[node].holding(value))

        for arm in self._arms(fact.applies_when):
            patterns = [*self._patterns(arm), NOT(self.classes[node]())]
            self._add("infer", node, patterns, action)

    def _inferred(self, fact: FactDef, formulas: tuple[str, ...], run: _Run) -> Value | None:
        for formula in formulas:
            number = run.values.get(formula)
            if isinstance(number, Decimal):
                return number * HUNDRED if fact.type == "percent" else number
        chosen = run.resolver.resolve(fact.id, frozenset(run.held.get(fact.id, ()))).chosen
        if len(chosen) != 1:
            return None
        if fact.type == "yes-no":
            return chosen[0] == "true"
        return chosen if fact.type == "choices" else chosen[0]

    def _gate(self, fact: FactDef) -> None:
        """An answer enters the working memory once it is certain that the fact applies."""

        def accept(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            value = run.given[fact.id]
            if isinstance(value, tuple):
                value = self._visible(fact, value, ChainMap(run.values, run.open_nodes))
            run.learn(fact.id, value)
            run.record(engine, "applies", fact.id, (), ())
            engine.tell(self.classes[fact.id].holding(value))

        def refuse(engine: Any, **_: Any) -> None:
            self._declare_not_applicable(engine, fact.id)

        for arm in self._arms(fact.applies_when):
            patterns = [*self._patterns(arm), Given(value=fact.id), NOT(self.classes[fact.id]())]
            self._add("applies", fact.id, patterns, accept)
        for arm in self._denied(fact.applies_when):
            self._add("not-applicable", fact.id, [*self._patterns(arm), NOT(self.classes[fact.id]())], refuse)

    def _visible(self, fact: FactDef, ticked: tuple[str, ...], values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the ticked options that count: hidden ones are dropped, doubtful ones marked."""

        offer = self._offers[fact.id]
        seen: list[str] = []
        for option in ticked:
            shown, hidden = offer[option]
            if shown is None or _some_arm_holds(shown, values):
                seen.append(option)
            elif not _some_arm_holds(hidden, values):
                seen.append(DOUBTFUL + option)
        return tuple(seen)

    def _offer(self, fact: FactDef) -> dict[str, tuple[tuple[Arm, ...] | None, tuple[Arm, ...]]]:
        """Return for each option when it is offered (None: always) and when it is not."""
        return {
            option.id: (None if option.only_if is None else self._arms(option.only_if), self._denied(option.only_if))
            for option in fact.options
        }

    def _declare_not_applicable(self, engine: Any, node: str) -> None:
        run: _Run = engine.run_state
        if node in run.values:
            return
        run.learn(node, NOT_APPLICABLE)
        run.record(engine, "not-applicable", node, (), ())
        engine.tell(self.classes[node].holding(NOT_APPLICABLE))

    def _formula(self, formula: Formula) -> None:
        read = formula.reads
        percents = {name for name in read if name in self.kb.facts and self.kb.facts[name].type == "percent"}

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            values = {name: run.values[name] / HUNDRED if name in percents else run.values[name] for name in read}
            if all(holds(r.that, values) for r in formula.requires):
                result = reckon(formula.expression, values)
                if result is not None:
                    run.learn(formula.id, result)
                    run.record(engine, "formula", formula.id, read, (str(result),))
                    engine.tell(self.classes[formula.id].holding(result))
                    return
            self._declare_not_applicable(engine, formula.id)

        def not_applicable(engine: Any, **_: Any) -> None:
            self._declare_not_applicable(engine, formula.id)

        for name in reversed(read):
            self._add("not-applicable", formula.id, [self.classes[name](value=P(is_not_applicable))], not_applicable)
        patterns = [self.classes[name](value=P(is_number)) for name in read] or [InitialFact()]
        self._add("formula", formula.id, patterns, action)

    def _arms(self, condition: Condition | None) -> tuple[Arm, ...]:
        return (frozenset(),) if condition is None else arms_of(condition, self.lists)

    def _denied(self, condition: Condition | None) -> tuple[Arm, ...]:
        return () if condition is None else arms_of(Not(condition), self.lists)


def _some_arm_holds(arms: tuple[Arm, ...], values: Mapping[str, Any]) -> bool:
    return any(all(literal_holds(one, values.get(one.test.subject)) for one in arm) for arm in arms)
