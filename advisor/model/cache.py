"""Parsed knowledge files, kept under the digest of their content.

The cache holds a check sum and JSON, nothing that could run. A file that is missing, damaged or
from another version is as good as none. Files are written whole and then renamed,
so that two runs at once cannot spoil each other's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from advisor import __version__
from advisor.diagnostics import Span
from advisor.model.collect import Item
from advisor.syntax.reader import Document, Path

FORMAT = 2
KEEP = 8


def cache_folder() -> FilePath:
    """Return the folder of the cache: ADVISOR_CACHE, else the user's cache folder."""
    chosen = os.environ.get("ADVISOR_CACHE")
    if chosen:
        return FilePath(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (FilePath(base) if base else FilePath.home() / ".cache") / "marketing-advisor"


def read_cache(digest: str) -> list[Item] | None:
    """Return the items kept under `digest`, or None."""
    try:
        check, _, body = _file(digest).read_bytes().partition(b"\n")
        if check != _check(digest, body):
            return None
        rows = json.loads(body.decode("utf-8", "surrogatepass"), object_hook=_decimal)
        return [_item(*row) for row in rows]
    except (OSError, ValueError, RecursionError, RuntimeError):
        return None


def write_cache(digest: str, items: Sequence[Item]) -> None:
    """Keep the items; where that is not possible the program goes on without."""
    rows = [[item.kind, item.data, item.span.path, [_place(span) for span in _spans(item)]] for item in items]
    body = json.dumps(rows, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass")
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_check(digest, body) + b"\n" + body)
            FilePath(name).replace(_file(digest))
        except OSError:
            FilePath(name).unlink(missing_ok=True)
            raise
        _forget_old(folder)


def _spans(item: Item) -> list[Span]:
    """Return the places that are kept: of the item, and of each row of a table, which becomes a rule."""
    rows = len(item.data["rows"]) if item.kind == "tables" else 0
    return [item.span, *(item.span_of(("rows", index)) for index in range(rows))]


def _place(span: Span) -> list[int]:
    return [span.line, span.column]


def _item(kind: str, data: dict[str, Any], path: str, places: list[list[int]]) -> Item:
    own, *rows = [Span(path, line, column) for line, column in places]
    spans: dict[Path, Span] = {("rows", index): span for index, span in enumerate(rows)}
    return Item(kind, data, own, Document(path, None, {(): own, **spans}))


def _file(digest: str) -> FilePath:
    return cache_folder() / f"{digest}.{__version__}-{FORMAT}.json"


def _check(digest: str, body: bytes) -> bytes:
    return hashlib.sha256(digest.encode() + body).hexdigest().encode()


def _forget_old(folder: FilePath) -> None:
    ours = "[0-9a-f]" * 64  # the folder may be the person's own: nothing else in it is touched
    kept = sorted(folder.glob(f"{ours}.*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEEP:]:
        path.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(type(value))


def _decimal(data: dict[str, Any]) -> Any:
    return Decimal(data["$decimal"]) if data.keys() == {"$decimal"} else data
