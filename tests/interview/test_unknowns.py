"""What was not known is told at the end, by how much hangs on it."""

from __future__ import annotations

from pathlib import Path

from advisor.consultation.consult import Advisor
from advisor.interview.unknowns import rank_unknowns
from advisor.model.types import Value
from tests.interview.test_ask import ask


def ranked(advisor: Advisor, sheet: dict[str, Value | None]) -> dict[str, int]:
    return {one.fact: one.weight for one in rank_unknowns(advisor.consult(sheet))}


def test_unknowns_are_ranked_by_the_decisions_they_hold_up(houseplant_advisor: Advisor) -> None:
    sheet: dict[str, Value | None] = dict.fromkeys(houseplant_advisor.kb.facts)
    found = ranked(houseplant_advisor, sheet)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert found["home.light"] > 0


def test_what_is_counted_is_what_an_answer_can_settle(houseplant_advisor: Advisor) -> None:
    """Each decision counted is open, and none is counted for a fact that does not apply."""
    consultation = houseplant_advisor.consult({"home.light": None, "home.has_pets": False, "home.pet_habits": None})
    for one in rank_unknowns(consultation):
        assert {consultation.findings[goal].status for goal in one.open} <= {"open"}
        assert one.fact != "home.pet_habits"


def test_the_end_of_a_session_tells_them(tmp_path: Path) -> None:
    done = ask(tmp_path / "c.yaml", stdin="?\n" * 40)
    said = " ".join(done.stdout.split())
    assert "Những điều bạn chưa biết, điều quan trọng nhất trước." in said
    assert "còn để ngỏ" in said
    assert "Cần biết: " in said
    assert "edit" in done.stdout  # how to go on when more is known
    again = ask(
        tmp_path / "known.yaml", stdin="\n".join(["2", "60%", "có", "gặm lá", "1", "14", "không", "1tr", "2", "50k"])
    )
    assert "Những điều bạn chưa biết" not in again.stdout


def test_english_too(tmp_path: Path) -> None:
    done = ask(tmp_path / "c.yaml", stdin="?\n" * 40, lang="en")
    assert "What you did not know, what matters most first." in " ".join(done.stdout.split())
