"""Decision tables to sheets and back: nothing is lost, and a change touches only what it changes."""

from __future__ import annotations

import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor.cli.table_changes import _write
from advisor.errors import UsageError
from advisor.interchange.tables.cells import CellProblem, read_cell
from advisor.interchange.tables.raw import CLAIMS, RawTable, merged, same_cell
from advisor.interchange.tables.read_grid import SheetReader
from advisor.interchange.tables.workbook import SheetFileError, read_sheets
from advisor.interchange.tables.write_back import write_back
from advisor.interchange.tables.yaml_text import dump
from advisor.model.files import SourceFile, read_files
from tests.cli.program import HOUSEPLANT, ROOT, advisor
from tests.interchange.random_tables import BASE, tables
from tests.interchange.sheets import read_lines, through_file, writer_of

openpyxl = pytest.importorskip("openpyxl")


@pytest.mark.parametrize(
    ("root", "lang", "fmt"),
    [(ROOT, "vi", "xlsx"), (ROOT, "en", "csv"), (HOUSEPLANT, "en", "xlsx"), (HOUSEPLANT, "vi", "csv")],
    ids=["shipped-vi-xlsx", "shipped-en-csv", "houseplant-en-xlsx", "houseplant-vi-csv"],
)
def test_every_table_comes_back_as_it_was(root: Path, lang: str, fmt: str, tmp_path: Path) -> None:
    writer, other = writer_of(root, lang), writer_of(root, "en" if lang == "vi" else "vi")
    tables = list(writer.base.tables.values())
    assert len(tables) >= 5
    read = [
        read_lines(other, lines)  # headings of one language, read by a person of the other
        for lines in through_file([writer.grid(table) for table in tables], tmp_path, fmt)
    ]
    for table, back in zip(tables, read, strict=True):
        assert merged(writer.base, table.data, back) == table.data
        for row, again in zip(table.data["rows"], back["rows"], strict=True):
            assert [
                (was, now)
                for column, was, now in zip(table.data["inputs"], row["when"], again["when"], strict=True)
                if not same_cell(writer.base, column, was, now)
            ] == []
    assert write_back(writer.base, read_files(root), read) == []


# --- random tables ----------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=tables(), lang=st.sampled_from(["vi", "en"]), fmt=st.sampled_from(["xlsx", "csv"]))
def test_random_tables_come_back(
    data: dict[str, Any], lang: str, fmt: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    writer = writer_of(HOUSEPLANT, lang)
    grid = writer.grid(RawTable(data))
    (lines,) = through_file([grid], tmp_path_factory.mktemp("sheet"), fmt)
    back = read_lines(writer, lines)
    assert merged(writer.base, data, back) == data


def laid_out(data: dict[str, Any], block: bool) -> str:
    """Return the YAML of a table with comments, its rows in block or in flow style."""
    lines = ["# trên cùng", "tables:", "- id: made.table"]
    lines += [f"  {key}: {dump(value)}   # {key}" for key, value in data.items() if key not in ("id", "rows")]
    lines.append("  rows:")
    for number, row in enumerate(data["rows"]):
        lines.append(f"  # trước dòng {number}")
        entries = [f"{key}: {dump(value)}" for key, value in row.items()]
        lines += (
            [f"  - {entries[0]}", *(f"    {one}   # Ộ {number}" for one in entries[1:])]
            if block
            else [f"  - {dump(row)}"]
        )
    return "\n".join([*lines, "# dưới cùng", ""])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=tables(), other=tables(), block=st.booleans(), shuffle=st.randoms(use_true_random=False))
def test_only_what_changes_is_written(data: dict[str, Any], other: dict[str, Any], block: bool, shuffle: Any) -> None:
    """Rows of another table with the same columns replace some, in another order; the rest of the file stays."""
    from dataclasses import replace

    text = laid_out(data, block)
    file = SourceFile("rules/a.yaml", text.encode())
    base = replace(BASE, tables={"made.table": RawTable(data, "rules/a.yaml", ("tables", 0))})
    rows = [dict(row) for row in data["rows"]]
    new = [{**row, "when": list(rows[0]["when"])} for row in other["rows"]]
    for row in new:
        for claim in CLAIMS:
            row.pop(claim, None)
        row.update({claim: rows[0][claim] for claim in CLAIMS if claim in rows[0]})
    pool = {row["id"]: row for row in (*rows, *new)}
    wanted = [pool[id_] for id_ in shuffle.sample(sorted(pool), shuffle.randint(1, len(pool)))]
    assume(wanted)
    changed = write_back(base, [file], [{**data, "rows": wanted, "note": "mới"}])
    (after,) = [one.content.decode() for one in changed]
    lines = after.splitlines()
    assert lines[:3] == text.splitlines()[:3]
    assert lines[-1] == "# dưới cùng"
    assert sum(line.lstrip().startswith("# trước dòng") for line in lines) >= sum(row in rows for row in wanted)
    for row in data["rows"]:
        if row in wanted and not block:
            assert f"  - {dump(row)}" in lines


# --- the commands -----------------------------------------------------------------------------------


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSEPLANT, tmp_path / "kb"))


def sheet_of(book: Any, table: str) -> Any:
    return next(sheet for sheet in book.worksheets if sheet["B1"].value == table)


def test_a_changed_cell_changes_its_row_alone(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert advisor("--kb", kb, "kb", "export-tables", "-o", path).returncode == 0
    book = openpyxl.load_workbook(path)
    sheet = sheet_of(book, "spots.by-light")
    assert [sheet["A6"].value, sheet["A7"].value, sheet["B7"].value] == ["Mã dòng", "dim", "Tối"]
    sheet["C7"] = "bàn làm việc > bậu cửa sổ > phong tam"  # a label without diacritics
    book.save(path)
    before = (kb / "rules/choice/spots.yaml").read_text("utf-8")
    shown = advisor("--kb", kb, "kb", "import-tables", path, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "dòng dim, Thứ tự:" in shown.stdout
    assert "Chưa ghi gì" in shown.stdout
    assert (kb / "rules/choice/spots.yaml").read_text("utf-8") == before
    done = advisor("--kb", kb, "kb", "import-tables", path, stdin="c\n")
    assert done.returncode == 0, done.stderr
    after = (kb / "rules/choice/spots.yaml").read_text("utf-8")
    assert after == before.replace("rank: [window, desk, bathroom]", "rank: [desk, window, bathroom]", 1)
    again = advisor("--kb", kb, "kb", "import-tables", path)
    assert again.stdout.strip() == "Không có gì thay đổi."


def test_a_new_row_needs_no_id_and_shows_which_cases_change(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "spots.csv"
    assert advisor("--kb", kb, "kb", "export-tables", "health.signs", "-o", path, lang="en").returncode == 0
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([*lines, "firm on soggy soil,,,,,,,,,,", ""]), "utf-8")
    bad = advisor("--kb", kb, "kb", "import-tables", path, lang="en")
    assert bad.returncode == 2
    assert len(bad.stderr.splitlines()) == 4
    assert "spots.csv, cell A11: “firm on soggy soil” is no well-formed id" in bad.stderr
    path.write_text(
        "\n".join([*lines, ',Firm and green,Soggy,Waterlogged,Úng.,"Soggy, so waterlogged.",health.signs,,,', ""]),
        "utf-8",
    )
    done = advisor("--kb", kb, "kb", "import-tables", path, "--yes", lang="en")
    assert done.returncode == 0, done.stderr
    assert "new row firm-soggy-drowned" in done.stdout
    text = next(
        one for one in kb.rglob("*.yaml") if "health.signs" in one.read_text("utf-8") and "rules" in one.parts
    ).read_text("utf-8")
    assert "id: firm-soggy-drowned" in text
    assert advisor("--kb", kb, "decisions").returncode == 0


def test_every_problem_is_told_at_once_with_its_cell(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    advisor("--kb", kb, "kb", "export-tables", "-o", path)
    book = openpyxl.load_workbook(path)
    spots, signs = sheet_of(book, "spots.by-light"), sheet_of(book, "health.signs")
    spots["B7"], spots["D8"], spots["C9"] = "Tốii", None, "=1+1"
    signs["B6"], signs["B3"] = "Lá câyy", "hay nhất"
    book.save(path)
    done = advisor("--kb", kb, "kb", "import-tables", path)
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.splitlines()
    assert len(told) == 5, told
    assert any("trang “spots.by-light”, ô B7" in one and "có phải ý bạn là “Tối”?" in one for one in told)
    assert any("ô D8" in one and "thiếu lời giải thích" in one for one in told)
    assert any("ô C9" in one and "công thức" in one for one in told)
    assert any("ô B6" in one and "có phải ý bạn là “Lá cây”?" in one for one in told)
    assert any("ô B3" in one and "gom mọi dòng đúng" in one for one in told)


def test_a_base_that_would_have_faults_is_not_written(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    advisor("--kb", kb, "kb", "export-tables", "extras.by-air", "-o", path)
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace("extras.pebble-tray,,,", "extras.pebble-tray,no.such-rule,,"), "utf-8")
    before = {one: one.read_bytes() for one in kb.rglob("*.yaml")}
    done = advisor("--kb", kb, "kb", "import-tables", path, "--yes")
    assert done.returncode == 2
    assert "no.such-rule" in done.stderr
    assert "Chưa ghi gì" in done.stderr
    assert {one: one.read_bytes() for one in kb.rglob("*.yaml")} == before


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    writer = writer_of(HOUSEPLANT, "en")
    table = writer.base.tables["spots.by-light"]
    evil = {"vi": '=HYPERLINK("http://x")', "en": "@SUM(1)"}
    rows = [{**table.data["rows"][0], "because": evil, "note": "+1-1"}]
    grid = writer.grid(RawTable({**table.data, "rows": rows}))
    (lines,) = through_file([grid], tmp_path, "csv")
    written = (tmp_path / "0.csv").read_text("utf-8-sig")
    assert "\"'=HYPERLINK" in written
    assert ",'@SUM(1)" in written
    assert "'+1-1" in written
    through_file([grid], tmp_path, "xlsx")
    cells = [cell for line in openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets[0] for cell in line]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert evil["vi"] in [cell.value for cell in cells]
    assert read_lines(writer, lines)["rows"][0]["because"] == evil


def test_a_new_table_gets_a_file(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    advisor("--kb", kb, "kb", "export-tables", "spots.by-light", "-o", path)
    text = path.read_text("utf-8-sig").replace("Bảng,spots.by-light", "Bảng,choice.spots.again", 1)
    path.write_text(text.split("\nindirect,")[0] + "\n", "utf-8")
    done = advisor("--kb", kb, "kb", "import-tables", path, "--yes")
    assert done.returncode == 0, done.stderr
    assert "id: choice.spots.again" in (kb / "rules/choice/spots-again.yaml").read_text("utf-8")
    assert advisor("--kb", kb, "kb", "export-tables", "choice.spots.again", "--format", "csv").returncode == 0


def test_columns_that_a_sheet_does_not_hold_stay_as_they_are(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    advisor("--kb", kb, "kb", "export-tables", "extras.by-air", "-o", path, lang="en")
    lines = [line.split(",")[:7] for line in path.read_text("utf-8-sig").splitlines() if "Hit policy" not in line]
    assert lines[4][0] == "Row"
    path.write_text("\n".join(",".join(line) for line in lines), "utf-8")
    done = advisor("--kb", kb, "kb", "import-tables", path, lang="en")
    assert (done.stdout.strip(), done.stderr) == ("Nothing changes.", "")


def test_without_an_answer_nothing_is_written(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    advisor("--kb", kb, "kb", "export-tables", "spots.by-light", "-o", path)
    path.write_text(path.read_text("utf-8-sig").replace("collect", "x").replace("\ndim,", "\ndark,"), "utf-8")
    before = (kb / "rules/choice/spots.yaml").read_bytes()
    asked = advisor("--kb", kb, "kb", "import-tables", path)
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    refused = advisor("--kb", kb, "kb", "import-tables", path, stdin="k\n")
    assert (refused.returncode, "Không ghi gì." in refused.stdout) == (0, True)
    assert (kb / "rules/choice/spots.yaml").read_bytes() == before


def test_a_file_edited_while_the_person_is_asked_is_not_written_over(kb: Path) -> None:
    name = "rules/choice/spots.yaml"
    read = read_files(kb)
    edited = (kb / name).read_bytes() + b"# mine\n"
    (kb / name).write_bytes(edited)
    ctx: Any = SimpleNamespace(root=kb, files=read, say=lambda _, sentence, **parts: f"{sentence} {parts}")
    with pytest.raises(UsageError, match=f"changed_meanwhile.*{name}"):
        _write(ctx, [SourceFile("rules/a.yaml", b"tables: []\n"), SourceFile(name, b"tables: []\n")])
    assert (kb / name).read_bytes() == edited
    assert not (kb / "rules/a.yaml").exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"\xff\x00\x01", b"a,b\n", b""])
def test_a_file_that_is_no_table_is_told(kb: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    done = advisor("--kb", kb, "kb", "import-tables", path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(path) in done.stderr


def workbook_with(tmp_path: Path, part: str, old: bytes, new: bytes) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = 7
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as read, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as out:
        for name in read.namelist():
            content = read.read(name)
            assert name != part or old in content
            out.writestr(name, content.replace(old, new) if name == part else content)
    return tmp_path / "b.xlsx"


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"<v>7</v>", b"<v>1e999</v>", "number_too_large"),
        (b"<worksheet", b"<!--" + b" " * 9000 + b"--><!DOCTYPE worksheet><worksheet", "file_doctype"),
        (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', "sheet_too_large"),
    ],
)
def test_a_workbook_that_is_refused_says_why(tmp_path: Path, old: bytes, new: bytes, sentence: str) -> None:
    with pytest.raises(SheetFileError, match=sentence):
        read_sheets(workbook_with(tmp_path, SHEET, old, new))


def test_an_empty_cell_far_away_is_no_part_of_a_sheet(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    (sheet,) = read_sheets(workbook_with(tmp_path, SHEET, b"</sheetData>", far))
    assert sheet.lines == [[7]]


@pytest.mark.parametrize(("text", "ambiguous"), [("1.000", True), ("> 12.500", True), ("0.125", False), ("1.5", False)])
def test_thousands_are_not_read_as_decimals(text: str, ambiguous: bool) -> None:
    names: Any = SimpleNamespace(subject=SimpleNamespace(shape="number"))
    writer = writer_of(HOUSEPLANT, "vi")
    vocabulary = writer.vocabulary("home.light")
    if not ambiguous:
        assert read_cell(text, names, vocabulary, writer.words) == Decimal(text)
        return
    with pytest.raises(CellProblem, match="thousands_or_decimals"):
        read_cell(text, names, vocabulary, writer.words)


@pytest.mark.parametrize(("text", "told"), [("có", False), ("no", False), ("–", False), ("maybe", True)])
def test_the_default_column_says_yes_or_no(text: str, told: bool) -> None:
    writer = writer_of(HOUSEPLANT, "en")
    lines = [list(line) for line in writer.grid(writer.base.tables["spots.by-light"]).lines]
    at = next(index for index, line in enumerate(lines) if line[:1] == ["Row"])
    lines[at + 1][lines[at].index(writer.words["column_default"])] = text
    reader = SheetReader(writer, lines)
    reader.read()
    assert [one.sentence for one in reader.problems] == (["no_yes_no"] if told else [])


def test_export_asks_before_it_overwrites_and_guesses_ids(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_text("mine", "utf-8")
    done = advisor("--kb", HOUSEPLANT, "kb", "export-tables", "-o", path)
    assert (done.returncode, path.read_text("utf-8")) == (2, "mine")
    wrong = advisor("--kb", HOUSEPLANT, "kb", "export-tables", "spots.by-lihgt", lang="en")
    assert "did you mean “spots.by-light”?" in wrong.stderr


def test_the_json_of_numbers_is_exact() -> None:
    assert dump([1, Decimal("0.10"), "x", "no", "> 5", True]) == '[1, 0.10, x, "no", "> 5", true]'
    assert json.loads(dump('ộ\n"')) == 'ộ\n"'
