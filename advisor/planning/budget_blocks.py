"""The section of money: how much and why, what it is divided among, when it is spent, what it is expected to bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from advisor.language.dates import format_months
from advisor.language.numbers import format_money, format_number, format_percent
from advisor.model.work import BudgetPlan, Forecast, ForecastLine
from advisor.planning.carry import Carried
from advisor.planning.draft import Draft
from advisor.planning.forecast import grouped
from advisor.planning.money import Method, Money, profile_of
from advisor.planning.prose import ask_sentence
from advisor.planning.types import Align, Block, Bullets, From, Heading, Paragraph, Sentence, Table

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
        yield from _forecast(draft, carried, forecast)


def _title(draft: Draft, part: str) -> str:
    return draft.say(_TOPIC, "title", part=part)


def _money(draft: Draft, amount: int | Decimal) -> str:
    return format_money(Decimal(amount), draft.lang)


def money_summary(draft: Draft, carried: Carried) -> list[Sentence]:
    """Return for the summary how much money there is and what it is expected to bring."""
    money, found = carried.money, []
    settled = any(one.chosen for one in money.methods)
    if money.total:
        parts: dict[str, Any] = {
            "total": _money(draft, money.total),
            "method": carried.budget.method,
            "settled": settled,
        }
        parts |= _cap(draft, money)
        found.append(_said(draft, "arithmetic", "summary_total", **parts))
    elif money.ground == "nothing":
        found.append(_said(draft, "fact", "summary_nothing"))
    forecast = draft.kb.work.forecast
    rows = {row.line.id: row for row in carried.expected.rows}
    shown = [rows[id_] for id_ in (forecast.shown if forecast else ()) if id_ in rows]
    if shown:
        lines = [
            {"label": row.line.label[draft.lang], "amount": _line_amount(draft, row.line, row.total)} for row in shown
        ]
        found.append(_said(draft, "arithmetic", "summary_result", lines=lines))
    return found


# --- how much ------------------------------------------------------------------------------------------


def _grounds(draft: Draft, carried: Carried, plan: BudgetPlan) -> Iterator[Sentence]:
    """Yield the total and what it stands on."""
    money = carried.money
    chosen = [one for one in money.methods if one.chosen]
    parts: dict[str, Any] = {"method": carried.budget.method, "settled": bool(chosen)}
    year = money.year or 0
    if money.year is not None and not money.portions:
        yield _said(draft, "fact", "no_items", year=_money(draft, year))
        return
    sources = _formula_sources(draft, plan, [one.option for one in chosen])
    match money.ground:
        case "method" if money.capped:
            yield _said(draft, "arithmetic", "capped", sources, **_cap(draft, money), method=parts["method"])
        case "method":
            yield _said(
                draft, "arithmetic", "by_method", sources, total=_money(draft, money.total), method=parts["method"]
            )
        case "ceiling":
            yield _said(draft, "fact", "by_ceiling", total=_money(draft, year), **parts)
        case "other":
            stand_in = draft.phrases.option(plan.method, money.stand_in)
            sources = _formula_sources(draft, plan, [money.stand_in])
            yield _said(draft, "arithmetic", "by_other", sources, total=_money(draft, year), stand_in=stand_in, **parts)
        case _:
            yield _said(draft, "fact", "by_nothing", **parts)
    if money.part_of_year != 1 and money.year is not None:
        percent = _percent(draft, money.part_of_year)
        amounts = {"year": _money(draft, year), "percent": percent, "total": _money(draft, money.total)}
        yield _said(draft, "arithmetic", "period", **amounts)
    if any(one.tied for one in money.methods):
        yield _said(draft, "fact", "choose")
    elif money.ground in ("ceiling", "other") and any(one.missing for one in money.methods):
        yield _said(draft, "fact", "replace")


def _cap(draft: Draft, money: Money) -> dict[str, str]:
    """Return what the chosen method asks for, what can be spent and what is lacking; nothing where it suffices."""
    wanted, ceiling = money.wanted or 0, money.ceiling or 0
    if not money.capped:
        return {}
    return {"wanted": _money(draft, wanted), "ceiling": _money(draft, ceiling), "gap": _money(draft, wanted - ceiling)}


def _said(draft: Draft, origin: From, macro: str, sources: Sequence[str] = (), **parts: Any) -> Sentence:
    return draft.sentence(origin, _TOPIC, macro, sources, **parts)


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
        yield _questions(draft, missing)


def _method_row(draft: Draft, plan: BudgetPlan, method: Method) -> tuple[Sentence, ...]:
    label = draft.phrases.option(plan.method, method.option)
    name = _said(draft, "fact", "method_name", label=label, chosen=method.chosen)
    amount = (
        _said(draft, "fact", "unknown_amount")
        if method.amount is None
        else Sentence(_money(draft, method.amount), "arithmetic", _formula_sources(draft, plan, [method.option]))
    )
    drawbacks = draft.kb.decisions[plan.method].option(method.option).disadvantages
    points = tuple(point for one in drawbacks for point in one.teaches)
    origin: From = "practice" if any(one.practice for one in drawbacks) else "course"
    text = " ".join(one.text[draft.lang] for one in drawbacks)
    return name, amount, Sentence(text, origin, draft.kb.citations(points))


def _questions(draft: Draft, ids: Sequence[str] | dict[str, None]) -> Bullets:
    """Return what to find out, a fact each, with how."""
    return Bullets(
        tuple(
            (ask_sentence(draft, id_) if id_ in draft.kb.facts else Sentence(draft.phrases.subject(id_), "fact"),)
            for id_ in ids
        )
    )


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
        notes.append(_said(draft, "practice", "cases_note", cites, labels=labels))
    most = None if money.ceiling is None else money.ceiling * money.part_of_year
    for scenario, sum_ in money.cases:
        if most is not None and sum_ > most and scenario.percent > 100:
            gap = _money(draft, -int((most - sum_) // 1))
            notes.append(_said(draft, "arithmetic", "above_ceiling", label=scenario.label[draft.lang], gap=gap))
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
    return _said(draft, "arithmetic", "points", groups=groups, whole=whole, rest=rest)


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
            *(Sentence(_money(draft, sum_), "arithmetic") for sum_ in portion.cases),
            *((Sentence(_money(draft, portion.total), "arithmetic"),) if own else ()),
        )
        for portion in money.portions
    ]
    total = (
        _said(draft, "arithmetic", "total"),
        Sentence(_percent(draft, Fraction(1)), "arithmetic"),
        *(Sentence(_money(draft, sum_), "arithmetic") for _, sum_ in cases),
        *((Sentence(_money(draft, money.total), "arithmetic"),) if own else ()),
    )
    if own:
        heads.append(draft.say(_TOPIC, "total"))
    return _sums(draft.say(_TOPIC, "items_caption"), heads, [*rows, total], brief=True)


def _aligned(heads: Sequence[str]) -> tuple[Align, ...]:
    """Return how the columns of a table of amounts are aligned: words at the start, amounts at the end."""
    return tuple("end" if column else "start" for column in range(len(heads)))


def _sums(caption: str, heads: Sequence[str], rows: Sequence[tuple[Sentence, ...]], *, brief: bool = False) -> Table:
    """Return a table of amounts whose last row is the total."""
    return Table(caption, tuple(heads), tuple(rows), align=_aligned(heads), total=True, brief=brief)


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
        cells = (Sentence(_money(draft, one), "arithmetic") for one in (*amounts, sum(amounts)))
        lines.append((Sentence(label, "arithmetic"), *cells))
    heads = (draft.say(_TOPIC, "months_header"), *names, draft.say(_TOPIC, "total"))
    return _sums(draft.say(_TOPIC, "months_caption"), heads, lines)


# --- to what effect ------------------------------------------------------------------------------------


def _forecast(draft: Draft, carried: Carried, forecast: Forecast) -> Iterator[Block]:
    expected = carried.expected
    worked_out = [row for row in expected.rows if not row.line.budget]
    if not worked_out:
        yield draft.paragraph("fact", _TOPIC, "no_forecast")
        yield _questions(draft, expected.missing)
        return
    yield Paragraph(tuple(_assumptions(draft, carried, forecast)))
    yield _forecast_table(draft, carried)
    results = list(_results(draft, carried))
    if results:
        yield Paragraph(tuple(results))
    if expected.cases and any(totals for _, totals in expected.cases):
        yield _cases_table(draft, carried)
    if expected.missing:
        yield draft.paragraph("fact", _TOPIC, "partial")
        yield _questions(draft, expected.missing)


def _assumptions(draft: Draft, carried: Carried, forecast: Forecast) -> Iterator[Sentence]:
    profile = profile_of(draft, "sales")
    if profile is not None:
        sources = (*profile.cites, *draft.kb.citations(profile.teaches))
        for row in carried.expected.rows:
            if row.line.varies:
                parts = {"line": row.line.label[draft.lang], "label": profile.label[draft.lang]}
                yield _said(draft, "practice", "forecast_note", sources, **parts)
    for remark in forecast.remarks if carried.budget.total else ():
        yield Sentence(remark[draft.lang], "practice", forecast.cites)


def _line_amount(draft: Draft, line: ForecastLine, amount: int) -> str:
    return _money(draft, amount) if line.unit.startswith("VND") else format_number(Decimal(amount), draft.lang)


def _forecast_table(draft: Draft, carried: Carried) -> Table:
    expected = carried.expected
    spans = grouped(len(expected.months))
    heads = [
        draft.say(_TOPIC, "forecast_header", column="line"),
        *(format_months(expected.months[span[0]].first, expected.months[span[-1]].last, draft.lang) for span in spans),
        draft.say(_TOPIC, "forecast_header", column="total"),
    ]
    rows = [
        (
            Sentence(row.line.label[draft.lang], "arithmetic"),
            *(
                Sentence(_line_amount(draft, row.line, sum(row.months[index] for index in span)), "arithmetic")
                for span in spans
            ),
            Sentence(_line_amount(draft, row.line, row.total), "arithmetic"),
        )
        for row in expected.rows
    ]
    return Table(draft.say(_TOPIC, "forecast_caption"), tuple(heads), tuple(rows), align=_aligned(heads))


def _results(draft: Draft, carried: Carried) -> Iterator[Sentence]:
    expected = carried.expected
    labels = {row.line.id: row.line.label[draft.lang] for row in expected.rows}
    for crossing, month in expected.crossed:
        parts = {"line": labels[crossing.line], "label": crossing.label[draft.lang]}
        if month is None:
            yield _said(draft, "arithmetic", "not_crossed", **parts)
            continue
        reached = expected.months[month]
        when = format_months(reached.first, reached.last, draft.lang)
        yield _said(draft, "arithmetic", "crossed", month=when, **parts)
    rows = {row.line.id: row for row in expected.rows}
    for aim, target in expected.aimed:
        row = rows[aim.line]
        gap = _line_amount(draft, row.line, abs(row.total - target)) if row.total != target else ""
        words: dict[str, Any] = {"line": labels[aim.line], "aim": draft.phrases.subject(aim.of_year), "gap": gap}
        amount = _line_amount(draft, row.line, target)
        yield _said(draft, "arithmetic", "aimed", target=amount, short=row.total < target, **words)
    last = expected.rows[-1]
    if last.total < 0:
        amount = _line_amount(draft, last.line, last.total)
        yield _said(draft, "arithmetic", "loss", label=last.line.label[draft.lang], amount=amount)


def _cases_table(draft: Draft, carried: Carried) -> Table:
    expected = carried.expected
    by_id = {row.line.id: row.line for row in expected.rows}
    ids = list(expected.cases[0][1])
    heads = [draft.say(_TOPIC, "cases_header"), *(by_id[id_].label[draft.lang] for id_ in ids)]
    rows = []
    for scenario, totals in expected.cases:
        percent = format_percent(scenario.percent, draft.lang)
        name = _said(draft, "practice", "case", label=scenario.label[draft.lang], percent=percent)
        amounts = (Sentence(_line_amount(draft, by_id[id_], totals[id_]), "arithmetic") for id_ in ids)
        rows.append((name, *amounts))
    return Table(draft.say(_TOPIC, "cases_caption"), tuple(heads), tuple(rows), align=_aligned(heads), brief=True)
