"""What was made from a knowledge base, kept for the next start.

A kept file is a check sum and lines of JSON, nothing that could run. Its name says what it was made from:
the content of the knowledge base and the program that made it. So it is never out of date, only unused.
A file that is missing, damaged or of another program is as good as none. Files are written whole and
then renamed, so that two runs at once cannot spoil each other's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from advisor import __version__

KEEP = 8
"""Knowledge bases that are kept; of each there may be several parts."""


def cache_folder() -> Path:
    """Return the folder of the cache: ADVISOR_CACHE, else the user's cache folder."""
    chosen = os.environ.get("ADVISOR_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "marketing-advisor"


def cache_key(digest: str) -> str:
    """Return the key for what this program makes of the knowledge base with this digest."""
    return hashlib.sha256(f"{digest} {program_stamp()}".encode()).hexdigest()


def program_stamp() -> str:
    """Return what tells this program from any other: its version, and time and size of each of its modules.

    Python itself decides by the same two whether to compile a module again.
    """
    stamps = [__version__]
    package = os.path.dirname(__file__).removesuffix("model")  # noqa: PTH120 - called at every start
    with contextlib.suppress(OSError):  # in an archive there is the version alone
        folders = [package]
        while folders:
            for entry in os.scandir(folders.pop()):
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith(".py"):
                    found = entry.stat()
                    stamps.append(f"{entry.path} {found.st_mtime_ns} {found.st_size}")
    return "\n".join(sorted(stamps))


def read_part(key: str, part: str) -> list[bytes] | None:
    """Return the lines of JSON kept as `part` under `key`, or None."""
    try:
        check, _, body = _file(key, part).read_bytes().partition(b"\n")
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None
    return body.split(b"\n") if check == _check(key, part, body) else None


def write_part(key: str, part: str, lines: Sequence[Any]) -> None:
    """Keep each of `lines` (plain data) as a line of JSON; where that is not possible the program goes on without."""
    import tempfile

    body = b"\n".join(json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass") for one in lines)
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_check(key, part, body) + b"\n" + body)
            Path(name).replace(_file(key, part))
        except BaseException:  # also where the person stops the program
            Path(name).unlink(missing_ok=True)
            raise
        _forget_old(folder)


def _file(key: str, part: str) -> Path:
    return cache_folder() / f"{key}.{part}.json"


def _check(key: str, part: str, body: bytes) -> bytes:
    total = hashlib.sha256(f"{key} {part} ".encode())
    total.update(body)
    return total.hexdigest().encode()


def _forget_old(folder: Path) -> None:
    """Remove what is kept of all but the last few knowledge bases."""
    newest: dict[str, float] = {}
    # the folder may be the person's own: nothing else in it is touched
    files = list(folder.glob(f"{'[0-9a-f]' * 64}.*.json"))
    for path in files:
        with contextlib.suppress(OSError):  # another run may have removed it
            key = path.name.partition(".")[0]
            newest[key] = max(newest.get(key, 0), path.stat().st_mtime)
    kept = sorted(newest, key=lambda key: (newest[key], key), reverse=True)[:KEEP]
    for path in files:
        if path.name.partition(".")[0] not in kept:
            path.unlink(missing_ok=True)
