"""The rules written out for CLIPS conclude there what they conclude here."""

from __future__ import annotations

import random
import re
from graphlib import CycleError
from pathlib import Path

import pytest
from random_bases import make_base

from advisor.consultation.consult import Advisor
from advisor.interchange.clips import write_clips, write_facts
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset, compile_rules
from tests.properties.agreement import Clips, as_floats, clips_differs, random_wishes
from tests.properties.random_cases import random_case

pytest.importorskip("clips", reason="clipspy has no wheel for this Python or system")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> Ruleset:
    return compile_rules(load_knowledge(ROOT))


def check(ruleset: Ruleset, count: int, seed: int) -> None:
    kb = ruleset.kb
    clips, advisor, source = Clips(ruleset), Advisor(ruleset), random.Random(seed)
    for number in range(count):
        case = as_floats(random_case(kb, source, left_out=0.6 * (number % 2)))
        wishes = random_wishes(kb, source)
        assert not list(clips_differs(clips, advisor, case, wishes)), (seed, number, case, wishes)


def test_the_shipped_base(shipped: Ruleset) -> None:
    check(shipped, 60, 1)


def test_the_houseplant_base(houseplant_rules: Ruleset) -> None:
    check(houseplant_rules, 150, 2)


def test_random_bases() -> None:
    done = 0
    for seed in range(80):
        kb = make_base(seed, known=True, formulas=True)
        try:
            check(compile_rules(kb), 5, seed)
            done += 1
        except CycleError:  # rules that override each other in a circle; the loader refuses them
            continue
    assert done > 60


def test_the_cases_of_the_houseplant_base(houseplant: KnowledgeBase, houseplant_rules: Ruleset) -> None:
    """Also with facts unknown: what CLIPS concludes from a complete part is the same."""
    clips, advisor = Clips(houseplant_rules), Advisor(houseplant_rules)
    compared = 0
    for case in houseplant.cases:
        given = {id_: value for id_, value in case.given.items() if value is not None}
        found = advisor.consult(given, prefer=case.prefer)
        conclusions = {str(fact["goal"]): fact for fact in clips.run(given, case.prefer).get("conclusion", ())}
        for goal, finding in found.findings.items():
            if finding.status == "settled" and not finding.amounts and not finding.missing:
                reads = houseplant_rules.closure(frozenset({goal})) & houseplant.facts.keys()
                if reads <= found.facts.keys():
                    assert tuple(map(str, conclusions[goal]["outcome"])) == finding.outcome
                    compared += 1
    assert compared


def test_every_rule_tells_why_and_from_where(shipped: Ruleset) -> None:
    text = write_clips(shipped)
    for rule in shipped.kb.rules.values():
        places = ", ".join(shipped.kb.citations(rule.teaches))
        start = text.index(f"(defrule rule:{rule.id} ")
        assert not places or text[:start].endswith(f"; {places}\n")
        assert text[start:].split('"', 2)[1]
    assert len(re.findall(r"\(deftemplate ", text)) == len(shipped.nodes) + 3


def test_a_case_is_written_one_fact_a_line(houseplant_rules: Ruleset) -> None:
    case = random_case(houseplant_rules.kb, random.Random(3))
    lines = write_facts(houseplant_rules, {**case, "home.light": None}).splitlines()
    assert len(lines) == len(case) - ("home.light" in case)
    assert all(line.startswith("(") and line.endswith(")") for line in lines)
