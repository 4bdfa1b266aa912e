"""How a plan is carried out: its work, its money and what they are expected to bring, which depend on each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from advisor.language.periods import months_of
from advisor.planning.actions import Piece, dates_of, pieces_of, strategy_of
from advisor.planning.draft import Draft
from advisor.planning.forecast import Expected, expect
from advisor.planning.money import Money, by_month, plan_money, profile_of
from advisor.planning.schedule import Dates
from advisor.planning.shares import split
from advisor.planning.types import Action, Budget, BudgetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The actions with dates and costs, the money by item and month, and the forecast."""

    actions: tuple[Action, ...]
    budget: Budget
    money: Money
    expected: Expected


def carry_out(draft: Draft) -> Carried:
    """Return how the plan is carried out.

    An item of the budget is spent while the work it pays for goes on; what several pieces of work share is divided
    evenly among them, and what no work stands for is spread evenly over the whole period.
    """
    money = plan_money(draft)
    pieces = pieces_of(draft)
    dates = dates_of(draft, pieces)
    costs = _costs(money, pieces)
    rows = tuple(
        BudgetRow(
            portion.item.label[draft.lang],
            tuple(map(Decimal, _months(draft, money, index, pieces, dates))),
            Decimal(portion.total),
        )
        for index, portion in enumerate(money.portions)
        if money.total
    )
    months = months_of(draft.period.start, draft.period.end)
    spent = [sum(int(row.months[index]) for row in rows) for index in range(len(months))]
    return Carried(
        actions=_actions(draft, pieces, dates, costs),
        budget=Budget(
            method=_method(draft, money),
            rows=rows,
            total=Decimal(money.total),
            months=tuple(month.first for month in months),
        ),
        money=money,
        expected=expect(draft, spent),
    )


def _costs(money: Money, pieces: tuple[Piece, ...]) -> dict[str, int]:
    """Return what each paid piece of work costs, by its id."""
    found: dict[str, int] = {}
    for portion in money.portions:
        paid = [piece.id for piece in pieces if piece.item == portion.item.id]
        if money.total:
            found.update(zip(paid, split(portion.total, [1] * len(paid)), strict=True))
    return found


def _months(draft: Draft, money: Money, index: int, pieces: tuple[Piece, ...], dates: Dates) -> tuple[int, ...]:
    portion = money.portions[index]
    spans: list[tuple[date, date]] = [dates[piece.id] for piece in pieces if piece.item == portion.item.id]
    profile = profile_of(draft, "spending") if spans else None
    spans = spans or [(draft.period.start, draft.period.end)]
    shares = split(portion.total, [1] * len(spans))
    by_span = [by_month(draft, share, span, profile, rounded=True) for share, span in zip(shares, spans, strict=True)]
    return tuple(map(sum, zip(*by_span, strict=True)))


def _method(draft: Draft, money: Money) -> str:
    """Return the chosen method in words, or that none is settled."""
    plan = draft.kb.work.budget
    if plan is None:
        return draft.say("plan_budget", "method", labels=[], ties=[])
    chosen = [draft.phrases.option(plan.method, one.option) for one in money.methods if one.chosen]
    ties = [draft.phrases.option(plan.method, one.option) for one in money.methods if one.tied]
    return draft.say("plan_budget", "method", labels=chosen, ties=ties)


def _actions(draft: Draft, pieces: tuple[Piece, ...], dates: Dates, costs: dict[str, int]) -> tuple[Action, ...]:
    order = sorted(enumerate(pieces), key=lambda pair: (not pair[1].main, dates[pair[1].id][0], pair[1].stage, pair[0]))
    return tuple(
        Action(
            action=piece.text,
            owner=piece.owner,
            start=dates[piece.id][0],
            end=dates[piece.id][1],
            cost=Decimal(costs[piece.id]) if piece.id in costs else None,
            kpi=piece.kpi,
            strategy=strategy_of(draft, piece),
            origin=piece.origin,
            sources=piece.sources,
            goal=piece.goal,
            option=piece.option,
            main=piece.main,
            phase=piece.phase,
        )
        for _, piece in order
    )
