"""Every kind of item with its shape."""

from __future__ import annotations

from advisor.model import shapes
from advisor.model.figure_shapes import FIGURE_LISTS
from advisor.model.practice_shapes import PRACTICE_LISTS, PRACTICE_SINGLES
from advisor.model.work_shapes import WORK_LISTS, WORK_SINGLES

LISTS: dict[str, type[shapes.Shape]] = {**shapes.LISTS, **PRACTICE_LISTS, **WORK_LISTS, **FIGURE_LISTS}
SINGLES: dict[str, type[shapes.Shape]] = {**shapes.SINGLES, **PRACTICE_SINGLES, **WORK_SINGLES}
