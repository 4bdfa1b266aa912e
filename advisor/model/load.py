"""A folder to a `KnowledgeBase`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.diagnostics import Diagnostic, Severity
from advisor.errors import KnowledgeError
from advisor.model.files import SourceFile, digest_of, read_files
from advisor.model.kept import nothing_collected, read_kept, write_kept
from advisor.model.types import KnowledgeBase


def load_knowledge(root: Path, *, cache: bool = True, files: Sequence[SourceFile] | None = None) -> KnowledgeBase:
    """Return the knowledge base in the folder `root`.

    With `cache`, what was built and found good is kept in the user's cache folder under the digest of the
    files. `files`: those of the folder, where they have been read already. Raises KnowledgeError with
    every fault found.
    """
    files = read_files(root) if files is None else files
    digest = digest_of(files)
    kept = read_kept(digest, str(root)) if cache else None
    if kept is not None:
        return kept
    with nothing_collected():
        kb = _build(files, digest, str(root))
        if cache:
            write_kept(kb)
    return kb


def _build(files: Sequence[SourceFile], digest: str, root: str) -> KnowledgeBase:
    # imported here: a start from the cache needs none of it
    from advisor.graph import find_cycles
    from advisor.model.build_base import build_base
    from advisor.model.collect import collect

    items, problems = collect(files)
    if any(problem.code == "yaml-syntax" for problem in problems):
        # that others name what stands in a file that cannot be read would bury the cause
        raise KnowledgeError(_in_file_order(problems))
    broken = [f"'{item.data['id']}{mark}" for item in items if item.malformed for mark in _marks(item.kind)]
    kb, found = build_base([item for item in items if not item.malformed], digest, root)
    if not found and not problems:  # cycles are looked for only where every id exists
        found = find_cycles(kb)
    # what only follows from an item that is itself reported would bury the cause
    problems += [one for one in found if not any(name in one.message for name in broken)]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise KnowledgeError(_in_file_order(problems))
    return kb


def _marks(kind: str) -> str:
    """Return what may follow the id of an item in a message that names it, or a row of it."""
    return "'." if kind == "tables" else "'"


def _in_file_order(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    return sorted(set(problems), key=lambda problem: (problem.span, problem.code, problem.message))
