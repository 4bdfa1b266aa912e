"""A session that is killed, runs out of disk, or is not alone: nothing answered is lost, no file is broken."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from advisor.interview.case import Case
from advisor.interview.case_file import read_case
from advisor.interview.keeper import Keeper, content
from advisor.interview.session import Session, answer
from advisor.model.types import KnowledgeBase
from tests.cli.program import HOUSEPLANT, ROOT
from tests.interview.test_ask import ALL

KILLED_AT = """
import os, signal, sys
calls = 0
real = os.{call}
def {call}(*args, **options):
    global calls
    calls += {counts}
    if calls == {at} and {before}:
        os.kill(os.getpid(), signal.SIGKILL)
    done = real(*args, **options)
    if calls == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
os.{call} = {call}
sys.argv = ["advisor", "--lang", "vi", "--kb", {kb!r}, "ask", {case!r}]
from advisor.cli.main import main
main()
"""


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was said, without line ends."""
    return " ".join(done.stdout.split())


def run_until_killed(case: Path, call: str, at: int, *, before: bool) -> None:
    """Run a session that kills itself at the `at`th call of a function of `os` for the case, before or after it."""
    counts = "str(args[-1]).endswith('case.yaml')" if call == "replace" else "1"
    code = KILLED_AT.format(call=call, counts=counts, at=at, before=before, kb=str(HOUSEPLANT), case=str(case))
    done = subprocess.run(
        [sys.executable, "-c", code], input="\n".join(ALL) + "\n", text=True, capture_output=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("before", [True, False], ids=["before-rename", "after-rename"])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_killed_between_writing_and_renaming(tmp_path: Path, houseplant: KnowledgeBase, at: int, before: bool) -> None:
    case = tmp_path / "case.yaml"
    run_until_killed(case, "replace", at, before=before)
    saved = at - 1 if before else at
    assert len(read_case(case, houseplant).answers) == saved if saved else not case.exists()
    keeper = Keeper(case, read_case(case, houseplant) if saved else Case(), fresh=False)
    keeper.save(Session(knowledge="k", goals=(), answers=(("home.light", "dim"),)))
    assert [one.name for one in tmp_path.iterdir()] == ["case.yaml"]  # what the kill left is swept up


def test_killed_at_any_moment_every_answer_that_was_taken_is_there(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    draw = random.Random(4)
    case = tmp_path / "case.yaml"
    for _ in range(6):
        case.unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask", str(case)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(("\n".join(ALL) + "\n").encode())
        process.stdin.flush()
        shown = b""
        wanted = draw.randint(1, 6)
        while shown.count("Hiểu là".encode()) < wanted:
            shown += os.read(process.stdout.fileno(), 4096)
        time.sleep(draw.random() * 0.05)
        process.kill()
        process.communicate()
        answers = read_case(case, houseplant).answers if case.exists() else {}  # killed before the first was saved
        assert len(answers) >= wanted - 1  # the next question shows that one was taken


def test_a_full_disk_refuses_the_answer_and_leaves_the_file_whole(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    """A limit on the size of files stands for the full disk: the write fails half way, as it would there."""
    case = tmp_path / "case.yaml"
    case.write_text("name: " + "Tên dài " * 60 + "\nfacts: {home.light: dim}\n", encoding="utf-8")
    before = case.read_bytes()
    size = len(before) + 40  # room for what is there, not for the digest and an answer more

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask", str(case)],
        input="60\nthoát\n", text=True, capture_output=True, cwd=ROOT, preexec_fn=limit, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ổ đĩa đã đầy" in said(done)
    assert "Câu trả lời vừa rồi chưa được nhận" in said(done)
    assert case.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_really_full_disk(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        case = disk / "case.yaml"
        case.write_text("facts: {home.light: dim}\n")
        with contextlib.suppress(OSError), (disk / "filler").open("wb") as filler:
            while True:
                filler.write(b"x" * 512)
                filler.flush()
        done = subprocess.run(
            [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask", str(case)],
            input="60\nthoát\n", text=True, capture_output=True, cwd=ROOT, timeout=120,
        )  # fmt: skip
        assert "ổ đĩa đã đầy" in said(done)
        assert read_case(case, houseplant).answers == {"home.light": "dim"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_sessions_on_one_case_go_on_in_two_files(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: {home.light: dim}\n")
    start = Session(knowledge="k", goals=(), answers=(("home.light", "dim"),))
    one, two = (Keeper(path, read_case(path, houseplant), fresh=False) for _ in range(2))
    assert one.save(answer(start, "home.has_pets", True)).moved_from is None
    assert two.save(answer(start, "home.has_pets", False)).moved_from == path
    assert one.save(answer(start, "home.humidity", None)).moved_from is None
    assert two.save(answer(start, "home.has_pets", False)).moved_from is None
    assert read_case(path, houseplant).answers == {"home.light": "dim", "home.humidity": None}
    assert read_case(tmp_path / "case-2.yaml", houseplant).answers == {"home.light": "dim", "home.has_pets": False}


def test_a_change_made_while_a_case_is_opened_is_not_lost(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: {home.light: dim}\n")
    seen, case = content(path), read_case(path, houseplant)
    path.write_text("facts: {home.light: sunny}\n")
    keeper = Keeper(path, case, fresh=False, seen=seen)
    assert keeper.save(Session(knowledge="k", goals=(), answers=(("home.humidity", None),))).moved_from == path
    assert read_case(path, houseplant).answers == {"home.light": "sunny"}


def test_a_new_case_whose_name_was_taken_says_where_it_goes(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.yaml"
    keeper = Keeper(path, Case(), fresh=True)
    path.write_text("facts: {home.light: sunny}\n")
    start = Session(knowledge="k", goals=(), answers=(("home.light", "dim"),))
    assert keeper.save(start).taken == path
    assert keeper.save(start).taken is None
    assert read_case(path, houseplant).answers == {"home.light": "sunny"}


def test_an_answer_set_aside_stays_when_a_new_one_is_taken_back(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "case.yaml", Case(set_aside={"home.light": "neon"}), fresh=True)
    start = Session(knowledge="k", goals=())
    keeper.save(answer(start, "home.light", "dim"))
    assert not keeper.case.set_aside
    keeper.save(start)
    assert keeper.case.set_aside == {"home.light": "neon"}


def test_the_rest_of_a_line_that_is_too_long_is_no_answer(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "case.yaml"
    subprocess.run(
        [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask", str(case)],
        input=f"{'x' * 20_001}1\n", text=True, capture_output=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert not case.exists()  # the line was not understood, and nothing stood after it


def test_many_sessions_that_start_at_once_never_share_a_file(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    command = [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(HOUSEPLANT), "ask"]
    running = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _ in range(3)
    ]  # fmt: skip
    for number, process in enumerate(running, 1):
        process.communicate(f"{number}\n".encode(), timeout=120)
    found = sorted(read_case(path, houseplant).answers["home.light"] for path in tmp_path.iterdir())
    assert found == ["dim", "indirect", "sunny"]


def test_what_another_knowledge_base_knew_is_kept(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("knowledge: '0123'\nfacts: {home.light: neon, home.balcony: true, home.has_pets: false}\n")
    case = read_case(path, houseplant)
    assert case.answers == {"home.has_pets": False}
    assert {(note.kind, note.id) for note in case.notes} == {
        ("gone_answer", "home.light"),
        ("gone_fact", "home.balcony"),
    }
    session = Session(knowledge=houseplant.digest, goals=(), answers=tuple(case.answers.items()))
    Keeper(path, case, fresh=False).save(session)
    kept = yaml.safe_load(path.read_text())
    assert kept["set_aside"] == {"home.light": "neon", "home.balcony": True}
    again = read_case(path, houseplant)  # written under this knowledge base now, and still no fault
    assert again.set_aside == case.set_aside
    Keeper(path, again, fresh=False).save(answer(session, "home.light", "dim"))
    assert yaml.safe_load(path.read_text())["set_aside"] == {"home.balcony": True}  # the new answer takes its place


def test_an_answer_that_can_be_used_again_comes_back(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: {home.has_pets: true}\nset_aside: {home.light: dim, home.balcony: true}\n")
    case = read_case(path, houseplant)
    assert case.answers == {"home.has_pets": True, "home.light": "dim"}
    assert [(note.kind, note.id) for note in case.notes] == [("came_back", "home.light")]
    assert case.set_aside == {"home.balcony": True}
