"""Builder of declared pictures: what each chart needs is there, and every id in it exists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.diagnostics import did_you_mean, said
from advisor.model.build import maybe_text, text
from advisor.model.build_practice import PracticeReader
from advisor.model.collect import Item
from advisor.model.figures import FigureBand, FigureDef, FigureLine, FigurePoint
from advisor.syntax.reader import Path

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "curve": ("subject", "bands", "lines", "mark", "across", "up"),
    "crossing": ("lines", "points", "across", "up"),
    "scale": ("points", "across"),
    "quadrant": ("subject", "bands", "mark", "across", "across_ends", "up", "up_ends"),
    "split": (),
    "calendar": (),
    "reasoning": (),
}
_MOST_LINES = 3
_LEAST_HEIGHTS = 3


def build_figures(reader: PracticeReader) -> tuple[FigureDef, ...]:
    """Return the declared pictures, in the order of their files; what does not fit is reported."""
    return tuple(_figure(reader, item) for item in reader.items("figures"))


def _figure(reader: PracticeReader, item: Item) -> FigureDef:
    data = item.data
    _check_needs(reader, item)
    return FigureDef(
        **reader.common(item, cited=False),
        chart=data["chart"],
        section=reader.section_id(item, "section"),
        under=data.get("under", ""),
        caption=text(data["caption"]),
        subject=_subject(reader, item),
        mark=maybe_text(data.get("mark")),
        across=maybe_text(data.get("across")),
        across_ends=tuple(map(text, data.get("across_ends") or ())),
        up=maybe_text(data.get("up")),
        up_ends=tuple(map(text, data.get("up_ends") or ())),
        bands=tuple(_band(reader, item, index) for index in range(len(data.get("bands", ())))),
        lines=tuple(_line(reader, item, index) for index in range(len(data.get("lines", ())))),
        points=tuple(_point(reader, item, index) for index in range(len(data.get("points", ())))),
        decisions=reader.builder.known("decisions", data.get("decisions", ()), item, ("decisions",), said("it shows")),
    )


def _check_needs(reader: PracticeReader, item: Item) -> None:
    data = item.data
    chart = data["chart"]
    report = reader.builder.report
    for key in _NEEDS[chart]:
        if not data.get(key):
            report(
                "missing-key", said("a picture of the kind '{chart}' needs '{key}'", chart=chart, key=key), item.span
            )
    lines = data.get("lines", ())
    if len(lines) > _MOST_LINES:
        report(
            "wrong-value",
            said("a chart shows {most_lines} lines at most", most_lines=_MOST_LINES),
            item.span_of(("lines",)),
        )
    if chart == "crossing" and len(lines) < 2:
        report("wrong-value", said("a crossing needs two lines that cross, the first two"), item.span_of(("lines",)))
    if chart in ("crossing", "scale") and sum(bool(one.get("own")) for one in data.get("points", ())) != 1:
        report("wrong-value", said("exactly one point is marked `own: true`"), item.span_of(("points",)))
    for index, line in enumerate(lines):
        if chart == "curve" and len(line.get("heights", ())) < _LEAST_HEIGHTS:
            message = said("a curve needs at least {least_heights} heights", least_heights=_LEAST_HEIGHTS)
            report("wrong-value", message, item.span_of(("lines", index)))
    if chart == "quadrant" and sorted(tuple(one["place"]) for one in data.get("bands", ()) if "place" in one) != [
        (0, 0), (0, 1), (1, 0), (1, 1),
    ]:  # fmt: skip
        report(
            "wrong-value",
            said("the four fields have the places [0, 0], [0, 1], [1, 0], [1, 1]"),
            item.span_of(("bands",)),
        )


def _subject(reader: PracticeReader, item: Item) -> str:
    subject: str = item.data.get("subject") or ""
    found = reader.builder.subjects.get(subject)
    if subject and (found is None or not found.options):
        message = said("it shows where '{subject}' stands, which is no fact or decision with options", subject=subject)
        hint = did_you_mean(subject, reader.builder.subjects)
        reader.builder.report("unknown-id", message, item.span_of(("subject",)), hint)
    return subject


def _band(reader: PracticeReader, item: Item, index: int) -> FigureBand:
    data = item.data["bands"][index]
    found = reader.builder.subjects.get(item.data.get("subject") or "")
    if found is not None and data["option"] not in found.options:
        message = said("'{option}' is no option of '{subject}'", option=data["option"], subject=item.data["subject"])
        hint = did_you_mean(data["option"], found.options)
        reader.builder.report("unknown-id", message, item.span_of(("bands", index, "option")), hint)
    across, up = data.get("place", (0, 0))
    return FigureBand(option=data["option"], label=text(data["label"]), place=(across, up))


def _line(reader: PracticeReader, item: Item, index: int) -> FigureLine:
    data = item.data["lines"][index]
    path: Path = ("lines", index)
    return FigureLine(
        label=text(data["label"]),
        heights=tuple(Decimal(height) for height in data.get("heights", ())),
        start=_number(reader, item, data.get("start"), (*path, "start")),
        slope=_number(reader, item, data.get("slope"), (*path, "slope")),
    )


def _point(reader: PracticeReader, item: Item, index: int) -> FigurePoint:
    data = item.data["points"][index]
    of = _number(reader, item, data["of"], ("points", index, "of"))
    return FigurePoint(of=of, label=text(data["label"]), own=data.get("own", False))


def _number(reader: PracticeReader, item: Item, id_: Any, path: Path) -> str:
    """Return the id of a number; report it where it is none."""
    if id_ is not None and id_ not in reader.units:
        message = said("'{id}' is no fact or formula that is a number", id=id_)
        reader.builder.report("unknown-id", message, item.span_of(path), did_you_mean(id_, reader.units))
    return id_ or ""
