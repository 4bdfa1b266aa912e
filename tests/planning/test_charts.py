"""Charts: every label inside the sheet, none on another, whatever the words and numbers; SVG that escapes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.planning.charts.calendar import CalendarChart, Work, draw_calendar
from advisor.planning.charts.crossing import CrossingChart, Mark, StraightLine, draw_crossing, reach, round_steps
from advisor.planning.charts.curve import CurveChart, CurveLine, draw_curve
from advisor.planning.charts.drawing import Dot, Drawing, Label
from advisor.planning.charts.lettering import break_lines, text_width
from advisor.planning.charts.quadrant import Field, QuadrantChart, draw_quadrant
from advisor.planning.charts.reasoning import Node, ReasoningChart, draw_reasoning
from advisor.planning.charts.scale import ScaleChart, ScalePoint, draw_scale
from advisor.planning.charts.split import Part, SplitChart, draw_split
from advisor.planning.charts.svg import svg_of
from advisor.render.environment import Words

WORDS = st.lists(
    st.sampled_from(
        ["Khuyến", "mại", "người", "tiêu", "dùng", "W" * 60, "ở", "nghiêng", "₫", "🙂", "شاي", "<b>", "{{x}}"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
AMOUNTS = st.integers(0, 10**15).map(Decimal)


def is_legible(drawing: Drawing) -> None:
    boxes = [label.bounds for label in drawing.labels]
    for label, (left, top, right, bottom) in zip(drawing.labels, boxes, strict=True):
        assert left >= -0.5, label
        assert right <= drawing.width + 0.5, label
        assert top >= -0.5, label
        assert bottom <= drawing.height + 0.5, label
    for (one, a), (other, b) in combinations(zip(drawing.labels, boxes, strict=True), 2):
        apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
        assert apart, (one, other)


@given(WORDS, st.floats(20, 400), st.booleans(), st.integers(1, 4))
def test_broken_lines_fit_and_lose_nothing(text: str, width: float, bold: bool, most: int) -> None:
    lines = break_lines(text, width, 13, bold=bold)
    assert "".join("".join(lines).split()) == "".join(text.split())
    widest = max(text_width(c, 13, bold=bold) for c in text)
    assert all(text_width(line, 13, bold=bold) <= max(width, widest) + 0.01 for line in lines)
    assert len(break_lines(text, width, 13, bold=bold, most=most)) <= most


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=2, max_size=5), st.integers(0, 4), WORDS, WORDS, st.data())
def test_curves(bands: list[str], position: int, mark: str, name: str, data: st.DataObject) -> None:
    heights = data.draw(st.lists(st.integers(-40, 100), min_size=3, max_size=9))
    lines = (CurveLine(name, tuple(heights)), CurveLine(mark, (0, 10, 0)))
    position %= len(bands)
    chart = CurveChart(bands=tuple(bands), lines=lines, position=position, mark=mark, across=name, up=mark)
    drawing = draw_curve(chart)
    is_legible(drawing)
    dot = next(item for item in drawing.items if isinstance(item, Dot))
    band = (dot.x - 34) / ((drawing.width - 46) / len(bands))
    assert int(band) == position


@settings(max_examples=40)
@given(AMOUNTS, st.integers(1, 10**9), st.integers(1, 10**9), st.lists(st.integers(1, 10**7), max_size=3), WORDS)
def test_crossings(fixed: Decimal, cost: int, margin: int, marks: list[int], name: str) -> None:
    lines = (
        StraightLine(name, Decimal(0), Decimal(cost + margin)),
        StraightLine("Tổng chi phí", fixed, Decimal(cost)),
        StraightLine("Chi phí cố định", fixed, Decimal(0)),
    )
    at = max(fixed / margin, Decimal(1))
    across, up = reach(lines, (at, *map(Decimal, marks)))
    chart = CrossingChart(
        lines=lines,
        crossing=Mark(at, "Hòa vốn"),
        marks=tuple(Mark(Decimal(mark), name) for mark in marks),
        across="Lượng bán",
        up="Tiền",
        ticks_across=tuple((value, f"{value:f}") for value in round_steps(across)[:2]),
        ticks_up=tuple((value, "1.000") for value in round_steps(up)),
    )
    is_legible(draw_crossing(chart))


@given(st.integers(0, 10**20))
def test_steps_are_round_and_few(limit: int) -> None:
    steps = round_steps(Decimal(limit))
    assert steps[0] == 0
    assert len(steps) <= 6
    assert steps[-1] <= limit
    if len(steps) > 1:
        assert Decimal(steps[1]).normalize().as_tuple().digits in ((1,), (2,), (5,))


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, AMOUNTS), min_size=2, max_size=7))
def test_scales(points: list[tuple[str, Decimal]]) -> None:
    made = tuple(ScalePoint(name, f"{value:,} ₫", value, own=index == 0) for index, (name, value) in enumerate(points))
    drawing = draw_scale(ScaleChart(points=made, axis="Giá một đơn vị"))
    is_legible(drawing)
    dots = [item.x for item in drawing.items if isinstance(item, Dot)]
    assert dots == sorted(dots)


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=4, max_size=4), st.integers(0, 3), WORDS)
def test_quadrants(names: list[str], here: int, mark: str) -> None:
    fields = tuple(Field(index % 2, index // 2, name) for index, name in enumerate(names))
    chart = QuadrantChart(
        fields=fields, here=here, mark=mark, across=names[0], across_ends=(names[1], mark), up=names[2],
        up_ends=(names[3], mark),
    )  # fmt: skip
    drawing = draw_quadrant(chart)
    is_legible(drawing)


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, AMOUNTS), min_size=1, max_size=8), WORDS)
def test_splits(parts: list[tuple[str, Decimal]], whole: str) -> None:
    made = tuple(Part(name, amount, f"{amount:,} ₫ (99,99%)") for name, amount in parts)
    is_legible(draw_split(SplitChart(parts=made, whole=whole)))


@settings(max_examples=40)
@given(
    st.lists(st.tuples(WORDS, st.integers(0, 1800), st.integers(0, 400)), min_size=1, max_size=20), st.integers(1, 60)
)
def test_calendars(works: list[tuple[str, int, int]], months: int) -> None:
    start = date(2027, 1, 1)
    last = start + timedelta(days=30 * months)
    made = tuple(
        Work(name, min(start + timedelta(days=a), last), min(start + timedelta(days=a + b), last), strong=b % 2 == 0)
        for name, a, b in works
    )
    columns = tuple((start + timedelta(days=30 * month), f"T{month + 1}/27") for month in range(months))
    is_legible(draw_calendar(CalendarChart(works=made, columns=columns, end=last, strong="Có chi tiền", plain="Công")))


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=2, max_size=14), st.data())
def test_reasoning(names: list[str], data: st.DataObject) -> None:
    nodes = tuple(Node(str(index), name, conclusion=index > 0) for index, name in enumerate(names))
    edges = tuple((str(data.draw(st.integers(0, index - 1))), str(index)) for index in range(1, len(nodes)))
    drawing = draw_reasoning(ReasoningChart(nodes=nodes, edges=edges))
    if drawing.width / len(edges) > 90:
        is_legible(drawing)


def nothing() -> Drawing:
    return Drawing(height=20, items=(Label(x=0, y=12, lines=("a < b & {{ 7 * 7 }}", "<script>alert(1)</script>")),))


@pytest.mark.parametrize("make", [nothing])
def test_svg_escapes_and_says_what_it_shows(make: Callable[[], Drawing]) -> None:
    page = Words("vi", autoescape=True)
    text = svg_of(make(), page, id_="a", title='Tên "<x>"', description="Mô tả & hết")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.find(f"{space}title").text == 'Tên "<x>"'  # type: ignore[union-attr]
    assert root.find(f"{space}desc").text == "Mô tả & hết"  # type: ignore[union-attr]
    assert [element.tag for element in root] == [f"{space}title", f"{space}desc", f"{space}text"]
    assert "{{ 7 * 7 }}" in text
