"""The section of money: how much and why, what it is divided among, when it is spent, what it is expected to bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from advisor.language.dates import format_months
from advisor.language.numbers import format_number, format_percent
from advisor.model.work import BudgetPlan
from advisor.planning.carry import Carried
from advisor.planning.draft import Draft
from advisor.planning.forecast_blocks import aligned, forecast_blocks, line_amount, money_of, questions, said, ways
from advisor.planning.money import Method, Money, profile_of
from advisor.planning.types import Block, From, Heading, Paragraph, Sentence, Table

_TOPIC = "plan_budget"
_ITEMS = 5
"""How many items a table by time has room for beside the time and the total."""
_ROWS = 15
"""How many months it has room for; a longer period is shown by quarters."""


def budget_blocks(draft: Draft, carried: Carried) -> Iterator[Block]:
    """Yield the section; where no amount is known it says what to find out."""
    money = carried.money
    plan, forecast = draft.kb.work.budget, draft.kb.work.forecast
    if plan is None or money.ground == "off":
        yield draft.paragraph("fact", _TOPIC, "off")
    else:
        yield Heading(_title(draft, "total"), id="budget.total")
        yield Paragraph(tuple(_grounds(draft, carried, plan)), brief=True)
        yield Heading(_title(draft, "methods"), id="budget.methods")
        yield from _methods(draft, money, plan)
        if money.total:
            yield Heading(_title(draft, "items"), id="budget.items")
            yield from _items(draft, money, plan)
            yield Heading(_title(draft, "months"), id="budget.months")
            yield from _months(draft, carried)
    if forecast is not None:
        yield Heading(_title(draft, "forecast"), id="budget.forecast")
        yield from forecast_blocks(draft, carried, forecast)


def _title(draft: Draft, part: str) -> str:
    return draft.say(_TOPIC, "title", part=part)


def money_summary(draft: Draft, carried: Carried) -> list[Sentence]:
    """Return for the summary how much money there is and what it is expected to bring."""
    money, found = carried.money, []
    settled = any(one.chosen for one in money.methods)
    if money.total:
        parts: dict[str, Any] = {
            "total": money_of(draft, money.total),
            "method": carried.budget.method,
            "settled": settled,
        }
        parts |= _cap(draft, money)
        found.append(said(draft, "arithmetic", "summary_total", **parts))
    elif money.ground == "nothing":
        found.append(said(draft, "fact", "summary_nothing"))
    forecast = draft.kb.work.forecast
    rows = {row.line.id: row for row in carried.expected.rows}
    shown = [rows[id_] for id_ in (forecast.shown if forecast else ()) if id_ in rows]
    if shown:
        lines = [
            {"label": row.line.label[draft.lang], "amount": line_amount(draft, row.line, row.total)} for row in shown
        ]
        found.append(said(draft, "arithmetic", "summary_result", lines=lines))
    for one in carried.expected.aimed:
        row = rows[one.aim.line]
        if row.total < one.target:
            gap, target = (line_amount(draft, row.line, sum_) for sum_ in (one.target - row.total, one.target))
            aim = draft.phrases.subject(one.aim.of_year)
            found.append(
                said(draft, "arithmetic", "summary_gap", gap=gap, aim=aim, target=target, ways=ways(draft, one))
            )
    return found


# --- how much ------------------------------------------------------------------------------------------


def _grounds(draft: Draft, carried: Carried, plan: BudgetPlan) -> Iterator[Sentence]:
    """Yield the total and what it stands on."""
    money = carried.money
    chosen = [one for one in money.methods if one.chosen]
    parts: dict[str, Any] = {"method": carried.budget.method, "settled": bool(chosen)}
    year = money.year or 0
    if money.year is not None and not money.portions:
        yield said(draft, "fact", "no_items", year=money_of(draft, year))
        return
    sources = _formula_sources(draft, plan, [one.option for one in chosen])
    match money.ground:
        case "method" if money.capped:
            yield said(draft, "arithmetic", "capped", sources, **_cap(draft, money), method=parts["method"])
        case "method":
            yield said(
                draft, "arithmetic", "by_method", sources, total=money_of(draft, money.total), method=parts["method"]
            )
        case "ceiling":
            yield said(draft, "fact", "by_ceiling", total=money_of(draft, year), **parts)
        case "other":
            stand_in = draft.phrases.option(plan.method, money.stand_in)
            sources = _formula_sources(draft, plan, [money.stand_in])
            yield said(
                draft, "arithmetic", "by_other", sources, total=money_of(draft, year), stand_in=stand_in, **parts
            )
        case _:
            yield said(draft, "fact", "by_nothing", **parts)
    if money.part_of_year != 1 and money.year is not None:
        percent = _percent(draft, money.part_of_year)
        amounts = {"year": money_of(draft, year), "percent": percent, "total": money_of(draft, money.total)}
        yield said(draft, "arithmetic", "period", **amounts)
    if any(one.tied for one in money.methods):
        yield said(draft, "fact", "choose")
    elif money.ground in ("ceiling", "other") and any(one.missing for one in money.methods):
        yield said(draft, "fact", "replace")


def _cap(draft: Draft, money: Money) -> dict[str, str]:
    """Return what the chosen method asks for, what can be spent and what is lacking; empty where it suffices."""
    wanted, ceiling = money.wanted or 0, money.ceiling or 0
    if not money.capped:
        return {"wanted": "", "ceiling": "", "gap": ""}
    return {
        "wanted": money_of(draft, wanted),
        "ceiling": money_of(draft, ceiling),
        "gap": money_of(draft, wanted - ceiling),
    }


def _formula_sources(draft: Draft, plan: BudgetPlan, options: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for option in draft.kb.decisions[plan.amounts].options:
        if option.id in options and option.formula:
            found += draft.kb.citations(draft.kb.formulas[option.formula].teaches)
    return tuple(dict.fromkeys(found))


def _percent(draft: Draft, part: Fraction) -> str:
    return format_percent(Decimal(part.numerator * 100) / Decimal(part.denominator), draft.lang)


def _methods(draft: Draft, money: Money, plan: BudgetPlan) -> Iterator[Block]:
    known = sum(one.amount is not None for one in money.methods)
    yield draft.paragraph("arithmetic", _TOPIC, "methods_intro", count=len(money.methods), known=known)
    yield Table(
        draft.say(_TOPIC, "methods_caption"),
        tuple(draft.say(_TOPIC, "methods_header", column=index) for index in range(3)),
        tuple(_method_row(draft, plan, one) for one in money.methods),
        align=("start", "end", "start"),
    )
    missing = dict.fromkeys(id_ for one in money.methods for id_ in one.missing)
    if missing:
        yield draft.paragraph("fact", _TOPIC, "ask_intro")
        yield questions(draft, missing)


def _method_row(draft: Draft, plan: BudgetPlan, method: Method) -> tuple[Sentence, ...]:
    label = draft.phrases.option(plan.method, method.option)
    name = said(draft, "fact", "method_name", label=label, chosen=method.chosen)
    amount = (
        said(draft, "fact", "unknown_amount")
        if method.amount is None
        else Sentence(money_of(draft, method.amount), "arithmetic", _formula_sources(draft, plan, [method.option]))
    )
    drawbacks = draft.kb.decisions[plan.method].option(method.option).disadvantages
    points = tuple(point for one in drawbacks for point in one.teaches)
    origin: From = "practice" if any(one.practice for one in drawbacks) else "course"
    text = " ".join(one.text[draft.lang] for one in drawbacks)
    return name, amount, Sentence(text, origin, draft.kb.citations(points))


# --- divided among what --------------------------------------------------------------------------------


def _items(draft: Draft, money: Money, plan: BudgetPlan) -> Iterator[Block]:
    if money.ordered and plan.basis is not None:
        basis = Sentence(draft.fill(plan.basis) or "", "practice", plan.cites)
        several = sum(bool(one.points) for one in money.portions) > 1
        yield Paragraph((basis, _points(draft, money)) if several else (basis,))
    elif len(money.portions) > 1:
        yield draft.paragraph("practice", _TOPIC, "no_order", plan.cites)
    yield _items_table(draft, money)
    notes = [Sentence(one.item.why[draft.lang], "practice", one.item.cites) for one in money.portions if one.item.why]
    if money.cases:
        labels = [format_percent(scenario.percent, draft.lang) for scenario, _ in money.cases]
        cites = tuple(dict.fromkeys(work for scenario, _ in money.cases for work in scenario.cites))
        notes.append(said(draft, "practice", "cases_note", cites, labels=labels))
    most = None if money.ceiling is None else money.ceiling * money.part_of_year
    for scenario, sum_ in money.cases:
        if most is not None and sum_ > most and scenario.percent > 100:
            gap = money_of(draft, -int((most - sum_) // 1))
            notes.append(said(draft, "arithmetic", "above_ceiling", label=scenario.label[draft.lang], gap=gap))
    if notes:
        yield Paragraph(tuple(notes))


def _points(draft: Draft, money: Money) -> Sentence:
    """Return what each item comes to by its place, equals together."""
    by_points: dict[Fraction, list[str]] = {}
    for one in money.portions:
        if one.points:
            by_points.setdefault(one.points, []).append(one.item.label[draft.lang])
    groups = [{"labels": labels, "points": _number(draft, points)} for points, labels in by_points.items()]
    whole = _number(draft, sum((one.points for one in money.portions), Fraction(0)))
    rest = _percent(draft, sum((one.part for one in money.portions if one.points), Fraction(0)))
    return said(draft, "arithmetic", "points", groups=groups, whole=whole, rest=rest)


def _number(draft: Draft, value: Fraction) -> str:
    return format_number(Decimal(value.numerator) / Decimal(value.denominator), draft.lang)


def _items_table(draft: Draft, money: Money) -> Table:
    cases = [(scenario.label[draft.lang], sum_) for scenario, sum_ in money.cases]
    own = all(scenario.percent != 100 for scenario, _ in money.cases)
    heads = [draft.say(_TOPIC, "items_header", column=column) for column in ("item", "part")]
    heads += [label for label, _ in cases]
    rows = [
        (
            Sentence(portion.item.label[draft.lang], "practice"),
            Sentence(_percent(draft, portion.part), "arithmetic"),
            *(Sentence(money_of(draft, sum_), "arithmetic") for sum_ in portion.cases),
            *((Sentence(money_of(draft, portion.total), "arithmetic"),) if own else ()),
        )
        for portion in money.portions
    ]
    total = (
        said(draft, "arithmetic", "total"),
        Sentence(_percent(draft, Fraction(1)), "arithmetic"),
        *(Sentence(money_of(draft, sum_), "arithmetic") for _, sum_ in cases),
        *((Sentence(money_of(draft, money.total), "arithmetic"),) if own else ()),
    )
    if own:
        heads.append(draft.say(_TOPIC, "total"))
    return _sums(draft.say(_TOPIC, "items_caption"), heads, [*rows, total], brief=True)


def _sums(caption: str, heads: Sequence[str], rows: Sequence[tuple[Sentence, ...]], *, brief: bool = False) -> Table:
    """Return a table of amounts whose last row is the total."""
    return Table(caption, tuple(heads), tuple(rows), align=aligned(heads), total=True, brief=brief)


# --- when ----------------------------------------------------------------------------------------------


def _months(draft: Draft, carried: Carried) -> Iterator[Block]:
    profile = profile_of(draft, "spending")
    if profile is not None:
        sources = (*profile.cites, *draft.kb.citations(profile.teaches))
        origin: From = "course" if profile.teaches else "practice"
        yield draft.paragraph(origin, _TOPIC, "months_note", sources, label=profile.label[draft.lang])
    yield _months_table(draft, carried)


def _months_table(draft: Draft, carried: Carried) -> Table:
    """Return the spending by month or quarter, the smaller items together where there are many."""
    rows, months = carried.budget.rows, carried.expected.months
    size = 1 if len(months) <= _ROWS else 3
    spans = [range(first, min(first + size, len(months))) for first in range(0, len(months), size)]
    groups = (
        [[row] for row in rows] if len(rows) <= _ITEMS else [*([row] for row in rows[: _ITEMS - 1]), rows[_ITEMS - 1 :]]
    )
    names = [group[0].item if len(group) == 1 else draft.say(_TOPIC, "other_items") for group in groups]
    lines: list[tuple[Sentence, ...]] = []
    for span in [*spans, range(len(months))]:
        amounts = [sum(int(row.months[index]) for row in group for index in span) for group in groups]
        label = format_months(months[span[0]].first, months[span[-1]].last, draft.lang)
        if len(lines) == len(spans):
            label = draft.say(_TOPIC, "total")
        cells = (Sentence(money_of(draft, one), "arithmetic") for one in (*amounts, sum(amounts)))
        lines.append((Sentence(label, "arithmetic"), *cells))
    heads = (draft.say(_TOPIC, "months_header"), *names, draft.say(_TOPIC, "total"))
    return _sums(draft.say(_TOPIC, "months_caption"), heads, lines)
