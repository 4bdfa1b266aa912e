"""Builders of the items that say how a plan is carried out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from advisor.diagnostics import did_you_mean, said
from advisor.formula.units import Unit, parse_unit
from advisor.model.build import maybe_text, text
from advisor.model.build_practice import PracticeReader
from advisor.model.collect import Item
from advisor.model.work import (
    Activity,
    Aim,
    BudgetItem,
    BudgetPlan,
    ControlRule,
    Crossing,
    Forecast,
    ForecastLine,
    Phase,
    Profile,
    Role,
    Scenario,
    Work,
)
from advisor.syntax.reader import Path

_WAYS = ("of_year", "line", "plus", "minus", "budget")


def build_work(reader: PracticeReader) -> Work:
    """Return the items, in the order of their files; what does not fit is reported."""
    return Work(
        roles=tuple(_role(reader, item) for item in reader.items("roles")),
        phases=tuple(_phase(reader, item) for item in reader.items("phases")),
        activities=_activities(reader),
        budget=next((_budget(reader, item) for item in reader.items("budget")), None),
        budget_items=_budget_items(reader),
        profiles=tuple(_profile(reader, item) for item in reader.items("profiles")),
        scenarios=tuple(_scenario(reader, item) for item in reader.items("scenarios")),
        forecast=next((_forecast(reader, item) for item in reader.items("forecast")), None),
        controls=tuple(_control(reader, item) for item in reader.items("controls")),
    )


# --- actions -------------------------------------------------------------------------------------------


def _role(reader: PracticeReader, item: Item) -> Role:
    return Role(**reader.common(item, cited=False), label=text(item.data["label"]), at_once=item.data.get("at_once", 1))


def _phase(reader: PracticeReader, item: Item) -> Phase:
    return Phase(
        **reader.common(item, cited=False), label=text(item.data["label"]), anchor=item.data.get("anchor", "start")
    )


def _activities(reader: PracticeReader) -> tuple[Activity, ...]:
    items = reader.items("activities")
    order = {phase.data["id"]: index for index, phase in enumerate(reader.items("phases"))}
    placed = {item.data["id"]: (order.get(item.data["phase"], -1), index) for index, item in enumerate(items)}
    return tuple(_activity(reader, item, placed) for item in items)


def _activity(reader: PracticeReader, item: Item, placed: dict[str, tuple[int, int]]) -> Activity:
    data = item.data
    for index, other in enumerate(data.get("after", ())):
        if other in placed and placed[other] >= placed[data["id"]]:
            message = said(
                "'{id}' comes after '{other}', which stands in a later stage or further down",
                id=data["id"],
                other=other,
            )
            reader.builder.report("bad-order", message, item.span_of(("after", index)))
    if data.get("item"):
        reader.among("budget_items", data["item"], item, ("item",), "the activity is paid for by")
    return Activity(
        **reader.common(item, ("text", "kpi"), cited="text" in data or "kpi" in data),
        decision=reader.among("decisions", data["decision"], item, ("decision",), "the activity carries out"),
        options=_options(reader, item, data["decision"], data.get("options", ()), ("options",)),
        phase=reader.among("phases", data["phase"], item, ("phase",), "the activity belongs to the phase"),
        days=data["days"],
        owner=reader.builder.known("roles", data["owner"], item, ("owner",), said("it is done by")),
        after=reader.builder.known("activities", data.get("after", ()), item, ("after",), said("it comes after")),
        item=data.get("item", ""),
        main=data.get("main", False),
        at_most=data.get("at_most", 1),
        text=maybe_text(data.get("text")),
        kpi=maybe_text(data.get("kpi")),
    )


def _options(reader: PracticeReader, item: Item, decision: str, options: Iterable[str], path: Path) -> tuple[str, ...]:
    """Return the options; those that the decision does not have are reported."""
    subject = reader.builder.subjects.get(decision)
    if subject is None or not subject.decided:
        return tuple(options)
    for index, option in enumerate(options):
        if option not in subject.options:
            message = said(
                "'{decision}' has no option '{option}'; it has {options}",
                decision=decision,
                option=option,
                options=", ".join(subject.options),
            )
            hint = did_you_mean(option, subject.options)
            reader.builder.report("wrong-option", message, item.span_of((*path, index)), hint)
    return tuple(options)


# --- money ---------------------------------------------------------------------------------------------


def _budget(reader: PracticeReader, item: Item) -> BudgetPlan:
    data = item.data
    for key in ("method", "amounts", "items", "order"):
        if data.get(key):
            reader.among("decisions", data[key], item, (key,), f"the {key} of the budget is")
    kinds = reader.builder.items.get("decisions", {})
    if data["amounts"] in kinds and kinds[data["amounts"]].data["kind"] != "value":
        message = said("'{amounts}' shows no amounts: its kind is not value", amounts=data["amounts"])
        reader.builder.report("wrong-type", message, item.span_of(("amounts",)))
    return BudgetPlan(
        **reader.common(item),
        method=data["method"],
        amounts=data["amounts"],
        ceiling=_number(reader, item, data.get("ceiling", ""), ("ceiling",)),
        items=data["items"],
        order=data.get("order", ""),
        basis=maybe_text(data.get("basis")),
    )


def _number(reader: PracticeReader, item: Item, id_: str, path: Path) -> str:
    """Return the id of a fact or formula that is a number; report what is none."""
    subject = reader.builder.subjects.get(id_)
    if id_ and (subject is None or subject.shape != "number"):
        numbers = [one for one, known in reader.builder.subjects.items() if known.shape == "number"]
        message = said("'{id}' is no fact or formula that holds a number", id=id_)
        reader.builder.report("unknown-id", message, item.span_of(path), did_you_mean(id_, numbers))
    return id_


def _budget_items(reader: PracticeReader) -> tuple[BudgetItem, ...]:
    items = reader.items("budget_items")
    found = tuple(_budget_item(reader, item) for item in items)
    if sum(one.share for one in found) >= 100:
        message = said(
            "the fixed shares leave nothing of the budget for what was chosen; they must stay below 100 together"
        )
        reader.builder.report("wrong-value", message, items[-1].span)
    return found


def _budget_item(reader: PracticeReader, item: Item) -> BudgetItem:
    data = item.data
    if bool(data.get("option")) == bool(data.get("share")):
        message = said("an item is paid for an `option` of what divides the budget, or has a fixed `share` in percent")
        reader.builder.report("missing-key", message, item.span)
    budget = reader.builder.items.get("budget", {}).get("budget")
    if budget is None:
        reader.builder.report("missing-key", said("there is no `budget` that the item belongs to"), item.span)
    elif data.get("option"):
        subject = reader.builder.subjects.get(budget.data["items"])
        if subject is not None and data["option"] not in subject.options:
            message = said(
                "'{subject}' has no option '{option}'; it has {options}",
                subject=subject.id,
                option=data["option"],
                options=", ".join(subject.options),
            )
            hint = did_you_mean(data["option"], subject.options)
            reader.builder.report("wrong-option", message, item.span_of(("option",)), hint)
    return BudgetItem(
        **reader.common(item, cited=bool(data.get("share"))),
        label=text(data["label"]),
        option=data.get("option", ""),
        share=Decimal(data.get("share", 0)),
        why=maybe_text(data.get("why")),
    )


def _profile(reader: PracticeReader, item: Item) -> Profile:
    data = item.data
    if not any(data["weights"]):
        message = said("the weights are all zero; at least one part must have some")
        reader.builder.report("wrong-value", message, item.span_of(("weights",)))
    return Profile(
        **reader.common(item), purpose=data["for"], weights=tuple(data["weights"]), label=text(data["label"])
    )


def _scenario(reader: PracticeReader, item: Item) -> Scenario:
    return Scenario(**reader.common(item), label=text(item.data["label"]), percent=Decimal(item.data["percent"]))


def _forecast(reader: PracticeReader, item: Item) -> Forecast:
    data = item.data
    every: list[ForecastLine] = []
    lines: dict[str, ForecastLine] = {}
    for index, one in enumerate(data["lines"]):
        every.append(_line(reader, item, one, ("lines", index), lines))
        first = lines.setdefault(one["id"], every[-1])
        if (first.unit, first.label) != (every[-1].unit, every[-1].label):
            message = said("'{id}' is given in several ways, but not with the same label and unit", id=one["id"])
            reader.builder.report("duplicate-id", message, item.span_of(("lines", index)))
    named = [(name, ("shown", index)) for index, name in enumerate(data["shown"])]
    for index, one in enumerate(data.get("crossings", ())):
        named += [(name, ("crossings", index)) for name in (one["line"], *one["covers"])]
    named += [(one["line"], ("aims", index)) for index, one in enumerate(data.get("aims", ()))]
    for name, path in named:
        if name not in lines:
            message = said("the forecast has no line '{name}'; it has {lines}", name=name, lines=", ".join(lines))
            reader.builder.report("unknown-id", message, item.span_of(path), did_you_mean(name, lines))
    return Forecast(
        **reader.common(item),
        lines=tuple(every),
        shown=tuple(data["shown"]),
        crossings=tuple(
            Crossing(line=one["line"], covers=tuple(one["covers"]), label=text(one["label"]))
            for one in data.get("crossings", ())
        ),
        aims=tuple(
            Aim(
                line=one["line"],
                of_year=_number(reader, item, one["of_year"], ("aims", index, "of_year")),
                by=tuple(_number(reader, item, id_, ("aims", index, "by")) for id_ in one.get("by", ())),
            )
            for index, one in enumerate(data.get("aims", ()))
        ),
        remarks=tuple(map(text, data.get("remarks", ()))),
    )


def _line(
    reader: PracticeReader, item: Item, data: dict[str, Any], path: Path, before: dict[str, ForecastLine]
) -> ForecastLine:
    found = ForecastLine(
        id=data["id"],
        label=text(data["label"]),
        unit=data.get("unit", "VND"),
        of_year=_number(reader, item, data.get("of_year", ""), (*path, "of_year")),
        varies=data.get("varies", False),
        line=data.get("line", ""),
        times=_number(reader, item, data.get("times", ""), (*path, "times")),
        plus=tuple(data.get("plus", ())),
        minus=tuple(data.get("minus", ())),
        budget=data.get("budget", False),
    )
    ways = [way for way in _WAYS if data.get(way) and not (way == "minus" and data.get("plus"))]
    if len(ways) != 1 or bool(found.line) != bool(found.times):
        message = said(
            "a line is worked out in one way: `of_year`, `line` and `times`, `plus` and `minus`, or `budget`"
        )
        reader.builder.report("missing-key", message, item.span_of(path))
    for name in found.reads:
        if name not in before:
            message = said("no line '{name}' stands above; a line reads only lines above it", name=name)
            reader.builder.report("unknown-id", message, item.span_of(path), did_you_mean(name, before))
    _check_unit(reader, item, found, path, before)
    return found


def _check_unit(
    reader: PracticeReader, item: Item, line: ForecastLine, path: Path, before: dict[str, ForecastLine]
) -> None:
    """Report a line whose unit is not what it is worked out from."""
    unit = parse_unit(line.unit)
    found: list[Unit] = [parse_unit(before[name].unit) for name in (*line.plus, *line.minus) if name in before]
    if line.of_year in reader.units:
        found.append(reader.units[line.of_year])
    if line.line in before and line.times in reader.units:
        found.append(parse_unit(before[line.line].unit).times(reader.units[line.times]))
    if line.budget:
        found.append(parse_unit("VND"))
    for other in found:
        if other != unit:
            message = said(
                "the line '{line}' is in {unit}, but is worked out in {other}", line=line.id, unit=unit, other=other
            )
            reader.builder.report("bad-unit", message, item.span_of(path))
            return


# --- controls ------------------------------------------------------------------------------------------


def _control(reader: PracticeReader, item: Item) -> ControlRule:
    data = item.data
    if (data.get("share") is None) == (data.get("threshold") is None):
        message = said("a control has either `share`, in percent of the target, or `threshold`, in words")
        reader.builder.report("missing-key", message, item.span)
    if data.get("objective"):
        reader.among("objectives", data["objective"], item, ("objective",), "the control watches the objective")
    forecast = reader.builder.items.get("forecast", {}).get("forecast")
    lines = [line["id"] for line in forecast.data["lines"]] if forecast else []
    if data.get("line") and data["line"] not in lines:
        message = said("the forecast has no line '{line}'", line=data["line"])
        reader.builder.report("unknown-id", message, item.span_of(("line",)), did_you_mean(data["line"], lines))
    share = data.get("share")
    return ControlRule(
        **reader.common(item, ("how", "threshold", "then")),
        objective=data.get("objective", ""),
        how=text(data["how"]),
        every=data["every"],
        share=None if share is None else Decimal(share),
        threshold=maybe_text(data.get("threshold")),
        line=data.get("line", ""),
        then=text(data["then"]),
    )
