"""How a plan is carried out: every choice has work, sums add up, objectives are watched, all within the period."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.consultation.consult import Advisor
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.model.types import Lang, Value
from advisor.planning.budget_blocks import budget_blocks, money_summary
from advisor.planning.carry import Carried, carry_out
from advisor.planning.controls import controls_blocks, plan_controls
from advisor.planning.draft import Draft
from advisor.planning.objectives import plan_objectives
from advisor.planning.shortfall import with_shortfalls
from advisor.planning.types import Block, Bullets, Heading, Period, Section, Table
from advisor.planning.work_blocks import actions_blocks, more_blocks
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT
from tests.properties.random_cases import random_case, random_firm

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
PERIODS = [
    YEAR,
    (date(2027, 2, 28), date(2027, 2, 28)),
    (date(2027, 12, 31), date(2028, 1, 1)),
    (date(2027, 3, 15), date(2027, 5, 2)),
    (date(2028, 2, 29), date(2033, 2, 27)),
]
HOSTILE = [Decimal(0), Decimal(1), Decimal(11), Decimal("99999999999999999999.5"), Decimal(10) ** 24 - 1]


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def draft_of(
    advisor: Advisor,
    sheet: dict[str, Value | None],
    days: tuple[date, date] = YEAR,
    lang: Lang = "vi",
    prefer: tuple[str, ...] = (),
) -> Draft:
    words = Words(lang, None, corpus=advisor.kb.outline.corpus)
    return Draft(advisor.consult(sheet, None, prefer, limit=100), Phrases(advisor.kb, words), Period(*days), "Trà")


def example(name: str, shipped: Advisor) -> dict[str, Value | None]:
    return dict(read_case(ROOT / "examples" / f"{name}.yaml", shipped.kb).answers)


def texts(blocks: Iterator[Block]) -> list[str]:
    return [one.text for one in Section("x", "x", tuple(blocks)).sentences()]


def check(draft: Draft) -> Carried:
    """Hold a plan to all that it promises about work, money and controls."""
    carried = carry_out(draft)
    start, end = draft.period.start, draft.period.end
    check_actions(draft, carried)
    budget = carried.budget
    assert budget.total == sum(row.total for row in budget.rows)
    assert all(len(row.months) == len(budget.months) for row in budget.rows)
    for row in budget.rows:
        assert sum(map(int, row.months)) == row.total
        assert all(one >= 0 and one == one.to_integral_value() for one in (*row.months, row.total))
    for _, sum_ in carried.money.cases:
        assert sum_ >= 0
    for index, (_, sum_) in enumerate(carried.money.cases):
        assert sum(portion.cases[index] for portion in carried.money.portions) == sum_
    check_forecast(carried)
    objectives = plan_objectives(draft)
    controls = plan_controls(draft, objectives, carried.expected)
    assert [one.objective for one in controls] == [one.id for one in objectives]
    assert all(one.how and one.when and one.threshold and one.then for one in controls)
    assert all(start <= one.deadline <= end for one in objectives)
    blocks = [
        *actions_blocks(draft, carried),
        *more_blocks(draft, carried),
        *budget_blocks(draft, carried),
        *controls_blocks(draft, objectives, controls, carried),
    ]
    check_blocks(draft, blocks)
    said = " ".join(texts(iter(blocks)))
    for sentence in money_summary(draft, carried):
        for number in (word.strip(".,") for word in sentence.text.split() if word[:1].isdigit()):
            assert number in said
    return carried


def check_actions(draft: Draft, carried: Carried) -> None:
    start, end = draft.period.start, draft.period.end
    assert all(start <= one.start <= one.end <= end for one in carried.actions)
    assert all(one.action and one.owner and one.kpi and one.strategy for one in carried.actions)
    assert len({one.action for one in carried.actions}) == len(carried.actions)
    covered = {one.goal for one in carried.actions}
    for goal, finding in draft.consultation.findings.items():
        decision = draft.kb.decisions[goal]
        if finding.outcome and any(decision.option(one).actions for one in finding.outcome):
            assert goal in covered, goal
    paid = sum(int(one.cost) for one in carried.actions if one.cost is not None)
    assert paid <= carried.budget.total


def check_forecast(carried: Carried) -> None:
    rows = {row.line.id: row for row in carried.expected.rows}
    for row in rows.values():
        assert len(row.months) == len(carried.expected.months)
        if row.line.plus or row.line.minus:
            parts = [rows[id_].total for id_ in row.line.plus], [rows[id_].total for id_ in row.line.minus]
            assert row.total == sum(parts[0]) - sum(parts[1])
    if "communication" in rows:
        assert rows["communication"].total == carried.budget.total
    for scenario, totals in carried.expected.cases:
        if scenario.percent == 100:
            assert all(rows[id_].total == total for id_, total in totals.items())


def check_blocks(draft: Draft, blocks: list[Block]) -> None:
    ids = {*draft.kb.facts, *draft.kb.decisions, *draft.kb.formulas}
    for block in blocks:
        match block:
            case Table():
                assert block.rows
                assert all(len(row) == len(block.headers) for row in block.rows)
                assert not block.align or len(block.align) == len(block.headers)
                assert len(block.headers) <= 7
            case Bullets():
                assert block.items
            case Heading():
                assert block.text
            case _:
                pass
    for text in texts(iter(blocks)):
        assert text.strip()
        assert "None" not in text
        assert "{" not in text
        assert not ids & set(text.split())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_keeps_every_promise(shipped: Advisor, path: Path, lang: Lang) -> None:
    case = read_case(path, shipped.kb)
    carried = check(draft_of(shipped, dict(case.answers), case.period or YEAR, lang))
    main = [one for one in carried.actions if one.main]
    assert 15 <= len(main) <= 35
    assert carried.budget.total > 0
    assert carried.expected.totals["revenue"] > 0


@pytest.mark.parametrize("days", PERIODS, ids=str)
def test_any_period_is_kept_to(shipped: Advisor, days: tuple[date, date]) -> None:
    check(draft_of(shipped, example("tra-chai", shipped), days))


@pytest.mark.parametrize("amount", HOSTILE, ids=str)
@pytest.mark.parametrize("days", PERIODS[1:], ids=str)
def test_sums_are_exact_whatever_the_amounts(shipped: Advisor, days: tuple[date, date], amount: Decimal) -> None:
    sheet = example("xuong-moc", shipped)
    money = [id_ for id_, fact in shipped.kb.facts.items() if fact.type == "money" and id_ in sheet]
    check(draft_of(shipped, {**sheet, **dict.fromkeys(money, amount)}, days))


@settings(max_examples=8)
@given(
    available=st.decimals(0, 10**15, places=0),
    tasks=st.none() | st.decimals(0, 10**15, places=1),
    price=st.decimals(0, 10**9, places=2),
    volume=st.decimals(0, 10**9, places=0),
    length=st.integers(0, 1800),
)
def test_no_plan_spends_more_than_there_is(
    shipped: Advisor, available: Decimal, tasks: Decimal | None, price: Decimal, volume: Decimal, length: int
) -> None:
    sheet = {
        **example("tra-chai", shipped),
        "promo.budget_available": available,
        "promo.task_costs": tasks,
        "price.current_or_planned": price,
        "product.planned_volume": volume,
    }
    end = date.fromordinal(date(2027, 1, 1).toordinal() + length)
    carried = check(draft_of(shipped, sheet, (date(2027, 1, 1), end)))
    part = carried.money.part_of_year
    assert carried.budget.total <= Fraction(available) * part + Fraction(1, 2)
    if tasks is not None:
        assert carried.budget.total <= Fraction(tasks) * part + 1


@pytest.mark.parametrize("make", [random_firm, random_case])
def test_random_firms_keep_every_promise(shipped: Advisor, make: object) -> None:
    rng = random.Random(7)
    for number in range(10):
        sheet = make(shipped.kb, rng)  # type: ignore[operator]
        days = PERIODS[number % len(PERIODS)]
        check(draft_of(shipped, sheet, days, "en" if number % 2 else "vi"))


def test_work_is_done_in_an_order_that_makes_sense(shipped: Advisor) -> None:
    carried = carry_out(draft_of(shipped, example("tra-chai", shipped)))
    first = {one.goal: one.start for one in reversed(carried.actions) if one.main}
    last = {one.goal: one.end for one in carried.actions if one.main}
    assert last["promo.audience"] < first["promo.message_content"]
    assert last["price.level"] < first["ad.media_type"]
    assert last["promo.message_content"] < first["ad.media_type"]
    assert last["ad.media_type"] < first["promo.mix"]
    assert last["promo.measure"] == carried.actions[-1].end or last["promo.measure"] == YEAR[1]


def test_the_owner_does_the_work_of_a_small_firm(shipped: Advisor) -> None:
    owners: dict[str, set[str]] = {}
    for size in ("small", "large"):
        sheet = {**example("tra-chai", shipped), "firm.size": size}
        owners[size] = {one.owner for one in carry_out(draft_of(shipped, sheet)).actions}
    assert "chủ doanh nghiệp" in owners["small"]
    assert "phụ trách marketing" not in owners["small"]
    assert "phụ trách marketing" in owners["large"]
    assert "chủ doanh nghiệp" not in owners["large"]


MONEY = (
    "promo.budget_available",
    "promo.task_costs",
    "promo.sales_percent",
    "competitor.promo_budget",
    "promo.parity_percent",
)


def test_without_any_figure_the_plan_asks_and_makes_up_nothing(shipped: Advisor) -> None:
    sheet = {id_: value for id_, value in example("tra-chai", shipped).items() if id_ not in MONEY}
    draft = draft_of(shipped, sheet)
    carried = check(draft)
    assert carried.budget.total == 0
    assert carried.budget.rows == ()
    assert all(one.cost is None for one in carried.actions)
    said = texts(budget_blocks(draft, carried))
    question = shipped.kb.facts["promo.task_costs"].question.vi
    assert any(question in text for text in said)


def test_the_method_chosen_is_the_engines_and_the_amount_its_own(shipped: Advisor) -> None:
    sheet = {**example("tra-chai", shipped), "promo.task_costs": Decimal(1_700_000_000)}
    draft = draft_of(shipped, sheet)
    carried = check(draft)
    chosen = draft.consultation.findings["promo.budget"].chosen
    assert [one.option for one in carried.money.methods if one.chosen] == list(chosen)
    assert carried.budget.method == draft.phrases.option("promo.budget", chosen[0])
    assert carried.budget.total == 1_700_000_000
    assert {one.option: one.amount for one in carried.money.methods} == {
        "percent_of_sales": 2_040_000_000,
        "competitive_parity": 6_000_000_000,
        "objective_task": 1_700_000_000,
        "affordable": 2_200_000_000,
    }


def test_a_method_that_asks_too_much_is_cut_to_what_there_is(shipped: Advisor) -> None:
    draft = draft_of(shipped, example("tra-chai", shipped))
    carried = check(draft)
    assert carried.budget.total == 2_200_000_000
    assert any("150.000.000\u00a0₫" in text for text in texts(budget_blocks(draft, carried)))


def test_a_plan_whose_forecast_misses_its_aim_says_what_would_reach_it(shipped: Advisor) -> None:
    sheet = example("tra-chai", shipped)
    draft = draft_of(shipped, sheet)
    carried = carry_out(draft)
    (aimed,) = carried.expected.aimed
    forecast = {row.line.id: row.total for row in carried.expected.rows}["after"]
    assert forecast < aimed.target
    assert aimed.needed
    for fact, needed in aimed.needed.items():
        for value, reaches in ((needed, True), (needed - 1, False)):
            other = carry_out(draft_of(shipped, {**sheet, fact: value}))
            total = {row.line.id: row.total for row in other.expected.rows}["after"]
            assert (total >= aimed.target) is reaches
    objectives = with_shortfalls(draft, plan_objectives(draft), carried.expected)
    (profit,) = [one for one in plan_controls(draft, objectives, carried.expected) if one.objective.endswith("profit")]
    assert draft.amount("VND", Decimal(forecast * 8 // 10)) in profit.threshold
    (basis,) = [one.basis for one in objectives if one.id == profit.objective]
    assert draft.amount("VND", Decimal(aimed.target - forecast)) in basis


def test_tools_that_rank_higher_get_more_and_equals_the_same(shipped: Advisor) -> None:
    carried = carry_out(draft_of(shipped, example("tra-chai", shipped)))
    shares = {portion.item.option or portion.item.id: portion.total for portion in carried.money.portions}
    assert shares["advertising"] == shares["publicity"] > shares["sales_promotion"] == shares["personal_selling"]
    assert shares["reserve"] == carried.budget.total / 10


def test_a_firm_that_stops_communicating_has_no_budget(shipped: Advisor) -> None:
    sheet = {**example("tra-chai", shipped), "product.life_cycle_stage": "decline"}
    place = shipped.kb.points["plc.decline.promo"].citation
    draft = draft_of(shipped, sheet, prefer=(place,))
    assert draft.consultation.findings["promo.mix"].chosen == ("stop",)
    carried = check(draft)
    assert carried.money.ground == "off"
    assert carried.budget.rows == ()
    assert any(one.option == "stop" for one in carried.actions)


def test_the_forecast_follows_the_answers(shipped: Advisor) -> None:
    totals = carry_out(draft_of(shipped, example("tra-chai", shipped))).expected.totals
    assert totals == {
        "units": 2_400_000,
        "revenue": 20_400_000_000,
        "variable_costs": 11_280_000_000,
        "margin": 9_120_000_000,
        "fixed_costs": 3_600_000_000,
        "costs": 14_880_000_000,
        "before": 5_520_000_000,
        "communication": 2_200_000_000,
        "after": 3_320_000_000,
    }


def test_half_a_year_is_half_of_everything(shipped: Advisor) -> None:
    sheet = example("bom-cong-nghiep", shipped)
    whole_year = carry_out(draft_of(shipped, sheet)).expected.totals
    half = carry_out(draft_of(shipped, sheet, (date(2027, 1, 1), date(2027, 6, 30)))).expected.totals
    assert {id_: total * 2 for id_, total in half.items()} == whole_year


def test_unit_cost_stands_in_where_the_kinds_of_cost_are_not_known(shipped: Advisor) -> None:
    lacking = {"product.unit_variable_cost", "firm.fixed_costs"}
    sheet = {id_: value for id_, value in example("tra-chai", shipped).items() if id_ not in lacking}
    expected = carry_out(draft_of(shipped, sheet)).expected
    assert expected.totals["costs"] == 6200 * 2_400_000
    assert "margin" not in expected.totals
    assert set(expected.missing) == lacking


def test_another_subject_is_carried_out_with_no_practice_at_all(houseplant_advisor: Advisor) -> None:
    for sheet in ({}, {"home.light": "dim", "home.has_pets": True}):
        carried = check(draft_of(houseplant_advisor, dict(sheet)))
        assert carried.budget.total == 0
        assert all(one.main for one in carried.actions)
