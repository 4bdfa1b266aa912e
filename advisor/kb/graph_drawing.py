"""A graph drawn: boxes in columns from left to right, joined by lines that cross as little as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.kb.graph import Graph, GraphBox, GraphEdge
from advisor.planning.charts.drawing import (
    SIZE,
    SMALL,
    Box,
    Drawing,
    Item,
    Label,
    Path,
    Tone,
    block_height,
    first_baseline,
    place,
)
from advisor.planning.charts.lettering import break_lines

WIDE: Mapping[str, float] = {
    "fact": 190, "formula": 190, "rule": 330, "option": 180, "decision": 210, "topic": 230, "area": 250,
}  # fmt: skip
GAP = 90.0
_ROOM, _BETWEEN, _MARGIN, _HEAD = 8.0, 10.0, 12.0, 34.0
_SWEEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Drawing):
    """A drawing as wide as it needs to be."""

    wide: float

    @property
    def width(self) -> float:
        """Return the width of the sheet."""
        return self.wide


@dataclass(frozen=True, slots=True)
class _Laid:
    box: GraphBox
    lines: tuple[str, ...]
    note: tuple[str, ...]
    wide: float
    height: float


def draw_graph(graph: Graph) -> Sheet:
    """Return the drawing of a graph; the same graph gives the same drawing."""
    laid = {box.id: _lay(box) for box in graph.boxes}
    columns = _ordered(graph)
    wides = [max(laid[id_].wide for id_ in column) for column in columns]
    heights = [sum(laid[id_].height + _BETWEEN for id_ in column) - _BETWEEN for column in columns]
    full = max(heights)
    lefts: dict[str, float] = {}
    x = _MARGIN
    for column, wide in zip(columns, wides, strict=True):
        lefts.update(dict.fromkeys(column, x))
        x += wide + GAP
    tops = _tops(columns, laid, full, graph.edges)
    items: list[Item] = [
        Label(x=_MARGIN, y=first_baseline(_MARGIN, SIZE + 2), lines=(graph.title,), size=SIZE + 2, bold=True)
    ]
    # heavy lines first, so that thin ones stay in sight
    for edge in sorted(graph.edges, key=lambda one: (-one.weight, one)):
        items.append(_line(edge, laid, lefts, tops))
    for id_, one in laid.items():
        items += _box(one, lefts[id_], tops[id_])
    arcs = any(lefts[edge.start] == lefts[edge.end] for edge in graph.edges)
    return Sheet(wide=x - GAP + _MARGIN + (GAP if arcs else 0), height=full + _HEAD + 2 * _MARGIN, items=tuple(items))


def _lay(box: GraphBox) -> _Laid:
    wide = WIDE[box.kind]
    bold = box.kind in ("decision", "area")
    lines = break_lines(box.label, wide - 2 * _ROOM, SMALL, bold=bold)
    note = break_lines(box.note, wide - 2 * _ROOM, SMALL - 1) if box.note else ()
    height = block_height(len(lines), SMALL) + (block_height(len(note), SMALL - 1) + 3 if note else 0) + 2 * _ROOM
    return _Laid(box, lines, note, wide, height)


def _box(one: _Laid, left: float, top: float) -> list[Item]:
    bold = one.box.kind in ("decision", "area")
    fill: Tone = "pale" if bold else "faint" if one.box.kind == "rule" else "paper"
    stroke: Tone = "brand" if bold or one.box.kind == "option" else "rule"
    radius = 14.0 if one.box.kind == "option" else 4.0
    y = first_baseline(top + _ROOM, SMALL)
    items: list[Item] = [
        Box(x=left, y=top, width=one.wide, height=one.height, fill=fill, stroke=stroke, radius=radius),
        Label(x=left + _ROOM, y=y, lines=one.lines, size=SMALL, bold=bold),
    ]
    if one.note:
        below = top + _ROOM + block_height(len(one.lines), SMALL) + 3
        baseline = first_baseline(below, SMALL - 1)
        items.append(Label(x=left + _ROOM, y=baseline, lines=one.note, size=SMALL - 1, tone="muted"))
    return items


def _line(edge: GraphEdge, laid: Mapping[str, _Laid], lefts: Mapping[str, float], tops: Mapping[str, float]) -> Path:
    x1 = lefts[edge.start] + laid[edge.start].wide
    y1 = tops[edge.start] + laid[edge.start].height / 2
    x2, y2 = lefts[edge.end], tops[edge.end] + laid[edge.end].height / 2
    same = lefts[edge.start] == lefts[edge.end]
    if same:  # two boxes of one column: round the outside
        x2 = lefts[edge.end] + laid[edge.end].wide
        points = ((x1 + GAP * 0.8, y1), (x2 + GAP * 0.8, y2), (x2, y2))
    else:
        bend = min(x2 - x1, 2 * GAP) / 2
        points = ((x1 + bend, y1), (x2 - bend, y2), (x2, y2))
    d = f"M{place(x1)} {place(y1)}C" + " ".join(f"{place(x)} {place(y)}" for x, y in points)
    tone: Tone = {"reads": "soft", "for": "brand", "against": "accent", "decides": "muted"}[edge.kind]  # type: ignore[assignment]
    thickness = min(1.1 + 0.25 * (edge.weight - 1), 4.0)
    return Path(d=d, stroke=tone, thickness=thickness, dash="5 4" if edge.kind == "against" else "")


def _ordered(graph: Graph) -> list[list[str]]:
    """Return the columns, in each the boxes near the middle of what they are joined to."""
    last = max(box.layer for box in graph.boxes)
    columns = [[box.id for box in graph.boxes if box.layer == layer] for layer in range(last + 1)]
    columns = [column for column in columns if column]
    joined: dict[str, list[str]] = {box.id: [] for box in graph.boxes}
    for edge in graph.edges:
        joined[edge.start].append(edge.end)
        joined[edge.end].append(edge.start)
    column_of = {id_: number for number, column in enumerate(columns) for id_ in column}
    places = _places(columns)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            here = column_of[column[0]]

            def mean(id_: str, here: int = here, forward: bool = forward) -> float:
                near = [
                    places[one] for one in joined[id_] if (column_of[one] < here) is forward and column_of[one] != here
                ]
                return sum(near) / len(near) if near else places[id_]

            column.sort(key=lambda id_: (mean(id_), id_))
            places.update(_places([column]))
    return columns


def _places(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    return {id_: (number + 0.5) / len(column) for column in columns for number, id_ in enumerate(column)}


def _tops(
    columns: Sequence[Sequence[str]], laid: Mapping[str, _Laid], full: float, edges: Sequence[GraphEdge]
) -> dict[str, float]:
    """Return where boxes begin: beside the middle of what leads to them, as far as the others leave room."""
    before: dict[str, list[str]] = {}
    for edge in edges:
        before.setdefault(edge.end, []).append(edge.start)
    tops: dict[str, float] = {}
    start = _MARGIN + _HEAD
    for column in columns:
        spare = full - sum(laid[id_].height for id_ in column)
        even = spare / len(column)
        y = start + even / 2
        wanted: list[float] = []
        for id_ in column:
            near = [tops[one] + laid[one].height / 2 for one in before.get(id_, ()) if one in tops]
            wanted.append(sum(near) / len(near) - laid[id_].height / 2 if near else y)
            y += laid[id_].height + even
        y = start
        for id_, top in zip(column, wanted, strict=True):
            tops[id_] = max(top, y)
            y = tops[id_] + laid[id_].height + _BETWEEN
        y = start + full
        for id_ in reversed(column):
            tops[id_] = min(tops[id_], y - laid[id_].height)
            y = tops[id_] - _BETWEEN
    return tops
