"""What a plan is expected to bring, in words and tables: the part of the section of money that looks ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from advisor.language.dates import format_months
from advisor.language.numbers import format_money, format_number, format_percent
from advisor.model.work import Forecast, ForecastLine
from advisor.planning.carry import Carried
from advisor.planning.draft import Draft
from advisor.planning.forecast import Aimed, grouped, volume_at
from advisor.planning.money import profile_of
from advisor.planning.prose import ask_sentence
from advisor.planning.types import Align, Block, Bullets, From, Paragraph, Sentence, Table

_TOPIC = "plan_budget"


def said(draft: Draft, origin: From, macro: str, sources: Sequence[str] = (), **parts: Any) -> Sentence:
    """Return a sentence of the section on money."""
    return draft.sentence(origin, _TOPIC, macro, sources, **parts)


def money_of(draft: Draft, amount: int | Decimal) -> str:
    """Return an amount of money in words."""
    return format_money(Decimal(amount), draft.lang)


def questions(draft: Draft, ids: Sequence[str] | dict[str, None]) -> Bullets:
    """Return what to find out, a fact each, with how."""
    return Bullets(
        tuple(
            (ask_sentence(draft, id_) if id_ in draft.kb.facts else Sentence(draft.phrases.subject(id_), "fact"),)
            for id_ in ids
        )
    )


def aligned(heads: Sequence[str]) -> tuple[Align, ...]:
    """Return how the columns of a table of amounts are aligned: words at the start, amounts at the end."""
    return tuple("end" if column else "start" for column in range(len(heads)))


def forecast_blocks(draft: Draft, carried: Carried, forecast: Forecast) -> Iterator[Block]:
    """Yield what the plan is expected to bring; where nothing can be worked out, what to find out."""
    expected = carried.expected
    worked_out = [row for row in expected.rows if not row.line.budget]
    if not worked_out:
        yield draft.paragraph("fact", _TOPIC, "no_forecast")
        yield questions(draft, expected.missing)
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
        yield questions(draft, expected.missing)


def _assumptions(draft: Draft, carried: Carried, forecast: Forecast) -> Iterator[Sentence]:
    profile = profile_of(draft, "sales")
    if profile is not None:
        sources = (*profile.cites, *draft.kb.citations(profile.teaches))
        for row in carried.expected.rows:
            if row.line.varies:
                parts = {"line": row.line.label[draft.lang], "label": profile.label[draft.lang]}
                yield said(draft, "practice", "forecast_note", sources, **parts)
    for remark in forecast.remarks if carried.budget.total else ():
        yield Sentence(remark[draft.lang], "practice", forecast.cites)


def line_amount(draft: Draft, line: ForecastLine, amount: int) -> str:
    """Return an amount of a line in its unit."""
    return money_of(draft, amount) if line.unit.startswith("VND") else format_number(Decimal(amount), draft.lang)


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
                Sentence(line_amount(draft, row.line, sum(row.months[index] for index in span)), "arithmetic")
                for span in spans
            ),
            Sentence(line_amount(draft, row.line, row.total), "arithmetic"),
        )
        for row in expected.rows
    ]
    return Table(draft.say(_TOPIC, "forecast_caption"), tuple(heads), tuple(rows), align=aligned(heads))


def _results(draft: Draft, carried: Carried) -> Iterator[Sentence]:
    expected = carried.expected
    labels = {row.line.id: row.line.label[draft.lang] for row in expected.rows}
    for crossing, month in expected.crossed:
        parts = {"line": labels[crossing.line], "label": crossing.label[draft.lang]}
        driven = volume_at(expected, crossing)
        volume = driven and line_amount(draft, driven[0].line, driven[1])
        by = driven[0].line.label[draft.lang] if driven else ""
        if month is None:
            yield said(draft, "arithmetic", "not_crossed", **parts)
            continue
        reached = expected.months[month]
        when = format_months(reached.first, reached.last, draft.lang)
        yield said(draft, "arithmetic", "crossed", month=when, volume=volume, by=by, **parts)
    rows = {row.line.id: row for row in expected.rows}
    for one in expected.aimed:
        aim, target, row = one.aim, one.target, rows[one.aim.line]
        gap = line_amount(draft, row.line, abs(row.total - target)) if row.total != target else ""
        words: dict[str, Any] = {"line": labels[aim.line], "aim": draft.phrases.subject(aim.of_year), "gap": gap}
        amount = line_amount(draft, row.line, target)
        yield said(draft, "arithmetic", "aimed", target=amount, short=row.total < target, **words)
        if one.needed:
            yield said(draft, "arithmetic", "needed", ways=ways(draft, one))
    last = expected.rows[-1]
    if last.total < 0:
        amount = line_amount(draft, last.line, last.total)
        yield said(draft, "arithmetic", "loss", label=last.line.label[draft.lang], amount=amount)


def ways(draft: Draft, one: Aimed) -> list[dict[str, str]]:
    """Return each number that alone would bring a line to its aim: what it is, has to be and is now."""
    return [
        {
            "label": draft.phrases.subject(id_),
            "needed": draft.phrases.amount(id_, value),
            "now": draft.phrases.amount(id_, draft.number(id_) or Decimal(0)),
        }
        for id_, value in one.needed.items()
    ]


def _cases_table(draft: Draft, carried: Carried) -> Table:
    expected = carried.expected
    by_id = {row.line.id: row.line for row in expected.rows}
    ids = list(expected.cases[0][1])
    heads = [draft.say(_TOPIC, "cases_header"), *(by_id[id_].label[draft.lang] for id_ in ids)]
    rows = []
    for scenario, totals in expected.cases:
        percent = format_percent(scenario.percent, draft.lang)
        name = said(draft, "practice", "case", label=scenario.label[draft.lang], percent=percent)
        amounts = (Sentence(line_amount(draft, by_id[id_], totals[id_]), "arithmetic") for id_ in ids)
        rows.append((name, *amounts))
    return Table(draft.say(_TOPIC, "cases_caption"), tuple(heads), tuple(rows), align=aligned(heads), brief=True)
