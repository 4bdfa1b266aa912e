"""Sections that somebody adds with a template of their own, in every format and without any Python.

A file `vi/sections/NAME.j2` (or `en/…`) in a folder of templates becomes a section. It is written in a few signs of
Markdown: the first line `# Title`, then, if it is not to stand before the appendix, a line `after: ID` with the id of
a section; paragraphs apart by an empty line, `## Heading`, and lists of lines that begin with `- `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from advisor.diagnostics import Diagnostic, Span, did_you_mean
from advisor.errors import KnowledgeError
from advisor.language.letters import nfc
from advisor.planning.types import Block, Bullets, Heading, Paragraph, Plan, Section, Sentence
from advisor.render.environment import Words

_FOLDER = "sections"
_LAST = "appendix"


def with_own_sections(plan: Plan, words: Words, folders: Sequence[Path]) -> Plan:
    """Return the plan with the sections that the folders of templates add, in the order of their file names.

    Raises KnowledgeError where a template cannot be used.
    """
    sections = list(plan.sections)
    for name in sorted({path.name for folder in folders for path in (folder / words.lang / _FOLDER).glob("*.j2")}):
        span = Span(f"{words.lang}/{_FOLDER}/{name}", 1)
        text = words.render(f"{_FOLDER}/{name}", plan=plan)
        section, after = _read(text, name, span)
        sections.insert(_place(sections, after, span), section)
    return replace(plan, sections=tuple(sections))


def _read(text: str, name: str, span: Span) -> tuple[Section, str]:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", nfc(text.strip())) if block.strip()]
    lines = blocks[0].splitlines() if blocks else [""]
    if not lines[0].startswith("# "):
        raise _fault("a section begins with a line `# Title`", span)
    rest = [line.strip() for line in lines[1:]]
    after = rest[0].partition(":")[2].strip() if rest and rest[0].startswith("after:") else ""
    first = "\n".join(rest[1:] if after else rest)
    id_ = "own-" + re.sub(r"[^a-z0-9]+", "-", name.removesuffix(".j2").lower()).strip("-")
    made = tuple(part for block in (first, *blocks[1:]) if block for part in _blocks(block))
    if not made:
        raise _fault("a section needs something below its title", span)
    return Section(id_, lines[0][2:].strip(), made), after


def _blocks(text: str) -> Iterator[Block]:
    """Yield what one stretch of lines is: headings, lists, and paragraphs of the lines between them."""
    prose: list[str] = []
    items: list[tuple[Sentence, ...]] = []
    for line in (*text.splitlines(), ""):
        stripped = line.strip()
        if prose and (not stripped or stripped.startswith(("## ", "- "))):
            yield Paragraph((_sentence(" ".join(prose)),))
            prose = []
        if items and not stripped.startswith("- "):
            yield Bullets(tuple(items))
            items = []
        if stripped.startswith("## "):
            yield Heading(stripped[3:].strip())
        elif stripped.startswith("- "):
            items.append((_sentence(stripped[2:].strip()),))
        elif stripped:
            prose.append(stripped)


def _sentence(text: str) -> Sentence:
    return Sentence(text, "practice")


def _place(sections: Sequence[Section], after: str, span: Span) -> int:
    ids = [section.id for section in sections]
    if after:
        if after not in ids:
            message = f"it is to stand after '{after}', which is no section of this plan ({', '.join(ids)})"
            raise _fault(message, span, did_you_mean(after, ids))
        return ids.index(after) + 1
    return ids.index(_LAST) if _LAST in ids else len(ids)


def _fault(message: str, span: Span, hint: str = "") -> KnowledgeError:
    return KnowledgeError([Diagnostic(code="template", message=message, span=span, hint=hint)])
