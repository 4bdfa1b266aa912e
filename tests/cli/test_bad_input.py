"""A person's slip gets a message and exit code 2, never a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.program import advisor


def refused(done, *words: str) -> str:
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    for word in words:
        assert word in done.stderr, done.stderr
    return done.stderr


def solve(tmp_path: Path, text: str, *words: str):
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return advisor("solve", "--facts", path, *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("facts: {market.type: [", ("case.yaml:",)),
        ("market.type: consumr\n", ("case.yaml:1:", "consumer")),
        ("market.tpye: consumer\n", ("case.yaml:1:1", "market.type")),
        ("market.type: 5\n", ("case.yaml:1:",)),
        ("product.planned_volume: nhiều lắm\n", ("case.yaml:1:",)),
        ("product.planned_volume: -5\n", ("case.yaml:1:",)),
        ("", ("case.yaml",)),
        ("- just\n- a list\n", ("case.yaml",)),
        ("market.type: consumer\nmarket.type: industrial\n", ("case.yaml:2:1", "hai lần", "dòng 1")),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ("case.yaml:",)),
        ("[" * 5000, ("case.yaml",)),
    ],
    ids=["broken", "option", "fact", "number", "words", "negative", "empty", "list", "twice", "bomb", "deep"],
)
def test_bad_cases(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    refused(solve(tmp_path, text), *words)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    message = refused(solve(tmp_path, "market.type: consumr\nproduct.traits: [bulkyy]\nwhatever: 1\n"))
    told = {":".join(line.split(":")[:2]).rpartition("/")[2] for line in message.splitlines() if "case.yaml:" in line}
    assert told == {"case.yaml:1", "case.yaml:2", "case.yaml:3"}


def test_a_large_file_is_refused_quickly(tmp_path: Path) -> None:
    refused(solve(tmp_path, "x: " + "y" * 10_000_000), "MB")


def test_a_directory_and_a_missing_file(tmp_path: Path) -> None:
    refused(advisor("solve", "--facts", tmp_path))
    refused(advisor("solve", "--facts", tmp_path / "no.yaml"), "no.yaml")


def test_binary_and_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    refused(advisor("solve", "--facts", path))


def test_unknown_goal_and_source_with_a_guess(tmp_path: Path) -> None:
    refused(solve(tmp_path, "market.type: consumer\n", "--goal", "promo.mixx"), "promo.mix")
    refused(solve(tmp_path, "market.type: consumer\n", "--prefer", "banana"), "banana")
    refused(advisor("explain", "--facts", "-", "--goal", "promo.mx", stdin="{market.type: consumer}"), "promo.mix")
    refused(advisor("show", "promo.mxi"), "promo.mix")


def test_unknown_option_of_why_not() -> None:
    refused(
        advisor(
            "explain", "--facts", "-", "--goal", "promo.mix", "--why-not", "radio", stdin="{market.type: consumer}"
        ),
        "radio",
    )


def test_what_if_names_every_fault() -> None:
    refused(
        advisor("what-if", "--facts", "-", "market.type=x", "abc", "nope=1", stdin="{market.type: consumer}"),
        "x",
        "abc",
        "nope",
    )


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="needs a place that cannot be written")
def test_a_plan_that_cannot_be_written(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("market.type: consumer\n", encoding="utf-8")
    refused(advisor("plan", "--facts", case, "-o", tmp_path / "no" / "such" / "plan.md"), "plan.md")
    refused(advisor("plan", "--facts", case, "-o", tmp_path / "plan.xyz"), "xyz")


def test_no_knowledge_base(tmp_path: Path) -> None:
    refused(advisor("--kb", tmp_path, "decisions"), "knowledge")


def test_batch_reports_a_bad_line_and_goes_on() -> None:
    lines = "\n".join([json.dumps({"market.type": "consumer"}), "{broken", json.dumps({"market.type": "industrial"})])
    done = advisor("batch", "--goal", "promo.mix_order", stdin=lines + "\n")
    assert done.returncode == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 3
    assert rows[0]["outcome"][0] == "advertising"
    assert "error" in rows[1]
    assert rows[2]["outcome"][0] == "personal_selling"
    assert "<stdin>:2" in done.stderr


def test_batch_on_two_processes_gives_the_same() -> None:
    lines = "\n".join(json.dumps({"market.type": kind}) for kind in ("consumer", "industrial") * 4)
    one = advisor("batch", "--goal", "promo.mix_order", stdin=lines)
    two = advisor("batch", "--goal", "promo.mix_order", "--jobs", "2", stdin=lines)
    assert one.stdout == two.stdout


def test_messages_come_in_the_language_of_the_person(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("market.type: consumer\n", encoding="utf-8")
    explain = ("--lang", "vi", "explain", "--facts", case, "--goal", "price.new_product_strategy", "--why-not", "xyz")
    refused(advisor(*explain), "không có phương án “xyz”", "hớt váng sữa")
    refused(advisor("--lang", "vi", "solve", "--facts", case, "--goal", "xyz"), "không có quyết định hay lĩnh vực")
    refused(advisor("--lang", "vi", "solve", "--facts", case, "--prefer", "xyz"), "không có nguồn nào")
    refused(advisor("--lang", "vi", "plan", "--facts", case, "--start", "15/13/2027"), "không phải một ngày")
    refused(advisor("--lang", "vi", "plan", "--facts", case, "-o", tmp_path / "p.xyz"), "đuôi “xyz”")
    refused(advisor("--lang", "en", "plan", "--facts", case, "-o", tmp_path / "p.xyz"), "no plan can be written")


def test_decisions_areas_options_and_days_by_the_names_they_are_shown_under(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("market.type: consumer\n", encoding="utf-8")
    by_id = advisor("solve", "--facts", case, "--goal", "price", "--json")
    for lang, named in (("vi", "giá"), ("vi", "GIA"), ("vi", "Price")):
        done = advisor("--lang", lang, "solve", "--facts", case, "--goal", named, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == json.loads(by_id.stdout)
    goal = "Chiến lược giá cho sản phẩm mới"
    done = advisor("--lang", "vi", "explain", "--facts", case, "--goal", goal, "--why-not", "hot vang sua")
    assert done.returncode == 0, done.stderr
    assert "hớt váng sữa" in done.stdout
    done = advisor("--lang", "en", "plan", "--facts", case, "--start", "15/1/2027", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "2027-01-15" in done.stdout
