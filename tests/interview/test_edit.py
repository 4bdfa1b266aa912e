"""`advisor edit`: change answers, see what changes, be asked only what is now needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.consultation.consult import check_goals
from advisor.interview.case_file import read_case
from advisor.interview.interviewer import Interviewer
from advisor.interview.replay import Replayer, edited, taken_back
from advisor.interview.session import Session, answer
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset
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
    saved = read_case(case, houseplant)
    gone = ("home.has_pets", "home.pet_habits")  # in the dark nothing hangs on them
    assert saved.reserve == {fact: before[fact] for fact in gone}
    assert saved.answers == {
        **{fact: value for fact, value in before.items() if fact not in gone},
        "home.light": "dim",
        "home.humidity": None,
    }
    assert list(saved.answers) == [fact for fact in before if fact not in gone]


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


def test_an_answer_not_asked_for_any_more_waits_in_the_reserve(case: Path, houseplant: KnowledgeBase) -> None:
    before = read_case(case, houseplant)
    done = advisor("--kb", HOUSEPLANT, "edit", case, "home.has_pets=no")
    assert "Không cần đến nữa: câu 9 (" in done.stdout
    without = read_case(case, houseplant)
    assert without.reserve == {"home.pet_habits": ("chews_leaves",)}
    kept = {fact: value for fact, value in before.answers.items() if fact not in without.reserve}
    assert without.answers == {**kept, "home.has_pets": False}
    solved = advisor("--kb", HOUSEPLANT, "solve", "--facts", case, "--json")
    assert "home.pet_habits" not in solved.stdout
    done = advisor("--kb", HOUSEPLANT, "edit", case, "home.has_pets=yes")
    assert "Lại được dùng đến: câu 9 (" in done.stdout
    assert "Không cần hỏi thêm câu nào" in done.stdout
    assert read_case(case, houseplant) == before
    assert "reserve" not in case.read_text()


def test_an_answer_that_made_up_for_a_dont_know_goes_when_it_is_known_and_comes_back_unasked(
    tmp_path: Path, houseplant: KnowledgeBase
) -> None:
    case = tmp_path / "case.yaml"
    ask(case, "--goal", "care.change", stdin="có\n?\n2\n1\n2\n")
    before = read_case(case, houseplant)
    assert before.answers["plant.health"] is None
    advisor("--kb", HOUSEPLANT, "edit", case, "plant.health=drowned")
    known = read_case(case, houseplant)
    assert known.reserve == {"plant.leaves": "drooping", "plant.soil": "dry"}
    assert not known.reserve.keys() & known.answers.keys()
    done = advisor("--kb", HOUSEPLANT, "edit", case, "plant.health=?")
    assert "Lại được dùng đến" in done.stdout
    assert "Không cần hỏi thêm câu nào" in done.stdout
    again = read_case(case, houseplant)
    assert (again.answers, again.reserve) == (before.answers, {})


def test_typed_edits_say_what_goes_and_what_comes_back(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    moved = "câu 4 (sức khỏe của cây); câu 5 (lá cây); câu 6 (đất trong chậu)"
    done = ask(case, stdin="\n".join([*ALL[:2], "có", "?", "1", "2", "sửa 3", "2", "nếu 3", "1", "lưu"]))
    said = " ".join(done.stdout.split())
    assert f"Không cần đến nữa: {moved}" in said
    assert f"Lại được dùng đến: {moved}" in said
    saved = read_case(case, houseplant)
    assert list(saved.answers) == ["home.light", "home.humidity", "plant.owned"]  # the second was only tried
    assert saved.reserve == {"plant.health": None, "plant.leaves": "firm", "plant.soil": "moist"}
    done = ask(case, stdin="quay lại\ncó")
    said = " ".join(done.stdout.split())
    assert "Đã bỏ câu trả lời vừa rồi (đã có sẵn cây). Lại được dùng đến" in said
    again = read_case(case, houseplant)
    assert set(again.answers) == {*saved.answers, *saved.reserve}
    assert not again.reserve


def test_answers_beyond_an_open_question_stay_until_what_is_said_to_it_makes_them_needless(
    houseplant_rules: Ruleset,
) -> None:
    replayer = Replayer(Interviewer(houseplant_rules))
    session = Session(knowledge="", goals=check_goals(houseplant_rules.kb, ["care.change"]))
    said = {"plant.owned": True, "plant.health": None, "plant.leaves": "drooping", "plant.soil": "dry"}
    for fact, value in {**said, "home.light": "indirect"}.items():
        session = answer(session, fact, value)
    asked_first = edited(replayer, session, {"plant.owned": False})
    assert set(dict(asked_first.reserve)) == {"plant.health", "plant.leaves", "plant.soil", "home.light"}
    reopened = taken_back(replayer, asked_first)
    assert set(dict(reopened.answers)) == set(reopened.recheck) == set(dict(asked_first.reserve))
    question = replayer.question(reopened)
    assert question is not None
    assert question.fact == "plant.owned"
    refused = edited(replayer, reopened, {"plant.owned": False})
    assert refused.answers == asked_first.answers
    assert dict(refused.reserve) == dict(asked_first.reserve)
    again = edited(replayer, reopened, {"plant.owned": True})
    assert dict(again.answers) == dict(session.answers)
    assert (again.reserve, again.recheck) == ((), ())


def test_what_was_given_by_hand_stays(houseplant_rules: Ruleset) -> None:
    """No fresh session asks for the health when leaves and soil tell it, and none did before."""
    replayer = Replayer(Interviewer(houseplant_rules))
    goals = check_goals(houseplant_rules.kb, ["care.change"])
    by_hand = Session(knowledge="", goals=goals, answers=(("home.has_pets", True), ("plant.owned", False)))
    changed = edited(replayer, by_hand, {"plant.owned": True})
    assert changed.answers == (("home.has_pets", True), ("plant.owned", True))
    assert changed.reserve == ()


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
