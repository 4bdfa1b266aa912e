"""A document as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re

from advisor.planning.document import Document
from advisor.render.environment import Words


def markdown_of(document: Document, words: Words) -> str:
    """Return the document as Markdown; figures stand there in words."""
    words.environment.filters.update(md=escape_markdown, inline=escape_inline)
    return tidy(words.render("layout/plan.md.j2", document=document))


def tidy(text: str) -> str:
    """Return the text without trailing blanks and with single empty lines only."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=>]|\d+[.)](?=\s|$))", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    escaped = escape_inline(text)
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if len(m[2]) == 1 else f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def escape_inline(text: str) -> str:
    """Return text that Markdown shows as it stands where it does not begin a line."""
    return _MARKDOWN.sub(r"\\\1", text)
