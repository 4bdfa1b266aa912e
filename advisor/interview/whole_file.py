"""Writing a text file whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file by way of a file beside it, flushed to the disk and then renamed. Raises OSError."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = path.resolve()  # a link stays a link; what it points to is replaced
    if target.exists() and not target.is_file():  # a pipe or a device is written to, never replaced
        with target.open("wb") as stream:
            stream.write(data)
        return
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target), suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode if mode is not None else 0o666 & ~_umask())
        os.replace(name, target)  # noqa: PTH105 - the promise is about this very call
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other sessions from writing into a folder meanwhile, where the system can; leave nothing behind."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        with contextlib.suppress(OSError):  # some network folders know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sweep(path: Path) -> None:
    """Remove what a killed session left beside a file; to be called alone in its folder."""
    target = path.resolve()
    for left in target.parent.glob(f"{glob.escape(_prefix(target))}*.tmp"):
        if re.fullmatch(r"[a-z0-9_]{8}", left.name.removeprefix(_prefix(target)).removesuffix(".tmp")):
            with contextlib.suppress(OSError):
                left.unlink()


def _prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _flush_folder(folder: Path) -> None:
    """Make sure that the new name outlives a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
