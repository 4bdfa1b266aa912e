"""`advisor ask` as people run it: piped, from a file of answers, at a terminal, interrupted."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from advisor.interview.case_file import read_case
from advisor.model.types import KnowledgeBase
from tests.cli.program import HOUSEPLANT, ROOT, advisor

ALL = ["2", "60%", "không", "1", "2", "1 triệu", "2", "có", "gặm lá"]


def ask(*words: str | Path, stdin: str = "", lang: str = "vi") -> subprocess.CompletedProcess[str]:
    return advisor("--kb", HOUSEPLANT, "ask", *words, stdin=stdin, lang=lang)


def spawn(case: Path, **streams: int) -> subprocess.Popen[bytes]:
    env = {**os.environ, "TERM": "dumb", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask", str(case)]
    # Ctrl-C must reach it also where these tests run in the background of a shell, which turns it off.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, env=env, preexec_fn=heard, **streams)  # type: ignore[call-overload, no-any-return]


def test_a_piped_session_asks_saves_and_advises(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    done = ask(case, stdin="\n".join(ALL) + "\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Đồ sắm thêm: không cần sắm thêm." in done.stdout
    assert "[S1:60]" in done.stdout
    assert "advisor" in done.stdout.splitlines()[-1]
    assert read_case(case, houseplant).answers["home.pet_habits"] == ("chews_leaves",)
    # A path is one word, and pytest's folder may be long: it is not broken.
    lines = [line for line in done.stdout.splitlines() if str(case) not in line]
    assert max(map(len, lines)) <= 80
    assert not re.search(r"\x1b|[─-╿]|home\.|choice\.|Traceback", done.stdout)


def test_a_file_of_answers_ends_the_session_as_if_quit(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    answers, case = tmp_path / "answers.txt", tmp_path / "case.yaml"
    answers.write_text("2\n60\n")
    done = ask(case, "--answers", answers, "--linear")
    assert done.returncode == 0
    assert list(read_case(case, houseplant).answers) == ["home.light", "home.humidity"]
    assert f"ask {case}" in done.stdout
    assert "\n\n" not in done.stdout


def test_a_resumed_session_ends_as_a_fresh_one(tmp_path: Path) -> None:
    fresh, resumed = tmp_path / "fresh.yaml", tmp_path / "resumed.yaml"
    ask(fresh, "--transcript", tmp_path / "fresh.json", stdin="\n".join(ALL))
    for line in ALL:
        done = ask(resumed, "--transcript", tmp_path / "resumed.json", stdin=line)
        assert done.returncode == 0
    assert resumed.read_bytes() == fresh.read_bytes()
    one, two = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("fresh", "resumed"))
    assert one["by_goal"] == two["by_goal"]
    assert one["facts"] == two["facts"]


def test_the_transcript_says_what_was_asked_and_what_was_inferred(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    ask(tmp_path / "c.yaml", "--goal", "care.change", "--transcript", path, stdin="có\n?\n2\n1\n2\n")
    found = json.loads(path.read_text())
    assert set(found) == {"asked", "facts", "inferences", "by_goal"}
    assert {"fact": "plant.health", "value": None, "because": "care.change"} in found["asked"]
    assert found["facts"]["plant.health"] == {"value": "thirsty", "by": "inference"}
    assert found["inferences"]["plant.health"] == {"rules": ["health.signs.thirsty"], "sources": ["S1:66-72"]}
    assert found["by_goal"] == {"care.change": ["water:up"]}


def test_going_back_and_editing_end_as_if_answered_so_at_once(tmp_path: Path) -> None:
    plain, crooked = tmp_path / "plain.yaml", tmp_path / "crooked.yaml"
    ask(plain, stdin="\n".join(ALL))
    ask(crooked, stdin="\n".join(["1", "60%", "quay lai", "sửa 1", "2", *ALL[1:]]))
    assert crooked.read_bytes() == plain.read_bytes()


def test_trying_another_answer_changes_nothing(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    done = ask(case, stdin="1\nnếu 1\n3\nthoát\n")
    assert "Những điều còn để ngỏ nay nghiêng khác đi: loại cây" in done.stdout
    assert "Đây chỉ là thử" in done.stdout
    assert read_case(case, houseplant).answers == {"home.light": "dim"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tại sao", "Loại cây"), ("why", "tối”: "), ("thuat ngu", "Ánh sáng tán xạ (còn gọi là"),
        ("trợ giúp", "quay lại:"),
        ("xem", "chắc chắn"), ("lưu", "Đã lưu"), ("quay lại", "Chưa có câu trả lời"), ("sửa", "Chưa có câu trả lời"),
        ("tan xa", "Hiểu là"), ("tố", "Hiểu là: “tối”"), ("9", "Không có số đó"), ("1,2", "chỉ chọn một"),
    ],
)  # fmt: skip
def test_what_can_be_typed_at_a_prompt(typed: str, said: str, tmp_path: Path) -> None:
    done = ask(tmp_path / "case.yaml", stdin=f"{typed}\nthoát\n")
    assert said in done.stdout
    assert done.returncode == 0


def test_english_is_english_throughout(tmp_path: Path) -> None:
    done = ask(tmp_path / "case.yaml", stdin="help\nwhy\nadvice\n2\n60\nyes\nedit 1\n1\nquit\n", lang="en")
    assert done.returncode == 0
    assert not re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", done.stdout.replace("đồng", ""))


def test_without_a_name_the_case_never_overwrites_another(tmp_path: Path) -> None:
    (tmp_path / "ho-so.yaml").write_text("facts: {home.light: sunny}\n")
    done = advisor("--kb", HOUSEPLANT, "ask", stdin="1\n", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0
    assert (tmp_path / "ho-so.yaml").read_text() == "facts: {home.light: sunny}\n"
    assert "home.light: dim" in (tmp_path / "ho-so-2.yaml").read_text()


def test_another_version_of_the_knowledge_is_noted(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("knowledge: '0123'\nfacts: {home.light: dim}\n")
    assert "bản kiến thức khác" in ask(case, stdin="").stdout


@pytest.mark.parametrize(
    "words", [["--goal", "choice.spceies"], ["no/such/folder/c.yaml"], ["-"], ["c.yaml", "--answers", "none.txt"]]
)
def test_wrong_usage_ends_in_a_message(words: list[str], tmp_path: Path) -> None:
    done = ask(*words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_that_cannot_be_saved_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    case = folder / "case.yaml"
    process = spawn(case, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    _answer_until(process, case, b"1\n")
    case.unlink()
    folder.rmdir()
    out, err = process.communicate("60\nthoát\n".encode(), timeout=60)
    assert "Không ghi được hồ sơ" in out.decode()
    assert process.returncode == 0
    assert err == b""


def _answer_until(process: subprocess.Popen[bytes], case: Path, typed: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(typed)
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while not (case.exists() and "home.light" in case.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_killing_the_program_loses_nothing_answered(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    process = spawn(case, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    _answer_until(process, case, b"1\n")
    process.kill()
    process.wait()
    assert read_case(case, houseplant).answers == {"home.light": "dim"}
    assert [one.name for one in tmp_path.iterdir()] == ["case.yaml"]


def test_ctrl_c_keeps_the_answers_and_says_how_to_go_on(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    process = spawn(case, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _answer_until(process, case, b"1\n")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Đã dừng" in out.decode()
    assert f"ask {case}" in out.decode()
    assert b"Traceback" not in err
    assert read_case(case, houseplant).answers == {"home.light": "dim"}


def test_a_session_at_a_real_terminal(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    here, there = pty.openpty()
    process = spawn(case, stdin=there, stdout=there, stderr=there)
    os.close(there)
    seen = _until(here, "Trả lời:")
    for line in ("2", "tai sao", "60", "?", "thoát"):
        os.write(here, line.encode() + b"\n")
        seen += _until(here, "Muốn làm tiếp" if line == "thoát" else "Trả lời:")
    assert process.wait(timeout=60) == 0
    os.close(here)
    assert "\x1b[" not in seen.replace("\x1b[?2004h", "").replace("\x1b[?2004l", "")  # TERM=dumb: no colour
    assert "Hiểu là: “sáng tán xạ”." in seen
    assert read_case(case, houseplant).answers == {"home.light": "indirect", "home.humidity": 60, "plant.owned": None}


def _until(terminal: int, words: str) -> str:
    """Read from the terminal until `words` were shown."""
    seen = b""
    deadline = time.monotonic() + 60
    while words.encode() not in seen:
        assert time.monotonic() < deadline, seen.decode(errors="replace")
        if select.select([terminal], [], [], 1)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:  # the other side has closed
                break
    return seen.decode(errors="replace")
