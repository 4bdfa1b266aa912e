"""Pictures of a plan as a knowledge base declares them: which chart, of which facts, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisor.model.practice import PracticeItem
from advisor.model.text import Text

Chart = Literal["curve", "crossing", "scale", "quadrant", "split", "calendar", "reasoning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBand:
    """An option of the subject as the chart names it; `place`: across and up (0 or 1) in a quadrant."""

    option: str
    label: Text
    place: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A line: through heights at even distances (curve), or from `start` upwards by `slope` a unit (crossing).

    `start` and `slope` are ids of numbers; empty: zero.
    """

    label: Text
    heights: tuple[Decimal, ...] = ()
    start: str = ""
    slope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePoint:
    """A number to show, with its name; `own` marks what the picture is about."""

    of: str
    label: Text
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDef(PracticeItem):
    """A picture: it stands in `section` at the end of what is said under the heading `under`.

    `subject`: the fact or decision whose value says where something stands. `decisions`: what a map of
    the reasoning shows; empty: the decisions of quick advice. A picture whose values are not known is left out.
    """

    chart: Chart
    section: str
    under: str
    caption: Text
    subject: str = ""
    mark: Text | None = None
    across: Text | None = None
    across_ends: tuple[Text, ...] = ()
    up: Text | None = None
    up_ends: tuple[Text, ...] = ()
    bands: tuple[FigureBand, ...] = ()
    lines: tuple[FigureLine, ...] = ()
    points: tuple[FigurePoint, ...] = ()
    decisions: tuple[str, ...] = ()
