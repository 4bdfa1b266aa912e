"""How much money a plan has, by which method, and what it is divided among. All sums are whole đồng."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from advisor.language.periods import months_of
from advisor.model.work import BudgetItem, BudgetPlan, Profile, Purpose, Scenario
from advisor.planning.draft import Draft
from advisor.planning.shares import round_step, split, spread, stretched, whole

Ground = Literal["method", "ceiling", "other", "nothing", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to set the budget, and what it comes to in a year; None where an answer is missing.

    `tied`: there is as much to be said for it as for another.
    """

    option: str
    chosen: bool
    tied: bool
    amount: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What an item of the budget gets: `part` of the whole, `total` in the plan, `cases` in each scenario.

    `points`: its parts by the order of importance; 0 where it has a fixed share or there is no order.
    """

    item: BudgetItem
    part: Fraction
    total: int
    cases: tuple[int, ...]
    points: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money of a plan.

    `ground`: what the total stands on: the chosen method, the ceiling, another method (`stand_in`) or nothing;
    `off` where there is nothing to pay for. `year`: what that is for a year; `wanted`: what the chosen method asks
    for; `ceiling`: what can be spent; `total`: what falls in the period, which is `part_of_year`.
    """

    ground: Ground
    methods: tuple[Method, ...] = ()
    total: int = 0
    year: int | None = None
    wanted: int | None = None
    ceiling: int | None = None
    stand_in: str = ""
    part_of_year: Fraction = Fraction(1)
    portions: tuple[Portion, ...] = ()
    cases: tuple[tuple[Scenario, int], ...] = ()
    ordered: bool = False

    @property
    def capped(self) -> bool:
        """Return whether the chosen method asks for more than can be spent."""
        return self.wanted is not None and self.ceiling is not None and self.wanted > self.ceiling


def plan_money(draft: Draft) -> Money:
    """Return the money of the plan; the total is 0 where nothing is known of it or nothing is to be paid for."""
    plan = draft.kb.work.budget
    if plan is None or (plan.when is not None and draft.truth(plan.when) is False):
        return Money(ground="off")
    methods = _methods(draft, plan)
    ceiling = draft.number(plan.ceiling) if plan.ceiling else None
    most = None if ceiling is None else whole(ceiling)
    ground, year, wanted, stand_in = _year(methods, most)
    part_of_year = sum((month.part_of_year for month in months_of(*_days(draft))), Fraction(0))
    portions = _portions(draft, plan)
    total = whole(year * part_of_year) if year is not None and portions else 0
    cases = tuple(
        (scenario, whole(total * Fraction(scenario.percent) / 100))
        for scenario in draft.kb.work.scenarios
        if draft.holds(scenario.when)
    )
    return Money(
        ground=ground,
        methods=methods,
        total=total,
        year=year,
        wanted=wanted,
        ceiling=most,
        stand_in=stand_in,
        part_of_year=part_of_year,
        portions=_filled(portions, total, [sum_ for _, sum_ in cases]),
        cases=cases,
        ordered=any(portion.points for portion in portions),
    )


def _days(draft: Draft) -> tuple[date, date]:
    return draft.period.start, draft.period.end


def _methods(draft: Draft, plan: BudgetPlan) -> tuple[Method, ...]:
    finding = draft.consultation.findings.get(plan.method)
    shown = draft.consultation.findings.get(plan.amounts)
    amounts = shown.amounts if shown else {}
    chosen = finding.chosen if finding else ()
    formulas = {one.id: one.formula for one in draft.kb.decisions[plan.amounts].options}
    found: list[Method] = []
    for option in draft.kb.decisions[plan.method].options:
        amount = amounts.get(option.id)
        value = draft.number(formulas[option.id]) if formulas.get(option.id) else None
        found.append(
            Method(
                option=option.id,
                chosen=option.id in chosen,
                tied=finding is not None and option.id in finding.tied,
                amount=None if value is None else whole(value),
                missing=amount.missing if amount is not None else (),
            )
        )
    return tuple(found)


def _year(methods: tuple[Method, ...], ceiling: int | None) -> tuple[Ground, int | None, int | None, str]:
    """Return what a year's money stands on, how much it is, what the chosen method asks for, and what stands in."""
    wanted = next((one.amount for one in methods if one.chosen and one.amount is not None), None)
    if wanted is not None:
        return "method", wanted if ceiling is None else min(wanted, ceiling), wanted, ""
    if ceiling is not None:
        return "ceiling", ceiling, None, ""
    known = sorted((one.amount, one.option) for one in methods if one.amount is not None)
    return ("other", known[0][0], None, known[0][1]) if known else ("nothing", None, None, "")


# --- what it is divided among --------------------------------------------------------------------------


def _portions(draft: Draft, plan: BudgetPlan) -> list[Portion]:
    """Return the items with their parts of the whole; no amounts yet, and nothing at all where no option is chosen."""
    finding = draft.consultation.findings.get(plan.items)
    chosen = set(finding.chosen) if finding else set()
    items = [item for item in draft.kb.work.budget_items if draft.holds(item.when)]
    fixed = [item for item in items if item.share]
    options = [item for item in items if item.option in chosen]
    if not options:
        return []
    points = _points(draft, plan, [item.option for item in options])
    weights = [points.get(item.option, Fraction(1)) for item in options]
    rest = Fraction(1) - sum((Fraction(item.share) / 100 for item in fixed), Fraction(0))
    parts = [rest * weight / sum(weights) for weight in weights]
    ranked = sorted(zip(options, parts, strict=True), key=lambda pair: -pair[1])
    found = [
        Portion(item=item, part=part, total=0, cases=(), points=points.get(item.option, Fraction(0)))
        for item, part in ranked
    ]
    return found + [Portion(item=item, part=Fraction(item.share) / 100, total=0, cases=()) for item in fixed]


def _points(draft: Draft, plan: BudgetPlan, options: list[str]) -> Mapping[str, Fraction]:
    """Return one point for the last place, one more for each place above it; equals share those of their places.

    Options that the order does not speak of come after all others. Empty where there is no order.
    """
    finding = draft.consultation.findings.get(plan.order) if plan.order else None
    if finding is None or not finding.chosen:
        return {}
    groups = [[one for one in group if one in options] for group in draft.consultation.order(plan.order)]
    groups.append([one for one in options if all(one not in group for group in groups)])
    found: dict[str, Fraction] = {}
    for group in groups:
        before = len(found)
        found.update(dict.fromkeys(group, len(options) - before - Fraction(len(group) - 1, 2)))
    return found


def _filled(portions: list[Portion], total: int, cases: list[int]) -> tuple[Portion, ...]:
    """Return the portions with their amounts: they add up to the total, in every case."""
    parts = [portion.part for portion in portions]
    amounts = split(total, parts)
    by_case = [split(sum_, parts) for sum_ in cases]
    return tuple(
        Portion(
            item=portion.item,
            part=portion.part,
            total=amounts[index],
            cases=tuple(case[index] for case in by_case),
            points=portion.points,
        )
        for index, portion in enumerate(portions)
    )


# --- when it is spent ----------------------------------------------------------------------------------


def profile_of(draft: Draft, purpose: Purpose) -> Profile | None:
    """Return how amounts for a purpose are spread over time, or None where that is left open: evenly."""
    return next((one for one in draft.kb.work.profiles if one.purpose == purpose and draft.holds(one.when)), None)


def by_month(
    draft: Draft, amount: int, span: tuple[date, date], profile: Profile | None, *, rounded: bool = False
) -> tuple[int, ...]:
    """Divide an amount among the months of the period by the days of `span` that fall in each, and the profile.

    `rounded`: in amounts that are easy to read.
    """
    days = [
        max(0, (min(month.last, span[1]) - max(month.first, span[0])).days + 1) for month in months_of(*_days(draft))
    ]
    step = round_step(amount, sum(1 for one in days if one)) if rounded else 1
    return spread(amount, stretched(profile.weights if profile else (1,), days), step)
