"""`kb graph`: pictures of the whole, an area and a decision; the same bytes each time, nothing over anything else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from advisor.kb.graph import Graph, dot_of, graph_of, mermaid_of
from advisor.kb.graph_drawing import draw_graph
from advisor.model.load import load_knowledge
from advisor.model.text import Lang
from advisor.planning.charts.drawing import Box, Label
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT, advisor


def graphs(root: Path, lang: Lang = "vi") -> list[Graph]:
    ruleset = compile_rules(load_knowledge(root))
    phrases = Phrases(ruleset.kb, Words(lang))
    names = ["", *(area.id for area in ruleset.kb.outline.areas), *list(ruleset.kb.decisions)]
    return [graph_of(ruleset, phrases, name) for name in names[:40]]


@pytest.mark.parametrize("root", [HOUSEPLANT, ROOT], ids=["houseplant", "shipped"])
def test_boxes_and_words_stand_apart_and_on_the_sheet(root: Path) -> None:
    for graph in graphs(root):
        sheet = draw_graph(graph)
        boxes = [item for item in sheet.items if isinstance(item, Box)]
        assert len(boxes) == len(graph.boxes)
        for number, one in enumerate(boxes):
            assert one.x >= 0 and one.x + one.width <= sheet.width
            assert one.y >= 0 and one.y + one.height <= sheet.height
            for other in boxes[number + 1 :]:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y, graph.title
        for label in (item for item in sheet.items if isinstance(item, Label) and not item.y < 40):
            left, top, right, bottom = label.bounds
            holds = [
                b for b in boxes if b.x <= left and b.y <= top and b.x + b.width >= right and b.y + b.height >= bottom
            ]
            assert holds, label.lines


def test_a_decision_shows_its_facts_rules_and_options() -> None:
    ruleset = compile_rules(load_knowledge(HOUSEPLANT))
    graph = graph_of(ruleset, Phrases(ruleset.kb, Words("en")), "choice.species")
    edges = {(edge.start, edge.end, edge.kind) for edge in graph.edges}
    assert ("n:home.light", "r:species.dim-snake-plant", "reads") in edges
    assert ("r:species.dim-snake-plant", "o:snake_plant", "for") in edges
    assert ("r:species.beginner-no-orchid", "o:orchid", "against") in edges
    assert ("o:orchid", "n:choice.species", "decides") in edges
    rules = {box.id for box in graph.boxes if box.kind == "rule"}
    assert rules == {f"r:{rule.id}" for rule in ruleset.rules_of["choice.species"]}
    assert "snake plant" in graph.description


def test_every_line_joins_boxes_that_are_there() -> None:
    for graph in graphs(ROOT):
        ids = {box.id for box in graph.boxes}
        assert all(edge.start in ids and edge.end in ids for edge in graph.edges)
        assert len(ids) == len(graph.boxes)
        for text in (dot_of(graph), mermaid_of(graph)):
            assert len(re.findall(r"(?:->|-->|-\.-x|---)(?:\|\d+\|)? ?n?\d* ?n\d+|-> n\d+", text)) >= len(graph.edges)


@pytest.mark.parametrize("fmt", ["dot", "mermaid", "svg"])
def test_the_same_bytes_each_time_in_the_format_asked_for(tmp_path: Path, fmt: str) -> None:
    one, two = (advisor("--kb", HOUSEPLANT, "kb", "graph", "loai cay", "--format", fmt).stdout for _ in range(2))
    assert one == two
    assert "loại cây" in one.lower()
    if fmt == "svg":
        root = ET.fromstring(one)
        assert root.attrib["role"] == "img"
        assert len("".join(root.find("{*}desc").itertext())) > 200  # type: ignore[union-attr]
    else:
        assert one.startswith("digraph" if fmt == "dot" else "---")
    path = tmp_path / f"picture.{ {'dot': 'dot', 'mermaid': 'mmd', 'svg': 'svg'}[fmt] }"
    assert advisor("--kb", HOUSEPLANT, "kb", "graph", "choice.species", "-o", path).returncode == 0
    assert path.read_text("utf-8") == one


def test_a_name_that_is_none() -> None:
    done = advisor("--kb", HOUSEPLANT, "kb", "graph", "loai cai", lang="en")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
