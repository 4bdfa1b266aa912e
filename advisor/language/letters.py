"""Comparing words as people type them: with or without diacritics, with slips."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def nfc(text: str) -> str:
    """Return the text in the composed form, the only one used inside the program."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text in lower case without diacritics: `Đường đi` becomes `duong di`."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word nearest to `word`, compared without diacritics, or None."""
    import difflib  # a start should not wait for it

    by_folded: dict[str, str] = {}
    for one in known:
        by_folded.setdefault(fold(one), one)
    close = difflib.get_close_matches(fold(word), list(by_folded), n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def clean_line(text: str) -> str:
    """Return text fit for one line of output: composed, no control or direction-changing characters."""
    visible = nfc(text).translate(_DIRECTIONS)
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in visible)
    return " ".join(part for part in spaced.split(" ") if part)
