"""Words compared as people type them."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.dates import format_date
from advisor.language.letters import clean_line, fold, nearest, nfc

VOWELS = {
    "a": "a à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ",
    "e": "e è é ẻ ẽ ẹ ê ề ế ể ễ ệ",
    "i": "i ì í ỉ ĩ ị",
    "o": "o ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ",
    "u": "u ù ú ủ ũ ụ ư ừ ứ ử ữ ự",
    "y": "y ỳ ý ỷ ỹ ỵ",
    "d": "d đ",
}
ALPHABET = [(letter, base) for base, letters in VOWELS.items() for letter in letters.split()]
ALPHABET += [(letter, letter) for letter in "bcghklmnpqrstvxfjwz"]


def test_the_alphabet_is_whole() -> None:
    assert len(ALPHABET) == 74 + 19


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_fold_takes_every_mark_away(form: str, case: object) -> None:
    for letter, base in ALPHABET:
        written = unicodedata.normalize(form, case(letter))  # type: ignore[operator, arg-type]
        assert fold(written) == base, letter


def test_fold_of_a_sentence() -> None:
    assert fold("  Đường   ĐI  Nghĩa  Lộ ") == "duong di nghia lo"


@given(st.text(max_size=30))
def test_fold_is_stable_and_blind_to_the_form(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_nfc_joins_letters_and_marks() -> None:
    assert nfc(unicodedata.normalize("NFD", "thuế giá trị")) == "thuế giá trị"


@pytest.mark.parametrize(
    ("word", "found"),
    [("truc tiep", "trực tiếp"), ("trực tiêp", "trực tiếp"), ("TRUC TIẾP", "trực tiếp"), ("xyz", None)],
)
def test_the_nearest_word_is_found_without_marks(word: str, found: str | None) -> None:
    assert nearest(word, ["gián tiếp", "trực tiếp", "cả hai"]) == found


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("một\ndòng\thôi", "một dòng hôi"),
        ("a\x1b[31mb", "a [31mb"),
        ("a\u202eb", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\u2028b", "a b"),
        (unicodedata.normalize("NFD", "giá"), "giá"),
        ("\x00", ""),
        ("  hai   chữ ", "hai chữ"),
    ],
)
def test_a_line_is_made_clean(text: str, clean: str) -> None:
    assert clean_line(text) == clean


@given(st.text(max_size=40))
def test_a_clean_line_holds_nothing_that_moves_the_cursor(text: str) -> None:
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in clean_line(text))


def test_dates() -> None:
    day = date(2026, 11, 2)
    assert (format_date(day, "vi"), format_date(day, "en")) == ("2/11/2026", "November 2, 2026")
