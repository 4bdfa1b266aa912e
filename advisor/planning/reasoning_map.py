"""The map of the reasoning: which facts led to which choices."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.consultation.findings import Finding, HeldArgument
from advisor.model.figures import FigureDef
from advisor.planning.charts.reasoning import Node, ReasoningChart, draw_reasoning
from advisor.planning.draft import Draft

_REASONS = 4
"""How many facts are shown for a choice; the first arguments are the ones that weigh most."""
_LAYERS = 4


def reasoning_chart(definition: FigureDef, draft: Draft, highest: float) -> ReasoningChart | None:
    """Return the facts and choices that matter most, as many as fit a sheet; None where nothing was concluded."""
    goals = definition.decisions or tuple(one.id for one in draft.kb.decisions.values() if one.quick)
    findings = [
        finding
        for goal in goals
        if (finding := draft.consultation.findings.get(goal)) is not None and finding.chosen and any(_held(finding))
    ]
    while findings:
        chart = _chart(findings, draft)
        if _layers(chart) <= _LAYERS and draw_reasoning(chart).height <= highest:
            return chart
        findings.pop()
    return None


def _held(finding: Finding) -> Iterator[HeldArgument]:
    """Yield the arguments that carry the outcome and rest on something told."""
    chosen = set(finding.chosen)
    for argument in finding.arguments:
        if argument.favours and argument.standing == "stands" and argument.facts and chosen & set(argument.options):
            yield argument


def _chart(findings: list[Finding], draft: Draft) -> ReasoningChart:
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], None] = {}
    concluded = {finding.goal for finding in findings}
    for finding in findings:
        told: dict[str, str] = {}
        for argument in _held(finding):
            rule = draft.kb.rules[argument.rule]
            for id_, ground in zip(argument.facts, draft.view.grounds(rule, argument.facts), strict=True):
                told.setdefault(id_ if id_ in concluded else f"{id_} {ground}", ground)
        for key, ground in list(told.items())[:_REASONS]:
            if key not in concluded:
                nodes.setdefault(key, Node(key, ground, conclusion=key.split(" ")[0] in draft.kb.decisions))
            edges[key, finding.goal] = None
        label = draft.phrases.fact(finding.goal, finding.chosen)
        nodes[finding.goal] = Node(finding.goal, label, conclusion=True)
    return ReasoningChart(nodes=tuple(nodes.values()), edges=tuple(edge for edge in edges if edge[0] in nodes))


def _layers(chart: ReasoningChart) -> int:
    reasons: dict[str, list[str]] = {node.id: [] for node in chart.nodes}
    for reason, conclusion in chart.edges:
        reasons[conclusion].append(reason)

    def depth(id_: str) -> int:
        return max((depth(one) + 1 for one in reasons[id_]), default=1)

    return max(depth(node.id) for node in chart.nodes)
