"""Decision tables of a knowledge base as DMN 1.3.

Options are strings, ticked lists are lists, and each claim has an output of its own (`for`, `for_any`,
`against`, `rank`, …), which is null in rows that claim something else. Reasons, course points and the rest of a row
are annotations. Our ids stand in the `id` attributes, so that names can be what FEEL can read anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from advisor.interchange.dmn.cells import quote, result_text, to_feel
from advisor.interchange.tables.raw import Base, Names, RawTable, claim_of

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ANNOTATIONS = ("because_vi", "because_en", "teaches", "overrides", "default", "note")
_ORDERED = ("priority", "output-order")
_TYPES = {"number": "number", "yes-no": "boolean"}


def without_counterpart(base: Base, table: RawTable) -> str:
    """Return why a table cannot be written as DMN; an empty text where it can."""
    if table.data["hit_policy"] in _ORDERED and len(_outputs(table)) > 1:
        claims = ", ".join(_outputs(table))
        policy = table.data["hit_policy"]
        return f"hit policy {policy} with rows that claim different things ({claims}): DMN orders each output by itself"
    return ""


def write_dmn(base: Base, tables: Sequence[RawTable], title: str, lang: int) -> str:
    """Return tables as one DMN model; `lang` (0, 1) is the language of labels."""
    return "\n".join([*_Writer(base, tables, lang).lines(title), ""])


class _Writer:
    def __init__(self, base: Base, tables: Sequence[RawTable], lang: int) -> None:
        self.base = base
        self.tables = tables
        self.lang = lang
        self.inputs = list(dict.fromkeys(id_ for table in tables for id_ in table.data["inputs"]))
        self.names = _unique([*self.inputs, *(table.id for table in tables)])

    def lines(self, title: str) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<definitions xmlns="{NAMESPACE}" id="tables" name={quoteattr(title)} exporter="advisor" '
            'namespace="urn:advisor:tables">'
        )
        for id_ in self.inputs:
            yield from self._type(id_, self.base.names[id_])
        for table in self.tables:
            yield from self._decision(table)
        for id_ in self.inputs:
            name, label = quoteattr(self.names[id_]), quoteattr(self.base.names[id_].label[self.lang])
            yield f'  <inputData id="input_{id_}" name={name} label={label}>'
            yield f"    <variable name={name} typeRef={quoteattr(self._type_name(id_))}/>"
            yield "  </inputData>"
        yield "</definitions>"

    def _type_name(self, id_: str) -> str:
        names = self.base.names[id_]
        return f"t_{self.names[id_]}" if names.subject.options else _TYPES.get(names.subject.shape, "string")

    def _type(self, id_: str, names: Names) -> Iterator[str]:
        if not names.subject.options:
            return
        collection = ' isCollection="true"' if names.subject.shape == "choices" else ""
        yield f"  <itemDefinition name={quoteattr(self._type_name(id_))}{collection}>"
        yield "    <typeRef>string</typeRef>"
        values = ", ".join(map(quote, names.subject.options))
        yield f"    <allowedValues><text>{escape(values)}</text></allowedValues>"
        yield "  </itemDefinition>"

    def _decision(self, table: RawTable) -> Iterator[str]:
        data, name = table.data, quoteattr(self.names[table.id])
        label = self.base.names[table.target].label[self.lang] if table.target in self.base.names else table.target
        yield f'  <decision id="table_{table.id}" name={name} label={quoteattr(label)}>'
        if data.get("note"):
            yield f"    <description>{escape(data['note'])}</description>"
        yield f"    <variable name={name}/>"
        for id_ in dict.fromkeys(data["inputs"]):
            yield f'    <informationRequirement><requiredInput href="#input_{id_}"/></informationRequirement>'
        policy = data["hit_policy"].replace("-", " ").upper()
        yield f'    <decisionTable hitPolicy="{policy}" outputLabel={quoteattr(table.target)}>'
        for id_ in data["inputs"]:
            yield f"      <input label={quoteattr(self.base.names[id_].label[self.lang])}>"
            yield f"        <inputExpression><text>{escape(self.names[id_])}</text></inputExpression>"
            yield "      </input>"
        outputs = _outputs(table)
        for output in outputs:
            values = self._output_values(table) if data["hit_policy"] in _ORDERED else ""
            inner = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
            yield f'      <output name="{output}">{inner}</output>'
        for annotation in ANNOTATIONS:
            yield f'      <annotation name="{annotation}"/>'
        for row in data["rows"]:
            yield from self._row(table, row, outputs)
        yield "    </decisionTable>"
        yield "  </decision>"

    def _row(self, table: RawTable, row: Mapping[str, Any], outputs: Sequence[str]) -> Iterator[str]:
        yield f'      <rule id="row_{table.id}.{row["id"]}">'
        for id_, cell in zip(table.data["inputs"], row["when"], strict=True):
            yield f"        <inputEntry><text>{escape(to_feel(cell, self.base.names[id_]))}</text></inputEntry>"
        own, value = _result(row)
        for output in outputs:
            text = result_text(value) if output == own else "null"
            yield f"        <outputEntry><text>{escape(text)}</text></outputEntry>"
        for text in _remarks(row):
            yield f"        <annotationEntry><text>{escape(text)}</text></annotationEntry>"
        yield "      </rule>"

    def _output_values(self, table: RawTable) -> str:
        """Return the results of a table in their order of priority: the option that is listed first goes first."""
        names = self.base.names[table.target]
        order = list(names.options)
        found: dict[str, int] = {}
        for row in table.data["rows"]:
            claim, _, options = claim_of(row)
            flat = [options] if claim == "is" else list(options)
            places = [order.index(one) for one in flat if isinstance(one, str) and one in order]
            found.setdefault(result_text(_result(row)[1]), min(places, default=0))
        return ", ".join(sorted(found, key=lambda text: found[text]))


def _outputs(table: RawTable) -> list[str]:
    return list(dict.fromkeys(_result(row)[0] for row in table.data["rows"]))


def _result(row: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the output that a row fills, and its value."""
    claim, joint, options = claim_of(row)
    if claim == "is":
        return claim, options
    if claim == "rank":
        return claim, [group[0] if len(group) == 1 else list(group) for group in options]
    value = options[0] if len(options) == 1 else list(options)
    return (f"{claim}_any" if joint == "any" else claim), value


def _remarks(row: Mapping[str, Any]) -> Iterator[str]:
    yield row["because"]["vi"]
    yield row["because"]["en"]
    yield "; ".join(row.get("teaches", ()))
    yield "; ".join(row.get("overrides", ()))
    yield "true" if row.get("default") else ""
    yield row.get("note", "")


def _unique(ids: Sequence[str]) -> dict[str, str]:
    """Return for each id a name that FEEL reads as one word, no two the same."""
    found: dict[str, str] = {}
    for id_ in ids:
        name = base = re.sub(r"\W", "_", id_)
        number = 2
        while name in found.values():
            name, number = f"{base}_{number}", number + 1
        found[id_] = name
    return found
