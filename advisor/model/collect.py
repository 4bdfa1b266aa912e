"""Files of a knowledge base to well-formed items, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.diagnostics import Diagnostic, Span, did_you_mean, said
from advisor.model.files import SourceFile
from advisor.syntax.reader import Document, Path, read_yaml


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a kind: its data, and where it stands.

    A malformed item is kept as well, with `malformed` set: its id is known, nothing else of it is.
    """

    kind: str
    data: dict[str, Any]
    span: Span
    document: Document | None = None
    path: Path = ()
    malformed: bool = False

    def span_of(self, path: Path) -> Span:
        """Return the place of a value inside the item."""
        return self.document.span((*self.path, *path)) if self.document else self.span


def collect(files: Sequence[SourceFile]) -> tuple[list[Item], list[Diagnostic]]:
    """Read all files and check the shape of every item; return items and problems in file order."""
    items: list[Item] = []
    problems: list[Diagnostic] = []
    for file in files:
        try:
            text = file.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = file.content[: error.start].count(b"\n") + 1
            message = said("not UTF-8 text; save the file as UTF-8")
            problems.append(Diagnostic(code="encoding", message=message, span=Span(file.path, line)))
            continue
        document, found = read_yaml(text, file.path)
        problems += found
        if document.data is not None:
            items += _items(document, problems)
        elif not found:
            message = said("the file is empty")
            problems.append(Diagnostic(code="empty-file", message=message, span=Span(file.path)))
    return items, problems


def _items(document: Document, problems: list[Diagnostic]) -> Iterator[Item]:
    # imported here: a session that starts from the cache never needs pydantic
    from advisor.model.kinds import LISTS, SINGLES

    if not isinstance(document.data, dict):
        message = said("the top level must be a mapping from a kind to its items, such as `rules:`")
        problems.append(Diagnostic(code="wrong-type", message=message, span=document.span(())))
        return
    for kind, value in document.data.items():
        if kind in SINGLES:
            yield from _item(kind, SINGLES[kind], value, document, (kind,), problems)
        elif kind not in LISTS:
            known = sorted((*LISTS, *SINGLES))
            message = said("unknown kind '{kind}'; kinds are {known}", kind=kind, known=", ".join(known))
            span = document.key_span((kind,))
            problems.append(Diagnostic(code="unknown-key", message=message, span=span, hint=did_you_mean(kind, known)))
        elif not isinstance(value, list):
            message = said("'{kind}' must be a list of items", kind=kind)
            problems.append(Diagnostic(code="wrong-type", message=message, span=document.span((kind,))))
        else:
            for index, data in enumerate(value):
                yield from _item(kind, LISTS[kind], data, document, (kind, index), problems)


def _item(
    kind: str, shape: Any, data: Any, document: Document, path: Path, problems: list[Diagnostic]
) -> Iterator[Item]:
    from pydantic import ValidationError

    from advisor.model.shape_errors import diagnose

    try:
        shape.model_validate(data)
    except ValidationError as error:
        problems.extend(diagnose(error, shape, document, path))
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            # known by name, so that nothing that refers to it is reported as well
            yield Item(kind, data, document.span(path), malformed=True)
    else:
        yield Item(kind, data, document.span(path), document, path)
