"""Builders of facts, decisions and formulas: what is asked, decided and reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.diagnostics import did_you_mean, said
from advisor.errors import FormulaError
from advisor.formula.parse import parse_expression
from advisor.formula.types import Expression, Number, is_truth, names
from advisor.formula.units import PLAIN, Unit, parse_unit, unit_of
from advisor.model.build import Builder, maybe_text, text
from advisor.model.collect import Item
from advisor.model.logic import Condition
from advisor.model.types import NUMERIC, Decision, Doubt, FactDef, FactOption, Formula, Option, Remark, Requirement
from advisor.syntax.reader import Path


def build_facts(builder: Builder, topics: frozenset[str]) -> dict[str, FactDef]:
    """Return the facts; `topics` are the ids an outline knows."""
    units = number_units(builder)
    return {id_: _fact(builder, item, topics, units) for id_, item in builder.items.get("facts", {}).items()}


def _fact(builder: Builder, item: Item, topics: frozenset[str], units: Mapping[str, Unit]) -> FactDef:
    data = item.data
    _check_fact(builder, item, topics)
    low, high = (None if bound is None else Decimal(bound) for bound in data.get("range", (None, None)))
    if concept := data.get("concept"):
        builder.known("concepts", [concept], item, ("concept",), said("the fact names the concept"))
    options = tuple(
        FactOption(
            id=option["id"],
            label=text(option["label"]),
            meaning=maybe_text(option.get("meaning")),
            only_if=condition_at(builder, item, option.get("only_if"), ("options", index, "only_if")),
            exclusive=option.get("exclusive", False),
        )
        for index, option in enumerate(data.get("options", ()))
    )
    return FactDef(
        id=data["id"],
        type=data["type"],
        topic=data["topic"],
        ask=data["ask"],
        label=text(data["label"]),
        question=text(data["question"]),
        help=maybe_text(data.get("help")),
        example=maybe_text(data.get("example")),
        concept=data.get("concept", ""),
        applies_when=condition_at(builder, item, data.get("applies_when"), ("applies_when",)),
        after=builder.known("facts", data.get("after", ()), item, ("after",), said("it is asked after")),
        options=options,
        at_most=data.get("at_most"),
        unit=data.get("unit", ""),
        low=low,
        high=high,
        doubts=tuple(
            Doubt(read_expression(builder, item, one["when"], ("doubt", index, "when"), units, None), text(one["ask"]))
            for index, one in enumerate(data.get("doubt", ()))
        ),
        span=item.span,
    )


def _check_fact(builder: Builder, item: Item, topics: frozenset[str]) -> None:
    data = item.data
    if data["topic"] not in topics:
        message = said("the topic '{topic}' is not in the outline", topic=data["topic"])
        builder.report("unknown-id", message, item.span_of(("topic",)), did_you_mean(data["topic"], topics))
    listed = data["type"] in ("choice", "choices")
    if listed and len(data.get("options", ())) < 2:
        builder.report("missing-key", said("a choice needs two options or more"), item.span_of(("type",)))
    if not listed and data.get("options"):
        builder.report(
            "unknown-key", said("a fact of type {type} has no options", type=data["type"]), item.span_of(("options",))
        )
    if data["type"] not in NUMERIC and (data.get("unit") or data.get("range")):
        builder.report("unknown-key", said("only numbers have a unit or a range"), item.span_of(("type",)))
    if data["type"] == "percent" and data.get("unit", "percent") != "percent":
        builder.report("wrong-value", said("the unit of a percent is percent"), item.span_of(("unit",)))
    low, high = data.get("range", (None, None))
    if low is not None and high is not None and low > high:
        builder.report(
            "wrong-value",
            said("the range is empty: {low} is above {high}", low=low, high=high),
            item.span_of(("range",)),
        )
    if data["type"] not in NUMERIC and data.get("doubt"):
        builder.report("unknown-key", said("only numbers have `doubt`"), item.span_of(("doubt",)))
    if data["type"] != "choices" and data.get("at_most") is not None:
        builder.report("unknown-key", said("only choices have `at_most`"), item.span_of(("at_most",)))
    seen: set[str] = set()
    for index, option in enumerate(data.get("options", ())):
        for key in ("only_if", "exclusive"):
            if data["type"] != "choices" and option.get(key):
                message = said("only options of choices have `{key}`", key=key)
                builder.report("unknown-key", message, item.span_of(("options", index, key)))
        if option["id"] in seen:
            message = said("option '{id}' is given twice", id=option["id"])
            builder.report("duplicate-id", message, item.span_of(("options", index, "id")))
        seen.add(option["id"])


def condition_at(builder: Builder, item: Item, data: Any, path: Path) -> Condition | None:
    """Return the condition at `path` of an item, or None where there is none."""
    return None if data is None else builder.conditions(item, path).read(data, ())


def build_decisions(builder: Builder, areas: frozenset[str]) -> dict[str, Decision]:
    """Return the decisions; `areas` are the ids an outline knows."""
    return {id_: _decision(builder, item, areas) for id_, item in builder.items.get("decisions", {}).items()}


def _decision(builder: Builder, item: Item, areas: frozenset[str]) -> Decision:
    data = item.data
    if data["area"] not in areas:
        message = said("the area '{area}' is not in the outline", area=data["area"])
        builder.report("unknown-id", message, item.span_of(("area",)), did_you_mean(data["area"], areas))
    ids = tuple(option["id"] for option in data["options"])
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            builder.report(
                "duplicate-id", said("option '{id}' is given twice", id=id_), item.span_of(("options", index, "id"))
            )
    return Decision(
        id=data["id"],
        area=data["area"],
        kind=data["kind"],
        label=text(data["label"]),
        question=text(data["question"]),
        options=tuple(_option(builder, item, ("options", i), option, ids) for i, option in enumerate(data["options"])),
        quick=data.get("quick", False),
        term_vi=data.get("term_vi", ""),
        synonyms=tuple(data.get("synonyms", ())),
        applies_when=condition_at(builder, item, data.get("applies_when"), ("applies_when",)),
        span=item.span,
    )


def _option(builder: Builder, item: Item, path: Path, data: Mapping[str, Any], ids: tuple[str, ...]) -> Option:
    excludes = data.get("excludes", ())
    if excludes == "all":
        excludes = [id_ for id_ in ids if id_ != data["id"]]
    for index, id_ in enumerate(excludes):
        if id_ not in ids:
            message = said("'excludes' names '{id}', which is no option here", id=id_)
            builder.report("unknown-id", message, item.span_of((*path, "excludes", index)), did_you_mean(id_, ids))
    formula = data.get("formula", "")
    if formula:
        builder.known("formulas", [formula], item, (*path, "formula"), said("the option shows the formula"))
    remarks = {
        key: tuple(
            _remark(builder, item, (*path, key, index), remark) for index, remark in enumerate(data.get(key, ()))
        )
        for key in ("advantages", "disadvantages", "actions", "measures")
    }
    return Option(
        id=data["id"],
        label=text(data["label"]),
        meaning=maybe_text(data.get("meaning")),
        term_vi=data.get("term_vi", ""),
        synonyms=tuple(data.get("synonyms", ())),
        excludes=tuple(excludes),
        formula=formula,
        **remarks,
    )


def _remark(builder: Builder, item: Item, path: Path, data: Mapping[str, Any]) -> Remark:
    teaches = builder.known(
        "course", data.get("teaches", ()), item, (*path, "teaches"), said("it teaches the course point")
    )
    practice = data.get("practice", False)
    if bool(data.get("teaches")) == practice:
        message = said("a remark either teaches a course point or is marked `practice: true`")
        builder.report("missing-citation", message, item.span_of(path))
    return Remark(text(data), teaches, practice)


# --- formulas ---------------------------------------------------------------------------------------


def build_formulas(builder: Builder) -> dict[str, Formula]:
    """Return the formulas, with names and units checked."""
    units = number_units(builder)
    return {id_: _formula(builder, item, units) for id_, item in builder.items.get("formulas", {}).items()}


def number_units(builder: Builder) -> dict[str, Unit]:
    """Return the unit of everything an expression can name: facts that are numbers, and formulas."""
    items = builder.items.get("formulas", {})
    units: dict[str, Unit] = {id_: parse_unit(item.data["unit"]) for id_, item in items.items()}
    for id_, item in builder.items.get("facts", {}).items():
        if item.data["type"] in NUMERIC:
            units[id_] = parse_unit(item.data.get("unit", ""))
    return units


def _formula(builder: Builder, item: Item, units: Mapping[str, Unit]) -> Formula:
    data = item.data
    unit = parse_unit(data["unit"])
    expression = read_expression(builder, item, str(data["expression"]), ("expression",), units, unit)
    requires = tuple(
        Requirement(
            read_expression(builder, item, one["that"], ("requires", index, "that"), units, None), text(one["message"])
        )
        for index, one in enumerate(data.get("requires", ()))
    )
    infers = data.get("infers", "")
    if infers and infers not in units:
        builder.known("facts", [infers], item, ("infers",), said("the formula infers"))
    elif infers and units[infers] != unit:
        message = said(
            "the formula gives {unit}, but '{infers}' is in {other}", unit=unit, infers=infers, other=units[infers]
        )
        builder.report("unit-mismatch", message, item.span_of(("infers",)))
    return Formula(
        id=data["id"],
        label=text(data["label"]),
        unit=data["unit"],
        expression=expression,
        requires=requires,
        infers=infers,
        teaches=builder.known("course", data.get("teaches", ()), item, ("teaches",), said("the formula teaches")),
        remark=maybe_text(data.get("remark")),
        span=item.span,
    )


def read_expression(
    builder: Builder,
    item: Item,
    source: str,
    path: Path,
    units: Mapping[str, Unit],
    wanted: Unit | None,
    *,
    amount: bool = False,
) -> Expression:
    """Return the parsed expression; `wanted` is the unit it must have, None where it must be a comparison.

    With `amount` it is never a comparison, and None lets it have any unit.
    """
    span = item.span_of(path)
    try:
        expression = parse_expression(source)
        unknown = [name for name in names(expression) if name not in units]
        for name in dict.fromkeys(unknown):
            message = said("the formula reads '{name}', which is no number fact and no formula", name=name)
            builder.report("unknown-id", message, span, did_you_mean(name, units))
        if unknown:
            return Number(Decimal(0))
        truth = is_truth(expression)
        unit = unit_of(expression, units)
    except FormulaError as error:
        builder.report("formula", error.args[0], span)
        return Number(Decimal(0))
    if truth != (wanted is None and not amount):
        what = said("a comparison") if wanted is None and not amount else said("an amount, not a comparison")
        builder.report("formula", said("'{source}' must be {what}", source=source, what=what), span)
    elif wanted is not None and unit != wanted and not (unit == PLAIN == wanted):
        builder.report(
            "unit-mismatch",
            said("the expression gives {unit}, but the formula says {wanted}", unit=unit, wanted=wanted),
            span,
        )
    return expression
