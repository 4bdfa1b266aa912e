"""The session at a terminal: offered to go on with, coloured where it may be, changed and asked about in words."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.interview.case_file import read_case
from advisor.model.types import KnowledgeBase
from tests.cli.program import HOUSEPLANT, ROOT
from tests.interview.test_ask import ALL, _until, ask

READLINE = re.compile(r"\x1b\[\?2004[hl]\r?")


def at_terminal(folder: Path, words: list[str], lines: list[tuple[str, str]], **env: str) -> tuple[str, int]:
    """Run the program in a folder at a terminal; each line is typed when its words were shown."""
    here, there = pty.openpty()
    command = [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), *words]
    settings = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        command, stdin=there, stdout=there, stderr=there, cwd=folder,
        env={**settings, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env},
    )  # fmt: skip
    os.close(there)
    seen = ""
    for awaited, typed in lines:
        seen += _until(here, awaited)
        os.write(here, typed.encode() + b"\n")
    seen += _until(here, "Muốn làm tiếp")
    code = process.wait(timeout=60)
    os.close(here)
    return READLINE.sub("", seen), code


def test_an_unfinished_case_is_offered(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    (tmp_path / "ho-so.yaml").write_text("facts: {home.light: sunny}\n")
    seen, code = at_terminal(tmp_path, ["ask"], [("Có hay không:", "có"), ("Trả lời:", "60"), ("Trả lời:", "thoát")])
    assert code == 0
    assert "ho-so.yaml còn dở, đã có 1 câu trả lời" in " ".join(seen.split())
    assert list(read_case(tmp_path / "ho-so.yaml", houseplant).answers) == ["home.light", "home.humidity"]
    lines = [("Có hay không:", "lung tung"), ("Có hay không:", "không"), ("Trả lời:", "1"), ("Trả lời:", "thoát")]
    at_terminal(tmp_path, ["ask"], lines)
    assert read_case(tmp_path / "ho-so-2.yaml", houseplant).answers == {"home.light": "dim"}


@pytest.mark.parametrize(
    ("words", "env", "coloured"),
    [([], {}, True), ([], {"TERM": "dumb"}, False), ([], {"NO_COLOR": "1"}, False), (["--linear"], {}, False)],
)
def test_colour_only_where_it_may_be(tmp_path: Path, words: list[str], env: dict[str, str], coloured: bool) -> None:
    seen, _ = at_terminal(tmp_path, ["ask", "c.yaml", *words], [("Trả lời:", "1"), ("Trả lời:", "thoát")], **env)
    assert ("\x1b[" in seen) == coloured
    assert not re.search(r"[\u2500-\u257f]", seen)


def test_an_answer_is_picked_and_changed_at_a_terminal(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    (tmp_path / "c.yaml").write_text("facts: {home.light: sunny, home.has_pets: false}\n")
    lines = [("Câu số mấy", "1"), ("Trả lời:", "tối"), ("Trả lời:", "thoát")]
    seen, _ = at_terminal(tmp_path, ["edit", "c.yaml"], lines)
    assert "Đã sửa" in seen
    assert read_case(tmp_path / "c.yaml", houseplant).answers == {"home.light": "dim", "home.has_pets": False}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["sang tna xa", "đúng"], "Ý bạn là “sáng tán xạ”? Nếu đúng, gõ “đúng” hoặc số 2"),
        (["tai soa", "đúng"], "Ý bạn là lệnh “tại sao”?"),
        (["2", "sửa 1 = tối"], "Hiểu là: “tối”."),
        (["2", "sửa 1 = nhà", "1"], "Trong danh sách không có câu trả lời nào như vậy."),
        (["2", "nếu 1 = tối"], "Đây chỉ là thử"),
        (["2", "xem lại"], "1. Ánh sáng chỗ đặt cây: “sáng tán xạ”"),
        (["thuật ngữ anh sang tan xa"], "Ánh sáng tán xạ (còn gọi là"),
        (["ánh sáng tán xạ là gì?"], "Ánh sáng tán xạ (còn gọi là"),
        (["thuật ngữ anh snag tan xa"], "Ý bạn là “ánh sáng tán xạ”?"),
        (["2", "quay lại"], "Đã bỏ câu trả lời vừa rồi"),
        (["2", "sửa", ""], "Các câu trả lời vẫn như cũ"),
        (["tối đa", "thoát"], "Trong danh sách không có"),
    ],
)
def test_what_is_said_to_what_is_typed(typed: list[str], said: str, tmp_path: Path) -> None:
    done = ask(tmp_path / "c.yaml", stdin="\n".join(typed) + "\n")
    assert done.returncode == 0, done.stderr
    assert said in " ".join(done.stdout.split()), done.stdout


def test_why_groups_answers_and_names_rules(tmp_path: Path) -> None:
    done = ask(tmp_path / "c.yaml", stdin="tại sao\n")
    said = " ".join(done.stdout.split())
    assert "Câu này giúp quyết định:" in said
    assert re.search(r"Lý lẽ liên quan: .* \[S\d:\d+", said)


def test_a_bare_small_amount_is_asked_about_and_taken_when_repeated(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "c.yaml"
    lines = [line for typed in ALL for line in (["50", "50"] if typed == "1 triệu" else [typed])]
    done = ask(case, stdin="\n".join(lines) + "\n")
    assert "hãy gõ 50k hoặc 50tr" in " ".join(done.stdout.split())
    assert read_case(case, houseplant).answers["money.budget"] == 50
