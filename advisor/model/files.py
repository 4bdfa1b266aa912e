"""The files of a knowledge base: which there are, what is in them, and a digest of it all.

Every start reads every file. That takes a few milliseconds, and it is the only way never to be
fooled: neither the time nor the size of a file need change when its content does.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("knowledge", "rules")


class SourceFile(NamedTuple):
    """The bytes of one file and the name to show for it."""

    path: str
    content: bytes


def read_files(root: Path) -> list[SourceFile]:
    """Return every YAML file below `knowledge/` and `rules/` of `root`, in order of their names.

    Raises KnowledgeError where the folder is no knowledge base or a file cannot be read.
    """
    present = [name for name in FOLDERS if (root / name).is_dir()]
    if not present:
        from advisor.diagnostics import said  # only a start that fails pays for it

        message = said("'{root}' is not a knowledge base: it has no folder knowledge/ or rules/", root=root)
        raise _fault("no-knowledge-base", {str(root): message})
    return [file for name in present for file in files_below(root / name, ".yaml", name)]


def files_below(folder: Path, ending: str, name: str = "") -> list[SourceFile]:
    """Return the files below a folder whose names end so, in order of their names, which begin with `name`.

    Raises KnowledgeError where something cannot be read.
    """
    files: list[SourceFile] = []
    unreadable: dict[str, str] = {}
    for path, place in sorted(_walk(str(folder), name, ending, unreadable)):
        try:
            with io.FileIO(place) as file:
                files.append(SourceFile(path, file.readall() or b""))
        except OSError as error:
            unreadable[path] = f"cannot be read: {error.strerror}"
    if unreadable:
        raise _fault("unreadable", unreadable)
    return files


def _walk(folder: str, name: str, ending: str, unreadable: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name, and the place, of everything below a folder that is named like a file wanted."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ending):
                    yield f"{name}/{entry.name}", entry.path
                elif entry.is_dir(follow_symlinks=False):
                    yield from _walk(entry.path, f"{name}/{entry.name}", ending, unreadable)
    except OSError as error:
        unreadable[name] = f"cannot be read: {error.strerror}"


def _fault(code: str, messages: dict[str, str]) -> Exception:
    from advisor.diagnostics import Diagnostic, Span  # only a start that fails pays for these
    from advisor.errors import KnowledgeError

    return KnowledgeError(Diagnostic(code=code, message=message, span=Span(name)) for name, message in messages.items())


def digest_of(files: Iterable[SourceFile]) -> str:
    """Return a digest of names and contents; line ends and the order of files do not matter to it."""
    total = hashlib.sha256()
    for path, content in sorted(files):
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        total.update(b"%s\0%d\0" % (path.encode("utf-8", "surrogateescape"), len(content)))
        total.update(content)
    return total.hexdigest()
