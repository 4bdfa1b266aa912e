"""A version of a knowledge base: a folder, or a revision that git keeps of the folder at hand."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from advisor.errors import UsageError
from advisor.model.files import FOLDERS, SourceFile
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase

MAX_BYTES = 200_000_000


def load_version(name: str, beside: Path) -> KnowledgeBase:
    """Return the knowledge base in the folder `name`, or as it was in the git revision `name` of the folder `beside`.

    Raises UsageError where it is neither, KnowledgeError where it cannot be used.
    """
    folder = Path(name)
    if any((folder / one).is_dir() for one in FOLDERS):
        return load_knowledge(folder)
    files = None if folder.exists() else _of_revision(name, beside)
    if files is None:
        raise UsageError(name)
    return load_knowledge(beside, cache=False, files=files)


def _of_revision(revision: str, beside: Path) -> list[SourceFile] | None:
    """Return the files of a revision, read into memory; None where git knows no such revision, or is not there."""
    present = [name for name in FOLDERS if (beside / name).is_dir()]
    if not revision or revision.startswith("-"):
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the revision cannot be an option
            ["git", "-C", str(beside), "archive", "--format=tar", revision, "--", *present],  # noqa: S607
            capture_output=True, check=True, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    found: list[SourceFile] = []
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() and member.size <= MAX_BYTES else None
            if stream is not None and member.name.endswith(".yaml"):
                found.append(SourceFile(member.name, stream.read()))
    return sorted(found)
