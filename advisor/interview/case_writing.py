"""A case as text: written anew in one form, or put into what a person wrote by hand, comments and all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from advisor.interview.case import DAYS, KEYS, Case
from advisor.interview.whole_file import write_whole
from advisor.syntax.reader import read_yaml

_COMMENT = re.compile(r"(?:^|\s)#")


class _Dumper(yaml.SafeDumper):
    """Writes amounts exactly and lists on one line."""


def _write_number(dumper: Any, number: Decimal) -> Any:
    whole = number.to_integral_value()
    if number == whole:
        return dumper.represent_scalar("tag:yaml.org,2002:int", f"{whole:f}")
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")


_Dumper.add_representer(Decimal, _write_number)
_Dumper.add_representer(
    tuple, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def _dump(data: Any, **options: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, **options))


def _head(case: Case) -> dict[str, Any]:
    """Return everything of a case but its answers, in the order it is written."""
    data: dict[str, Any] = {"name": case.name} if case.name else {}
    data.update(case.extra)
    if case.knowledge:
        data["knowledge"] = case.knowledge
    if case.prefer:
        data["prefer"] = case.prefer
    if case.goals:
        data["goals"] = case.goals
    if case.quick:
        data["quick"] = True
    if case.period is not None:
        data["period"] = dict(zip(DAYS, (day.isoformat() for day in case.period), strict=True))
    if case.reserve:
        data["reserve"] = dict(case.reserve)
    if case.recheck:
        data["recheck"] = case.recheck
    if case.set_aside:
        data["set_aside"] = dict(case.set_aside)
    return data


def format_case(case: Case) -> str:
    """Return the case as YAML: the same case always gives the same text."""
    return _dump({**_head(case), "facts": dict(case.answers)})


def format_json(case: Case) -> str:
    """Return the case as JSON: the same case always gives the same text."""
    return (
        json.dumps({**_head(case), "facts": dict(case.answers)}, ensure_ascii=False, indent=2, default=_number) + "\n"
    )


def _number(value: Any) -> int | float | str:
    """Return an amount as JSON can hold it; where that would round it, as text."""
    number = Decimal(value)
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(str(float(number))) == number else f"{number:f}"


def write_case(path: Path, case: Case) -> None:
    """Write the case so that at every moment the file is the old one whole or the new one whole.

    Raises OSError where that is not possible; the old file is then untouched.
    """
    write_whole(path, format_case(case))


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text of a case. `lossy`: something a person wrote, such as a comment, is no longer in it."""

    text: str
    lossy: bool = False


def rewrite_case(old_text: str, old: Case, new: Case) -> Rewritten:
    """Return the text of `new`, which takes the place of `old`, whose text was `old_text`.

    JSON stays JSON. YAML without comments is written anew. Where there are comments, only the lines that
    change are touched; where a text is too unlike the usual form for that, its first comments are kept.
    """
    if _is_json(old_text):
        return Rewritten(format_json(new))
    if not _COMMENT.search(old_text):
        return Rewritten(format_case(new))
    patched = _patch(old_text, old, new)
    if patched is not None:
        return Rewritten(patched)
    leading = re.match(r"(?:[ \t]*(?:#.*)?\n)*", old_text)
    return Rewritten((leading[0] if leading else "") + format_case(new), lossy=True)


def _is_json(text: str) -> bool:
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return False
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


# --- into a text with comments ----------------------------------------------------------------------------------


def _patch(text: str, old: Case, new: Case) -> str | None:
    """Return the text with only the entries that differ put in; None where its form does not allow that."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = text.splitlines(keepends=True)
        if not isinstance(root, yaml.MappingNode) or root.flow_style or not lines or not lines[-1].endswith("\n"):
            return None
        top = {key.value: (key, value) for key, value in root.value}
        before, after = _head(old), _head(new)
        edits = _Edits(lines)
        inner = root
        if "facts" in top:
            inner = top["facts"][1]
            if not isinstance(inner, yaml.MappingNode) or inner.flow_style:
                return None
        # what the text itself says counts too: the case may have been taken up otherwise than it was written
        differ = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        differ |= {key for key in {*KEYS, *after} if key != "facts" and (key in top) != (key in after)}
        edits.change(root, {key: after.get(key) for key in differ})
        edits.change(inner, _changed(old, new), grows_at_end=True)
        patched = edits.text()
    except (_TooUnlikeError, yaml.YAMLError, RecursionError):
        return None
    return patched if _says(patched, text, old, new) else None


_GONE = object()


def _changed(old: Case, new: Case) -> dict[str, Any]:
    """Return the answers that differ, with what is to stand there; what is to go maps to a mark."""
    found: dict[str, Any] = {key: _GONE for key in (*old.answers, *old.set_aside) if key not in new.answers}
    for key, value in new.answers.items():
        if key not in old.answers or old.answers[key] != value:
            found[key] = value
    return found


class _TooUnlikeError(Exception):
    """The text is not one entry a line."""


class _Edits:
    """Entries of block mappings replaced, taken out or added, line by line."""

    def __init__(self, lines: list[str]) -> None:
        self.lines: list[str | None] = list(lines)
        self.added: dict[int, list[str]] = {}

    def change(self, mapping: Any, entries: Mapping[str, Any], *, grows_at_end: bool = False) -> None:
        """Put entries into a mapping; None (at the top) and the mark take an entry out."""
        there = {key.value: (key, value) for key, value in mapping.value}
        for name, value in entries.items():
            gone = value is _GONE or (value is None and not grows_at_end)
            if name in there and gone:
                self._take_out(*there[name])
            elif name in there:
                self._replace(*there[name], value)
            elif not gone:
                self._add(mapping, name, value, at_end=grows_at_end)

    def _take_out(self, key: Any, value: Any) -> None:
        first, last = self._whole_lines(key, value)
        self.lines[first : last + 1] = [None] * (last + 1 - first)

    def _replace(self, key: Any, value: Any, new: Any) -> None:
        if isinstance(new, dict):
            self._take_out(key, value)
            self.lines[key.start_mark.line] = _dump({key.value: new})
            return
        self._one_line(key, value)
        number = key.start_mark.line
        line = self.lines[number] or ""
        start, end = value.start_mark.column, value.end_mark.column
        text = _dump({"x": new}, default_flow_style=True).strip()[4:-1]
        if "\n" in text or not text:
            raise _TooUnlikeError
        space = "" if line[:start].endswith(" ") else " "
        self.lines[number] = f"{line[:start]}{space}{text}{line[end:]}"

    def _add(self, mapping: Any, name: str, value: Any, *, at_end: bool) -> None:
        if not mapping.value:
            raise _TooUnlikeError
        entries = [*mapping.value]
        column = entries[0][0].start_mark.column
        block = [" " * column + line + "\n" for line in _dump({name: value}).splitlines()]
        where = _last_line(entries[-1][1]) + 1 if at_end else entries[0][0].start_mark.line
        self.added.setdefault(where, []).extend(block)

    def _whole_lines(self, key: Any, value: Any) -> tuple[int, int]:
        """Return the first and the last line of an entry; a block that holds a comment is not to be touched."""
        first = key.start_mark.line
        if not isinstance(value, yaml.MappingNode) or value.flow_style or not value.value:
            self._one_line(key, value)
            return first, first
        last = _last_line(value)
        block = [line or "" for line in self.lines[first : last + 1]]
        if block[0][: key.start_mark.column].strip() or any(map(_COMMENT.search, block)):
            raise _TooUnlikeError
        return first, last

    def _one_line(self, key: Any, value: Any) -> None:
        if key.start_mark.line != value.end_mark.line or key.start_mark.line != value.start_mark.line:
            raise _TooUnlikeError
        if (self.lines[key.start_mark.line] or "")[: key.start_mark.column].strip():
            raise _TooUnlikeError

    def text(self) -> str:
        """Return the lines as they are now."""
        found: list[str] = []
        for number in range(len(self.lines) + 1):
            found += self.added.get(number, [])
            if number < len(self.lines):
                found.append(self.lines[number] or "")
        return "".join(found)


def _last_line(node: Any) -> int:
    """Return the last line a value stands on; a block ends where the next entry begins, so look inside it."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">"):
            raise _TooUnlikeError
        return int(node.end_mark.line)
    if node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)


def _says(patched: str, text: str, old: Case, new: Case) -> bool:
    """Return whether a patched text says what the new case says, in the person's own writing where nothing changed."""
    was, is_, wanted = (read_yaml(one, "")[0].data for one in (text, patched, format_case(new)))
    if not (isinstance(was, dict) and isinstance(is_, dict) and isinstance(wanted, dict)):
        return False
    flat = "facts" not in is_
    facts = {key: value for key, value in is_.items() if key not in wanted or key == "facts"} if flat else is_["facts"]
    facts_before = was if flat else was["facts"]
    if not isinstance(facts, dict) or list(facts) != list(new.answers):
        return False
    for key, value in facts.items():
        same = key in old.answers and old.answers[key] == new.answers[key]
        if value != (facts_before[key] if same else wanted["facts"][key]):
            return False
    head = {key: value for key, value in is_.items() if key in wanted and key != "facts"}
    return all(head.get(key) == value for key, value in wanted.items() if key != "facts")
