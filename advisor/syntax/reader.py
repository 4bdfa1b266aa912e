"""Read YAML once with the C parser and keep the place of every node.

Scalars follow the YAML 1.2 core schema, not PyYAML's 1.1: `no`, `on`, `010`,
`12:30` and dates stay text. Duplicate keys, merge keys, aliases and custom tags
are refused: none of them is needed here, and aliases are how a small file
becomes a huge one. All text is normalised to NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from advisor.diagnostics import Diagnostic, Span, said

Path = tuple[str | int, ...]

MAX_BYTES = 4_000_000
MAX_DEPTH = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+$")


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one file, and the span of every path into it.

    `data` holds dict, list, str, int, Decimal, bool and None only.
    `spans` maps a path such as `("rules", 3, "when")` to where its value starts;
    `key_spans` to where the key itself stands.
    """

    path: str
    data: Any
    spans: Mapping[Path, Span] = field(default_factory=dict)
    key_spans: Mapping[Path, Span] = field(default_factory=dict)

    def span(self, path: Path) -> Span:
        """Return the place of `path`, or of the nearest parent that exists."""
        while path and path not in self.spans:
            path = path[:-1]
        return self.spans.get(path, Span(self.path))

    def key_span(self, path: Path) -> Span:
        """Return the place of the last key of `path`."""
        return self.key_spans.get(path) or self.span(path)


def read_yaml(text: str, path: str) -> tuple[Document, list[Diagnostic]]:
    """Read one YAML document.

    `text` is the whole file, `path` the name to show. Returns the document and the
    problems found; where the text is not YAML at all the document's data is None.
    """
    walker = _Walker(path)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        message = said(
            "the file is larger than {max_bytes} MB; a case or knowledge file is a few hundred lines",
            max_bytes=MAX_BYTES // 1_000_000,
        )
        parts = {"megabytes": MAX_BYTES // 1_000_000}
        return Document(path, None), [Diagnostic(code="too-large", message=message, span=Span(path), parts=parts)]
    loader = None
    try:
        deep = _too_deep_at(text, path)
        if deep is not None:
            return Document(path, None), [_too_deep(deep)]
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        return Document(path, None), [_syntax_error(error, path)]
    except RecursionError:
        return Document(path, None), [_too_deep(Span(path))]
    finally:
        if loader is not None:
            loader.dispose()
    data = walker.value(root, ()) if root is not None else None
    return Document(path, data, walker.spans, walker.key_spans), walker.problems


def _too_deep_at(text: str, path: str) -> Span | None:
    """Return where a text nests too deep, found before a tree is built: the C parser would run out of stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                return Span(path, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _too_deep(span: Span) -> Diagnostic:
    message = said("nested more than {max_depth} levels deep", max_depth=MAX_DEPTH)
    return Diagnostic(code="too-deep", message=message, span=span, parts={"levels": MAX_DEPTH})


def _syntax_error(error: yaml.YAMLError, path: str) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    span = Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    problem += f" ({context})" if context else ""
    hint = said("check the indentation, quotes and colons near here")
    parts = {"problem": problem}
    return Diagnostic(
        code="yaml-syntax",
        message=said("not valid YAML: {problem}", problem=problem),
        span=span,
        hint=hint,
        parts=parts,
    )


class _Walker:
    """Turns PyYAML's nodes into data; collects spans and problems on the way."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.spans: dict[Path, Span] = {}
        self.key_spans: dict[Path, Span] = {}
        self.problems: list[Diagnostic] = []
        self._seen: set[int] = set()

    def value(self, node: Any, path: Path) -> Any:
        self.spans[path] = span = self._span(node)
        if id(node) in self._seen:
            self._report("alias", said("aliases (*name) are not allowed; write the value out"), span)
            return None
        self._seen.add(id(node))
        if len(path) > MAX_DEPTH:
            self.problems.append(_too_deep(span))
            return None
        if node.tag not in _PLAIN_TAGS:
            self._report("tag", said("the tag {tag} is not allowed", tag=node.tag), span, tag=node.tag)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            span = self._span(key)
            if not isinstance(key, yaml.ScalarNode):
                self._report("bad-key", said("a key must be a word"), span)
                continue
            name = unicodedata.normalize("NFC", key.value)
            here = (*path, name)
            if name == "<<":
                self._report("merge-key", said("merge keys (<<) are not allowed; write the keys out"), span)
            elif name in data:
                first = self.key_spans[here]
                message = said("key '{name}' is given twice; first on line {line}", name=name, line=first.line)
                self._report("duplicate-key", message, span, key=name, line=first.line)
            else:
                self.key_spans[here] = span
                data[name] = self.value(value, here)
        return data

    def _scalar(self, node: Any) -> Any:
        text: str = node.value
        if node.style:  # quoted or block scalars are text; plain ones have style None or ""
            return unicodedata.normalize("NFC", text)
        if text in _WORDS:
            return _WORDS[text]
        if _INT.match(text):
            return int(text) if len(text) < 40 else text
        if _DECIMAL.match(text):
            return Decimal(text)
        return unicodedata.normalize("NFC", text)

    def _span(self, node: Any) -> Span:
        return Span(self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def _report(self, code: str, message: str, span: Span, **parts: Any) -> None:
        self.problems.append(Diagnostic(code=code, message=message, span=span, parts=parts))


_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq")
)


def walk_text(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in plain data with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk_text(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk_text(item, (*path, index))
