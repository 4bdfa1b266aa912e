"""Consult: experta fires the rules, the evaluator says what is still open."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from advisor.consultation.engine import Engine
from advisor.consultation.findings import (
    Amount,
    Claim,
    Consultation,
    Finding,
    HeldArgument,
    HeldConflict,
    KnownFact,
    Origin,
    PossibleOutcome,
    Status,
)
from advisor.consultation.trace import Trace
from advisor.consultation.values import NOT_APPLICABLE, Partial
from advisor.diagnostics import did_you_mean
from advisor.errors import UsageError
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet
from advisor.evaluate.explore import LIMIT, Possibilities, explore
from advisor.evaluate.missing import askable_facts
from advisor.evaluate.variables import Block
from advisor.formula.evaluate import holds
from advisor.formula.types import names
from advisor.model.logic import Argument, Ranking
from advisor.model.types import Decision, Formula, KnowledgeBase
from advisor.ruleset.compile import Ruleset, options_of
from advisor.ruleset.resolve import Resolution, Resolver, resolver_for


class Advisor:
    """A ruleset ready to consult: one experta engine, used again and again, by one thread at a time."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._engine: Engine | None = None
        self._asked_of_all = tuple(
            fact.id
            for fact in ruleset.kb.facts.values()
            if fact.applies_when is None and fact.id not in ruleset.rules_of and fact.id not in ruleset.formula_for
        )
        """Facts that only an answer can give: where one is missing, something is open."""
        self._said: dict[str, tuple[tuple[str, ...], bool, tuple[str, ...]]] = {}
        """By rule: what it says of which options, and where that is from."""
        self._turn = threading.Lock()

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self.ruleset.kb

    def consult(
        self,
        sheet: Sheet,
        goals: Iterable[str] | None = None,
        prefer: Iterable[str] = (),
        *,
        watch: bool = False,
        limit: int = LIMIT,
    ) -> Consultation:
        """Return findings for `goals` (decision ids; None: all decisions) on a sheet of answers.

        `sheet` maps fact ids to values; None is don't-know. `prefer` names sources that win
        declared conflicts. `watch` keeps the agenda in the trace. `limit` bounds the search
        for what is still possible. Raises UsageError for an unknown goal or source.
        """
        wanted = check_goals(self.kb, goals)
        wishes = check_preferences(self.kb, prefer)
        resolver = resolver_for(self.ruleset, wishes)
        trace, values, base = self._fire(sheet, resolver, watch)
        case = _Case(self.ruleset, resolver, sheet, base, trace, values, limit, self._said)
        facts = case.known_facts()
        return Consultation(
            ruleset=self.ruleset,
            sheet=dict(sheet),
            prefer=wishes,
            facts=facts,
            inferences=case.inferences(facts),
            trace=trace,
            findings={goal: case.finding(self.kb.decisions[goal]) for goal in wanted},
        )

    def _fire(
        self, sheet: Sheet, resolver: Resolver, watch: bool
    ) -> tuple[Trace, Mapping[str, Any], Evaluation | None]:
        """Let experta fire; return its trace, the value of each node and, where something is open, what the
        evaluator says. Where every node comes to a value nothing is open, and the evaluator need not be asked.
        """
        given = {id_: value for id_, value in sheet.items() if value is not None and id_ in self.kb.facts}
        with self._turn:  # the engine holds the facts of one case at a time
            if self._engine is None:
                self._engine = Engine(self.ruleset)
            if None not in sheet.values() and all(id_ in given for id_ in self._asked_of_all):
                trace, values = self._engine.run(given, {}, resolver, watch=watch)
                if len(values) == len(self.ruleset.nodes):
                    return trace, values, None
            base = Evaluator(self.ruleset, resolver, sheet).run(Block(()), frozenset(self.ruleset.nodes))
            trace, values = self._engine.run(given, _open_nodes(self.ruleset, base), resolver, watch=watch)
        return trace, values, base


def check_goals(kb: KnowledgeBase, goals: Iterable[str] | None) -> tuple[str, ...]:
    """Return the decisions that goals (decision or area ids) stand for, in reading order.

    Raises UsageError, with a guess, for an id that is neither.
    """
    order = reading_order(kb)
    if goals is None:
        return tuple(order)
    wanted: set[str] = set()
    for goal in goals:
        in_area = [id_ for id_ in order if kb.decisions[id_].area == goal]
        if goal in kb.decisions:
            wanted.add(goal)
        elif in_area:
            wanted.update(in_area)
        else:
            known = (*order, *(area.id for area in kb.outline.areas))
            hint = did_you_mean(goal, known)
            raise UsageError(f"unknown goal '{goal}'; `advisor decisions` lists them" + (f"; {hint}" if hint else ""))
    return tuple(id_ for id_ in order if id_ in wanted)


def reading_order(kb: KnowledgeBase) -> list[str]:
    """Return all decisions, area by area, as the outline orders them; those it does not name follow by id."""
    found: list[str] = []
    for area in kb.outline.areas:
        mine = [decision.id for decision in kb.decisions.values() if decision.area == area.id]
        named = [id_ for id_ in area.order if id_ in mine]
        found += [*named, *(id_ for id_ in mine if id_ not in named)]
    return found


def check_preferences(kb: KnowledgeBase, prefer: Iterable[str]) -> tuple[str, ...]:
    """Return the preferred sources; raise UsageError for one that is no document, place, point or rule."""
    wishes = tuple(prefer)
    documents = [source.id for source in kb.sources.values() if source.kind == "course"]
    for wish in wishes:
        document, _, lines = wish.partition(":")
        good = wish in kb.rules or wish in kb.points or document in documents
        if good and lines and document in documents and wish not in kb.points:
            place = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", lines)
            good = place is not None and 1 <= int(place[1]) <= int(place[2] or place[1]) <= kb.sources[document].lines
        if not good:
            hint = did_you_mean(wish, (*documents, *kb.rules, *kb.points))
            accepted = f"a document ({', '.join(documents)}), a place such as 004:495, a course point or a rule"
            message = f"unknown source '{wish}'; give {accepted}"
            raise UsageError(message + (f"; {hint}" if hint else ""))
    return wishes


def _open_nodes(ruleset: Ruleset, base: Evaluation) -> dict[str, Partial]:
    """Return the nodes that unknown facts leave open, with the options they have, or may have, all the same."""
    found: dict[str, Partial] = {}
    for node in ruleset.nodes:
        column = base.columns[node]
        if column.na or column.known:
            continue
        options = outcome_ids(ruleset.kb, node)
        sure = frozenset(option for option in options if column.yes.get(option))
        possible = frozenset(option for option in options if option not in sure and not column.no.get(option))
        waits = node in ruleset.kb.decisions or (node in ruleset.rules_of and _has_open_rule(ruleset, base, node))
        if waits or column.unanswerable or len(possible) < len(options):
            found[node] = Partial(sure, possible, bool(column.unanswerable))
    return found


def outcome_ids(kb: KnowledgeBase, node: str) -> tuple[str, ...]:
    """Return what a decision can come to, or the options of a fact; yes-no facts have `true` and `false`."""
    if node in kb.decisions:
        return kb.decisions[node].outcomes
    if node in kb.formulas:
        return ()
    fact = kb.facts[node]
    return ("true", "false") if fact.type == "yes-no" else tuple(option.id for option in fact.options)


def _has_open_rule(ruleset: Ruleset, base: Evaluation, node: str) -> bool:
    return any(not any(base.truth(rule.when)) for rule in ruleset.rules_of.get(node, ()))


class _Case:
    """Puts the firings of experta and the possibilities of the evaluator together."""

    def __init__(
        self, ruleset: Ruleset, resolver: Resolver, sheet: Sheet, base: Evaluation | None, trace: Trace,
        values: Mapping[str, Any], limit: int, said: dict[str, tuple[tuple[str, ...], bool, tuple[str, ...]]],
    ) -> None:  # fmt: skip
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.resolver = resolver
        self.sheet = sheet
        self.base = base
        self.trace = trace
        self.values = values
        self.limit = limit
        self.said = said
        self.fired = {firing.id: firing for firing in trace.firings if firing.kind == "rule"}

    def known_facts(self) -> dict[str, KnownFact]:
        """Return every fact that has a value, with how it became known."""
        found: dict[str, KnownFact] = {}
        for id_ in self.kb.facts:
            value = self.values.get(id_)
            if value is None or value is NOT_APPLICABLE:
                continue
            by: Origin = "answer"
            if self.sheet.get(id_) is None:
                by = "arithmetic" if isinstance(value, Decimal) else "inference"
            found[id_] = KnownFact(value, by)
        return found

    def inferences(self, facts: Mapping[str, KnownFact]) -> dict[str, tuple[str, ...]]:
        """Return for each inferred fact the rules (or formulas) it follows from."""
        found: dict[str, tuple[str, ...]] = {}
        for id_, known in facts.items():
            if known.by == "arithmetic":
                found[id_] = self.ruleset.formula_for.get(id_, ())
            elif known.by == "inference":
                rules = [r.id for r in self.ruleset.rules_of.get(id_, ()) if r.id in self.fired]
                resolution = self.resolver.resolve(id_, frozenset(rules))
                found[id_] = tuple(
                    rule
                    for rule in rules
                    if resolution.standings[rule] == "stands"
                    and set(options_of(self.kb.rules[rule])) & set(resolution.chosen)
                )
        return found

    # --- one decision --------------------------------------------------------------------------------

    def finding(self, decision: Decision) -> Finding:
        """Return the finding for one decision."""
        if self._is_ruled_out(decision):
            return Finding(goal=decision.id, status="not-applicable", decided_by="not-applicable")
        fired = frozenset(r.id for r in self.ruleset.rules_of.get(decision.id, ()) if r.id in self.fired)
        resolution = self.resolver.resolve(decision.id, fired)
        status: Status = "tied" if resolution.tied else "settled"
        outcome, tied = resolution.outcome, resolution.tied
        possible: tuple[PossibleOutcome, ...] = ()
        missing: tuple[str, ...] = ()
        exact, bounds = True, None
        if self.base is not None and self._is_open(decision, self.base):
            found = explore(self.ruleset, self.resolver, self.sheet, decision.id, self.limit)
            exact = found.exact
            if len(found.possible) == 1 and not found.wide:  # whatever is still unknown, it ends like this
                result = found.possible[0].result
                status, outcome, tied = result.kind, result.outcome, result.tied
            else:
                status, possible, bounds = "open", _possible(self.kb, found), found.bounds
                missing = askable_facts(self.ruleset, self.sheet, self.base, found)
        amounts = self._amounts(decision, outcome)
        lacking = tuple(dict.fromkeys(fact for amount in amounts.values() for fact in amount.missing))
        if lacking and status in ("settled", "tied"):
            status = "open"
        return Finding(
            goal=decision.id,
            status=status,
            outcome=outcome,
            tied=tied,
            possible=possible,
            exact=exact,
            bounds=bounds,
            missing=tuple(dict.fromkeys((*missing, *lacking))) if status == "open" else (),
            arguments=self._arguments(decision, fired, resolution),
            conflicts=self._conflicts(decision, resolution),
            decided_by="unopposed" if outcome and resolution.decided_by == "silent" else resolution.decided_by,
            amounts=amounts,
        )

    def _is_ruled_out(self, decision: Decision) -> bool:
        if self.base is None:
            return self.values[decision.id] is NOT_APPLICABLE
        return bool(self.base.applies[decision.id][1])

    def _is_open(self, decision: Decision, base: Evaluation) -> bool:
        return not any(base.applies[decision.id]) or _has_open_rule(self.ruleset, base, decision.id)

    def _arguments(self, decision: Decision, fired: frozenset[str], resolution: Resolution) -> tuple[HeldArgument, ...]:
        found: list[HeldArgument] = []
        for rule in self.ruleset.rules_of.get(decision.id, ()) if fired else ():
            if rule.id not in fired:
                continue
            said = self.said.get(rule.id)
            if said is None:
                then = rule.then
                favours = isinstance(then, Ranking) or (isinstance(then, Argument) and then.favours)
                said = self.said[rule.id] = options_of(rule), favours, self.kb.citations(rule.teaches)
            options, favours, sources = said
            facts, standing = dict(self.fired[rule.id].facts), resolution.standings[rule.id]
            found.append(
                HeldArgument(
                    rule=rule.id, options=options, favours=favours, facts=facts, sources=sources, standing=standing
                )
            )
        return tuple(found)

    def _conflicts(self, decision: Decision, resolution: Resolution) -> tuple[HeldConflict, ...]:
        found: list[HeldConflict] = []
        for conflict in self.ruleset.conflicts_of.get(decision.id, ()):
            claims: list[Claim] = []
            for side in conflict.sides:
                rules = [rule for rule in side.rules if rule in self.fired]
                if not rules:
                    continue
                sources = {place for rule in rules for place in self.kb.citations(self.kb.rules[rule].teaches)}
                standings = {resolution.standings.get(rule, "stands") for rule in rules}
                standing = "stands" if "stands" in standings else sorted(standings)[0]
                claims.append(Claim(side.id, tuple(sorted(sources)), standing))
            if len(claims) > 1:
                found.append(HeldConflict(conflict.id, tuple(claims)))
        return tuple(found)

    # --- amounts -------------------------------------------------------------------------------------

    def _amounts(self, decision: Decision, outcome: tuple[str, ...]) -> dict[str, Amount]:
        return {
            option.id: self._amount(self.kb.formulas[option.formula])
            for option in decision.options
            if option.formula and option.id in outcome
        }

    def _amount(self, formula: Formula) -> Amount:
        value = self.values.get(formula.id)
        read = formula.reads
        inputs = {name: self.values[name] for name in read if isinstance(self.values.get(name), Decimal)}
        ratios = {name: number / 100 if self._is_percent(name) else number for name, number in inputs.items()}
        failed = tuple(
            index
            for index, requirement in enumerate(formula.requires)
            if set(names(requirement.that)) <= inputs.keys() and not holds(requirement.that, ratios)
        )
        missing = () if failed else tuple(self._lacking(name) for name in read if name not in inputs)
        flat = tuple(dict.fromkeys(fact for group in missing for fact in group))
        return Amount(formula.id, value if isinstance(value, Decimal) else None, inputs, failed, flat)

    def _is_percent(self, name: str) -> bool:
        return name in self.kb.facts and self.kb.facts[name].type == "percent"

    def _lacking(self, name: str) -> tuple[str, ...]:
        """Return the facts to ask for so that `name` gets a number: itself, or what it is reckoned from."""
        if self.values.get(name) is NOT_APPLICABLE:
            return ()
        if name in self.kb.formulas:
            inner = self._amount(self.kb.formulas[name])
            return inner.missing
        if name not in self.sheet:
            return (name,)
        return tuple(
            fact
            for formula in self.ruleset.formula_for.get(name, ())
            for fact in self._amount(self.kb.formulas[formula]).missing
        )


def _possible(kb: KnowledgeBase, found: Possibilities) -> tuple[PossibleOutcome, ...]:
    return tuple(
        PossibleOutcome(
            one.result.outcome,
            {node: value for node, value in one.condition if node in kb.facts},  # nobody can answer a sum
            one.result.kind,
            one.result.tied,
        )
        for one in found.possible
    )
