"""Builders of the practice layer: every id, text and sum in it is checked like the rest of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from advisor.diagnostics import did_you_mean, said
from advisor.formula.types import Expression
from advisor.formula.units import Unit, parse_unit
from advisor.model.build import Builder, maybe_text, text
from advisor.model.build_subjects import condition_at, number_units, read_expression
from advisor.model.collect import Item
from advisor.model.practice import ObjectiveDef, Pair, Part, Practice, SectionTitle, Statement
from advisor.model.text import PLACEHOLDER, placeholders
from advisor.model.types import Source
from advisor.syntax.reader import Path

SECTIONS = (
    "summary", "situation", "swot", "objectives", "stp", "mix", "actions", "budget", "controls", "appendix",
)  # fmt: skip
OWN_PLACES = {"objectives": frozenset({"target", "baseline", "deadline"})}
"""What the texts of a kind may name besides facts, formulas and decisions."""
WITHOUT_CITATION = frozenset({"sections", "parts"})
"""Kinds that say nothing of their own."""


def build_practice(builder: Builder, sources: Mapping[str, Source]) -> Practice:
    """Return the practice layer; `sources` are all documents, of which items cite those of practice."""
    reader = PracticeReader(builder, sources)
    return Practice(
        period=_period(builder),
        sections=tuple(_section(reader, item) for item in reader.items("sections")),
        parts=tuple(_part(reader, item) for item in reader.items("parts")),
        statements=tuple(_statement(reader, item) for item in reader.items("statements")),
        pairs=tuple(_pair(reader, item) for item in reader.items("pairs")),
        objectives=tuple(_objective(reader, item) for item in reader.items("objectives")),
    )


class PracticeReader:
    """Reads what items of all kinds share, and reports what does not fit."""

    def __init__(self, builder: Builder, sources: Mapping[str, Source]) -> None:
        self.builder = builder
        self.works = {id_ for id_, source in sources.items() if source.kind == "practice"}
        self.units = number_units(builder)
        self.places = frozenset(builder.subjects)

    def items(self, kind: str) -> list[Item]:
        """Return the items of a kind in the order in which they are read."""
        return sorted(self.builder.items.get(kind, {}).values(), key=lambda item: item.span)

    def common(self, item: Item, texts: Iterable[str] = (), *, cited: bool = True) -> dict[str, Any]:
        """Return the fields that all items have; check the placeholders of the texts under the keys `texts`.

        `cited`: whether the item says something of its own, which needs a citation.
        """
        data = item.data
        cites = data.get("cites", ()) or self._cites_of_part(item)
        for index, work in enumerate(cites):
            if work not in self.works:
                message = said("it cites '{work}', which sources.yaml does not list as a work of practice", work=work)
                hint = did_you_mean(work, self.works)
                self.builder.report("bad-citation", message, item.span_of(("cites", index)), hint)
        claims = cited and item.kind not in WITHOUT_CITATION and self._claims(data)
        if claims and not cites and not data.get("teaches"):
            name = data.get("id", item.kind)
            message = said(
                "'{name}' is common practice: it needs `cites` with a work, or `teaches` with a course point", name=name
            )
            self.builder.report("missing-citation", message, item.span)
        for key in texts:
            if data.get(key):
                self.check_places(item, (key,), data[key])
        return {
            "id": data.get("id", item.kind),
            "when": condition_at(self.builder, item, data.get("when"), ("when",)),
            "cites": tuple(cites),
            "teaches": self.builder.known("course", data.get("teaches", ()), item, ("teaches",), said("it teaches")),
            "span": item.span,
        }

    def _cites_of_part(self, item: Item) -> Sequence[str]:
        part = self.builder.items.get("parts", {}).get(str(item.data.get("part", "")))
        return () if part is None else tuple(part.data.get("cites", ()))

    def _claims(self, data: Mapping[str, Any]) -> bool:
        return data.get("origin", "practice") in ("practice", "course")

    def check_places(self, item: Item, path: Path, words: Mapping[str, str]) -> None:
        """Report placeholders that stand for nothing, and those that stand in one language only."""
        known = self.places | OWN_PLACES.get(item.kind, frozenset())
        named = {lang: placeholders(words[lang]) for lang in ("vi", "en")}
        for lang, ids in named.items():
            for id_ in ids:
                if id_ not in known:
                    message = said("the text names '{{{id}}}', which is no fact, formula or decision", id=id_)
                    self.builder.report("unknown-id", message, item.span_of((*path, lang)), did_you_mean(id_, known))
            if re.search(r"[{}]", PLACEHOLDER.sub("", words[lang])):
                message = said("a brace belongs to a placeholder such as {area.fact}")
                self.builder.report("wrong-value", message, item.span_of((*path, lang)))
        if set(named["vi"]) != set(named["en"]):
            message = said("the two languages name different values: every placeholder stands in both")
            self.builder.report("wrong-value", message, item.span_of(path))

    def among(self, kind: str, id_: str, item: Item, path: Path, what: str) -> str:
        """Return `id_`; report it where it is no item of `kind`."""
        known = self.builder.items.get(kind, {})
        if id_ not in known:
            message = said("{what} '{id}', which nothing defines", what=what, id=id_)
            self.builder.report("unknown-id", message, item.span_of(path), did_you_mean(id_, known))
        return id_

    def section_id(self, item: Item, key: str) -> str:
        """Return the section named under `key`; report it where a plan has none such."""
        section = str(item.data[key])
        if section not in SECTIONS:
            message = said(
                "a plan has no section '{section}'; its sections are {sections}",
                section=section,
                sections=", ".join(SECTIONS),
            )
            self.builder.report("unknown-id", message, item.span_of((key,)), did_you_mean(section, SECTIONS))
        return section

    def share(self, item: Item, key: str, default: int) -> Decimal:
        """Return the number under `key`; report it where it is no share of a whole."""
        share = Decimal(item.data.get(key, default))
        if not 0 <= share <= 1:
            self.builder.report("wrong-value", said("'{key}' is a share from 0 to 1", key=key), item.span_of((key,)))
        return share

    def sum(self, item: Item, path: Path, source: Any, unit: Unit | None = None) -> Expression | None:
        """Return the sum written at `path`, in `unit` (None: any); None where there is none."""
        if source is None:
            return None
        return read_expression(self.builder, item, str(source), path, self.units, unit, amount=True)


# --- each kind -----------------------------------------------------------------------------------------


def _section(reader: PracticeReader, item: Item) -> SectionTitle:
    reader.section_id(item, "id")
    return SectionTitle(**reader.common(item), title=text(item.data["title"]), empty=text(item.data["empty"]))


def _part(reader: PracticeReader, item: Item) -> Part:
    data = item.data
    return Part(
        **reader.common(item, ("intro",)),
        section=reader.section_id(item, "section"),
        form=data.get("form", "paragraph"),
        shows=_shown(reader, item),
        asks=reader.builder.known("facts", data.get("asks", ()), item, ("asks",), said("it asks for the fact")),
        brief=data.get("brief", False),
        title=maybe_text(data.get("title")),
        intro=maybe_text(data.get("intro")),
        empty=maybe_text(data.get("empty")),
    )


def _shown(reader: PracticeReader, item: Item) -> tuple[str, ...]:
    known = {**reader.builder.items.get("decisions", {}), **reader.builder.items.get("facts", {})}
    shows = tuple(item.data.get("shows", ()))
    for index, id_ in enumerate(shows):
        if id_ not in known:
            message = said("it shows '{id}', which is no decision and no fact", id=id_)
            reader.builder.report("unknown-id", message, item.span_of(("shows", index)), did_you_mean(id_, known))
    return shows


def _statement(reader: PracticeReader, item: Item) -> Statement:
    data = item.data
    return Statement(
        **reader.common(item, ("text", "label", "otherwise")),
        part=reader.among("parts", data["part"], item, ("part",), "the statement belongs to the part"),
        text=text(data["text"]),
        label=maybe_text(data.get("label")),
        otherwise=maybe_text(data.get("otherwise")),
        origin=data.get("origin", "practice"),
    )


def _pair(reader: PracticeReader, item: Item) -> Pair:
    data = item.data
    known = reader.builder.known
    return Pair(
        **reader.common(item, ("text",)),
        one=known("statements", data["one"], item, ("one",), said("the pair joins the statement")),
        other=known("statements", data["other"], item, ("other",), said("the pair joins the statement")),
        part=reader.among("parts", data["part"], item, ("part",), "the pair belongs to the part"),
        text=text(data["text"]),
        serves=known("decisions", data.get("serves", ()), item, ("serves",), said("it serves the decision")),
    )


def _objective(reader: PracticeReader, item: Item) -> ObjectiveDef:
    data = item.data
    unit = parse_unit(data.get("unit", ""))
    if (data.get("target") is None) == (data.get("target_text") is None):
        message = said("an objective has either `target`, a sum, or `target_text`")
        reader.builder.report("missing-key", message, item.span)
    return ObjectiveDef(
        **reader.common(item, ("metric", "text", "basis", "target_text", "baseline_text", "otherwise")),
        metric=text(data["metric"]),
        text=text(data["text"]),
        basis=text(data["basis"]),
        unit=data.get("unit", ""),
        target=reader.sum(item, ("target",), data.get("target"), unit),
        target_text=maybe_text(data.get("target_text")),
        baseline=reader.sum(item, ("baseline",), data.get("baseline"), unit),
        baseline_text=maybe_text(data.get("baseline_text")),
        otherwise=maybe_text(data.get("otherwise")),
        origin=data.get("origin", "practice"),
        deadline=reader.share(item, "deadline", 1),
        yearly=data.get("yearly", False),
        at_least=data.get("at_least", False),
    )


def _period(builder: Builder) -> tuple[str, str] | None:
    item = builder.items.get("planning", {}).get("planning")
    if item is None:
        return None
    start, end = (str(item.data["period"][key]) for key in ("start", "end"))
    for key, day in (("start", start), ("end", end)):
        if not _is_day(day):
            message = said("'{day}' is no day of the calendar; write it as 2027-01-31", day=day)
            builder.report("wrong-value", message, item.span_of(("period", key)))
    if end < start:
        builder.report("wrong-value", said("the period ends before it starts"), item.span_of(("period", "end")))
    return start, end


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
