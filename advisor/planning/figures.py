"""Pictures put into a finished plan: each where its knowledge base wants it, and only where its values are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.diagnostics import Span
from advisor.model.figures import FigureDef
from advisor.model.text import Text
from advisor.planning.charts.calendar import draw_calendar
from advisor.planning.charts.crossing import draw_crossing
from advisor.planning.charts.curve import draw_curve
from advisor.planning.charts.drawing import Drawing
from advisor.planning.charts.quadrant import draw_quadrant
from advisor.planning.charts.reasoning import draw_reasoning
from advisor.planning.charts.scale import draw_scale
from advisor.planning.charts.split import draw_split
from advisor.planning.charts.svg import svg_of
from advisor.planning.draft import Draft
from advisor.planning.pages import page_words
from advisor.planning.reasoning_map import reasoning_chart
from advisor.planning.sketches import (
    calendar_charts,
    crossing_chart,
    curve_chart,
    quadrant_chart,
    scale_chart,
    split_chart,
)
from advisor.planning.types import Block, Figure, Heading, Plan, Section
from advisor.render.environment import Words

_HIGHEST_MAP = 560.0
"""The height of a map of the reasoning: what would make it higher is left to the table of rules."""
_USUAL = (("split", "budget"), ("calendar", "actions"), ("reasoning", "appendix"))
"""What every plan shows where its knowledge base declares no pictures, and in which section."""


def with_figures(plan: Plan, draft: Draft) -> Plan:
    """Return the plan with its pictures; one whose values are not known is left out."""
    page = page_words(draft.lang, draft.phrases.words.folders[:-1], markup=True)
    sections = list(plan.sections)
    for definition in draft.kb.figures or _usual(draft):
        for index, section in enumerate(sections):
            if section.id == definition.section and draft.holds(definition.when):
                figures = tuple(_figures(definition, plan, draft, page))
                sections[index] = _placed(section, definition.under, figures)
    return replace(plan, sections=tuple(sections), documents=_documents(plan, sections, draft))


def _documents(plan: Plan, sections: Sequence[Section], draft: Draft) -> tuple[tuple[str, str], ...]:
    """Return the documents of the plan and those that only a picture cites."""
    blocks = [block for section in sections for block in section.blocks if isinstance(block, Figure)]
    cited = {place.partition(":")[0] for block in blocks for place in block.sources} | {
        id_ for id_, _ in plan.documents
    }
    return tuple((one.id, one.title[draft.lang]) for one in draft.kb.sources.values() if one.id in cited)


def _usual(draft: Draft) -> Iterator[FigureDef]:
    for chart, section in _USUAL:
        caption = draft.say("figures", f"{chart}_caption")
        yield FigureDef(
            id=f"figure.{chart}",
            chart=chart,  # type: ignore[arg-type]
            section=section,
            under="",
            caption=Text(caption, caption),
            span=Span("", 1, 1),
        )


def _placed(section: Section, under: str, figures: Sequence[Figure]) -> Section:
    """Return the section with figures after what stands right under a heading; without it, before its first heading."""
    blocks: tuple[Block, ...] = section.blocks
    start = next((i + 1 for i, one in enumerate(blocks) if isinstance(one, Heading) and under and one.id == under), 0)
    end = next((i for i, one in enumerate(blocks) if i >= start and isinstance(one, Heading)), len(blocks))
    return replace(section, blocks=(*blocks[:end], *figures, *blocks[end:]))


def _figures(definition: FigureDef, plan: Plan, draft: Draft, page: Words) -> Iterator[Figure]:
    caption = draft.fill(definition.caption)
    if caption is None:
        return
    drawn = list(_drawn(definition, plan, draft))
    sources = (*draft.kb.citations(definition.teaches), *definition.cites)
    for number, (drawing, description) in enumerate(drawn, 1):
        id_ = definition.id.replace(".", "-") + (f"-{number}" if number > 1 else "")
        title = caption if len(drawn) == 1 else draft.say("figures", "part", caption=caption, number=number)
        svg = svg_of(drawing, page, id_=id_, title=title, description=description)
        yield Figure(id_, title, description, svg, sources)


def _drawn(definition: FigureDef, plan: Plan, draft: Draft) -> Iterator[tuple[Drawing, str]]:
    """Yield the drawings of a picture, each with what it shows in words."""
    match definition.chart:
        case "curve":
            if (curve := curve_chart(definition, draft)) is not None:
                yield draw_curve(curve), draft.say("figures", "curve", chart=curve, name=curve.bands[curve.position])
        case "crossing":
            if (crossing := crossing_chart(definition, draft)) is not None:
                yield draw_crossing(crossing), draft.say("figures", "crossing", chart=crossing)
        case "scale":
            if (scale := scale_chart(definition, draft)) is not None:
                points = sorted(scale.points, key=lambda point: point.value)
                yield draw_scale(scale), draft.say("figures", "scale", chart=scale, points=points)
        case "quadrant":
            if (quadrant := quadrant_chart(definition, draft)) is not None:
                field = quadrant.fields[quadrant.here]
                yield draw_quadrant(quadrant), draft.say("figures", "quadrant", chart=quadrant, field=field)
        case "split":
            if (split := split_chart(plan, draft)) is not None:
                yield draw_split(split), draft.say("figures", "split", chart=split)
        case "calendar":
            for calendar in calendar_charts(plan, draft):
                yield draw_calendar(calendar), draft.say("figures", "calendar", chart=calendar)
        case "reasoning":
            if (reasoning := reasoning_chart(definition, draft, _HIGHEST_MAP)) is not None:
                count = sum(node.conclusion for node in reasoning.nodes)
                told = len(reasoning.nodes) - count
                description = draft.say("figures", "reasoning", chart=reasoning, told=told, concluded=count)
                yield draw_reasoning(reasoning), description
