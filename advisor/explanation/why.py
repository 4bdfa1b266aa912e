"""Why a decision came out as it did, and why not otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.consultation.findings import Consultation, Finding, HeldArgument
from advisor.errors import UsageError
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.explanation.smallest_change import SmallestChange, is_chosen, smallest_change
from advisor.explanation.support import Support, find_support
from advisor.model.logic import All, AnyOf, Argument, Comparison, Condition, Not
from advisor.model.types import Rule, Value
from advisor.ruleset.compile import options_of
from advisor.ruleset.resolve import resolver_for


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the proof: a rule, the facts it held on, what it concluded."""

    number: int
    rule: str
    facts: Mapping[str, Value]
    concluded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What speaks for an outcome and what against it.

    `support`: standing arguments for the outcome. `against`: every other argument that fired, with how it
    stands. `rival`: the strongest option that was not chosen; empty where there is none.
    """

    support: tuple[HeldArgument, ...]
    against: tuple[HeldArgument, ...]
    rival: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Sides):
    """Why a decision came out so.

    `rests_on`: the answers that are enough for it, none of which can be left out. `steps`: the proof,
    inferred facts and earlier decisions first. `contrast`: why the strongest alternative was not chosen, and
    what would make it win. `tie_breakers`: for options that are tied the smallest change that makes each win.
    """

    finding: Finding
    rests_on: Support
    steps: tuple[Step, ...]
    contrast: WhyNot | None = None
    tie_breakers: Mapping[str, SmallestChange] = field(default_factory=dict)

    @property
    def facts(self) -> Mapping[str, Value | None]:
        """Return the answers the outcome rests on; None is a don't-know that matters."""
        return self.rests_on.facts


@dataclass(frozen=True, slots=True)
class UnmetRule:
    """A rule that would speak for an option, and the parts of its antecedent that do not hold."""

    rule: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why an option was not chosen, and the fewest answers that would have to differ.

    `beaten`: arguments for it that held, and how they stand. `change` is None where the option
    is chosen, or where the change was not searched for.
    """

    goal: str
    option: str
    chosen: bool
    unmet: tuple[UnmetRule, ...]
    beaten: tuple[HeldArgument, ...]
    opposed: tuple[HeldArgument, ...]
    change: SmallestChange | None


def explain(consultation: Consultation, goal: str, *, contrast: bool = True) -> Explanation:
    """Return why `goal` came out as it did and, with `contrast`, why not otherwise and what would change it.

    Raises UsageError where the goal was not consulted.
    """
    finding = _finding(consultation, goal)
    both = sides(consultation, goal)
    ruleset, sheet = consultation.ruleset, consultation.sheet
    resolver = resolver_for(ruleset, consultation.prefer)
    rules = [argument.rule for argument in both.support]
    steps = _steps(consultation, both.support or finding.arguments)
    near = [fact for step in steps for fact in step.facts]
    return Explanation(
        finding=finding,
        support=both.support,
        against=both.against,
        rival=both.rival,
        rests_on=find_support(ruleset, resolver, sheet, finding, rules, near),
        steps=steps,
        contrast=why_not(consultation, goal, both.rival) if both.rival and contrast else None,
        tie_breakers={
            option: smallest_change(ruleset, resolver, sheet, goal, option) for option in finding.tied[:4] if contrast
        },
    )


def sides(consultation: Consultation, goal: str) -> Sides:
    """Return what speaks for the outcome of a decision, what against it, and its strongest rival."""
    finding = _finding(consultation, goal)
    outcome = set(finding.outcome)
    support = tuple(
        argument
        for argument in finding.arguments
        if argument.standing == "stands" and argument.favours and outcome & set(argument.options)
    )
    against = tuple(argument for argument in finding.arguments if argument not in support)
    rival = _rival(consultation, finding) if finding.status != "not-applicable" and not finding.tied else ""
    return Sides(support=support, against=against, rival=rival)


def _finding(consultation: Consultation, goal: str) -> Finding:
    if goal not in consultation.findings:
        raise UsageError(f"'{goal}' was not consulted")
    return consultation.findings[goal]


def _steps(consultation: Consultation, arguments: tuple[HeldArgument, ...]) -> tuple[Step, ...]:
    """Return the firings that lead to the arguments, in the order they were made."""
    fired = {firing.id: firing for firing in consultation.trace.firings if firing.kind in ("rule", "formula")}
    wanted: set[str] = set()
    waiting = [argument.rule for argument in arguments]
    while waiting:
        id_ = waiting.pop()
        if id_ in wanted or id_ not in fired:
            continue
        wanted.add(id_)
        for node, _ in fired[id_].facts:
            waiting.extend(_makers(consultation, node))
    ordered = [
        firing for firing in consultation.trace.firings if firing.kind in ("rule", "formula") and firing.id in wanted
    ]
    return tuple(
        Step(number, firing.id, dict(firing.facts), ", ".join(firing.concluded))
        for number, firing in enumerate(ordered, 1)
    )


def _makers(consultation: Consultation, node: str) -> tuple[str, ...]:
    """Return the rules and formulas that made a node what it is in this case."""
    if node in consultation.facts:
        return consultation.inferences.get(node, ())
    if node in consultation.kb.formulas:
        return (node,)
    rules = consultation.ruleset.rules_of.get(node, ())
    fired = set(consultation.trace.fired_rules())
    return tuple(rule.id for rule in rules if rule.id in fired)


def _rival(consultation: Consultation, finding: Finding) -> str:
    """Return the strongest option that was not chosen: the one with the most arguments, fired or not, for it."""
    decision = consultation.kb.decisions[finding.goal]
    if decision.kind == "rank":
        return ""
    votes: dict[str, tuple[int, int]] = {}
    fired = {argument.rule for argument in finding.arguments}
    for rule in consultation.ruleset.rules_of.get(finding.goal, ()):
        if isinstance(rule.then, Argument) and rule.then.favours:
            for option in rule.then.options:
                held, all_ = votes.get(option, (0, 0))
                votes[option] = (held + (rule.id in fired), all_ + 1)
    left = {option: vote for option, vote in votes.items() if option not in finding.outcome}
    return max(sorted(left), key=lambda option: left[option]) if left else ""


# --- why not ----------------------------------------------------------------------------------------


def why_not(consultation: Consultation, goal: str, option: str, *, search: bool = True) -> WhyNot:
    """Return why `option` was not chosen for `goal`; with `search` also the smallest change that would choose it.

    Raises UsageError where the decision has no such option.
    """
    finding = _finding(consultation, goal)
    decision = consultation.kb.decisions[goal]
    if option not in decision.outcomes:
        raise UsageError(f"'{goal}' has no option '{option}'; it has {', '.join(decision.outcomes)}")
    ruleset = consultation.ruleset
    resolver = resolver_for(ruleset, consultation.prefer)
    base = Evaluator(ruleset, resolver, consultation.sheet).run(Block(()), ruleset.closure(frozenset({goal})))
    fired = {argument.rule for argument in finding.arguments}
    unmet = tuple(
        UnmetRule(rule.id, unmet_parts(rule.when, base))
        for rule in ruleset.rules_of.get(goal, ())
        if rule.id not in fired and _favours(rule, option)
    )
    chosen = is_chosen(consultation, goal, option) or bool(base.columns[goal].yes.get(option))
    return WhyNot(
        goal=goal,
        option=option,
        chosen=chosen,
        unmet=unmet,
        beaten=tuple(a for a in finding.arguments if a.favours and option in a.options),
        opposed=tuple(a for a in finding.arguments if not a.favours and option in a.options),
        change=None if chosen or not search else smallest_change(ruleset, resolver, consultation.sheet, goal, option),
    )


def _favours(rule: Rule, option: str) -> bool:
    favours = rule.then.favours if isinstance(rule.then, Argument) else True
    return favours and option in options_of(rule)


def unmet_parts(condition: Condition, base: Evaluation) -> tuple[Condition, ...]:
    """Return the smallest parts of a condition that do not hold; of alternatives the whole, when none holds."""
    if base.truth(condition)[0]:
        return ()
    match condition:
        case All(parts):
            return tuple(unmet for part in parts for unmet in unmet_parts(part, base))
        case Comparison() | AnyOf() | Not():
            return (condition,)
