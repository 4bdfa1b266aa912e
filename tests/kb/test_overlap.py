"""Rows of a table that its hit policy does not allow to hold together are found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.kb.check import check
from advisor.model.load import load_knowledge
from tests.cli.program import HOUSEPLANT, advisor

TABLE = """
tables:
- id: zz.table
  decision: {decision}
  hit_policy: {policy}
  inputs: [{fact}]
  rows:
  - {{id: a, when: [{first}], for: {one}, because: {{vi: Vì vậy., en: So.}}, teaches: [{point}]}}
  - {{id: b, when: [{second}], for: {two}, because: {{vi: Vì vậy., en: So.}}, teaches: [{point}]}}
"""


@pytest.mark.parametrize(
    ("policy", "same_row", "same_option", "found"),
    [
        ("unique", True, True, True),
        ("unique", False, False, False),
        ("any", True, True, False),
        ("any", True, False, True),
        ("collect", True, False, False),
    ],
)
def test_overlap(tmp_path: Path, policy: str, same_row: bool, same_option: bool, found: bool) -> None:
    base = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, base)
    kb = load_knowledge(base, cache=False)
    fact = next(fact for fact in kb.facts.values() if fact.type == "choice")
    decision = next(decision for decision in kb.decisions.values() if decision.kind == "one")
    first, second = fact.options[0].id, fact.options[0 if same_row else 1].id
    one, two = decision.options[0].id, decision.options[0 if same_option else 1].id
    parts = {"first": first, "second": second, "one": one, "two": two, "point": next(iter(kb.points))}
    text = TABLE.format(decision=decision.id, policy=policy, fact=fact.id, **parts)
    (base / "rules" / "zz.yaml").write_text(text, encoding="utf-8")
    codes = [finding.kind for finding in check(load_knowledge(base, cache=False))]
    assert ("overlap" in codes) is found


def test_a_broken_base_exits_1_and_says_everything_once(tmp_path: Path) -> None:
    base = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, base)
    (base / "rules" / "zz.yaml").write_text("rules:\n- id: zz.one\n  whn: always\n", encoding="utf-8")
    done = advisor("--kb", base, "kb", "check")
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.count("unknown-key") == 1
    assert "ý bạn là “when”?" in done.stdout


def test_a_row_that_overrides_an_earlier_row_of_a_first_table_is_a_circle(tmp_path: Path) -> None:
    base = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, base)
    kb = load_knowledge(base, cache=False)
    fact = next(fact for fact in kb.facts.values() if fact.type == "choice")
    decision = next(one for one in kb.decisions.values() if one.kind == "one")
    first, second = fact.options[0].id, fact.options[1].id
    text = TABLE.format(
        decision=decision.id, policy="first", fact=fact.id, first=first, second=second,
        one=decision.options[0].id, two=decision.options[1].id, point=next(iter(kb.points)),
    )  # fmt: skip
    text = text.replace("{id: b,", "{id: b, overrides: [zz.table.a],")
    (base / "rules" / "zz.yaml").write_text(text, encoding="utf-8")
    assert "cycle" in {one.kind for one in check(load_knowledge(base, cache=False))}
