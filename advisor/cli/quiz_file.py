"""Questions written to files: for other programs, and for paper."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from advisor.cli.context import Context
from advisor.errors import MissingPackageError, UsageError

if TYPE_CHECKING:
    from advisor.teaching.exports.exam import PaperFormat
    from advisor.teaching.exports.items import Item
    from advisor.teaching.types import Question

ENDINGS: Mapping[str, str] = {
    "json": "json", "gift": "gift", "txt": "gift", "xml": "moodle-xml", "zip": "qti", "apkg": "anki",
    "md": "md", "docx": "docx", "pdf": "pdf",
}  # fmt: skip
FORMATS = tuple(dict.fromkeys(ENDINGS.values()))
BINARY = frozenset({"qti", "anki", "docx", "pdf"})
PAPER = frozenset({"md", "docx", "pdf"})


def write_quiz(
    ctx: Context, make: Callable[[], Sequence[Question]], fmt: str | None, output: Path | None, seed: int, variants: int
) -> None:
    """Write questions to a file or to standard output, in the format named or that of the file's ending.

    `make`: draws the questions, which takes a while; what is wrong with the file is said before.
    """
    chosen = _format(ctx, fmt, output)
    if output is None and (chosen in BINARY or variants > 1):
        raise UsageError(ctx.say("exports", "needs_file", fmt=chosen, variants=variants))
    if variants > 1 and chosen not in PAPER:
        raise UsageError(ctx.say("exports", "variants_on_paper", fmt=chosen))
    if output is not None and not output.parent.is_dir():
        raise UsageError(ctx.say("usage", "no_folder", path=str(output), folder=str(output.parent)))
    questions = make()
    try:
        files = _files(ctx, questions, chosen, seed, variants)
    except MissingPackageError as missing:
        raise UsageError(ctx.say("usage", "needs_package", fmt=missing.fmt, command=missing.command)) from None
    if output is None:
        sys.stdout.buffer.write(b"\n".join(files.values()))
        sys.stdout.buffer.flush()
        return
    for suffix, content in files.items():
        path = output.with_name(f"{output.stem}{suffix}{output.suffix}")
        ctx.save(path, content)
        click.echo(ctx.say("kb", "written", path=str(path)), err=True)


def _format(ctx: Context, fmt: str | None, output: Path | None) -> str:
    """Return the format named, else that of the ending; JSON where nothing says."""
    if fmt:
        return fmt
    ending = output.suffix.lstrip(".").lower() if output else ""
    if ending and ending not in ENDINGS:
        raise UsageError(ctx.say("exports", "no_format", ending=ending, known=list(ENDINGS)))
    return ENDINGS.get(ending, "json")


def _files(ctx: Context, questions: Sequence[Question], fmt: str, seed: int, variants: int) -> dict[str, bytes]:
    """Return what is written, by what is put behind the name of the file."""
    if fmt == "json":
        from advisor.teaching.quiz_json import question_json

        data = [question_json(one) for one in questions]
        return {"": (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()}
    from advisor.teaching.exports.items import items_of

    items = items_of(questions, ctx.kb, ctx.words)
    if fmt in PAPER:
        return _papers(ctx, items, cast("PaperFormat", fmt), seed, variants)
    return {"": _exported(ctx, items, fmt)}


def _exported(ctx: Context, items: Sequence[Item], fmt: str) -> bytes:
    """Return questions for another program."""
    title = ctx.kb.outline.title[ctx.lang]
    if fmt == "gift":
        from advisor.teaching.exports.gift import gift_of

        return gift_of(items, title).encode()
    if fmt == "moodle-xml":
        from advisor.teaching.exports.moodle import moodle_of

        return moodle_of(items, title).encode()
    if fmt == "qti":
        from advisor.teaching.exports.qti import qti_of

        return qti_of(items, title, ctx.lang)
    from advisor.teaching.exports.anki import anki_of

    return anki_of(items, title, ctx.words)


def _papers(ctx: Context, items: Sequence[Item], fmt: PaperFormat, seed: int, count: int) -> dict[str, bytes]:
    """Return each variant, and the key of all."""
    from advisor.teaching.exports.exam import key_of, paper_of, printed, variants_of

    title, words, day = ctx.kb.outline.title[ctx.lang], ctx.words, date.today()
    variants = variants_of(items, seed, count)
    files = {
        f"-{variant.name}" if variant.name else "": printed(paper_of(variant, title, words), fmt, words, day)
        for variant in variants
    }
    return files | {
        f"-{ctx.say('exports', 'key_file')}": printed(key_of(variants, title, seed, words), fmt, words, day)
    }
