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
all the same (`Partial`); its deciding rule then does not fire. What no pattern asks
about is declared at the end, in one fact: it can make no rule fire.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from advisor.consultation.experta_import import NOT, InitialFact, P, Rule
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
from advisor.consultation.working_memory import Conclusions, Given, NodeEngine, NodeFact
from advisor.model.logic import Condition, Not
from advisor.model.types import FactDef, Formula, Value
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.literals import Arm, Literal, arms_of
from advisor.ruleset.resolve import Resolver

HUNDRED = Decimal(100)


_new_firing: Callable[..., Firing] = tuple.__new__  # the same as calling Firing, which is half the cost of noting one


class Engine:
    """A reusable experta engine for one ruleset. Not for two threads at once.

    `stock` leaves experta its own Rete network and agenda, which are slower and conclude the same.
    """

    def __init__(self, ruleset: Ruleset, *, stock: bool = False) -> None:
        self.ruleset = ruleset
        self._plan = _Plan(ruleset)
        self._engine = self._plan.engine(stock)

    def run(
        self, given: Mapping[str, Value], open_nodes: Mapping[str, Partial], resolver: Resolver, *, watch: bool = False
    ) -> tuple[Trace, Mapping[str, Any]]:
        """Consult: declare the facts, let experta fire until nothing is left.

        `given`: known answers. `open_nodes`: nodes that must not be decided because facts are
        missing, with what is certain about them. `watch`: also keep the agenda before each firing.
        Returns the trace and the value of every node that came to have one (chosen options as a
        tuple, NOT_APPLICABLE).
        """
        run, engine = _Run(self._plan, given, open_nodes, resolver, watch), self._engine
        engine.run_state = run
        engine.reset()
        for fact in self._plan.initial_facts(run):
            engine.tell(fact)
        engine.run()
        values = run.values
        engine.tell(Conclusions.holding(tuple([(node, values[node]) for node in self._plan.unread if node in values])))
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
        self.held: dict[str, int] = {}
        """By node: its rules that fired; bit i is rule i in order of firing."""

    def learn(self, node: str, value: Any) -> None:
        """Note the value of a node."""
        self.values[node] = value
        if value is not NOT_APPLICABLE:
            self.known[node] = (node, as_answered(value) if self.open_nodes else value)

    def record(
        self, engine: Any, kind: FiringKind, id_: str, facts: tuple[tuple[str, Any], ...], concluded: tuple[str, ...]
    ) -> None:
        """Note a firing over `facts`."""
        firings = self.firings
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
        self.classes: dict[str, Any] = {node: _fact_class(node, NodeFact) for node in ruleset.nodes}
        self.gated = frozenset(
            fact.id
            for fact in self.kb.facts.values()
            if fact.applies_when is not None or any(option.only_if is not None for option in fact.options)
        )
        self._given: dict[str, Any] = {node: _fact_class(node, Given) for node in self.gated}
        self._read: set[str] = set()
        """Nodes that a rule written so far asks about: of a node to be written next, all that ever will."""
        self._offers = {fact.id: self._offer(fact) for fact in self.kb.facts.values()}
        self._methods: dict[str, Any] = {}
        self._entries: dict[str, tuple[FiringKind, str]] = {}
        self._salience = 0
        for node in reversed(ruleset.nodes):  # salience grows, so the last stratum is written first
            self._node(node)
        self.unread = tuple(node for node in ruleset.nodes if node not in self._read)

    def engine(self, stock: bool) -> Any:
        """Return an instance of the KnowledgeEngine subclass that holds all rules."""
        hooks: dict[str, Any] = {} if stock else {"__matcher__": CountingMatcher, "__strategy__": SalienceStrategy}
        return type("AdvisorEngine", (NodeEngine,), {**self._methods, **hooks})()

    def entry(self, rule: Any) -> AgendaEntry:
        """Return an activation of experta in the words of the knowledge base."""
        kind, id_ = self._entries[rule.salience]
        return AgendaEntry(rule.salience, id_, kind)

    def initial_facts(self, run: _Run) -> list[Any]:
        """Return the facts to declare at the start; answers that may not apply wait as `Given`."""
        facts: list[Any] = [InitialFact()]
        facts += [self.classes[node].holding(run.open_nodes[node]) for node in sorted(run.open_nodes)]
        for node in sorted(run.given):
            if node in self.gated:
                facts.append(self._given[node].holding(True))
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
        facts_of = _facts_of(tuple(sorted({literal.test.subject for literal in arm})))
        concluded = (self.kb.rules[rule_id].target,)
        bit = 1 << next(index for index, rule in enumerate(self.ruleset.rules_of[node]) if rule.id == rule_id)

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            held = run.held.get(node, 0)
            if not held & bit:  # another arm may have fired: one rule is one reason
                run.held[node] = held | bit
                run.record(engine, "rule", rule_id, facts_of(run.known), concluded)

        self._add("rule", rule_id, self._patterns(arm), action)

    def _patterns(self, arm: Arm) -> list[Any]:
        by_subject: dict[str, list[Literal]] = {}
        for literal in sorted(arm, key=repr):
            by_subject.setdefault(literal.test.subject, []).append(literal)
        self._read.update(by_subject)
        return [
            self.classes[subject](value=P(predicate(tuple(literals)))) for subject, literals in by_subject.items()
        ] or [InitialFact()]

    def _decide(self, node: str) -> None:
        decision = self.kb.decisions[node]
        cls = self.classes[node]
        applies, denied = self._arms(decision.applies_when), self._denied(decision.applies_when)
        # where an arm has decided, the others are to be taken off the agenda
        tells, tells_not = (node in self._read or len(arms) > 1 for arms in (applies, denied))

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            resolution = run.resolver.resolve_bits(node, run.held.get(node, 0))
            chosen = resolution.chosen
            run.learn(node, chosen)
            run.record(engine, "decide", node, (), resolution.outcome)
            if tells:
                engine.tell(cls.holding(chosen))

        for arm in applies:
            self._add("decide", node, [*self._patterns(arm), NOT(cls())], action)
        for arm in denied:
            self._add("not-applicable", node, [*self._patterns(arm), NOT(cls())], self._rules_out(node, tells_not))

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

    def _is_unanswerable(self, node: str, run: _Run) -> bool:
        partial = run.open_nodes.get(node)
        return partial is not None and partial.unanswerable

    def _inferred(self, fact: FactDef, formulas: tuple[str, ...], run: _Run) -> Value | None:
        for formula in formulas:
            number = run.values.get(formula)
            if isinstance(number, Decimal):
                return number * HUNDRED if fact.type == "percent" else number
            if number is not NOT_APPLICABLE and not self._is_unanswerable(formula, run):
                return None  # a later formula counts only where every earlier one comes to nothing
        chosen = run.resolver.resolve_bits(fact.id, run.held.get(fact.id, 0)).chosen
        if len(chosen) != 1:
            return None
        if fact.type == "yes-no":
            return chosen[0] == "true"
        return chosen if fact.type == "choices" else chosen[0]

    def _gate(self, fact: FactDef) -> None:
        """An answer enters the working memory once it is certain that the fact applies."""
        hides = any(option.only_if is not None for option in fact.options)

        def accept(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            value = run.given[fact.id]
            if hides and isinstance(value, tuple):
                value = self._visible(fact, value, ChainMap(run.values, run.open_nodes))
            run.learn(fact.id, value)
            run.record(engine, "applies", fact.id, (), ())
            engine.tell(self.classes[fact.id].holding(value))

        given, cls = self._given[fact.id], self.classes[fact.id]
        for arm in self._arms(fact.applies_when):
            self._add("applies", fact.id, [*self._patterns(arm), given(), NOT(cls())], accept)
        for arm in self._denied(fact.applies_when):
            self._add("not-applicable", fact.id, [*self._patterns(arm), NOT(cls())], self._rules_out(fact.id))

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

    def _rules_out(self, node: str, tells: bool = True) -> Callable[..., None]:
        """Return what finds that a node means nothing here; `tells`: and declares it."""
        cls = self.classes[node]

        def rule_out(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            if node not in run.values:
                run.learn(node, NOT_APPLICABLE)
                run.record(engine, "not-applicable", node, (), ())
                if tells:
                    engine.tell(cls.holding(NOT_APPLICABLE))

        return rule_out

    def _formula(self, formula: Formula) -> None:
        node, read = formula.id, formula.reads
        cls, tells = self.classes[node], node in self._read
        percents = [name for name in read if name in self.kb.facts and self.kb.facts[name].type == "percent"]
        reckoned, facts_of = self.ruleset.reckoner_of(node), _facts_of(read)
        rule_out = self._rules_out(node, tells)

        def action(engine: Any, **_: Any) -> None:
            run: _Run = engine.run_state
            values = run.values
            if percents:
                values = {**values, **{name: values[name] / HUNDRED for name in percents}}
            result = reckoned(values)
            if result is None:
                rule_out(engine)
                return
            run.learn(node, result)
            run.record(engine, "formula", node, facts_of(run.known), (str(result),))
            if tells:
                engine.tell(cls.holding(result))

        self._read.update(read)
        for name in reversed(read):
            self._add("not-applicable", node, [self.classes[name](value=P(is_not_applicable))], rule_out)
        patterns = [self.classes[name](value=P(is_number)) for name in read] or [InitialFact()]
        self._add("formula", node, patterns, action)

    def _arms(self, condition: Condition | None) -> tuple[Arm, ...]:
        return (frozenset(),) if condition is None else arms_of(condition, self.lists)

    def _denied(self, condition: Condition | None) -> tuple[Arm, ...]:
        return () if condition is None else arms_of(Not(condition), self.lists)


def _some_arm_holds(arms: tuple[Arm, ...], values: Mapping[str, Any]) -> bool:
    return any(all(literal_holds(one, values.get(one.test.subject)) for one in arm) for arm in arms)


def _fact_class(node: str, base: type) -> Any:
    return type(node.replace(".", "_"), (base,), {})


def _facts_of(reads: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return the function that takes what is known of these nodes from what is known by node."""
    if not reads:
        return lambda known: ()
    if len(reads) == 1:
        (only,) = reads
        return lambda known: (known[only],) if only in known else ()
    take_all = itemgetter(*reads)  # nearly always all are known

    def take(known: Mapping[str, Any]) -> tuple[Any, ...]:
        try:
            found: tuple[Any, ...] = take_all(known)
        except KeyError:
            return tuple([known[node] for node in reads if node in known])
        return found

    return take
