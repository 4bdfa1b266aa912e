"""A name for a new file that nothing has yet."""

from __future__ import annotations

from pathlib import Path


def unused(path: Path) -> Path:
    """Return the path, or, where something is there already, the first numbered one that is free."""
    found, number = path, 1
    while found.exists() or found.is_symlink():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
