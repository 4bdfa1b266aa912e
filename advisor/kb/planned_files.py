"""Writing files that were planned on what was read before: nothing that changed meanwhile is written over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from advisor.errors import UsageError
from advisor.interview.whole_file import alone_in, write_whole
from advisor.model.files import SourceFile


def check_writable(root: Path, files: Iterable[str]) -> None:
    """Raise PermissionError where one of these files could not be written."""
    for name in files:
        path = root / name
        place = path if path.exists() else next(one for one in path.parents if one.exists())
        if not os.access(place, os.W_OK):
            raise PermissionError(13, os.strerror(13), str(path))


def write_files(root: Path, read: Sequence[SourceFile], files: Mapping[str, bytes]) -> None:
    """Write files in their order, each whole or not at all.

    Raises OSError; UsageError, with the path, where a file is no longer what it was when it was read.
    """
    before = {file.path: file.content for file in read}
    check_writable(root, files)
    with alone_in(root):
        for name in files:
            path = root / name
            if (path.read_bytes() if path.exists() else b"") != before.get(name, b""):
                raise UsageError(name)
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(root / name, content)
