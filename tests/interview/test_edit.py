"""`advisor edit`: change answers, see what changes, be asked only what is now needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.interview.case_file import read_case
from advisor.model.types import KnowledgeBase
from tests.cli.program import HOUSEPLANT, advisor
from tests.interview.test_ask import ALL, ask


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    ask(path, stdin="\n".join(ALL))
    return path


def test_changes_are_shown_and_saved(case: Path, houseplant: KnowledgeBase) -> None:
    before = read_case(case, houseplant).answers
    done = advisor("--kb", HOUSEPLANT, "edit", case, "home.light=dim", "home.humidity=?")
    assert done.returncode == 0
    assert "Chỗ đặt cây: trước là bàn làm việc, bậu cửa sổ và phòng tắm; nay là bậu cửa" in done.stdout
    assert read_case(case, houseplant).answers == {**before, "home.light": "dim", "home.humidity": None}
    assert list(read_case(case, houseplant).answers) == list(before)


def test_what_would_be_asked_is_listed_where_nobody_can_answer(case: Path) -> None:
    done = advisor("--kb", HOUSEPLANT, "edit", case, "plant.owned=yes")
    assert "Cây của bạn đang thế nào?" in done.stdout
    assert "Trả lời:" not in done.stdout


def test_an_edited_case_ends_as_a_fresh_session_with_the_final_answers(case: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("2\n")
    edited, fresh = tmp_path / "edited.json", tmp_path / "fresh.json"
    advisor("--kb", HOUSEPLANT, "edit", case, "plant.owned=yes", "--answers", answers, "--transcript", edited)
    lines = [*ALL[:2], "có", "2", *ALL[3:]]
    done = ask(tmp_path / "fresh.yaml", "--transcript", fresh, stdin="\n".join(lines))
    assert done.returncode == 0
    one, two = json.loads(edited.read_text()), json.loads(fresh.read_text())
    assert one["by_goal"] == two["by_goal"]
    assert one["facts"] == two["facts"]
    assert [asked["fact"] for asked in one["asked"]] == ["plant.health"]


def test_answers_that_play_no_part_any_more_stay_in_the_file(case: Path, houseplant: KnowledgeBase) -> None:
    advisor("--kb", HOUSEPLANT, "edit", case, "home.has_pets=no")
    assert read_case(case, houseplant).answers["home.pet_habits"] == ("chews_leaves",)
    done = advisor("--kb", HOUSEPLANT, "edit", case, "home.has_pets=yes")
    assert "Không cần hỏi thêm câu nào" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["home.lihgt=dim", "home.humidity=x"], ["ý bạn là “home.light”?", "nhận một số"]),
        (["home.light"], ["DỮ_KIỆN=GIÁ_TRỊ"]),
        ([], ["DỮ_KIỆN=GIÁ_TRỊ"]),
        (["home.light=dimm"], ["ý bạn là “dim”?", "dim, indirect, sunny"]),
    ],
)
def test_wrong_changes_are_all_reported_and_nothing_is_saved(words: list[str], said: list[str], case: Path) -> None:
    before = case.read_bytes()
    done = advisor("--kb", HOUSEPLANT, "edit", case, *words)
    assert done.returncode == 2
    assert case.read_bytes() == before
    assert all(one in done.stderr for one in said)
    assert "Traceback" not in done.stderr


def test_a_case_that_is_not_there(tmp_path: Path) -> None:
    for lang, said in (("en", "no such file"), ("vi", "không có tệp này")):
        done = advisor("--kb", HOUSEPLANT, "edit", tmp_path / "none.yaml", "home.light=dim", lang=lang)
        assert done.returncode == 2
        assert said in done.stderr
