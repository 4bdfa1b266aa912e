"""Run the cases of a knowledge base."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.model.types import Expectation, TestCase, Value


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing a case expected and did not get."""

    case: TestCase
    node: str
    what: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


def run_case(advisor: Advisor, case: TestCase) -> tuple[Failure, ...]:
    """Return the failures of one case; none means that it passes."""
    goals = [node for node in case.expect if node in advisor.kb.decisions]
    consultation = advisor.consult(case.given, goals, case.prefer, limit=1)
    fired = set(consultation.trace.fired_rules())
    failures: list[Failure] = []
    for node, expectation in case.expect.items():
        failures += _check(case, node, expectation, consultation, fired)
    return tuple(failures)


def _check(
    case: TestCase, node: str, expectation: Expectation, consultation: Consultation, fired: set[str]
) -> list[Failure]:
    failures: list[Failure] = []
    if expectation.outcome is not None:
        got = _outcome(consultation, node)
        ranked = node in consultation.kb.decisions and consultation.kb.decisions[node].kind == "rank"
        wanted = expectation.outcome if ranked else tuple(sorted(expectation.outcome))
        if got != wanted:
            failures.append(Failure(case, node, "outcome", wanted, got))
    lacking = tuple(rule for rule in expectation.because if rule not in fired)
    if lacking:
        failures.append(Failure(case, node, "because", lacking, ()))
    unwanted = tuple(rule for rule in expectation.not_because if rule in fired)
    if unwanted:
        failures.append(Failure(case, node, "not_because", (), unwanted))
    return failures


def _outcome(consultation: Consultation, node: str) -> tuple[str, ...]:
    if node in consultation.findings:
        return consultation.findings[node].outcome
    known = consultation.facts.get(node)
    return () if known is None else _as_options(known.value)


def _as_options(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value).lower() if isinstance(value, bool) else str(value),)
