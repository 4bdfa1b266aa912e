"""`kb test` and `kb coverage`: what a case expects, how a failure is told, what cases reach."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.sheets import evaluate_sheets
from advisor.evaluate.variables import Block
from advisor.kb.cases import pick_cases
from advisor.kb.coverage import reach_of
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import resolver_for
from tests.cli.program import HOUSEPLANT, ROOT, advisor

RULES = Path("rules") / "choice" / "species.yaml"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy in which the rule for dim homes speaks of sunny ones."""
    copy = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, copy)
    text = (copy / RULES).read_text("utf-8")
    (copy / RULES).write_text(text.replace("when: {home.light: dim}", "when: {home.light: sunny}", 1), encoding="utf-8")
    return copy


def test_a_failure_is_a_difference_with_its_reasons(base: Path) -> None:
    done = advisor("--kb", base, "kb", "test", lang="en")
    assert done.returncode == 1
    text = " ".join(done.stdout.split())
    assert "- expected: a snake plant + got: a pothos" in text
    assert "(species.dim-snake-plant) not met: light" in text
    assert "Fired: In every case" in text
    assert "8 cases pass, 1 fails." in text


def test_json_names_rules_and_unmet_conditions(base: Path) -> None:
    found = json.loads(advisor("--kb", base, "kb", "test", "--json").stdout)
    assert (found["passed"], found["failed"]) == (8, 1)
    (case,) = [one for one in found["cases"] if not one["passed"]]
    failure = case["failures"][0]
    assert (failure["expected"], failure["got"]) == (["snake_plant"], ["pothos"])
    idle = {one["rule"]: one["unmet"] for one in failure["rules"] if not one["fired"]}
    assert idle["species.dim-snake-plant"] == [{"home.light": "sunny"}]


def test_cases_are_picked_by_name_without_diacritics_by_file_and_by_line(base: Path) -> None:
    kb = load_knowledge(base, cache=False)
    case = next(one for one in kb.cases if one.name.startswith("Phòng tối thì"))
    assert case in pick_cases(kb, ["phong toi thi"])
    assert {one.span.path for one in pick_cases(kb, ["caring"])} == {"knowledge/cases/caring.yaml"}
    assert pick_cases(kb, [f"{case.span.path}:{case.span.line}"]) == (case,)
    done = advisor("--kb", base, "kb", "test", "chuyện không có", lang="en")
    assert done.returncode == 2
    assert "no case has" in done.stderr


def test_a_case_can_expect_what_is_missing(base: Path) -> None:
    path = base / "knowledge" / "cases" / "more.yaml"
    text = "cases:\n- case: Chưa biết gì\n  given: {{}}\n  expect: {{care.repot: {{missing: [{0}]}}}}\n"
    path.write_text(text.format("home.light"), encoding="utf-8")
    done = json.loads(advisor("--kb", base, "kb", "test", "more.yaml", "--json").stdout)
    (failure,) = done["cases"][0]["failures"]
    assert failure["what"] == "missing"
    assert failure["expected"] == ["home.light"]
    path.write_text(text.format(", ".join(failure["got"])), encoding="utf-8")
    assert advisor("--kb", base, "kb", "test", "more.yaml").returncode == 0
    path.write_text(text.format("home.lihgt"), encoding="utf-8")
    done = advisor("--kb", base, "kb", "test")
    assert "did you mean 'home.light'" in done.stderr


def test_coverage_by_area(base: Path) -> None:
    done = json.loads(advisor("--kb", base, "kb", "coverage", "--json").stdout)
    areas = {one["area"]: one for one in done["areas"]}
    assert areas["choice"]["taught"]["of"] + areas["care"]["taught"]["of"] + areas["cost"]["taught"]["of"] == 23
    assert sum(one["fired"]["of"] for one in done["areas"]) == done["rules"]["of"] == 34
    both, total = done["conditions"]["both_ways"], done["conditions"]["of"]
    assert len(done["one_sided"]) == total - both > 0
    assert {one["seen"] for one in done["one_sided"]} <= {"true", "false", "never"}
    text = advisor("--kb", base, "kb", "coverage", lang="en").stdout
    assert "CHOOSING" in text
    assert "Rules that fire" in text


@pytest.mark.parametrize("root", [HOUSEPLANT, ROOT], ids=["houseplant", "shipped"])
def test_many_sheets_at_once_come_out_as_one_by_one(root: Path) -> None:
    ruleset = compile_rules(load_knowledge(root))
    cases = [case for case in ruleset.kb.cases if not case.prefer]

    @settings(max_examples=4, deadline=None)
    @given(st.lists(st.sampled_from(cases), min_size=1, max_size=6))
    def same(some: list) -> None:  # type: ignore[type-arg]
        resolver = resolver_for(ruleset, ())
        many = evaluate_sheets(ruleset, resolver, [case.given for case in some])
        for place, case in enumerate(some):
            one = Evaluator(ruleset, resolver, case.given).run(Block(()), frozenset(ruleset.nodes))
            for rule, (yes, no) in one.rules.items():
                assert tuple(bits >> place & 1 for bits in many.rules[rule]) == (yes, no), rule
            for node, column in one.columns.items():
                assert many.columns[node].known >> place & 1 == column.known, node
                assert many.columns[node].na >> place & 1 == column.na, node

    same()


def test_reach_counts_the_cases_a_rule_fires_in() -> None:
    ruleset = compile_rules(load_knowledge(HOUSEPLANT))
    reach = reach_of(ruleset, ruleset.kb.cases)
    for number, case in enumerate(ruleset.kb.cases):
        for expectation in case.expect.values():
            assert all(number in reach.fired[rule] for rule in expectation.because)
            assert not any(number in reach.fired[rule] for rule in expectation.not_because)
