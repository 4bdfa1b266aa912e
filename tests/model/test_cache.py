"""The cache is fast, and can never be wrong: damaged, shared by many, or out of date."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

from advisor.errors import KnowledgeError
from advisor.model import cache
from advisor.model.cache import cache_key, read_part, write_part
from advisor.model.files import digest_of, read_files
from advisor.model.kept import PART, read_kept, write_kept
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase

GOOD = Path(__file__).parent / "good"
HOUSEPLANT = Path(__file__).parents[1] / "houseplant"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


SHIPPED = Path(__file__).parents[2]


def kept(folder: Path) -> Path:
    (path,) = folder.glob("*.json")
    return path


def test_what_comes_from_the_cache_is_what_was_read(folder: Path) -> None:
    fresh = load_knowledge(HOUSEPLANT)
    assert kept(folder).is_file()
    assert load_knowledge(HOUSEPLANT) == fresh == load_knowledge(HOUSEPLANT, cache=False)


def test_the_shipped_base_comes_back_whole(folder: Path) -> None:
    fresh = load_knowledge(SHIPPED, cache=False)
    write_kept(fresh)
    again = read_kept(fresh.digest, fresh.root)
    assert again is not None
    for one in fields(KnowledgeBase):
        assert getattr(again, one.name) == getattr(fresh, one.name), one.name
    assert repr(again.decisions) != repr(fresh.decisions)  # not built yet: what few commands read
    assert [len(o.actions) for d in again.decisions.values() for o in d.options] == [
        len(o.actions) for d in fresh.decisions.values() for o in d.options
    ]
    assert list(again.points) == list(fresh.points)
    assert (again.cases[0], again.cases[-3:]) == (fresh.cases[0], fresh.cases[-3:])
    assert hash(next(iter(again.decisions.values())).options) == hash(next(iter(fresh.decisions.values())).options)


def test_what_is_read_seldom_is_built_when_it_is_read(folder: Path, houseplant: KnowledgeBase) -> None:
    write_kept(houseplant)
    again = read_kept(houseplant.digest, houseplant.root)
    assert again is not None
    known = next(iter(houseplant.points))
    assert known in again.points
    assert "no.such.point" not in again.points
    assert again.points.get("no.such.point") is None
    assert again.points[known] is again.points[known]
    assert dict(again.concepts) == houseplant.concepts
    assert again.cases == houseplant.cases


def test_nothing_in_the_cache_can_run(folder: Path) -> None:
    load_knowledge(GOOD)
    check, *lines = kept(folder).read_bytes().split(b"\n")
    assert len(check) == 64
    for line in lines:
        json.loads(line)


def test_what_another_program_kept_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = load_knowledge(GOOD)
    assert read_kept(fresh.digest, fresh.root) is not None
    monkeypatch.setattr(cache, "__version__", "99.0")
    assert read_kept(fresh.digest, fresh.root) is None
    load_knowledge(GOOD)
    assert len(list(folder.glob("*.json"))) == 2


def test_a_changed_module_makes_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "advisor" / "model" / "cache.py"
    module.parent.mkdir(parents=True)
    module.write_text("one = 1\n")
    monkeypatch.setattr(cache, "__file__", str(module))
    stamps = {cache.program_stamp()}
    module.write_text("one = 10\n")
    stamps.add(cache.program_stamp())
    other = tmp_path / "advisor" / "cli" / "new.py"
    other.parent.mkdir()
    other.write_text("")
    stamps.add(cache.program_stamp())
    os.utime(other, ns=(1, 1))
    stamps.add(cache.program_stamp())
    assert len(stamps) == 4
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "archive.zip" / "advisor" / "model" / "cache.py"))
    assert cache.program_stamp() == cache.__version__


@pytest.mark.parametrize("lines", [[], [1, 2, 3, 4, 5], [{}, {}, {}, [], {}], [{"facts": [[99, 1]]}, {}, {}, [], {}]])
def test_well_kept_nonsense_is_as_good_as_none(lines: list[object], folder: Path) -> None:
    digest = digest_of(read_files(GOOD))
    write_part(cache_key(digest), PART, lines)
    assert load_knowledge(GOOD) == load_knowledge(GOOD, cache=False)


def test_without_the_cache_nothing_is_written(folder: Path) -> None:
    load_knowledge(GOOD, cache=False)
    assert not folder.exists()


def test_from_the_cache_pydantic_is_not_imported(folder: Path) -> None:
    load_knowledge(GOOD)
    program = (
        "import sys; from pathlib import Path; from advisor.model.load import load_knowledge;"
        f"load_knowledge(Path({str(GOOD)!r})); print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("damage", ["cut", "empty", "garbage", "one letter", "other json", "of another base", "folder"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, damage: str) -> None:
    fresh = load_knowledge(GOOD)
    path = kept(folder)
    raw = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        check = raw.partition(b"\n")[0]
        path.write_bytes(
            {
                "cut": raw[: len(raw) // 2],
                "empty": b"",
                "garbage": bytes(range(256)),
                "one letter": raw.replace(b"boiling", b"boilinf"),
                "other json": check + b'\n[["facts", {}, ["x", 1, 1]]]',
                "of another base": b"\n".join(_other_base(folder)),
            }[damage]
        )
    assert load_knowledge(GOOD) == fresh


def _other_base(folder: Path) -> tuple[bytes, bytes]:
    mine = set(folder.glob("*.json"))
    load_knowledge(HOUSEPLANT)
    (other,) = set(folder.glob("*.json")) - mine
    check, _, body = other.read_bytes().partition(b"\n")
    return check, body


def test_a_damaged_file_is_mended(folder: Path) -> None:
    load_knowledge(GOOD)
    whole = kept(folder).read_bytes()
    kept(folder).write_bytes(whole[:-1])
    load_knowledge(GOOD)
    assert kept(folder).read_bytes() == whole


def test_changed_content_is_read_anew(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "base"
    for source in GOOD.rglob("*.yaml"):
        target = root / source.relative_to(GOOD)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text("utf-8"), "utf-8")
    first = load_knowledge(root)
    rules = root / "rules" / "base.yaml"
    stamp = rules.stat().st_mtime_ns
    rules.write_text(rules.read_text("utf-8").replace("for: boiling", "for: warm   "), "utf-8")
    os.utime(rules, ns=(stamp, stamp))  # neither time nor size gives the change away
    second = load_knowledge(root)
    assert first.digest != second.digest
    assert second.rules["heat.black"].then.options == ("warm",)  # type: ignore[union-attr]
    rules.write_text("rules: [", "utf-8")
    with pytest.raises(KnowledgeError):
        load_knowledge(root)


def test_line_ends_of_windows_are_the_same_content(folder: Path, tmp_path: Path) -> None:
    for source in GOOD.rglob("*.yaml"):
        target = tmp_path / source.relative_to(GOOD)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert load_knowledge(tmp_path, cache=False).digest == load_knowledge(GOOD, cache=False).digest


def test_a_base_with_faults_is_not_kept(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("rules: []\n", "utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="no-outline"):
            load_knowledge(tmp_path)
    assert not list(folder.glob("*")) if folder.exists() else True


def test_where_nothing_can_be_written_the_program_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder", "utf-8")
    monkeypatch.setenv("ADVISOR_CACHE", str(blocked))
    assert load_knowledge(GOOD).rules
    assert blocked.read_text("utf-8") == "not a folder"


def test_only_a_few_bases_are_kept_and_nothing_else_is_touched(folder: Path) -> None:
    folder.mkdir()
    (folder / "mine.json").write_text("{}", "utf-8")
    for number in range(cache.KEEP + 4):
        for part in ("base", "other"):
            write_part(f"{number:064x}", part, [number, "hai\ndòng"])
            for path in folder.glob(f"{number:064x}.*"):  # clocks may be coarse
                os.utime(path, (number, number))
    write_part(f"{cache.KEEP + 3:064x}", "third", [])
    assert len(list(folder.glob("*.json"))) == 2 * cache.KEEP + 2
    assert (folder / "mine.json").is_file()
    assert read_part(f"{cache.KEEP + 3:064x}", "base") == [b"11", '"hai\\ndòng"'.encode()]
    assert read_part(f"{0:064x}", "base") is None
    assert not list(folder.glob("*.tmp"))


def _load_often(root: str, until: float) -> tuple[int, str]:
    count, digest = 0, ""
    while time.monotonic() < until or count == 0:
        kb: KnowledgeBase = load_knowledge(Path(root))
        digest, count = kb.digest, count + 1
        if count % 3 == 0:
            for path in cache.cache_folder().glob("*.json"):
                path.unlink(missing_ok=True)
    return count, digest


def test_many_at_once_do_not_spoil_each_other(folder: Path) -> None:
    until = time.monotonic() + 1.5
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        results = pool.starmap(_load_often, [(str(GOOD), until)] * 4)
    assert {digest for _, digest in results} == {load_knowledge(GOOD, cache=False).digest}
    assert load_knowledge(GOOD) == load_knowledge(GOOD, cache=False)
    assert not list(folder.glob("*.tmp"))
