"""Case files: every fault at once with its place, and writing that is whole or not at all."""

from __future__ import annotations

import resource
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import CaseError
from advisor.interview.case_file import Case, parse_case, read_case
from advisor.interview.case_writing import format_case, format_json, rewrite_case, write_case
from advisor.model.types import KnowledgeBase


def faults(text: str, kb: KnowledgeBase) -> list[tuple[str, int, int]]:
    with pytest.raises(CaseError) as caught:
        parse_case(text, "case.yaml", kb)
    return [(one.code, one.span.line, one.span.column) for one in caught.value.diagnostics]


def test_flat_and_nested_say_the_same(houseplant: KnowledgeBase) -> None:
    flat = parse_case("home.light: dim\nhome.has_pets: true\n", "a", houseplant)
    nested = parse_case('{"name": "Nhà tôi", "facts": {"home.light": "dim", "home.has_pets": true}}', "b", houseplant)
    assert flat.answers == nested.answers == {"home.light": "dim", "home.has_pets": True}
    assert nested.name == "Nhà tôi"


def test_null_is_dont_know_and_amounts_are_read_as_people_write_them(houseplant: KnowledgeBase) -> None:
    case = parse_case('home.light: null\nmoney.budget: "1,5 tỷ"\nhome.humidity: 45.5\n', "a", houseplant)
    assert case.answers == {
        "home.light": None, "money.budget": Decimal(1_500_000_000), "home.humidity": Decimal("45.5"),
    }  # fmt: skip


def test_all_faults_are_reported_in_file_order(houseplant: KnowledgeBase) -> None:
    text = "home.lihgt: dim\nhome.humidity: [1]\nplant.health: sikc\nprefer: [S9]\n"
    assert faults(text, houseplant) == [
        ("unknown-fact", 1, 1), ("wrong-value", 2, 16), ("wrong-value", 3, 15), ("unknown-id", 4, 10),
    ]  # fmt: skip
    with pytest.raises(CaseError, match=r"(?s)case.yaml:1:1: .*did you mean 'home.light'\?"):
        parse_case("home.lihgt: dim\n", "case.yaml", houseplant, "en")
    with pytest.raises(CaseError, match=r"(?s)^case.yaml:1:1: lỗi: không có .*ý bạn là “home.light”\?$"):
        parse_case("home.lihgt: dim\n", "case.yaml", houseplant, "vi")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("home.light: [dim\n", "yaml-syntax"),
        ("- home.light\n", "not-a-mapping"),
        ("facts: [1]\n", "not-a-mapping"),
        ("home.light: dim\nhome.light: sunny\n", "duplicate-key"),
        ("a: &a [x]\nhome.light: *a\n", "alias"),
        ("facts: {home.light: dim}\nfatcs: {}\n", "unknown-key"),
        ("facts: {}\nhome.light: dim\n", "unknown-key"),
        ("choice.species: orchid\n", "unknown-fact"),
        ("[" * 200_000, "too-deep"),
        ("{a: " * 200_000, "too-deep"),
        ("- " * 200_000, "too-deep"),
        ("x: " + "y" * 5_000_000, "too-large"),
    ],
)
def test_what_is_no_case_is_refused_for_its_reason(text: str, code: str, houseplant: KnowledgeBase) -> None:
    assert code in [one[0] for one in faults(text, houseplant)]


def test_aliases_cannot_blow_up(houseplant: KnowledgeBase) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "alias" in [one[0] for one in faults(bomb, houseplant)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\x00\x01PNG", "binary"),
        (b"home.light: dim\nname: \xff\xfe\n", "not-utf-8"),
        (b"x" * 10_000_000, "too-large"),
    ],
)
def test_files_that_hold_no_text(raw: bytes, code: str, houseplant: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(raw)
    with pytest.raises(CaseError) as caught:
        read_case(path, houseplant)
    (only,) = caught.value.diagnostics
    assert only.code == code
    assert only.span.line == (2 if code == "not-utf-8" else 1)


def test_missing_file_and_folder(houseplant: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "tra-sen.yaml").write_text("facts: {}\n")
    with pytest.raises(CaseError, match=r"(?s)no such file.*did you mean 'tra-sen.yaml'"):
        read_case(tmp_path / "tra-snen.yaml", houseplant, "en")
    with pytest.raises(CaseError, match="folder"):
        read_case(tmp_path, houseplant, "en")


def test_json_that_is_no_yaml_is_read_too(houseplant: KnowledgeBase) -> None:
    case = parse_case('{\n\t"name": "\\ud83c\\udf31 lan",\n\t"facts": {"home.humidity": 4e1}\n}', "a.json", houseplant)
    assert case.name == "🌱 lan"
    assert case.answers == {"home.humidity": Decimal(40)}


names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=30)


@given(name=names, note=names, budget=st.decimals(0, 10**15, places=3), light=st.sampled_from(["dim", "sunny", None]))
def test_what_is_written_reads_the_same(
    houseplant: KnowledgeBase, name: str, note: str, budget: Decimal, light: str | None
) -> None:
    text = format_case(Case(name=name, extra={"note": note}, answers={"money.budget": budget, "home.light": light}))
    again = parse_case(text, "again", houseplant)
    assert again.answers == {"money.budget": budget, "home.light": light}
    assert format_case(again) == format_case(parse_case(format_case(again), "third", houseplant))


def test_writing_keeps_other_keys_and_the_order_of_answers(houseplant: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        'name: Nhà tôi\nghi_chu: "no"\nprefer: [S2]\ngoals: [choice]\nfacts: {home.light: dim, home.has_pets: true}\n'
    )
    write_case(path, read_case(path, houseplant))
    assert path.read_text() == (
        "name: Nhà tôi\nghi_chu: 'no'\nprefer: [S2]\ngoals: [choice]\n"
        "facts:\n  home.light: dim\n  home.has_pets: true\n"
    )


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: {}\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))  # as a full disk would
    try:
        with pytest.raises(OSError):
            write_case(path, Case(name="x" * 5_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "facts: {}\n"
    assert [one.name for one in tmp_path.iterdir()] == ["case.yaml"]


def test_a_link_stays_a_link_and_the_mode_is_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("facts: {}\n")
    real.chmod(0o600)
    link.symlink_to(real)
    write_case(link, Case(name="Lan"))
    assert link.is_symlink()
    assert "Lan" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "period: {start: 2027-01-01, end: '2027-12-31'}\nhome.light: dim\n",
        '{"facts": {"home.light": "dim"}, "period": {"start": "2027-01-01", "end": "2027-12-31"}}',
    ],
)
def test_a_case_may_say_what_time_a_plan_covers(houseplant: KnowledgeBase, text: str) -> None:
    case = parse_case(text, "a", houseplant)
    assert case.period == (date(2027, 1, 1), date(2027, 12, 31))
    assert parse_case(format_case(case), "b", houseplant) == case


@pytest.mark.parametrize(
    ("period", "code", "words"),
    [
        ("{start: 2027-02-01, end: 2027-01-31}", "bad-period", "before it starts"),
        ("{start: 2027-02-01, end: 2032-02-01}", "bad-period", "longer than 5 years"),
        ("{start: 2027-02-30, end: 2027-03-31}", "bad-date", "no day 2027-02-30"),
        ("{start: 01/02/27, end: 2027-03-31}", "bad-date", "year-month-day"),
        ("{start: 0001-01-01, end: 2027-03-31}", "bad-date", "1900"),
        ("{start: 20270101, end: 2027-03-31}", "bad-date", "year-month-day"),
        ("{start: ٢٠٢٧-٠١-٠١, end: 2027-03-31}", "bad-date", "year-month-day"),
        ("{start: 2027-01-01}", "missing-key", "no `end`"),
        ("{start: 2027-01-01, end: 2027-03-31, days: 3}", "unknown-key", "start and end"),
        ("2027", "wrong-type", "first and a last day"),
        ("{start: [1], end: {a: 1}}", "bad-date", "no date"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(houseplant: KnowledgeBase, period: str, code: str, words: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(f"facts: {{home.light: dim}}\nperiod: {period}\n", "case.yaml", houseplant, "en")
    assert {one.code for one in caught.value.diagnostics} == {code}
    assert words in str(caught.value)
    assert all(one.span.line == 2 for one in caught.value.diagnostics)


def test_five_years_less_nothing_is_a_period(houseplant: KnowledgeBase) -> None:
    assert parse_case("period: {start: 2028-02-29, end: 2033-02-27}\nfacts: {}\n", "a", houseplant).period
    one_day = parse_case("period: {start: 2027-01-01, end: 2027-01-01}\nfacts: {}\n", "a", houseplant).period
    assert one_day == (date(2027, 1, 1), date(2027, 1, 1))


def test_what_a_session_keeps_in_reserve_is_read_and_written(houseplant: KnowledgeBase) -> None:
    text = "recheck: [home.light]\nfacts: {home.light: dim}\nreserve: {money.budget: '1,5 tỷ', home.humidity: null}\n"
    case = parse_case(text, "a", houseplant)
    assert case.answers == {"home.light": "dim"}
    assert case.reserve == {"money.budget": Decimal(1_500_000_000), "home.humidity": None}
    assert case.recheck == ("home.light",)
    assert parse_case(format_case(case), "b", houseplant) == case
    assert parse_case(format_json(case), "b.json", houseplant) == case
    assert "reserve" not in format_case(parse_case("home.light: dim\n", "c", houseplant))
    both = parse_case("facts: {home.light: dim}\nreserve: {home.light: sunny}\n", "d", houseplant)
    assert (both.answers, both.reserve) == ({"home.light": "dim"}, {})


def test_faults_in_the_reserve_are_reported_as_those_of_facts(houseplant: KnowledgeBase) -> None:
    text = "facts: {home.light: dim}\nrecheck: [home.lihgt]\nreserve: {home.humidity: wet, home.lihgt: dim}\n"
    assert faults(text, houseplant) == [("unknown-id", 2, 11), ("wrong-value", 3, 26), ("unknown-fact", 3, 31)]
    assert faults("facts: {}\nreserve: [home.light]\n", houseplant) == [("not-a-mapping", 2, 10)]


def test_comments_outlive_a_reserve_that_comes_and_goes(houseplant: KnowledgeBase) -> None:
    text = "# nhà\nfacts:\n  home.light: dim  # tối\n  home.has_pets: true\n"
    case = parse_case(text, "a", houseplant)
    kept = replace(case, answers={"home.light": "dim"}, reserve={"home.has_pets": True})
    there = rewrite_case(text, case, kept)
    assert there.text == "# nhà\nreserve:\n  home.has_pets: true\nfacts:\n  home.light: dim  # tối\n"
    assert rewrite_case(there.text, kept, case).text == text
