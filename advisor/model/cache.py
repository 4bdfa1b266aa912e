"""Parsed knowledge files, kept under the digest of their content.

The cache holds JSON and nothing that could run. A file that is missing, damaged or
from another version is as good as none. Files are written whole and then renamed,
so that two runs at once cannot spoil each other's.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from advisor.diagnostics import Span
from advisor.model.collect import Item

FORMAT = 1
KEEP = 8


def cache_folder() -> Path:
    """Return the folder of the cache: ADVISOR_CACHE, else the user's cache folder."""
    chosen = os.environ.get("ADVISOR_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "marketing-advisor"


def read_cache(digest: str) -> list[Item] | None:
    """Return the items kept under `digest`, or None."""
    try:
        raw = (cache_folder() / f"{digest}.{FORMAT}.json").read_text("utf-8")
        kept = json.loads(raw, object_hook=_decimal)
        if kept["digest"] != digest:
            return None
        return [Item(kind, data, Span(*span)) for kind, data, span in kept["items"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, RuntimeError):
        return None


def write_cache(digest: str, items: Sequence[Item]) -> None:
    """Keep the items; where that is not possible the program goes on without."""
    rows = [[item.kind, item.data, [item.span.path, item.span.line, item.span.column]] for item in items]
    with contextlib.suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"digest": digest, "items": rows}, file, ensure_ascii=False, default=_plain)
            Path(name).replace(folder / f"{digest}.{FORMAT}.json")
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _forget_old(folder)


def _forget_old(folder: Path) -> None:
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEEP:]:
        path.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(type(value))


def _decimal(data: dict[str, Any]) -> Any:
    return Decimal(data["$decimal"]) if data.keys() == {"$decimal"} else data
