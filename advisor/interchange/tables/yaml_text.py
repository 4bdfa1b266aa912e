"""Change values inside a YAML text and leave everything else of it as it is: comments, layout, order of keys.

Every change finds its place in the tree of the text as it then is. Only what an author of a knowledge
base may write is expected: no anchors, no tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from advisor.syntax.reader import Path, read_yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def dump(value: Any) -> str:
    """Return a value in flow style, on one line: ids plain, other texts in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{dump(str(key))}: {dump(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dump, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN
        return value if plain else json.dumps(value, ensure_ascii=False).replace("\x85", "\\x85")
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


class YamlText:
    """A text under change."""

    def __init__(self, text: str) -> None:
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.text = text.removeprefix("\ufeff")

    def whole(self) -> str:
        """Return the text."""
        return self.mark + self.text

    def data(self) -> Any:
        """Return what the text says."""
        return read_yaml(self.text, "")[0].data

    # --- changes -------------------------------------------------------------------------------------

    def put(self, path: Path, was: Any, value: Any) -> None:
        """Write `value` at a path where `was` stands, changing as little as can be."""
        if was == value and type(was) is type(value):
            return
        if isinstance(value, dict) and isinstance(was, dict) and value.keys() & was.keys():
            for key in [key for key in was if key not in value]:
                self.drop_key(path, key)
            for key, inner in value.items():
                if key in was:
                    self.put((*path, key), was[key], inner)
                else:
                    self.add_key(path, key, inner)
            return
        if isinstance(value, list) and isinstance(was, list) and len(value) == len(was):
            for index, inner in enumerate(value):
                self.put((*path, index), was[index], inner)
            return
        node = self._node(path)
        start, end = self._start(node), self._end(node)
        self._splice(start, end, dump(value))

    def add_key(self, path: Path, key: str, value: Any) -> None:
        """Add a key at the end of a mapping."""
        node = self._node(path)
        entry = f"{dump(key)}: {dump(value)}"
        if node.flow_style:
            at = self._last(node) if node.value else self._start(node) + 1
            self._splice(at, at, f", {entry}" if node.value else entry)
            return
        at = self._line_end(self._end(node))
        indent = " " * node.value[0][0].start_mark.column
        self._splice(at, at, f"{self._newline()}{indent}{entry}")

    def drop_key(self, path: Path, key: str) -> None:
        """Take a key and its value out of a mapping that has others."""
        node = self._node(path)
        index = next(at for at, (name, _) in enumerate(node.value) if name.value == key)
        self._drop(
            [self._start(name) for name, _ in node.value], [self._end(one) for _, one in node.value], index, node
        )

    def insert(self, path: Path, index: int, value: Any) -> None:
        """Put an item into a list, before the item at `index` or at its end."""
        node = self._node(path)
        if node.flow_style or not node.value:
            at = self._start(node) + 1 if index == 0 else self._end(node.value[index - 1])
            text = dump(value)
            self._splice(at, at, text + (", " if node.value else "") if index == 0 else f", {text}")
            return
        dash = self._dash_column(node)
        model = node.value[min(index, len(node.value) - 1)]
        text = self._item(value, dash, block=isinstance(model, yaml.MappingNode) and not model.flow_style)
        if index == 0:
            at = self._line_start(self._start(node.value[0]))
            self._splice(at, at, text + self._newline())
        else:
            at = self._line_end(self._end(node.value[index - 1]))
            self._splice(at, at, self._newline() + text)

    def drop_item(self, path: Path, index: int) -> None:
        """Take an item out of a list that has others."""
        node = self._node(path)
        self._drop([self._start(one) for one in node.value], [self._end(one) for one in node.value], index, node)

    def arrange(self, path: Path, order: Sequence[int]) -> None:
        """Put the items of a list into another order; comments between them stay where they are."""
        if list(order) == sorted(order):
            return
        node = self._node(path)
        ranges = [(self._start(one), self._end(one)) for one in node.value]
        texts = [self.text[start:end] for start, end in ranges]
        for (start, end), source in sorted(zip(ranges, order, strict=True), reverse=True):
            self._splice(start, end, texts[source])

    # --- places --------------------------------------------------------------------------------------

    def _item(self, value: Any, column: int, *, block: bool) -> str:
        indent = " " * column
        if not block or not isinstance(value, dict):
            return f"{indent}- {dump(value)}"
        lines = [f"{dump(key)}: {dump(inner)}" for key, inner in value.items()]
        return f"{indent}- " + f"{self._newline()}{indent}  ".join(lines)

    def _dash_column(self, node: Any) -> int:
        start = self._start(node.value[0])
        line = self._line_start(start)
        return self.text.rindex("-", line, start) - line

    def _drop(self, starts: list[int], ends: list[int], index: int, node: Any) -> None:
        if node.flow_style:
            if index + 1 < len(starts):
                self._splice(starts[index], starts[index + 1], "")
            else:
                self._splice(ends[index - 1] if index else starts[index], ends[index], "")
            return
        start, end = self._line_start(starts[index]), self._line_end(ends[index])
        if index == 0 and isinstance(node, yaml.MappingNode):  # the line may hold the dash of the item it opens
            self._splice(starts[0], starts[1], "")
            return
        after = _BREAK.match(self.text, end)
        self._splice(start, after.end() if after else end, "")

    def _last(self, node: Any) -> int:
        """Return the end of the last value in a mapping in flow style."""
        return self._end(node.value[-1][1])

    def _end(self, node: Any) -> int:
        """Return where a node really ends: the parser counts what follows a block to the block."""
        if isinstance(node, yaml.ScalarNode):
            end = self._offset(node.end_mark)
            return len(self.text[:end].rstrip()) if node.style in ("|", ">") else end
        if node.flow_style or not node.value:
            return self._offset(node.end_mark)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _start(self, node: Any) -> int:
        return self._offset(node.start_mark)

    def _offset(self, mark: Any) -> int:
        starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        return int(starts[mark.line] + mark.column)

    def _line_start(self, at: int) -> int:
        return max((found.end() for found in _BREAK.finditer(self.text, 0, at)), default=0)

    def _line_end(self, at: int) -> int:
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def _newline(self) -> str:
        found = re.search(r"\r?\n", self.text)
        return found.group() if found else "\n"

    def _splice(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]

    def _node(self, path: Path) -> Any:
        loader = _Loader(self.text)
        try:
            node: Any = loader.get_single_node()
        finally:
            loader.dispose()
        for part in path:
            if isinstance(part, int):
                node = node.value[part]
            else:
                node = next(value for key, value in node.value if key.value == part)
        return node


def read_at(data: Any, path: Path) -> Any:
    """Return the value at a path of plain data."""
    for part in path:
        data = data[part]
    return data
