"""A drawing as SVG text."""

from __future__ import annotations

from advisor.planning.charts.drawing import LINE, Drawing, place
from advisor.render.environment import Words

_TEMPLATE = "layout/drawing.svg.j2"


def svg_of(drawing: Drawing, page: Words, *, id_: str, title: str, description: str) -> str:
    """Return the drawing as SVG with a title and a description; `page` must escape for markup.

    `id_` makes the ids inside unlike those of other drawings on the same page.
    """
    text = page.render(
        _TEMPLATE, drawing=drawing, id=id_, title=title, description=description, place=place, leading=LINE
    )
    return "".join(line.strip() + "\n" for line in text.splitlines() if line.strip())
