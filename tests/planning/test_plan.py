"""The written plan: whole, cited, escaped, the same every time."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.planning.markdown import escape_markdown
from advisor.planning.write import write_plan
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT, advisor

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def plan(shipped: Advisor, path: Path, lang: str, fmt: str, name: str | None = None) -> str:
    case = read_case(path, shipped.kb)
    consultation = shipped.consult(case.answers, limit=1000)
    return write_plan(consultation, lang, fmt, name=case.name if name is None else name)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_choice_is_the_engines_and_every_citation_resolves(shipped: Advisor, path: Path, lang: str) -> None:
    data = json.loads(plan(shipped, path, lang, "json"))
    findings = shipped.consult(read_case(path, shipped.kb).answers, limit=1).findings
    argued = {g: f for g, f in findings.items() if f.outcome and any(a.favours for a in f.arguments)}
    assert {c["goal"]: tuple(c["choice"]) for c in data["mix"]} == {g: f.outcome for g, f in argued.items()}
    places = {point.citation for point in shipped.kb.points.values()}
    for section in data["sections"]:
        for sentence in section["sentences"]:
            assert sentence["from"] in ("course", "practice", "fact", "arithmetic")
            assert set(sentence["sources"]) <= places
            assert sentence["text"].strip()
    for choice in data["mix"]:
        assert choice["sources"] or findings[choice["goal"]].status == "tied", choice


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_ids_placeholders_or_empty_sections(shipped: Advisor, path: Path, lang: str) -> None:
    text = plan(shipped, path, lang, "md")
    assert "None" not in text
    assert "{{" not in text
    for id_ in (*shipped.kb.facts, *shipped.kb.decisions):
        assert not re.search(rf"(?<![\w.]){re.escape(id_)}(?![\w.])", text), id_
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(parts) == 10
    assert all(len(part.splitlines()) > 2 for part in parts)


def test_the_same_case_gives_the_same_bytes() -> None:
    runs = [
        advisor("plan", "--facts", EXAMPLES[0], "--format", fmt, env={"PYTHONHASHSEED": seed}).stdout
        for fmt in ("md", "html", "json")
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[2] == runs[3]
    assert runs[4] == runs[5]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7*7 }}{% for x in y %}", "a|b *c* [d](e)", "x" * 5000]
)
def test_a_hostile_name_is_shown_as_it_stands(shipped: Advisor, name: str) -> None:
    html = plan(shipped, EXAMPLES[0], "vi", "html", name)
    parser = _Tags()
    parser.feed(html)
    assert not parser.open
    assert "script" not in parser.seen
    markdown = plan(shipped, EXAMPLES[0], "vi", "md", name)
    assert "49" not in markdown.splitlines()[0]
    assert "<script>" not in markdown.replace("\\<", "")


def test_markdown_is_escaped() -> None:
    assert escape_markdown("# a *b* |c|") == "\\# a \\*b\\* \\|c\\|"
    assert escape_markdown("1. a") == "1\\. a"


def test_html_is_one_accessible_file(shipped: Advisor) -> None:
    html = plan(shipped, EXAMPLES[0], "vi", "html")
    assert '<html lang="vi">' in html
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'(?:aria-labelledby|href)="#?([^"]+)"', html)
    assert {name for names in named for name in names.split()} <= set(ids)
    assert html.count("<caption ") == html.count("<table ")
    assert not re.search(r"(src|href)=\"(?!#)", html)
    assert set(re.findall(r"url\((.{5})", html)) == {"data:"}
    assert "<script" not in html


def test_a_plan_is_written_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "plan.html"
    done = advisor("plan", "--facts", EXAMPLES[0], "-o", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("fmt", ["md", "html", "json"])
def test_another_subject_gets_a_plan(fmt: str) -> None:
    done = advisor("--kb", HOUSEPLANT, "plan", "--facts", "-", "--format", fmt, stdin="{}")
    assert done.returncode == 0, done.stderr
    assert "marketing" not in done.stdout.lower()
