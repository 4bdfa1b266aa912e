"""A whole session on the shipped knowledge: an example firm answers in its own words and holds its advice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.consultation.consult import check_goals
from advisor.interview.case_file import read_case
from advisor.interview.next_question import Question, next_question
from advisor.interview.session import Session, answer
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase, Value
from advisor.model.values import plain_value
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT, advisor


def typed(kb: KnowledgeBase, question: Question, value: Value | None) -> str:
    """Return what a person would type: a label, numbers of the list, an amount, or a don't-know."""
    if value is None:
        return "không biết"
    ids = [option.id for option in question.options]
    if isinstance(value, tuple):
        return ",".join(str(ids.index(one) + 1) for one in value if one in ids) or "0"
    if isinstance(value, str):
        return kb.facts[question.fact].option(value).label.vi
    return str(plain_value(value)).replace(".", ",")


def script(example: str, quick: bool) -> tuple[list[str], list[str]]:
    """Return the facts a session on an example asks for, and the lines that answer them."""
    kb = load_knowledge(ROOT)
    ruleset = compile_rules(kb)
    known = read_case(ROOT / "examples" / f"{example}.yaml", kb).answers
    goals = tuple(goal for goal in check_goals(kb, None) if not quick or kb.decisions[goal].quick)
    session = Session(knowledge=kb.digest, goals=goals, quick=quick)
    asked: list[str] = []
    lines: list[str] = []
    while (question := next_question(ruleset, session)) is not None:
        value = known.get(question.fact)
        asked.append(question.fact)
        lines.append(typed(kb, question, value))
        session = answer(session, question.fact, value)
    return asked, lines


@pytest.mark.parametrize(("example", "quick", "most"), [("tra-chai", False, 35), ("tiem-toc", True, 12 + 4)])
def test_an_example_session(tmp_path: Path, example: str, quick: bool, most: int) -> None:
    asked, lines = script(example, quick)
    assert len(asked) <= most  # the salon does not know its stage: four signs come on top
    case, transcript = tmp_path / "ho-so.yaml", tmp_path / "transcript.json"
    words = ["--quick"] if quick else []
    done = advisor("ask", case, *words, "--transcript", transcript, stdin="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    found = json.loads(transcript.read_text("utf-8"))
    assert [one["fact"] for one in found["asked"]] == asked
    goals = [word for goal in found["by_goal"] for word in ("--goal", goal)]
    solved = json.loads(advisor("solve", "--facts", case, "--json", *goals).stdout)
    assert {one["goal"]: one["outcome"] for one in solved} == found["by_goal"]
    assert "[004:" in done.stdout
    assert max(map(len, done.stdout.replace(str(case), "ho-so.yaml").splitlines())) <= 80
