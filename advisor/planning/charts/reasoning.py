"""What follows from what: boxes in layers from left to right, joined by lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.planning.charts.drawing import (
    SMALL,
    WIDTH,
    Box,
    Drawing,
    Item,
    Label,
    Path,
    block_height,
    first_baseline,
    place,
)
from advisor.planning.charts.lettering import break_lines

_SWEEPS = 8
_ROOM = 8.0
_BETWEEN = 8.0
_LINES = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A box; `conclusion` where it was concluded and not told."""

    id: str
    label: str
    conclusion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningChart:
    """Boxes, and from which follows which; an edge is (reason, conclusion). Edges make no circle."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]


def draw_reasoning(chart: ReasoningChart) -> Drawing:
    """Return the drawing of boxes in layers: a box stands right of all that it follows from."""
    layers = _ordered(chart)
    nodes = {node.id: node for node in chart.nodes}
    gap = max(26.0, 64.0 - 10 * len(layers))
    wide = (WIDTH - 2 - gap * (len(layers) - 1)) / len(layers)
    lines = {
        id_: break_lines(node.label, wide - 2 * _ROOM, SMALL, bold=node.conclusion, most=_LINES)
        for id_, node in nodes.items()
    }
    heights = {id_: block_height(len(part), SMALL) + 2 * _ROOM for id_, part in lines.items()}
    full = max(sum(heights[id_] + _BETWEEN for id_ in layer) - _BETWEEN for layer in layers)
    tops = _tops(layers, heights, full, chart)
    lefts = {id_: 1 + depth * (wide + gap) for depth, layer in enumerate(layers) for id_ in layer}
    items: list[Item] = []
    for reason, conclusion in chart.edges:
        x1, y1 = lefts[reason] + wide, tops[reason] + heights[reason] / 2
        x2, y2 = lefts[conclusion], tops[conclusion] + heights[conclusion] / 2
        bend = min(gap, x2 - x1) / 2
        points = ((x1 + bend, y1), (x2 - bend, y2), (x2, y2))
        d = f"M{place(x1)} {place(y1)}C" + " ".join(f"{place(x)} {place(y)}" for x, y in points)
        items.append(Path(d=d, stroke="muted", thickness=1.2))
    for id_, node in nodes.items():
        items.append(
            Box(
                x=lefts[id_],
                y=tops[id_],
                width=wide,
                height=heights[id_],
                fill="pale" if node.conclusion else "paper",
                stroke="brand" if node.conclusion else "rule",
                radius=4,
            )
        )
        baseline = first_baseline(tops[id_] + _ROOM, SMALL)
        items.append(Label(x=lefts[id_] + _ROOM, y=baseline, lines=lines[id_], size=SMALL, bold=node.conclusion))
    return Drawing(height=full + 2, items=tuple(items))


def _depths(chart: ReasoningChart) -> dict[str, int]:
    """Return the layer of each box: one after the last of its reasons; reasons stand next to their first use."""
    reasons: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    uses: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    for reason, conclusion in chart.edges:
        reasons[conclusion].append(reason)
        uses[reason].append(conclusion)
    depths: dict[str, int] = {}

    def depth(id_: str) -> int:
        if id_ not in depths:
            depths[id_] = max((depth(reason) + 1 for reason in reasons[id_]), default=0)
        return depths[id_]

    for node in chart.nodes:
        depth(node.id)
    for node in chart.nodes:
        if not reasons[node.id] and uses[node.id]:
            depths[node.id] = min(depths[use] for use in uses[node.id]) - 1
    return depths


def _ordered(chart: ReasoningChart) -> list[list[str]]:
    """Return the layers, in each the boxes so that few lines cross: each box near the middle of its neighbours."""
    depths = _depths(chart)
    layers = [
        [node.id for node in chart.nodes if depths[node.id] == depth] for depth in range(max(depths.values()) + 1)
    ]
    before: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    after: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    for reason, conclusion in chart.edges:
        before[conclusion].append(reason)
        after[reason].append(conclusion)
    places = {id_: (index + 0.5) / len(layer) for layer in layers for index, id_ in enumerate(layer)}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        neighbours = before if forward else after
        for layer in layers if forward else reversed(layers):
            layer.sort(key=lambda id_: _mean([places[one] for one in neighbours[id_]], places[id_]))
            places.update({id_: (index + 0.5) / len(layer) for index, id_ in enumerate(layer)})
    return layers


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _tops(
    layers: list[list[str]], heights: Mapping[str, float], full: float, chart: ReasoningChart
) -> dict[str, float]:
    """Return where boxes begin: the first layer evenly, the others beside what they follow from."""
    reasons: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    for reason, conclusion in chart.edges:
        reasons[conclusion].append(reason)
    tops: dict[str, float] = {}
    for depth, layer in enumerate(layers):
        spare = full - sum(heights[id_] for id_ in layer)
        even = spare / len(layer)
        wanted: list[float] = []
        y = even / 2
        for id_ in layer:
            own = [tops[one] + heights[one] / 2 for one in reasons[id_] if one in tops]
            wanted.append(_mean(own, y + heights[id_] / 2) - heights[id_] / 2 if depth else y)
            y += heights[id_] + even
        y = 1.0
        for id_, top in zip(layer, wanted, strict=True):  # push down where boxes would touch
            tops[id_] = max(top, y)
            y = tops[id_] + heights[id_] + _BETWEEN
        y = full + 1
        for id_ in reversed(layer):  # and up again where the last would fall off the sheet
            tops[id_] = min(tops[id_], y - heights[id_])
            y = tops[id_] - _BETWEEN
    return tops
