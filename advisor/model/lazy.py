"""Parts of a knowledge base that few commands read, built where they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from advisor.model.plain import from_plain

T = TypeVar("T")


class Line:
    """A line of JSON that is parsed when it is first read."""

    __slots__ = ("_data", "_text")

    def __init__(self, text: bytes) -> None:
        self._text: bytes | None = text
        self._data: Any = None

    def data(self) -> Any:
        """Return what the line says."""
        if self._text is not None:
            self._data = json.loads(self._text)
            self._text = None
        return self._data


class LazyMapping(Mapping[str, T]):
    """A mapping whose values are each built when they are asked for."""

    __slots__ = ("_line", "_values")

    def __init__(self, line: Line) -> None:
        self._line = line
        self._values: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._values:
            self._values[key] = from_plain(self._line.data()[key])
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._line.data()

    def __iter__(self) -> Iterator[str]:
        return iter(self._line.data())

    def __len__(self) -> int:
        return len(self._line.data())


class LazySequence(Sequence[T], Generic[T]):
    """A sequence that is built when it is first read; it equals a tuple of the same values.

    `path` leads to it from the top of the line.
    """

    __slots__ = ("_line", "_path", "_values")

    def __init__(self, line: Line, *path: str | int) -> None:
        self._line = line
        self._path = path
        self._values: tuple[T, ...] | None = None

    def _all(self) -> tuple[T, ...]:
        if self._values is None:
            data = self._line.data()
            for step in self._path:
                data = data[step]
            self._values = tuple(map(from_plain, data))
        return self._values

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, LazySequence) else other)

    def __hash__(self) -> int:
        return hash(self._all())
