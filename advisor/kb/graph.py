"""What leads to what, as boxes in layers: the whole in outline, one area, or one decision with its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.graph import subjects
from advisor.model.logic import Argument
from advisor.model.types import KnowledgeBase, Rule
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import Ruleset, options_of

BoxKind = Literal["topic", "area", "fact", "formula", "decision", "rule", "option"]
EdgeKind = Literal["reads", "for", "against", "decides"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphBox:
    """A box; `layer` counts from the left. `note`: a second, smaller line."""

    id: str
    kind: BoxKind
    label: str
    layer: int
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class GraphEdge:
    """A line from what is read to what follows; `weight`: how many rules it stands for."""

    start: str
    end: str
    kind: EdgeKind = "reads"
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Boxes and lines, with a title and what a person who cannot see them is told."""

    title: str
    description: str
    boxes: tuple[GraphBox, ...]
    edges: tuple[GraphEdge, ...]


def graph_of(ruleset: Ruleset, phrases: Phrases, name: str) -> Graph:
    """Return the picture of a decision, of an area, or (no name) of the whole in outline."""
    if name in ruleset.kb.decisions:
        return _decision(ruleset, phrases, name)
    return _area(ruleset, phrases, name) if name else _outline(ruleset, phrases)


def _say(phrases: Phrases, sentence: str, /, **parts: object) -> str:
    return phrases.words.say("authoring_graph", sentence, **parts)


# --- one decision --------------------------------------------------------------------------------------------


def _decision(ruleset: Ruleset, phrases: Phrases, goal: str) -> Graph:
    kb = ruleset.kb
    decision = kb.decisions[goal]
    rules = ruleset.rules_of.get(goal, ())
    read = sorted({one for rule in rules for one in subjects(rule.when)} | set(subjects(decision.applies_when)))
    boxes = [_subject(phrases, one, 0) for one in read]
    boxes += [_rule_box(phrases, rule) for rule in rules]
    edges = [GraphEdge(f"n:{one}", f"r:{rule.id}") for rule in rules for one in sorted(set(subjects(rule.when)))]
    spoken = {option.partition(":")[0] for rule in rules for option in options_of(rule)}
    for option in decision.options:
        if option.id in spoken or option.formula:
            boxes.append(GraphBox(id=f"o:{option.id}", kind="option", label=option.label[phrases.lang], layer=2))
            edges.append(GraphEdge(f"o:{option.id}", f"n:{goal}", "decides"))
    for rule in rules:
        edges += [GraphEdge(f"r:{rule.id}", f"o:{one}", _way(rule)) for one in _options(rule)]
    boxes.append(GraphBox(id=f"n:{goal}", kind="decision", label=phrases.subject(goal), layer=3))
    edges += [GraphEdge(f"n:{one}", f"n:{goal}") for one in sorted(set(subjects(decision.applies_when)))]
    label = phrases.subject(goal)
    told = [phrases.rule(rule) for rule in rules]
    description = _say(phrases, "about_decision", label=label, read=[phrases.subject(one) for one in read], rules=told)
    return Graph(title=label, description=description, boxes=tuple(boxes), edges=tuple(edges))


def _subject(phrases: Phrases, id_: str, layer: int) -> GraphBox:
    kb = phrases.kb
    kind: BoxKind = "fact" if id_ in kb.facts else "decision" if id_ in kb.decisions else "formula"
    return GraphBox(id=f"n:{id_}", kind=kind, label=phrases.subject(id_), layer=layer)


def _rule_box(phrases: Phrases, rule: Rule) -> GraphBox:
    condition = phrases.condition(rule.when) or _say(phrases, "always")
    places = ", ".join(phrases.kb.citations(rule.teaches))
    return GraphBox(id=f"r:{rule.id}", kind="rule", label=condition[:1].upper() + condition[1:], layer=1, note=places)


def _options(rule: Rule) -> list[str]:
    return sorted({option.partition(":")[0] for option in options_of(rule)})


def _way(rule: Rule) -> EdgeKind:
    return "against" if isinstance(rule.then, Argument) and not rule.then.favours else "for"


# --- one area ------------------------------------------------------------------------------------------------


def _area(ruleset: Ruleset, phrases: Phrases, area: str) -> Graph:
    kb = ruleset.kb
    inside = [one.id for one in kb.decisions.values() if one.area == area]
    readers = {goal: _read_by(ruleset, goal) for goal in inside}
    depths = _depths({goal: [one for one, _ in readers[goal] if one in inside] for goal in inside})
    outside = sorted({one for reads in readers.values() for one, _ in reads if one not in inside})
    boxes = [_subject(phrases, one, 0) for one in outside]
    for goal in inside:
        note = _say(phrases, "rules", count=len(ruleset.rules_of.get(goal, ())))
        label = phrases.subject(goal)
        boxes.append(GraphBox(id=f"n:{goal}", kind="decision", label=label, layer=depths[goal] + 1, note=note))
    edges = [GraphEdge(f"n:{one}", f"n:{goal}", weight=count) for goal in inside for one, count in readers[goal]]
    label = next(one.label[phrases.lang] for one in kb.outline.areas if one.id == area)
    told = [
        _say(phrases, "hangs_on", label=phrases.subject(goal), read=[phrases.subject(one) for one, _ in readers[goal]])
        for goal in inside
    ]
    description = _say(phrases, "about_area", label=label, told=told)
    return Graph(title=label, description=description, boxes=tuple(boxes), edges=tuple(edges))


def _read_by(ruleset: Ruleset, goal: str) -> list[tuple[str, int]]:
    """Return what the rules of a decision ask about, and how many of them do."""
    counts: dict[str, int] = dict.fromkeys(subjects(ruleset.kb.decisions[goal].applies_when), 0)
    for rule in ruleset.rules_of.get(goal, ()):
        for one in set(subjects(rule.when)):
            counts[one] = counts.get(one, 0) + 1
    return sorted(counts.items())


def _depths(reads: dict[str, list[str]]) -> dict[str, int]:
    """Return for each node how far it stands from those that read none of the others."""
    found: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in found:
            found[node] = max((depth(one) + 1 for one in reads[node]), default=0)
        return found[node]

    for node in reads:
        depth(node)
    return found


# --- the whole -----------------------------------------------------------------------------------------------


def _outline(ruleset: Ruleset, phrases: Phrases) -> Graph:
    kb, lang = ruleset.kb, phrases.lang
    boxes: list[GraphBox] = []
    for topic in kb.outline.topics:
        count = sum(fact.topic == topic.id for fact in kb.facts.values())
        if count:
            note = _say(phrases, "facts", count=count)
            boxes.append(GraphBox(id=f"t:{topic.id}", kind="topic", label=topic.label[lang], layer=0, note=note))
    for area in kb.outline.areas:
        mine = [one.id for one in kb.decisions.values() if one.area == area.id]
        if mine:
            rules = sum(len(ruleset.rules_of.get(goal, ())) for goal in mine)
            note = _say(phrases, "decisions_and_rules", decisions=len(mine), rules=rules)
            boxes.append(GraphBox(id=f"a:{area.id}", kind="area", label=area.label[lang], layer=1, note=note))
    edges = tuple(sorted(_between(ruleset)))
    names = {box.id: box.label for box in boxes}
    told = [
        _say(phrases, "hangs_on", label=box.label, read=[names[edge.start] for edge in edges if edge.end == box.id])
        for box in boxes
        if box.kind == "area"
    ]
    title = kb.outline.title[lang]
    description = _say(phrases, "about_all", told=told)
    return Graph(title=title, description=description, boxes=tuple(boxes), edges=edges)


def _between(ruleset: Ruleset) -> Iterator[GraphEdge]:
    kb = ruleset.kb
    counts: dict[tuple[str, str], int] = {}
    for decision in kb.decisions.values():
        for rule in ruleset.rules_of.get(decision.id, ()):
            for start in _starts(kb, set(subjects(rule.when))):
                if start != f"a:{decision.area}":
                    key = start, f"a:{decision.area}"
                    counts[key] = counts.get(key, 0) + 1
    yield from (GraphEdge(start, end, weight=count) for (start, end), count in counts.items())


def _starts(kb: KnowledgeBase, read: Iterable[str]) -> set[str]:
    found = {f"t:{kb.facts[one].topic}" for one in read if one in kb.facts}
    return found | {f"a:{kb.decisions[one].area}" for one in read if one in kb.decisions}


# --- as text ------------------------------------------------------------------------------------------------


_SHAPES = {"fact": "box", "formula": "box", "rule": "note", "option": "ellipse", "topic": "folder", "area": "component"}
_MERMAID = {"option": ("([", "])"), "decision": ("[[", "]]"), "area": ("[[", "]]"), "rule": ("[", "]")}


def dot_of(graph: Graph) -> str:
    """Return a graph in the language of Graphviz."""
    numbers = _numbers(graph.boxes)
    lines = ["digraph knowledge {", "  rankdir=LR;", f"  label={_quoted(graph.title)}; labelloc=t;"]
    lines.append('  node [fontname="Be Vietnam Pro", fontsize=11, shape=box];')
    for box in graph.boxes:
        label = f"{box.label}\\n{box.note}" if box.note else box.label
        shape = _SHAPES.get(box.kind, "box")
        style = ', style="bold,filled", fillcolor="#e3f0f1"' if box.kind in ("decision", "area") else ""
        lines.append(f"  {numbers[box.id]} [label={_quoted(label)}, shape={shape}{style}];")
    for edge in graph.edges:
        looks = {"against": " [style=dashed, arrowhead=tee]", "decides": " [arrowhead=none]"}.get(edge.kind, "")
        if edge.weight > 1:
            looks = f' [label="{edge.weight}"]'
        lines.append(f"  {numbers[edge.start]} -> {numbers[edge.end]}{looks};")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid_of(graph: Graph) -> str:
    """Return a graph in the language of Mermaid."""
    numbers = _numbers(graph.boxes)
    lines = ["---", f"title: {_quoted(graph.title)}", "---", "flowchart LR"]
    for box in graph.boxes:
        left, right = _MERMAID.get(box.kind, ("[", "]"))
        label = f"{_escaped(box.label)}<br>{_escaped(box.note)}" if box.note else _escaped(box.label)
        lines.append(f'  {numbers[box.id]}{left}"{label}"{right}')
    for edge in graph.edges:
        arrow = {"against": "-.-x", "decides": "---"}.get(edge.kind, "-->")
        weight = f"|{edge.weight}|" if edge.weight > 1 else ""
        lines.append(f"  {numbers[edge.start]} {arrow}{weight} {numbers[edge.end]}")
    return "\n".join(lines) + "\n"


def _numbers(boxes: Sequence[GraphBox]) -> dict[str, str]:
    return {box.id: f"n{number}" for number, box in enumerate(boxes)}


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'").replace("\\n", "\n").replace("\\", "/").replace("\n", "\\n") + '"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
