"""A knowledge base on houseplants runs through every command, with no code and no templates of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import HOUSEPLANT, advisor


def houseplant(*words: str | Path, stdin: str = "", lang: str = "vi"):
    done = advisor("--kb", HOUSEPLANT, *words, stdin=stdin, lang=lang)
    assert done.returncode == 0, done.stderr
    assert "marketing" not in done.stdout.lower()
    assert "giáo trình" not in done.stdout
    return done


@pytest.fixture(scope="module")
def decisions() -> list[dict]:
    return json.loads(houseplant("decisions", "--json").stdout)


@pytest.fixture(scope="module")
def facts() -> list[dict]:
    return json.loads(houseplant("facts", "--json").stdout)


def test_listings(decisions: list[dict], facts: list[dict]) -> None:
    assert {one["kind"] for one in decisions} == {"one", "some", "rank", "direction", "value"}
    assert {"id", "type", "options", "question", "ask", "unit"} <= facts[0].keys()
    assert {"vi", "en"} == facts[0]["question"].keys()
    for lang in ("vi", "en"):
        houseplant("decisions", lang=lang)
        houseplant("facts", lang=lang)


def test_show_every_fact_and_decision(decisions: list[dict], facts: list[dict]) -> None:
    houseplant("show", decisions[0]["id"])
    shown = json.loads(houseplant("show", facts[0]["id"], "--json").stdout)
    assert shown["kind"] == "facts"
    assert shown["used_by"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_advice_and_explanations(decisions: list[dict], lang: str) -> None:
    houseplant("solve", "--facts", "-", stdin="{}", lang=lang)
    houseplant("solve", "--facts", "-", "-v", stdin="{}", lang=lang)
    for decision in decisions:
        goal = decision["id"]
        houseplant("explain", "--facts", "-", "--goal", goal, "--depth", "tree", stdin="{}", lang=lang)
        option = decision["options"][0]
        houseplant("explain", "--facts", "-", "--goal", goal, "--why-not", option, stdin="{}", lang=lang)
    houseplant("what-if", "--facts", "-", stdin="{}", lang=lang)


def test_what_if_plan_batch_and_authors_commands(facts: list[dict]) -> None:
    choice = next(fact for fact in facts if fact["type"] == "choice")
    houseplant("what-if", "--facts", "-", f"{choice['id']}={choice['options'][0]}", stdin="{}")
    houseplant("plan", "--facts", "-", stdin="{}")
    houseplant("batch", stdin="{}\n{}\n")
    houseplant("kb", "check")
    houseplant("kb", "test")


def test_a_session(tmp_path: Path) -> None:
    case = tmp_path / "cay.yaml"
    houseplant("ask", case, stdin="1\n" * 40)
    assert case.exists()
    fact = json.loads(houseplant("facts", "--json").stdout)[0]["id"]
    houseplant("edit", case, f"{fact}=?")


def test_a_tie_is_not_also_said_to_have_no_support() -> None:
    """With reasons on both sides a decision is one the person has to make: it is told once, in one line."""
    case = {"home.has_pets": True, "home.humidity": 100, "home.light": "indirect", "keeper.days_away": 2,
            "keeper.experience": "none", "home.pet_habits": ["chews_leaves", "digs_soil"]}  # fmt: skip
    found = json.loads(houseplant("solve", "--facts", "-", "--json", stdin=json.dumps(case)).stdout)
    assert any(one["status"] == "tied" for one in found)
    for lang, none in (("vi", "không phương án nào được ủng hộ"), ("en", "nothing is supported")):
        printed = houseplant("solve", "--facts", "-", stdin=json.dumps(case), lang=lang).stdout
        claims = [line.partition(":")[0] for line in printed.splitlines() if line.startswith("• ")]
        assert claims
        assert len(claims) == len(set(claims)), printed
        assert none not in printed
