"""The quiz as it is used: at a prompt, in a pipe, read aloud; marked, explained, asked again, remembered."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset
from advisor.teaching.draw import Pool, draw
from advisor.teaching.drill import read_choice, shown_choices
from advisor.teaching.examiner import Examiner
from advisor.teaching.maker import Maker
from advisor.teaching.progress import (
    Progress,
    answered,
    open_progress,
    progress_json,
    read_lesson,
    save_progress,
)
from advisor.teaching.types import Question
from advisor.teaching.wording import Wording
from tests.cli.program import HOUSEPLANT, advisor

NOW = datetime(2027, 1, 4, 9, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def questions(houseplant: KnowledgeBase, houseplant_rules: Ruleset) -> list[Question]:
    return draw(Pool(Maker(Examiner(houseplant_rules), Wording(houseplant))), 21, 4)


def quiz(tmp_path: Path, typed: str, *words: str, lang: str = "vi") -> str:
    file = tmp_path / "progress.json"
    done = advisor("--kb", HOUSEPLANT, "quiz", "--seed", "1", "--progress", file, *words, stdin=typed, lang=lang)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_missed_question_comes_again_in_the_same_sitting(tmp_path: Path) -> None:
    typed = "?\n" + "1\n" * 12
    said = quiz(tmp_path, typed, "--count", "4")
    first = said.split("Trả lời:")[0].split("Câu 1/4\n\n")[1]
    assert said.count("Chưa đúng.") >= 1
    assert said.count("Ôn lại câu đã sai") >= 1
    assert said.count(first.strip()) >= 2
    kept = json.loads((tmp_path / "progress.json").read_text("utf-8"))
    assert len(kept["questions"]) == 4


@pytest.mark.parametrize("words", [(), ("--linear",)])
def test_a_pipe_of_80_columns(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = quiz(tmp_path, "1\nlung tung gì đó\n2\nthoat\n", "--count", "5", *words)
    assert "Chưa rõ bạn chọn câu nào" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "progress.json" not in line)
    assert "\x1b" not in said
    assert not re.search(r"[\u2500-\u257f]", said)
    assert ("\n\n" in said) == (words == ())


def test_the_place_in_the_documents_is_told_in_english_too(tmp_path: Path) -> None:
    said = quiz(tmp_path, "1\nquit\n", "--count", "2", lang="en")
    assert re.search(r"See: S\d:\d+", said)
    assert "Right the first time" in said


def test_every_answer_can_be_picked_by_number_letter_or_words(questions: list[Question]) -> None:
    for one in questions:
        choices = shown_choices(one)
        for index, choice in enumerate(choices):
            for typed in (str(index + 1), f"{index + 1}.", "abcd"[index], choice.text.vi, choice.text.vi.upper()):
                assert read_choice(typed, one, choices, "vi") == index or len(typed) > 1
            assert read_choice(choice.text.vi, one, choices, "vi") == index
        assert read_choice("9", one, choices, "vi") is None
        assert read_choice("thoát", one, choices, "vi") == "quit"
        assert read_choice("?", one, choices, "vi") == "unknown"


def test_right_answers_grow_the_interval_and_wrong_ones_do_not(questions: list[Question]) -> None:
    one = questions[0]
    progress, when, gaps = Progress(), NOW, []
    for _ in range(5):
        progress = answered(progress, one, right=True, now=when)
        due = datetime.fromisoformat(progress.questions[one.id].card["due"])
        gaps.append(due - when)
        when = due
    assert gaps[1:] == sorted(gaps[1:])
    assert gaps[-1] > timedelta(days=3)
    assert progress.mastered() == set(one.points)
    missed = answered(progress, one, right=False, now=when)
    assert datetime.fromisoformat(missed.questions[one.id].card["due"]) - when < timedelta(hours=1)
    assert not missed.mastered()


def test_a_question_that_is_due_comes_first(tmp_path: Path) -> None:
    quiz(tmp_path, "?\nthoat\n", "--count", "3")
    file = tmp_path / "progress.json"
    data = json.loads(file.read_text("utf-8"))
    (record,) = data["questions"].values()
    record["card"]["due"] = "2020-01-01T00:00:00+00:00"
    file.write_text(json.dumps(data))
    said = quiz(tmp_path, "thoat\n", "--count", "3", "--seed", "99")
    assert "Có 1 câu đã tới lúc ôn lại" in said


def test_progress_is_kept_whole_and_survives_damage(tmp_path: Path, questions: list[Question]) -> None:
    file = tmp_path / "deep" / "progress.json"
    progress = answered(read_lesson(Progress(), ["choice.species"], NOW), questions[0], right=True, now=NOW)
    save_progress(file, progress)
    assert progress_json(open_progress(file).progress) == progress_json(progress)
    for harm in ('{"format": 1', "[]", '{"format": 1, "questions": {"a": {}}, "points": {}, "lessons": {}}', "\udcff"):
        file.write_bytes(harm.encode("utf-8", "surrogateescape"))
        opened = open_progress(file)
        assert opened.progress == Progress()
        assert opened.damaged is not None
        assert opened.damaged.exists()
        assert not file.exists()


def test_progress_is_shown_exported_and_deleted(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    quiz(tmp_path, "1\n1\nthoat\n", "--count", "3")
    for words in (["show"], ["export"], ["delete", "--yes"]):
        done = advisor("--kb", HOUSEPLANT, "progress", *words, "--progress", file)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    assert not file.exists()


def test_damage_is_told(tmp_path: Path) -> None:
    (tmp_path / "progress.json").write_text("{")
    done = advisor("--kb", HOUSEPLANT, "progress", "show", "--progress", tmp_path / "progress.json")
    assert done.returncode == 0
    assert "bị hỏng" in done.stderr


def test_an_unknown_topic_is_told_with_a_guess() -> None:
    done = advisor("--kb", HOUSEPLANT, "quiz", "--topic", "choice.speces")
    assert done.returncode == 2
    assert "choice.species" in done.stderr
