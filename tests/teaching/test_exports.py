"""What is written for other programs is read back by readers that are not ours, whatever the texts hold."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.model.types import KnowledgeBase
from advisor.render.environment import Words
from advisor.ruleset.compile import Ruleset
from advisor.teaching.draw import Pool, draw
from advisor.teaching.examiner import Examiner
from advisor.teaching.exports.anki import anki_of
from advisor.teaching.exports.exam import key_of, paper_of, printed, variants_of
from advisor.teaching.exports.gift import gift_of
from advisor.teaching.exports.items import Choice, Item, Sum, html, items_of
from advisor.teaching.exports.moodle import moodle_of
from advisor.teaching.exports.qti import qti_of
from advisor.teaching.maker import Maker
from advisor.teaching.wording import Wording
from tests.cli.program import HOUSEPLANT, advisor

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
DAY = date(2026, 1, 5)

hostile = st.text(st.sampled_from(list("=~#{}:\\<>&\"'$%[]/|*_` \n-–đĐỗẫ₫1aB,.;?!")), min_size=1, max_size=30).map(
    lambda text: f"x{text}y"
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Return a question whose texts are as awkward as can be."""
    kind = draw(st.sampled_from(["choice", "truth", "sum"]))
    base: dict[str, Any] = {
        "id": f"q{draw(st.integers(0, 10**9))}", "kind": kind, "title": draw(hostile), "area": draw(hostile),
        "topic": "t.a", "level": 2, "stem": draw(hostile), "why": draw(hostile),
    }  # fmt: skip
    if kind == "truth":
        truth = draw(st.booleans())
        told = [Choice("True", truth, draw(hostile)), Choice("False", not truth, draw(hostile))]
        return Item(**base, choices=tuple(told), truth=truth)
    texts = draw(st.lists(hostile, min_size=4, max_size=4, unique_by=lambda text: " ".join(text.split())))
    key = draw(st.integers(0, 3))
    choices = tuple(Choice(text, index == key, draw(hostile)) for index, text in enumerate(texts))
    if kind == "choice":
        return Item(**base, choices=choices)
    asked = Sum(Decimal("1250.5"), Decimal("0.05"), "₫", ((Decimal("12.5"), draw(hostile)),))
    return Item(**base, choices=choices, sum=asked)


several = st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.id)


@pytest.fixture(scope="module")
def real(houseplant: KnowledgeBase, houseplant_rules: Ruleset) -> tuple[Item, ...]:
    maker = Maker(Examiner(houseplant_rules), Wording(houseplant))
    return items_of(draw(Pool(maker), 40, 2), houseplant, Words("vi", None, corpus=houseplant.outline.corpus))


def lines(text: str) -> str:
    """Return what a reader sees of HTML, blanks not counted."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def seen(text: str) -> str:
    return lines(html(text))


def by_id(made: Sequence[Item]) -> dict[str, Item]:
    return {item.id: item for item in made}


# --- GIFT ----------------------------------------------------------------------------------------------------------


def read_gift(text: str) -> list[Any]:
    parser = pytest.importorskip("pygiftparser.parser")
    return [one for one in parser.parseFile(StringIO(text)) if one.valid]


def unescaped(text: str) -> str:
    """Return what GIFT means by a text: a sign after a backslash stands for itself."""
    return lines(re.sub(r"\\([~=#:])", r"\1", text))


@settings(max_examples=60, deadline=None)
@given(several)
def test_gift_is_read_back_as_it_was_meant(made: list[Item]) -> None:
    found = read_gift(gift_of(made, "a/b"))
    assert len(found) == len(made)
    for one in found:
        item = by_id(made)[re.sub(r".* · ", "", one.title, flags=re.DOTALL)]
        assert unescaped(one.text) == seen(item.stem)
        if item.truth is not None:
            assert one.answers.answer == item.truth
        elif item.sum:
            right = [answer for answer in one.answers.answers if answer.fraction == 100]
            assert [float(answer.value) for answer in right] == [float(item.sum.right)]
            assert [float(answer.tolerance) for answer in right] == [float(item.sum.tolerance)]
        else:
            told = [(unescaped(a.answer), a.fraction, unescaped(a.feedback)) for a in one.answers.answers]
            assert told == [(seen(c.text), 100 if c.right else 0, seen(c.feedback)) for c in item.choices]


def test_gift_of_real_questions_is_read_back(real: tuple[Item, ...]) -> None:
    found = read_gift(gift_of(real, "Cây trong nhà"))
    assert len(found) == len(real)
    assert {item.truth is None for item in real} == {True, False}


# --- Moodle XML ----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(several)
def test_moodle_xml_keeps_texts_grades_feedback_and_tags(made: list[Item]) -> None:
    root = Xml.fromstring(moodle_of(made, "a/b"))
    questions = {one.findtext("idnumber"): one for one in root if one.get("type") != "category"}
    assert set(questions) == set(by_id(made))
    for item in made:
        question = questions[item.id]
        assert lines(question.findtext("questiontext/text") or "") == seen(item.stem)
        assert [tag.text for tag in question.findall("tags/tag/text")] == list(item.tags)
        grades = {lines(a.findtext("text") or ""): a.get("fraction") for a in question.findall("answer")}
        told = {
            lines(a.findtext("text") or ""): lines(a.findtext("feedback/text") or "")
            for a in question.findall("answer")
        }
        if item.truth is not None:
            assert grades == {"true": "100" if item.truth else "0", "false": "0" if item.truth else "100"}
        elif item.sum:
            assert grades == {"1250.5": "100", "12.5": "0"}
            assert {a.findtext("tolerance") for a in question.findall("answer")} == {"0.05"}
        else:
            assert grades == {seen(c.text): "100" if c.right else "0" for c in item.choices}
            assert told == {seen(c.text): seen(c.feedback) for c in item.choices}


def test_an_independent_reader_takes_the_moodle_questions(real: tuple[Item, ...], tmp_path: Path) -> None:
    parser = pytest.importorskip("moodle_xml_parser.parser")
    path = tmp_path / "quiz.xml"
    path.write_text(moodle_of(real, "Cây trong nhà"), "utf-8")
    found = {one.name: one for one in parser.parse_file(str(path))["multichoice"]}
    chosen = [item for item in real if item.truth is None and item.sum is None]
    assert len(found) == len(chosen)
    for item in chosen:
        options = found[f"{item.title} · {item.id}"].options
        assert [(lines(o.answer), o.score_fraction) for o in options] == [
            (seen(c.text), 100 if c.right else 0) for c in item.choices
        ]


# --- QTI -----------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(several)
def test_an_independent_reader_takes_the_qti_package(made: list[Item]) -> None:
    reader = pytest.importorskip("pyslet.qtiv2.xml")
    package = zipfile.ZipFile(BytesIO(qti_of(made, "t", "vi")))
    manifest = Xml.fromstring(package.read("imsmanifest.xml"))
    named = {one.get("href") for one in manifest.iter() if one.tag.endswith("}file")}
    assert named == {"test.xml", *(f"items/Q{n:04}.xml" for n in range(1, len(made) + 1))}
    assert named <= set(package.namelist())
    for number, item in enumerate(made, 1):
        document = reader.QTIDocument()
        document.read(src=BytesIO(package.read(f"items/Q{number:04}.xml")))
        root = document.root
        assert root.identifier == f"Q{number:04}"
        assert root.title.split() == item.title.split()
        again = Xml.fromstring(str(root))
        body = again.find(f"{QTI}itemBody")
        assert body is not None
        if item.sum:
            assert again.findtext(f".//{QTI}correctResponse/{QTI}value") == "1250.5"
            continue
        shown = {c.get("identifier"): " ".join((c.text or "").split()) for c in body.iter(f"{QTI}simpleChoice")}
        right = again.findtext(f".//{QTI}correctResponse/{QTI}value")
        assert shown[right] == " ".join(item.choices[item.key].text.split())
        assert list(shown.values()) == [" ".join(choice.text.split()) for choice in item.choices]


# --- Anki ----------------------------------------------------------------------------------------------------------


def test_anki_imports_the_deck_and_a_second_time_adds_nothing(real: tuple[Item, ...], tmp_path: Path) -> None:
    collection = pytest.importorskip("anki.collection").Collection(str(tmp_path / "c.anki2"))
    request = pytest.importorskip("anki.import_export_pb2").ImportAnkiPackageRequest
    words = Words("vi", None)
    try:
        for new in (len(real), 0):
            path = tmp_path / "deck.apkg"
            path.write_bytes(anki_of(real, "Cây", words))
            assert len(collection.import_anki_package(request(package_path=str(path))).log.new) == new
        assert collection.note_count() == len(real)
        notes = {note.fields[4]: note for note in map(collection.get_note, collection.find_notes(""))}
        for item in real:
            assert lines(notes[item.id].fields[0]) == seen(item.stem)
            assert lines(notes[item.id].fields[2]) == " ".join(item.choices[item.key].text.split())
    finally:
        collection.close()


# --- paper ---------------------------------------------------------------------------------------------------------


def test_variants_hold_the_same_questions_in_another_order(real: tuple[Item, ...]) -> None:
    variants = variants_of(real, 5, 3)
    assert [variant.name for variant in variants] == ["A", "B", "C"]
    assert len({tuple(item.id for item in variant.items) for variant in variants}) == 3
    for variant in variants:
        assert {item.id for item in variant.items} == {item.id for item in real}
    assert variants == variants_of(real, 5, 3)


def test_the_paper_gives_no_answer_and_the_key_gives_each(real: tuple[Item, ...]) -> None:
    words = Words("vi", None)
    variants = variants_of(real, 5, 2)
    key = printed(key_of(variants, "Cây", 5, words), "md", words, DAY).decode()
    for variant in variants:
        paper = printed(paper_of(variant, "Cây", words), "md", words, DAY).decode()
        assert paper.count("### Câu ") == len(real)
        assert not any(item.why in paper for item in variant.items)
        for number, item in enumerate(variant.items, 1):
            letter = item.choices[item.key].text if item.sum else "ABCD"[item.key]
            assert re.search(rf"(?<!\d){number}\\?\. {re.escape(letter)}", key), (variant.name, number)


@pytest.mark.parametrize("fmt", ["docx", "pdf"])
def test_paper_is_printed(real: tuple[Item, ...], fmt: Any) -> None:
    words = Words("vi", None)
    with tempfile.TemporaryFile() as target:
        target.write(printed(paper_of(variants_of(real, 5, 1)[0], "Cây", words), fmt, words, DAY))
        target.seek(0)
        assert target.read(4) == (b"%PDF" if fmt == "pdf" else b"PK\x03\x04")


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "start"), [("q.gift", b"$CATEGORY"), ("q.xml", b"<?xml"), ("q.zip", b"PK"),
                                             ("q.apkg", b"PK"), ("q.json", b"[")])  # fmt: skip
def test_the_ending_of_the_file_says_the_format(tmp_path: Path, name: str, start: bytes) -> None:
    done = advisor("--kb", HOUSEPLANT, "quiz", "--count", "3", "-o", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes().startswith(start)


def test_variants_and_their_key_are_files_of_their_own(tmp_path: Path) -> None:
    done = advisor("--kb", HOUSEPLANT, "quiz", "--count", "3", "--variants", "2", "-o", tmp_path / "de.md")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"de-A.md", "de-B.md", "de-dap-an.md"}


@pytest.mark.parametrize("words", [["--format", "anki"], ["-o", "x.abc"], ["--format", "gift", "--variants", "2"],
                                   ["--format", "gift", "-o", "no/such/folder/q.gift"]])  # fmt: skip
def test_what_cannot_be_written_is_said_before_the_work(words: list[str]) -> None:
    done = advisor("--kb", HOUSEPLANT, "quiz", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
