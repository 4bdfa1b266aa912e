"""Keeps a session on disk: where its case lies, and that it is saved after every answer."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.interview.case import Case
from advisor.interview.case_writing import Rewritten, format_case, format_json, rewrite_case
from advisor.interview.free_path import unused
from advisor.interview.session import Session, sheet
from advisor.interview.whole_file import alone_in, sweep, write_whole

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


@dataclass(frozen=True, slots=True)
class Saved:
    """What else a save did. `moved_from`: the file that was changed elsewhere and so was left alone.

    `taken`: the name meant for a new case, where another file has it by now. `copy`: where the person's own
    writing is kept whose comments could not be.
    """

    moved_from: Path | None = None
    taken: Path | None = None
    copy: Path | None = None


class Keeper:
    """The file of one case. `fresh`: it is to be a new file, so an existing one is never touched.

    `seen`: what stood in the file before the case was read from it, so that no change made since is lost.
    """

    def __init__(self, path: Path, case: Case, *, fresh: bool, seen: bytes | None = None) -> None:
        self.path = path
        self.case = case
        self._fresh = fresh
        self._seen = seen if seen is not None else content(path)
        self._set_aside = dict(case.set_aside)  # all there ever were: an answer taken back leaves its old one here

    def save(self, session: Session) -> Saved:
        """Write the case with the answers of the session. Raises SaveError.

        A file that somebody else changed meanwhile is left alone: the case goes on in a new file beside it.
        """
        answers = sheet(session)
        reserve = dict(session.reserve)
        kept = {id_: raw for id_, raw in self._set_aside.items() if id_ not in answers and id_ not in reserve}
        case = replace(
            self.case,
            answers=answers,
            knowledge=session.knowledge,
            reserve=reserve,
            recheck=session.recheck,
            set_aside=kept,
        )
        try:
            with alone_in(self.path.resolve().parent):
                saved = self._write(case)
        except OSError as error:
            raise SaveError(_REASONS.get(error.errno or 0, "other")) from error
        except ValueError:  # a name with a zero byte
            raise SaveError("bad_name") from None
        self.case, self._fresh = case, False
        return saved

    def _write(self, case: Case) -> Saved:
        path, moved_from, taken, copy = self.path, None, None, None
        now = None if self._fresh else content(path)
        if self._fresh:
            path = unused(path)
            taken = self.path if path != self.path else None
        elif path.exists() and now != self._seen:
            path, moved_from, now = unused(path), path, None
        sweep(path)
        new = self._text(path, now, case)
        if new.lossy and now is not None:
            copy = unused(path.with_name(f"{path.stem}.orig{path.suffix}"))
            write_whole(copy, now.decode("utf-8", "replace"))
        write_whole(path, new.text)
        self.path, self._seen = path, new.text.encode()  # what was written, and not what may stand there by now
        return Saved(moved_from, taken, copy)

    def _text(self, path: Path, now: bytes | None, case: Case) -> Rewritten:
        if now is None or not now.strip():
            return Rewritten(format_json(case) if path.suffix.lower() == ".json" else format_case(case))
        return rewrite_case(now.decode("utf-8-sig", "replace"), self.case, case)


def content(path: Path) -> bytes | None:
    """Return what stands in a file; None where there is none, or none that can be read."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None
