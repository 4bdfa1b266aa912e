"""A new knowledge base: a small one on another subject, or one's own copy of the one at hand."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from advisor.errors import UsageError
from advisor.model.files import FOLDERS, read_files
from advisor.render.environment import Words, shipped_templates

_LAYOUT = "layout/new_base"


def new_base(words: Words, folder: Path) -> None:
    """Write a small working knowledge base into a folder that is new or empty; its comments teach.

    Raises UsageError where something is there already, OSError where it cannot be written.
    """
    _put(words, folder, {name: _rendered(words, name, folder.resolve().name) for name in _names()})


def copy_base(words: Words, root: Path, folder: Path, *, templates: bool) -> int:
    """Copy the knowledge base in `root` into a folder that is new or empty; return how many files of knowledge it has.

    `templates`: with the words too, so that they can be changed. Raises UsageError, OSError.
    """
    inside = folder.resolve()
    if any((root / name).resolve() in (inside, *inside.parents) for name in FOLDERS):
        raise UsageError(words.say("authoring_start", "inside", path=str(folder)))
    content = {file.path: file.content for file in read_files(root)}
    count = len(content)
    if templates:
        for own in reversed(words.folders):
            for path in sorted(own.rglob("*.j2")):
                content[f"templates/{path.relative_to(own).as_posix()}"] = path.read_bytes()
    _put(words, folder, content)
    return count


def _names() -> list[str]:
    folder = shipped_templates() / _LAYOUT
    return [path.relative_to(folder).as_posix().removesuffix(".j2") for path in sorted(folder.rglob("*.j2"))]


def _rendered(words: Words, name: str, title: str) -> bytes:
    def note(topic: str) -> str:
        return words.say("authoring_start", topic)

    words.environment.filters.setdefault("quoted_text", _quoted)
    text = words.render(f"{_LAYOUT}/{name}.j2", note=note, title=title)
    return (text.rstrip("\n") + "\n").encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _put(words: Words, folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder beside the one wanted, then give it its name: there is all of it or nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(words.say("authoring_start", "not_empty", path=str(folder)))
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        for name, data in content.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        beside.chmod(0o755)
        os.replace(beside, target)  # noqa: PTH105 - an empty folder of that name gives way
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
