"""Keeps a session on disk: where its case lies, and that it is saved after every answer."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

from advisor.interview.case_file import Case, write_case
from advisor.interview.session import Session, sheet

_REASONS = {
    errno.EACCES: "no_permission", errno.EPERM: "no_permission", errno.EROFS: "no_permission",
    errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EFBIG: "disk_full",
    errno.ENOENT: "no_folder", errno.ENOTDIR: "no_folder",
    errno.ENAMETOOLONG: "bad_name", errno.EISDIR: "is_folder",
}  # fmt: skip


class SaveError(Exception):
    """The case could not be written; `reason` names the words for why. The file is as it was."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Keeper:
    """The file of one case. `fresh`: it is to be a new file, so an existing one is never touched."""

    def __init__(self, path: Path, case: Case, *, fresh: bool) -> None:
        self.path = path
        self.case = case
        self._fresh = fresh
        self._seen = _content(path)

    def save(self, session: Session) -> None:
        """Write the case with the answers of the session. Raises SaveError."""
        case = replace(self.case, answers=sheet(session), knowledge=session.knowledge)
        path = unused(self.path) if self._fresh else self.path
        if not self._fresh and path.exists() and _content(path) != self._seen:
            raise SaveError("changed_elsewhere")
        try:
            write_case(path, case)
        except OSError as error:
            raise SaveError(_REASONS.get(error.errno or 0, "other")) from error
        except ValueError:  # a name with a zero byte
            raise SaveError("bad_name") from None
        self.path, self.case, self._fresh = path, case, False
        self._seen = _content(path)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def unused(path: Path) -> Path:
    """Return the path, or, where something is there already, the first numbered one that is free."""
    found, number = path, 1
    while found.exists() or found.is_symlink():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
