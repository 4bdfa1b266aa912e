"""Putting a new item into a file of the knowledge base; every other byte stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from advisor.errors import UsageError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CLOSE = re.compile(r"\.\.\.(?:\s|$)")


class _Dumper(yaml.SafeDumper):
    """Writes amounts exactly."""


def _number(dumper: Any, number: Decimal) -> Any:
    whole = number == number.to_integral_value()
    tag = "tag:yaml.org,2002:int" if whole else "tag:yaml.org,2002:float"
    return dumper.represent_scalar(tag, f"{number:.0f}" if whole else f"{number:f}")


_Dumper.add_representer(Decimal, _number)


def item_text(data: Mapping[str, Any], blocks: Sequence[str] = ()) -> str:
    """Return an item of a list as YAML, a key a line; the mappings under `blocks` have their keys on lines too."""
    lines: list[str] = []
    for key, value in data.items():
        if key in blocks:
            lines.append(f"{key}:")
            lines += [f"  {inner}: {_flow(one)}" for inner, one in value.items()]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "".join(f"{'- ' if not number else '  '}{line}\n" for number, line in enumerate(lines))


def _flow(value: Any) -> str:
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return str(text).removesuffix("...\n").strip()


def insert_item(content: bytes, kind: str, item: str) -> bytes:
    """Return a file with an item put behind the last one of `kind`; a list of the kind is begun where there is none.

    Raises UsageError where the list is written so that nothing can be put behind its items, such as on one line.
    """
    text = content.decode("utf-8-sig")
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
        text = "".join(lines)
    place, column = _place(text, kind, len(lines))
    new = [f"{' ' * column}{line}{end}" for line in item.splitlines()]
    if place is None:
        close = next((number for number, line in enumerate(lines) if _CLOSE.match(line)), len(lines))
        gap = [end] if close else []
        return (mark + "".join([*lines[:close], *gap, f"{kind}:{end}", *new, *lines[close:]])).encode()
    spaced = [end] if _is_spaced(lines, place) else []
    return (mark + "".join([*lines[:place], *spaced, *new, *lines[place:]])).encode()


def _place(text: str, kind: str, count: int) -> tuple[int | None, int]:
    """Return the number of the line before which the item goes (None: there is no list), and its column."""
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        return None, 0
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value != kind:
            continue
        if not isinstance(value, yaml.SequenceNode) or value.flow_style or not value.value:
            raise UsageError(kind)
        last = _last_line(value.value[-1])
        dash = value.start_mark
        if text.splitlines()[dash.line][dash.column] != "-":  # a tag or an anchor stands before the list
            raise UsageError(kind)
        return min(last + 1, count), dash.column
    return None, 0


def _last_line(node: Any) -> int:
    """Return the number of the last line that holds something of a node."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1])
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(node.end_mark.line) - 1
    return int(node.end_mark.line)


def _is_spaced(lines: Sequence[str], place: int) -> bool:
    """Return whether items of the file stand apart by an empty line: whether the one before the last does."""
    items = [number for number, line in enumerate(lines[:place]) if f"{line.strip()} ".startswith("- ")]
    starts = [
        n
        for n in items
        if len(lines[n]) - len(lines[n].lstrip()) == len(lines[items[0]]) - len(lines[items[0]].lstrip())
    ]
    return len(starts) > 1 and not lines[starts[-1] - 1].strip()
