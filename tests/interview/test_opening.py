"""The opening that is kept: always what would be shown without it, and nothing it does not need is imported."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from advisor.cli.context import shipped_root
from advisor.consultation.consult import Advisor, check_goals
from advisor.interview.case import Case
from advisor.interview.keeper import Keeper
from advisor.interview.next_question import next_question
from advisor.interview.opening import Opening, Place, place_of, read_opening, write_opening
from advisor.interview.record import record_opening
from advisor.interview.screen import Lines, Screen
from advisor.interview.session import Session
from advisor.interview.terminal import Conversation
from advisor.model.cache import write_part
from advisor.model.files import read_files
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT, advisor

PATH = "ho so/của tôi.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a knowledge base of one's own, to be changed."""
    shutil.copytree(HOUSEPLANT, tmp_path / "base")
    return tmp_path / "base"


def ask(base: Path, *words: str | Path, lang: str = "vi", stdin: str = "") -> str:
    done = advisor("--kb", base, "ask", *words, lang=lang, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- the same as without ------------------------------------------------------------------------------------


def talker(kb: KnowledgeBase) -> Callable[..., Conversation]:
    """Return what makes conversations without answers over a knowledge base."""
    rules = Advisor(compile_rules(kb))
    phrases = {lang: Phrases(kb, Words(lang, corpus=kb.outline.corpus)) for lang in ("vi", "en")}

    def talk(goals: tuple[str, ...] = (), quick: bool = False, lang: str = "vi") -> Conversation:
        wanted = check_goals(kb, goals or None)
        if quick and not goals:
            wanted = tuple(goal for goal in wanted if kb.decisions[goal].quick)
        words = phrases[lang].words
        session = Session(knowledge=kb.digest, goals=wanted, quick=quick)
        keeper = Keeper(Path(PATH), Case(), fresh=True)
        return Conversation(rules, phrases[lang], Screen(words), Lines(iter(())), keeper, session)

    return talk


def check(talk: Conversation, place: Place) -> None:
    """Hold what is kept and read back to what the session itself asks and shows."""
    question = next_question(talk.advisor.ruleset, talk.session)
    recorded, general = record_opening(talk, question, "another path")
    assert general
    write_opening(place, recorded)
    opening = read_opening(place)
    assert opening is not None
    assert opening.first(talk.advisor.kb) == question
    kept, shown = io.StringIO(), io.StringIO()
    with redirect_stdout(kept):
        opening.show(talk.screen, PATH)
    with redirect_stdout(shown):
        about = talk.advisor.kb.outline.about[talk.phrases.lang]
        talk.screen.say("welcome", about=about, path=PATH, resumed=False, count=0, **talk.subject())
        if question is not None:
            talk.show(talk.advisor.kb.facts[question.fact], question.options, heading=question)
    assert kept.getvalue() == shown.getvalue()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("quick", [False, True])
def test_what_is_kept_is_what_is_asked_about_houseplants(
    quick: bool, lang: str, folder: Path, houseplant: KnowledgeBase
) -> None:
    talk, files = talker(houseplant), read_files(HOUSEPLANT)
    areas = [area.id for area in houseplant.outline.areas]
    for goals in [(), *((goal,) for goal in (*areas, *houseplant.decisions))]:
        check(talk(goals, quick, lang), place_of(files, [], lang, goals, quick))


@pytest.mark.slow
def test_what_is_kept_is_what_is_asked_about_everything_shipped(folder: Path) -> None:
    root = shipped_root()
    files = read_files(root)
    kb = load_knowledge(root, files=files)
    talk = talker(kb)
    areas = [area.id for area in kb.outline.areas]
    check(talk((), True), place_of(files, [], "vi", (), True))
    for goals in [(), *((goal,) for goal in (*areas, *kb.decisions))]:
        check(talk(goals), place_of(files, [], "vi", goals, False))


@pytest.mark.parametrize(
    "words", [(), ("--quick",), ("--linear",), ("--goal", "choice"), ("--goal", "care.change"), ("--quick", "--full")]
)
def test_a_second_start_shows_what_the_first_showed(words: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    cold = ask(HOUSEPLANT, tmp_path / "a.yaml", *words, stdin="1\nthoát\n")
    assert len(list(folder.glob("*.opening-*.json"))) == 1
    warm = ask(HOUSEPLANT, tmp_path / "b.yaml", *words, stdin="1\nthoát\n")
    assert warm == cold.replace("a.yaml", "b.yaml")
    assert "Câu 1 ·" in warm


def test_language_goals_templates_and_quick_have_openings_of_their_own() -> None:
    files = read_files(HOUSEPLANT)
    places = {
        place_of(files, folders, lang, goals, quick)
        for folders in ([], [ROOT / "templates"], [HOUSEPLANT, ROOT / "templates"])
        for lang in ("vi", "en")
        for goals in ((), ("choice",), ("choice", "care.change"))
        for quick in (False, True)
    }
    assert len(places) == 36
    assert len({place.key for place in places}) == 1
    assert places.isdisjoint({place_of(files[1:], [], "vi", (), False)})


# --- never out of date --------------------------------------------------------------------------------------


def test_one_letter_changed_is_shown_although_size_and_time_are_the_same(folder: Path, base: Path) -> None:
    case = base / "case.yaml"
    first = ask(base, case)
    assert ask(base, case) == first
    question = first.split("Câu 1 ·")[1].splitlines()[1]
    (path,) = (one for one in base.rglob("*.yaml") if f"{question}" in one.read_text("utf-8"))
    before = path.stat()
    other = question.replace("n", "m", 1)
    path.write_text(path.read_text("utf-8").replace(question, other), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert ask(base, case) == first.replace(question, other)


def test_a_changed_template_is_used(folder: Path, base: Path) -> None:
    case = base / "case.yaml"
    first = ask(base, case)
    own = base / "templates" / "vi" / "session.j2"
    own.parent.mkdir(parents=True)
    shutil.copytree(ROOT / "templates" / "vi", own.parent, dirs_exist_ok=True)
    assert ask(base, case) == first
    own.write_text(own.read_text("utf-8").replace("Câu {{ number }} ·", "Hỏi {{ number }} ·"), "utf-8")
    assert ask(base, case) == first.replace("Câu 1 ·", "Hỏi 1 ·")


def test_a_case_with_answers_never_begins_with_the_opening(folder: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    fresh = ask(HOUSEPLANT, case, stdin="1\n")
    again = ask(HOUSEPLANT, case)
    assert "Câu 1 ·" in fresh
    assert "Câu 1 ·" not in again
    assert "Tiếp tục hồ sơ" in again


@pytest.mark.parametrize(
    "damage", ["cut", "garbage", "one letter", "folder", "of another", "empty", "not of a screen", "of another shape"]
)
def test_a_damaged_opening_is_as_good_as_none(damage: str, folder: Path) -> None:
    place, other = (Place("0" * 64, f"opening-{name}") for name in "ab")
    opening = Opening((("text", {"text": "một"}), ("gap", {})), {"fact": "a.b", "options": []})
    write_opening(place, opening)
    assert read_opening(place) == opening
    (path,) = folder.glob("*.opening-*.json")
    raw = path.read_bytes()
    if damage == "of another":
        write_opening(other, opening)
        (copied,) = set(folder.glob("*.opening-*.json")) - {path}
        shutil.copy(copied, path)
    elif damage == "not of a screen":
        write_opening(place, opening._replace(shown=(("__init__", {}),)))
    elif damage == "of another shape":
        write_part(*place, [[["text"]], {}])
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        at = len(raw) // 2
        damaged = {"cut": raw[:at], "garbage": bytes(range(256)), "empty": b""}
        path.write_bytes(damaged.get(damage, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]))
    assert read_opening(place) is None
    write_opening(place, opening)
    assert read_opening(place) == (None if damage == "folder" else opening)


def test_where_nothing_can_be_kept_it_is_shown_all_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(HOUSEPLANT, tmp_path / "case.yaml")
    monkeypatch.setenv("ADVISOR_CACHE", os.devnull)
    assert ask(HOUSEPLANT, tmp_path / "case.yaml") == first


def test_a_template_that_makes_something_of_the_path_is_obeyed(folder: Path, base: Path) -> None:
    own = base / "templates" / "vi" / "session.j2"
    own.parent.mkdir(parents=True)
    words = (ROOT / "templates" / "vi" / "session.j2").read_text("utf-8")
    own.write_text(words.replace("{{ path }} sau mỗi câu", "{{ path | upper }} sau mỗi câu"), "utf-8")
    assert own.read_text("utf-8") != words
    for name in ("một.yaml", "hai.yaml", "ba.yaml"):
        assert name.upper() in ask(base, base / name)
    assert not list(folder.glob("*.opening-*.json"))


@pytest.mark.parametrize("name", ["hai  cách.yaml", "{{ x }}<b>&amp;\\1\t.yaml"])
def test_any_name_of_a_case_is_shown_as_without_the_cache(name: str, folder: Path, tmp_path: Path) -> None:
    cold = ask(HOUSEPLANT, tmp_path / name)
    assert ask(HOUSEPLANT, tmp_path / name) == cold


def test_wrong_goals_are_refused_before_anything_is_shown(folder: Path, tmp_path: Path) -> None:
    ask(HOUSEPLANT, tmp_path / "case.yaml")
    done = advisor("--kb", HOUSEPLANT, "ask", tmp_path / "case.yaml", "--goal", "care.chnage")
    assert (done.returncode, done.stdout) == (2, "")
    done = advisor("--kb", HOUSEPLANT, "ask", tmp_path / "case.yaml", "--answers", tmp_path / "none.txt")
    assert (done.returncode, done.stdout) == (2, "")


# --- nothing too early --------------------------------------------------------------------------------------

PROBE = """
import os, sys
from advisor.interview.opening import Opening
def show(self, screen, path):
    sys.stdout.write("\\n".join(sys.modules))
    sys.stdout.flush()
    os._exit(0)
Opening.show = show
from advisor.cli.main import main
sys.argv = ["advisor", "--kb", {base!r}, "--lang", "vi", "ask", {case!r}]
main()
"""


def test_the_first_question_waits_for_nothing_it_does_not_need(folder: Path, tmp_path: Path) -> None:
    case = str(tmp_path / "case.yaml")
    ask(HOUSEPLANT, case)
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(base=str(HOUSEPLANT), case=case)],
        capture_output=True, text=True, check=True, env={**os.environ}, cwd=ROOT,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "advisor.interview.opening" in loaded
    assert not {name.partition(".")[0] for name in loaded} & {"yaml", "jinja2", "experta", "pydantic", "frozendict"}
    assert not [
        name for name in loaded if name.startswith(("advisor.consultation", "advisor.model.t", "advisor.ruleset"))
    ]


def test_help_imports_no_command(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['advisor', '--help']; import atexit; atexit.register(lambda: print(*sys.modules)); "
    )
    done = subprocess.run(
        [sys.executable, "-c", program + "from advisor.cli.main import main; main()"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    ours = {name for name in done.stdout.split() if name.startswith("advisor")}
    assert ours <= {"advisor", "advisor.cli", "advisor.cli.lazy", "advisor.cli.main", "advisor.errors"}


def test_an_opening_holds_every_field_of_a_question(houseplant: KnowledgeBase, folder: Path) -> None:
    talk = talker(houseplant)()
    question = next_question(talk.advisor.ruleset, talk.session)
    assert question is not None
    opening, _ = record_opening(talk, question, PATH)
    assert set(opening.question) == {field.name for field in dataclasses.fields(question)}
