"""How wide letters are, so that labels can be broken and placed before anything is drawn.

The widths are those of the font that is shipped, in thousandths of the size; a letter with
marks is as wide as its base letter. A small reserve covers other fonts and kerning.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_REGULAR = (
    230, 280, 318, 807, 645, 849, 740, 179, 439, 439, 497, 608, 303, 608, 286, 503, 676, 385, 651, 660, 710, 660, 680,
    594, 634, 680, 286, 303, 556, 726, 556, 573, 1005, 736, 674, 775, 728, 620, 633, 783, 709, 258, 465, 679, 624, 853,
    732, 826, 644, 822, 668, 635, 650, 725, 706, 1005, 720, 665, 660, 459, 485, 459, 559, 702, 202, 642, 652, 613, 652,
    599, 386, 643, 583, 264, 274, 555, 255, 893, 573, 642, 652, 652, 392, 508, 428, 566, 576, 870, 559, 583, 502, 426,
    408, 426, 468,
)  # fmt: skip
_BOLD = (
    230, 341, 391, 845, 649, 871, 763, 222, 453, 453, 513, 652, 346, 607, 335, 541, 700, 431, 664, 680, 720, 682, 700,
    598, 668, 700, 335, 346, 573, 752, 573, 621, 1018, 769, 709, 780, 751, 642, 644, 790, 732, 290, 491, 716, 643, 888,
    749, 828, 679, 826, 712, 666, 686, 738, 745, 1057, 769, 718, 667, 504, 531, 504, 612, 736, 288, 658, 668, 629, 668,
    618, 409, 659, 608, 296, 301, 599, 288, 896, 598, 658, 668, 668, 429, 537, 438, 588, 594, 884, 608, 597, 521, 480,
    434, 480, 490,
)  # fmt: skip
_OTHER_LETTER = 1000
_MARKED = 1.04
"""A letter with marks is up to this much wider than without."""
_RESERVE = 1.03
ELLIPSIS = "…"
_WHOLE_WORDS = 0.7
"""A text is cut after a whole word where that keeps more than this share of it."""


@lru_cache(maxsize=4096)
def _thousandths(character: str, bold: bool) -> float:
    table = _BOLD if bold else _REGULAR
    code = ord(character)
    if 32 <= code < 127:
        return table[code - 32]
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    if character == "\u00a0":
        return table[0]
    base = unicodedata.normalize("NFD", character.replace("đ", "d").replace("Đ", "D"))[0]
    if 32 <= ord(base) < 127:
        return table[ord(base) - 32] * _MARKED
    return _OTHER_LETTER


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a line of text is, in the unit of `size`."""
    return _length(text, bold) * size / 1000 * _RESERVE


@lru_cache(maxsize=16384)
def _length(text: str, bold: bool) -> float:
    return sum(_thousandths(character, bold) for character in text)


def break_lines(
    text: str, width: float, size: float, *, bold: bool = False, most: int | None = None
) -> tuple[str, ...]:
    """Return the text in lines no wider than `width`; past `most` lines it ends in an ellipsis.

    Lines are broken between words; a word that is wider than a line is broken where it must.
    """
    lines: list[str] = []
    line = ""
    for word in _words(text, width, size, bold):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    if line or not lines:
        lines.append(line)
    if most is None or len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width, size, bold=bold))


def _words(text: str, width: float, size: float, bold: bool) -> list[str]:
    found: list[str] = []
    for word in text.split(" "):
        rest = word
        while text_width(rest, size, bold=bold) > width and len(rest) > 1:
            fits = _fitting(rest, width, size, bold)
            found.append(rest[:fits])
            rest = rest[fits:]
        found.append(rest)
    return [word for word in found if word]


def _fitting(text: str, width: float, size: float, bold: bool) -> int:
    """Return how many characters fit, at least one."""
    used = 0.0
    for index, character in enumerate(text):
        used += text_width(character, size, bold=bold)
        if used > width:
            return max(index, 1)
    return len(text)


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width(ELLIPSIS, size, bold=bold)
    kept = text[: _fitting(text, room, size, bold)]
    words = kept if text[len(kept)] == " " else kept.rpartition(" ")[0]
    return (words if len(words) > len(kept) * _WHOLE_WORDS else kept).rstrip(" ,.;:") + ELLIPSIS
