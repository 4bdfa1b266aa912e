"""Questions in GIFT, the text format that Moodle and other programs import.

Format: https://docs.moodle.org/en/GIFT_format. Texts go in as HTML, so that lines stay lines; braces and
backslashes stand in them as character references, which readers take that stumble over a brace behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from advisor.teaching.exports.items import Item, Sum, html, number

_REFERENCES = str.maketrans({"{": "&lcub;", "}": "&rcub;", "\\": "&bsol;"})
_SPECIAL = re.compile(r"([\\~=#{}:])")


def gift_of(items: Iterable[Item], subject: str) -> str:
    """Return questions as GIFT, by area: right and wrong answers with what is said to each, numbers with tolerance."""
    lines: list[str] = []
    area = None
    for item in sorted(items, key=lambda one: one.area):
        if item.area != area:
            area = item.area
            lines += [f"$CATEGORY: $course$/top/{_path(subject)}/{_path(area)}", ""]
        lines += [*_question(item), ""]
    return "\n".join(lines)


def _told(text: str) -> str:
    """Return a text as HTML in which nothing is read as a sign of the format."""
    return _SPECIAL.sub(r"\\\1", html(text).translate(_REFERENCES))


def _named(text: str) -> str:
    """Return a name; it is no HTML, so that signs stand behind a backslash."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _path(name: str) -> str:
    """Return a name as one step of a path of categories, in which a slash is written twice."""
    return " ".join(name.split()).replace("/", "//")


def _question(item: Item) -> Iterator[str]:
    tags = " ".join(f"[tag:{_tag(tag)}]" for tag in item.tags)
    yield f"// [id:{_tag(item.id)}] {tags}"
    head = f"::{_named(f'{item.title} · {item.id}')}::[html]{_told(item.stem)}"
    if item.truth is not None:
        wrong = next(choice.feedback for choice in item.choices if not choice.right)
        truth = "TRUE" if item.truth else "FALSE"
        yield f"{head} {{{truth}#{_told(wrong)}#{_told(item.why)}}}"
        return
    yield f"{head} {{{'#' if item.sum else ''}"
    yield from _numbers(item.sum, item.why) if item.sum else _choices(item)
    yield f"\t####{_told(item.why)}"
    yield "}"


def _tag(text: str) -> str:
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _choices(item: Item) -> Sequence[str]:
    return [f"\t{'=' if choice.right else '~'}{_told(choice.text)}#{_told(choice.feedback)}" for choice in item.choices]


def _numbers(asked: Sum, why: str) -> Iterator[str]:
    """Yield the right number and those that slips lead to, which count for nothing but are told why."""
    yield f"\t={number(asked.right)}:{number(asked.tolerance)}#{_told(why)}"
    for value, feedback in asked.wrong:
        yield f"\t=%0%{number(value)}:{number(asked.tolerance)}#{_told(feedback)}"
