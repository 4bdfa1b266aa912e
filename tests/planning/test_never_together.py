"""Nothing in one plan contradicts the person's answers or itself without saying so."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT
from tests.properties.random_cases import random_firm

PAIRS = yaml.safe_load((ROOT / "tests/planning/never_together.yaml").read_text(encoding="utf-8"))
FIRMS = 120


@cache
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


@cache
def consulted() -> tuple[Consultation, ...]:
    """Return the consultations of the examples and of random firms."""
    return tuple(shipped().consult(facts, limit=1) for facts in _cases())


def _cases() -> Iterator[Mapping[str, Any]]:
    kb = shipped().kb
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        yield read_case(path, kb).answers
    for seed in range(FIRMS):
        yield random_firm(kb, random.Random(seed))


def stands(consultation: Consultation, what: Mapping[str, Any]) -> bool:
    """Return whether all of it is chosen or answered."""
    return all(_is(consultation, id_, wanted) for id_, wanted in what.items())


def _is(consultation: Consultation, id_: str, wanted: Any) -> bool:
    if id_ in consultation.kb.decisions:
        got = set(consultation.findings[id_].chosen)
    else:
        value = consultation.facts[id_].value if id_ in consultation.facts else None
        got = set(value) if isinstance(value, tuple | frozenset | list | set) else {value}
    options = set(wanted) if isinstance(wanted, list) else {wanted}
    return bool(got) if wanted == "any" else bool(got & options)


def contradicts(consultation: Consultation, pair: Mapping[str, Any]) -> bool:
    """Return whether a pair stands in a consultation and no conflict that would explain it is shown."""
    if not stands(consultation, pair["together"]) or not stands(consultation, pair.get("and", {})):
        return False
    if "without" in pair and stands(consultation, pair["without"]):
        return False
    shown = {one.id for finding in consultation.findings.values() for one in finding.conflicts}
    return not shown & set(pair.get("shown", ()))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "+".join((*pair["together"], *pair.get("without", {}))))
def test_nothing_stands_beside_what_it_contradicts(pair: Mapping[str, Any]) -> None:
    kb = shipped().kb
    for part in ("together", "and", "without"):
        assert all(id_ in kb.decisions or id_ in kb.facts for id_ in pair.get(part, {}))
    assert all(id_ in kb.conflicts for id_ in pair.get("shown", ()))
    found = [number for number, one in enumerate(consulted()) if contradicts(one, pair)]
    assert not found, f"cases {found}"


def test_the_pairs_are_met() -> None:
    """Most explained pairs do come up, so that the list is not about nothing."""
    met: Counter[int] = Counter()
    for number, pair in enumerate(PAIRS):
        bare = {key: value for key, value in pair.items() if key != "shown"}
        met[number] += sum(contradicts(one, bare) for one in consulted()) if "shown" in pair else 0
    explained = [number for number, pair in enumerate(PAIRS) if "shown" in pair]
    assert sum(met[number] > 0 for number in explained) >= len(explained) * 2 // 3
