"""Findings in both languages and in every form."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from string import Formatter

import pytest

from advisor.diagnostics import said
from advisor.kb.checks import CHECKS
from advisor.render.environment import Words
from tests.cli.program import HOUSEPLANT, ROOT, advisor

READING = ("diagnostics.py", "graph.py", "formula/*.py", "model/*.py", "syntax/*.py")
"""Where faults of reading are said."""
FAULT = """rules:
- id: zz.no-rule
  when: {all: [{plant.health: thriving}, {plant.health: thirsty}]}
  then: {decision: care.extras, for: grow_light}
  because: {vi: Vì vậy., en: So.}
"""


def patterns() -> set[str]:
    """Return the pattern of every sentence that is said of a fault found while reading."""
    found: set[str] = set()
    for path in (file for part in READING for file in sorted((ROOT / "advisor").glob(part))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: a pattern is written out"
                found.add(node.args[0].value)
    return found


def places(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("pattern", sorted(patterns()))
def test_every_fault_of_reading_is_said_in_vietnamese(pattern: str) -> None:
    vietnamese = Words("vi").say("faults", "pattern", english=pattern)
    assert vietnamese != pattern
    if "{" not in pattern.replace("{fact: value}", "").replace("{area.fact}", ""):
        return
    if "{area.fact}" not in pattern and "{fact: value}" not in pattern:
        assert places(vietnamese) == places(pattern)


def test_no_report_of_a_fault_forgets_what_it_is_made_of() -> None:
    """A message built with an f-string could not be said in another language."""
    for path in sorted((ROOT / "advisor" / "model").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "report":
                assert not any(isinstance(one, ast.JoinedStr) for one in node.args[1:2]), f"{path}:{node.lineno}"


def test_a_message_is_its_sentence_and_remembers_its_parts() -> None:
    message = said("'{a}' is {b}", a="x", b=said("good"))
    assert message == "'x' is good"
    assert (message.pattern, message.parts["a"]) == ("'{a}' is {b}", "x")
    assert said("a brace {stays}") == "a brace {stays}"


def test_each_check_has_a_sentence_in_both_languages() -> None:
    for lang in ("vi", "en"):
        text = (ROOT / "templates" / lang / "checks.j2").read_text("utf-8")
        macros = set(re.findall(r"macro (\w+)\(way", text))
        assert {kind.replace("-", "_") for kind in CHECKS} <= macros


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("base") / "kb"
    shutil.copytree(HOUSEPLANT, base)
    (base / "rules" / "zz, new.yaml").write_text(FAULT, "utf-8")
    return base


def test_json_has_every_key_and_both_languages(faulty: Path) -> None:
    done = advisor("--kb", faulty, "kb", "check", "--json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    keys = {"kind", "severity", "file", "line", "column", "message", "message_vi", "hint", "hint_vi", "witness", "goal"}
    assert all(row.keys() == keys for row in rows)
    assert done.stdout == advisor("--kb", faulty, "kb", "check", "--format", "json").stdout
    cited = next(row for row in rows if row["kind"] == "missing-citation")
    assert (cited["severity"], cited["file"], cited["line"], cited["goal"]) == (
        "error", "rules/zz, new.yaml", 2, "care.extras",
    )  # fmt: skip
    assert "teaches no course point" in cited["message"]
    assert "không dạy điểm nguồn" in cited["message_vi"]
    gap = next(row for row in rows if row["kind"] == "gap")
    assert isinstance(gap["witness"], dict)


def test_the_form_of_code_hosts_escapes_what_it_must(faulty: Path) -> None:
    done = advisor("--kb", faulty, "kb", "check", "--format", "github", lang="en", cwd=faulty.parent)
    line = next(one for one in done.stdout.splitlines() if "title=missing-citation" in one)
    assert line.startswith("::error file=kb/rules/zz%2C new.yaml,line=2,col=3,title=missing-citation::")
    assert all(one.startswith(("::error ", "::warning ")) for one in done.stdout.splitlines())
    assert any("%0Afor example: " in one for one in done.stdout.splitlines())


def test_what_is_accepted_is_counted_and_shown_only_when_asked_for(tmp_path: Path) -> None:
    base = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, base)
    before = advisor("--kb", base, "kb", "check", lang="en").stdout
    reason = "{vi: Cây nào cũng sống được., en: Any plant lives there.}"
    kept = f"accepted:\n- {{kind: gap, of: [extras.by-air], reason: {reason}}}\n"
    (base / "knowledge" / "accepted.yaml").write_text(kept, "utf-8")
    after = advisor("--kb", base, "kb", "check", lang="en").stdout
    assert "extras.by-air (" in before
    assert "extras.by-air (" not in after
    assert "1 accepted with a reason" in after
    assert "Any plant lives there." in advisor("--kb", base, "kb", "check", "--all", lang="en").stdout


def test_wrong_usage_is_2_and_warnings_alone_are_0_unless_strict() -> None:
    assert advisor("kb", "check", "--format", "xml").returncode == 2
    assert advisor("--kb", HOUSEPLANT, "kb", "check").returncode == 0
    assert advisor("--kb", HOUSEPLANT, "kb", "check", "--strict").returncode == 1
