"""Case files: a person's answers on disk, read with every fault at once.

A case is YAML or JSON, either `{fact: value, …}` or

    name: Trà sen
    knowledge: 5c1f…        # digest of the knowledge base it was answered under
    prefer: ["004:495"]     # sources that win declared conflicts
    goals: [place]          # what the session was about, where that was not everything
    quick: true
    period: {start: 2027-01-01, end: 2027-12-31}    # what a plan covers, both days included
    facts: {topic.fact: option, topic.amount: null}
    reserve: {topic.other: option}    # answers that a session does not ask for after others were changed; no part
    recheck: [topic.fact]   # answers that a session looks at again after each further one
    set_aside: {topic.old: option}    # answers that the knowledge base in use cannot take

`null` is don't-know. Other top-level keys that hold a text are kept as they are. What the knowledge base in use
does not know is a fault, except in a case that was answered under another one: there it is set aside and noted.
"""

from __future__ import annotations

import errno
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from advisor.diagnostics import Diagnostic, Span, closest
from advisor.errors import CaseError
from advisor.interview.case import Answers, Case
from advisor.interview.case_reader import CaseReader
from advisor.interview.whole_file import write_whole
from advisor.model.types import KnowledgeBase, Lang
from advisor.syntax.reader import MAX_BYTES, Document, read_yaml

__all__ = ["Answers", "Case", "in_words", "parse_case", "read_case", "write_whole"]


def read_case(source: str | Path, kb: KnowledgeBase, lang: Lang = "vi") -> Case:
    """Return the case in the file `source`; `-` is standard input.

    `lang` is the language of the person: of numbers written as text, and of the faults.
    Raises CaseError with every fault found.
    """
    shown = "<stdin>" if str(source) == "-" else str(source)
    try:
        text = _decode(_read_bytes(source, shown), shown)
    except CaseError as error:
        raise CaseError(in_words(error.diagnostics, lang)) from None
    return parse_case(text, shown, kb, lang)


def parse_case(text: str, shown: str, kb: KnowledgeBase, lang: Lang = "vi") -> Case:
    """Return the case written in `text` (YAML or JSON); `shown` names it in messages. Raises CaseError."""
    if not text.strip():
        raise CaseError(in_words(_fault(shown, "empty").diagnostics, lang))
    document, problems = read_yaml(text, shown)
    if document.data is None and problems and text.lstrip().startswith("{"):
        document, problems = _read_json(text, shown) or (document, problems)
    reader = CaseReader(document, kb, lang, list(problems))
    case = reader.case()
    if reader.problems:
        found = sorted(set(reader.problems), key=lambda problem: (problem.span, problem.message))
        raise CaseError(in_words(found, lang))
    return case


def in_words(problems: tuple[Diagnostic, ...] | list[Diagnostic], lang: Lang) -> list[Diagnostic]:
    """Return the problems with their sentences in a language; in English with the code that scripts look for."""
    from advisor.render.environment import Words

    words = Words(lang)
    said: list[Diagnostic] = []
    for one in problems:
        parts = dict(one.parts)
        guess, sentence = parts.pop("guess", ""), parts.pop("sentence", one.code)
        text = words.say("case", sentence.replace("-", "_"), **parts)
        hint = words.say("case", "guess", word=guess) if guess else ""
        title = words.say("case", "title")
        said.append(Diagnostic(code=one.code, message=text, span=one.span, hint=hint, parts=one.parts, title=title))
    return said


# --- bytes to text --------------------------------------------------------------------------------------


def _fault(shown: str, code: str, line: int = 1, column: int = 1, **parts: Any) -> CaseError:
    return CaseError([Diagnostic(code=code, message=code, span=Span(shown, line, column), parts=parts)])


def _read_bytes(source: str | Path, shown: str) -> bytes:
    """Return the content, never much more than a case may hold, whatever the file is."""
    if str(source) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    if path.is_dir():
        raise _fault(shown, "directory")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        beside = [one.name for one in path.parent.glob("*.[yj]*")] if path.parent.is_dir() else []
        raise _fault(shown, "no-file", guess=closest(path.name, beside)) from None
    except (OSError, ValueError) as error:
        why = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else "bad_name"
        raise _fault(shown, "unreadable", why=why) from None


def _decode(raw: bytes, shown: str) -> str:
    if len(raw) > MAX_BYTES:
        raise _fault(shown, "too-large", megabytes=MAX_BYTES // 1_000_000)
    if b"\0" in raw:
        raise _fault(shown, "binary")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise _fault(shown, "not-utf-8", line, column) from None


def _read_json(text: str, shown: str) -> tuple[Document, list[Diagnostic]] | None:
    """Read JSON that is no YAML (tabs, paired escapes); None where it is no JSON either."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=str)
        again = json.dumps(data, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace").decode("utf-8")
    except (ValueError, RecursionError):
        return None
    return read_yaml(again, shown)
