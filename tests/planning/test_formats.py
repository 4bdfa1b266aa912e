"""Every format holds the whole document, says nothing it should not, and is the same every time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from advisor.consultation.consult import Advisor
from advisor.errors import UsageError
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.planning import extras
from advisor.planning.brief import brief
from advisor.planning.document import TablePart, document_of
from advisor.planning.types import Plan
from advisor.planning.write import FORMATS, Format, draw_up, format_plan
from advisor.render.environment import Words
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT, advisor
from tests.planning.sample_plan import as_it_is, sample_plan

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% for x in y %}#{1}${1}",
    "markdown": "a|b *c* [d](javascript:alert(1)) `e` # f",
    "typst": '#let x = 1 $x^2$ @ref <a> \\ "ok" #image("/etc/passwd") // gone?',
    "long": "x" * 5000,
    "words": "Công ty rất dài tên " * 250,
    "right-to-left": "متجر العود \u202egnp.exe",
    "emoji": "Tiệm 💇‍♀️ Hạnh 🙂 中文",
    "controls": "a\x00b\x07c\ud800d\ufffe",
    "decomposed": "Tra\u0300 Mo\u0323\u0302c",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def needs(fmt: str) -> None:
    if fmt in ("pdf", "docx"):
        pytest.importorskip("typst")
    if fmt == "docx":
        pytest.importorskip("docx")


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".svg")):
                ElementTree.fromstring(package.read(name))
        return "".join(ElementTree.fromstring(package.read("word/document.xml")).itertext())


def pdf_text(data: bytes) -> str:
    pdfium = pytest.importorskip("pypdfium2")
    pages = pdfium.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(r"\s+", " ", text.replace("\ufffe", ""))


def pdf_pages(data: bytes) -> int:
    return len(pytest.importorskip("pypdfium2").PdfDocument(data))


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_gives_a_whole_escaped_document(case: str, fmt: Format) -> None:
    needs(fmt)
    hostile = HOSTILE[case]
    whole = case not in ("long", "words")
    plan = sample_plan(hostile, say=(lambda text: f"{text} {hostile}") if whole else as_it_is)
    data = format_plan(plan, fmt)
    if fmt == "json":
        assert json.loads(data)["sections"][1]["sentences"][0]["text"].startswith("Ba điều sau:")
    elif fmt == "html":
        text = data.decode()
        assert not re.search(r"<(script|img)", text)
        assert "Dòng 3" in text
        assert "</html>" in text
    elif fmt == "md":
        text = data.decode()
        assert not re.search(r"(?<!\\)<(script|img)", text)
        assert "Dòng 3" in text
    elif fmt == "docx":
        text = docx_text(data)
        assert "Dòng 3" in text
        if case in ("markup", "template", "typst"):
            assert hostile in text
    else:
        text = pdf_text(data)
        assert ("Dòng" if case == "right-to-left" else "Dòng 3") in text  # right-to-left text changes the order
        if case in ("markup", "template", "typst"):
            assert hostile.replace(" ", "")[:20] in text.replace(" ", "").replace("\u200b", "")


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_plan_is_the_same_bytes(fmt: Format) -> None:
    needs(fmt)
    code = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.planning.sample_plan import sample_plan;"
        "from advisor.planning.write import format_plan;"
        f"sys.stdout.buffer.write(format_plan(sample_plan(), {fmt!r}))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 500


def test_a_source_stands_once_where_sentences_share_it() -> None:
    text = format_plan(sample_plan(), "md").decode()
    assert "Ý một. Ý hai. \\[004:495\\]" in text
    assert text.count("Doran 1981") == 1
    assert "doran-1981" not in text


def test_docx_has_real_headings_tables_and_pictures() -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("typst")
    data = format_plan(sample_plan(), "docx")
    made = docx.Document(BytesIO(data))
    headings = [(p.style.name, p.text) for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:4] == [
        ("Heading 1", "1. Tóm tắt"),
        ("Heading 1", "2. Marketing hỗn hợp"),
        ("Heading 2", "Giá"),
        ("Heading 3", "Chi tiết"),
    ]
    contents = [p.text.rstrip("–\t") for p in made.paragraphs if p.style.name.startswith("toc ")]
    assert contents[:3] == ["1. Tóm tắt", "2. Marketing hỗn hợp", "Giá"]
    captions = [p.text for p in made.paragraphs if p.style.name == "Caption"]
    assert captions == ["Bảng 1. Bảng giá", "Hình 1. Vòng đời [004:407]"]
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Khoản", "Tiền"]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert made.core_properties.language == "vi-VN"
    xml = made.element.xml
    assert 'descr="Đang ở giai đoạn đầu."' in xml
    assert "svgBlip" in xml
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("word/media/figure1.svg").decode().startswith("<svg")
        assert any(name.endswith(".odttf") for name in package.namelist())
    marks = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml))
    assert set(re.findall(r"PAGEREF (\S+)", xml)) <= marks


def test_pdf_is_tagged_and_has_only_our_fonts() -> None:
    pytest.importorskip("typst")
    data = format_plan(sample_plan(), "pdf")
    assert data.startswith(b"%PDF")
    assert b"pdfuaid" in data
    fonts = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([\w-]+)", data))
    assert all(b"BeVietnamPro" in font for font in fonts)
    text = pdf_text(data)
    for words in ("Mục lục", "1. Tóm tắt", "Bảng 1.", "Hình 1.", "Trang 1 / "):
        assert words in text


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_owners_version_has_two_pages(path: Path, shipped: Advisor) -> None:
    pytest.importorskip("typst")
    case = read_case(path, shipped.kb)
    consultation = shipped.consult(case.answers, limit=100)
    for lang in ("vi", "en"):
        plan = draw_up(consultation, lang, None, case.name)  # type: ignore[arg-type]
        assert pdf_pages(format_plan(plan, "pdf", brief=True)) == 2


def test_the_short_version_says_what_it_leaves_out() -> None:
    plan = sample_plan()
    short = brief(plan, Words("vi"))
    assert [section.id for section in short.sections] == ["summary", "actions", "budget", "controls"]
    text = format_plan(plan, "md", brief=True).decode()
    assert "Còn 5 dòng nữa trong bản đầy đủ." in text
    assert "004:495" not in text
    assert "1.000.000.000.000.000\u00a0₫" in text
    named = [action.action for action in plan.actions if action.cost]
    assert all(action in text for action in named)


def test_columns_fill_the_page_and_none_is_lost() -> None:
    document = document_of(sample_plan(), Words("vi"))
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, TablePart):
                assert 95 <= sum(block.widths) <= 105
                assert min(block.widths) >= 5


@pytest.mark.parametrize(("fmt", "package"), [("pdf", "typst"), ("docx", "docx"), ("docx", "typst")])
def test_a_missing_package_is_named_with_the_command(
    fmt: Format, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs(fmt)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError) as raised:
        format_plan(sample_plan(), fmt)
    message = str(raised.value)
    assert "\n" not in message
    assert re.search(r"pip install -e '.*\[docs\]'", message)


def test_an_installed_program_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("advisor.__file__", str(tmp_path / "site-packages" / "advisor" / "__init__.py"))
    assert extras.install_command().endswith("install 'marketing-advisor[docs]'")


@pytest.mark.parametrize(("ending", "start"), [("htm", b"<!DOCTYPE html>"), ("PDF", b"%PDF"), ("docx", b"PK")])
def test_formats_are_guessed_from_the_file(ending: str, start: bytes, tmp_path: Path) -> None:
    needs(ending.lower())
    out = tmp_path / f"plan.{ending}"
    out.write_bytes(b"old")
    done = advisor("--kb", HOUSEPLANT, "plan", "--facts", "-", "-o", out, stdin="{}")
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "plan.odt"], "odt"),
        (["-o", "no/such/folder/plan.md"], "plan.md"),
        (["--start", "2027-02-30"], "2027-02-30"),
        (["--start", "9998-01-01"], "--start"),
        (["--template", "no-such-folder"], "no-such-folder"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], said: str, tmp_path: Path) -> None:
    done = advisor(
        "--kb", HOUSEPLANT, "plan", "--facts", "-", *words, stdin="{}", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 2, done.stdout[:200]
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_is_not_shown_a_binary_file() -> None:
    pty = pytest.importorskip("pty")
    import os

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "advisor", "plan", "--facts", str(EXAMPLES[0]), "--format", "pdf"]
    done = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, cwd=ROOT, timeout=60)
    os.close(slave)
    os.close(master)
    assert done.returncode == 2
    assert b"-o plan.pdf" in done.stderr


def test_the_start_moves_the_whole_plan() -> None:
    case = "period: {start: 2027-01-01, end: 2027-12-31}\nfacts: {promo.budget_available: 24 triệu}"
    done = advisor("plan", "--facts", "-", "--format", "json", "--start", "2028-03-01", stdin=case)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["period"] == {"start": "2028-03-01", "end": "2029-02-28", "assumed": False}
    assert all("2028-03-01" <= one["start"] <= one["end"] <= "2029-02-28" for one in data["actions"])


def plan_of_nothing() -> Plan:
    return replace(sample_plan(""), sections=(), objectives=(), actions=(), budget=None, controls=(), documents=())


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("short", [False, True])
def test_an_empty_plan_is_still_a_document(fmt: Format, short: bool) -> None:
    needs(fmt)
    assert format_plan(plan_of_nothing(), fmt, brief=short)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_letter_stands_out_from_its_ground() -> None:
    css = (ROOT / "templates" / "layout" / "plan.css").read_text("utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for letters in ("ink", "muted", "brand"):
        for ground in ("#ffffff", colours["pale"]):
            first, second = sorted((_luminance(colours[letters]), _luminance(ground)))
            assert (second + 0.05) / (first + 0.05) >= 4.5, (letters, ground)
