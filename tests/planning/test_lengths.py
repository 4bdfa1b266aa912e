"""A plan is as long as a lecturer wants it: the whole, each section, and the short version of two pages."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from advisor.interview.case_file import read_case
from advisor.model.types import Lang
from advisor.planning.brief import brief
from advisor.planning.document import Document, document_of
from advisor.planning.pages import page_words
from advisor.planning.pdf_file import pdf_of
from advisor.planning.types import Plan
from tests.cli.program import ROOT
from tests.planning.test_promises import EXAMPLES, planned, ready
from tests.properties.random_cases import random_firm

pytest.importorskip("typst")
pdfium = pytest.importorskip("pypdfium2")

MOST = 36
"""Pages of the whole, with cover and contents."""
FIRMS = int(os.environ.get("FIRMS", "3"))


def document(plan: Plan, lang: Lang, *, short: bool = False) -> Document:
    words = page_words(lang, None, markup=False)
    return document_of(brief(plan, words) if short else plan, words, brief=short)


def pages(plan: Plan, lang: Lang, *, short: bool = False) -> int:
    words = page_words(lang, None, markup=False)
    return len(pdfium.PdfDocument(pdf_of(document(plan, lang, short=short), words)))


def extents(plan: Plan, lang: Lang) -> dict[str, float]:
    """Return on how many pages a section stands, the last one counted only where it goes on there."""
    made = document(plan, lang)
    book = pdfium.PdfDocument(pdf_of(made, page_words(lang, None, markup=False)))
    starts: list[float] = []
    for mark in book.get_toc():
        if mark.level == 0:
            place = mark.get_dest()
            height = book[place.get_index()].get_height()
            starts.append(place.get_index() + 1 - (place.get_view()[1][1] or height) / height)
    ends = pairwise((*starts, float(len(book))))
    return {section.id: last - first for section, (first, last) in zip(made.sections, ends, strict=True)}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_plan_of_an_example(path: Path) -> None:
    case = read_case(path, ready(ROOT).kb)
    plan = replace(planned(case.answers, "vi")[0], name=case.name)
    found = extents(plan, "vi")
    assert found["summary"] <= 2, found
    assert found["situation"] + found["swot"] <= 10, found
    assert found["mix"] <= 10, found
    assert sum(found.values()) + 2 <= MOST, found
    assert pages(plan, "vi", short=True) == 2


@pytest.mark.parametrize("seed", range(FIRMS))
def test_the_plan_of_a_random_firm(seed: int) -> None:
    lang: Lang = "en" if seed % 2 else "vi"
    plan, _ = planned(random_firm(ready(ROOT).kb, random.Random(seed)), lang)
    found = extents(plan, lang)
    assert found["summary"] <= 2, found
    assert found["situation"] + found["swot"] <= 10, found
    assert found["mix"] <= 10, found
    assert sum(found.values()) + 2 <= MOST, found
    assert pages(plan, lang, short=True) <= 2
