"""Run the cases of a knowledge base, and say of each failure what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.explore import LIMIT
from advisor.evaluate.variables import Block
from advisor.explanation.why import unmet_parts
from advisor.language.letters import fold
from advisor.model.logic import Argument, Condition
from advisor.model.types import Expectation, KnowledgeBase, Rule, TestCase, Value
from advisor.ruleset.compile import options_of
from advisor.ruleset.resolve import resolver_for

What = Literal["outcome", "because", "not_because", "missing"]
NEAREST = 3
"""So many rules that did not fire are told for each option that was expected in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInCase:
    """A rule as it came out in a case: it fired, on these facts, or these parts of its antecedent do not hold.

    `standing`: `stands`, `overridden` or `set-aside` for a rule that fired.
    """

    rule: str
    fired: bool
    standing: str = ""
    facts: Mapping[str, Value]
    unmet: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing a case expected and did not get, and the rules behind it."""

    case: TestCase
    node: str
    what: What
    expected: tuple[str, ...]
    got: tuple[str, ...]
    rules: tuple[RuleInCase, ...] = ()


def pick_cases(kb: KnowledgeBase, words: Iterable[str]) -> tuple[TestCase, ...]:
    """Return the cases that some of `words` picks: a part of the name, with or without diacritics, or of the path
    of the file (`file` or `file:line`). No words: all.
    """
    wanted = tuple(words)
    return tuple(case for case in kb.cases if not wanted or any(_picks(case, word) for word in wanted))


def _picks(case: TestCase, word: str) -> bool:
    path, colon, line = word.rpartition(":")
    if colon and line.isdecimal():
        return path in case.span.path and int(line) == case.span.line
    return word in case.span.path or fold(word) in fold(case.name)


def run_case(advisor: Advisor, case: TestCase) -> tuple[Failure, ...]:
    """Return the failures of one case; none means that it passes."""
    goals = [node for node in case.expect if node in advisor.kb.decisions]
    searched = any(expectation.missing is not None for expectation in case.expect.values())
    consultation = advisor.consult(case.given, goals, case.prefer, limit=LIMIT if searched else 1)
    run = _Run(advisor, case, consultation)
    return tuple(failure for node, expectation in case.expect.items() for failure in run.check(node, expectation))


class _Run:
    """One case as it came out; what explains a failure is worked out only where there is one."""

    def __init__(self, advisor: Advisor, case: TestCase, consultation: Consultation) -> None:
        self.kb = advisor.kb
        self.ruleset = advisor.ruleset
        self.case = case
        self.consultation = consultation
        self.fired = {firing.id: dict(firing.facts) for firing in consultation.trace.firings if firing.kind == "rule"}
        self._evaluation: Evaluation | None = None

    def check(self, node: str, expectation: Expectation) -> list[Failure]:
        failures: list[Failure] = []
        if expectation.outcome is not None:
            got = _outcome(self.consultation, node)
            ranked = node in self.kb.decisions and self.kb.decisions[node].kind == "rank"
            wanted = expectation.outcome if ranked else tuple(sorted(expectation.outcome))
            if got != wanted:
                failures.append(Failure(self.case, node, "outcome", wanted, got, self._behind(node, wanted, got)))
        lacking = tuple(rule for rule in expectation.because if rule not in self.fired)
        if lacking:
            failures.append(Failure(self.case, node, "because", lacking, (), self._all(lacking)))
        unwanted = tuple(rule for rule in expectation.not_because if rule in self.fired)
        if unwanted:
            failures.append(Failure(self.case, node, "not_because", (), unwanted, self._all(unwanted)))
        if expectation.missing is not None:
            missing = tuple(sorted(self.consultation.findings[node].missing))
            if missing != tuple(sorted(expectation.missing)):
                failures.append(Failure(self.case, node, "missing", tuple(sorted(expectation.missing)), missing))
        return failures

    def _behind(self, node: str, wanted: Sequence[str], got: Sequence[str]) -> tuple[RuleInCase, ...]:
        """Return the rules about a node that fired, then for each option missed the nearest that did not."""
        about = self.ruleset.rules_of.get(node, ())
        found = [self._rule(rule) for rule in about if rule.id in self.fired]
        for option in (one for one in wanted if one not in got):
            idle = [self._rule(rule) for rule in about if rule.id not in self.fired and _speaks_for(rule, option)]
            found += [one for one in sorted(idle, key=lambda one: len(one.unmet)) if one not in found][:NEAREST]
        return tuple(found)

    def _all(self, rules: Iterable[str]) -> tuple[RuleInCase, ...]:
        return tuple(self._rule(self.kb.rules[rule]) for rule in rules if rule in self.kb.rules)

    def _rule(self, rule: Rule) -> RuleInCase:
        if rule.id not in self.fired:
            return RuleInCase(rule=rule.id, fired=False, facts={}, unmet=unmet_parts(rule.when, self._evaluated()))
        fired = frozenset(one.id for one in self.ruleset.rules_of[rule.target] if one.id in self.fired)
        resolution = resolver_for(self.ruleset, self.case.prefer).resolve(rule.target, fired)
        standing = resolution.standings[rule.id]
        return RuleInCase(rule=rule.id, fired=True, standing=standing, facts=self.fired[rule.id])

    def _evaluated(self) -> Evaluation:
        if self._evaluation is None:
            resolver = resolver_for(self.ruleset, self.case.prefer)
            evaluator = Evaluator(self.ruleset, resolver, self.case.given)
            self._evaluation = evaluator.run(Block(()), frozenset(self.ruleset.nodes))
        return self._evaluation


def _speaks_for(rule: Rule, option: str) -> bool:
    favours = rule.then.favours if isinstance(rule.then, Argument) else True
    spoken = options_of(rule)
    return favours and option in (*spoken, *(one.lower() for one in spoken))


def _outcome(consultation: Consultation, node: str) -> tuple[str, ...]:
    if node in consultation.findings:
        return consultation.findings[node].outcome
    known = consultation.facts.get(node)
    return () if known is None else _as_options(known.value)


def _as_options(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value).lower() if isinstance(value, bool) else str(value),)
