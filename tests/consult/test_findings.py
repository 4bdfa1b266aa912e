"""What a consultation finds, told on the houseplants."""

from __future__ import annotations

from decimal import Decimal

import pytest

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.errors import UsageError
from advisor.evaluate.evaluator import Sheet
from advisor.model.types import KnowledgeBase

NUMBERS: dict[str, Decimal] = {
    "money.budget": Decimal(1_000_000),
    "money.count": Decimal(4),
    "money.pot_price": Decimal(50_000),
    "money.plant_price": Decimal(120_000),
    "home.humidity": Decimal(50),
}


def finding(advisor: Advisor, goal: str, sheet: Sheet, **more: object) -> Finding:
    return advisor.consult(sheet, [goal], **more).findings[goal]  # type: ignore[arg-type]


def test_every_case_of_the_houseplants_holds(houseplant: KnowledgeBase, houseplant_advisor: Advisor) -> None:
    for case in houseplant.cases:
        found = houseplant_advisor.consult(case.given, prefer=case.prefer)
        fired = set(found.trace.fired_rules())
        for id_, expected in case.expect.items():
            if id_ in houseplant.decisions and expected.outcome is not None:
                assert found.findings[id_].outcome == expected.outcome, case.name
            elif expected.outcome is not None:
                assert (found.facts[id_].value,) == expected.outcome, case.name
            assert set(expected.because) <= fired
            assert not set(expected.not_because) & fired


def test_an_outcome_that_no_answer_can_change_is_settled_without_the_answer(houseplant_advisor: Advisor) -> None:
    sheet = {"plant.owned": True, "keeper.experience": "none", "plant.leaves": "firm", "plant.soil": "dry"}
    found = finding(houseplant_advisor, "care.repot", sheet)
    assert (found.status, found.outcome, found.missing) == ("settled", ("wait",), ())


def test_a_ticked_option_of_which_it_is_unknown_whether_it_is_offered_is_told_as_answered(
    houseplant_advisor: Advisor,
) -> None:
    found = houseplant_advisor.consult({"keeper.wishes": ("flowers", "herbs"), "keeper.experience": "none"})
    assert found.facts["keeper.wishes"].value == ("flowers", "herbs")
    arguments = {one.rule: one for one in found.findings["choice.species"].arguments}
    assert arguments["species.beginner-orchid"].facts["keeper.wishes"] == ("flowers", "herbs")


def test_an_option_that_is_hidden_plays_no_part(houseplant_advisor: Advisor) -> None:
    found = houseplant_advisor.consult({"keeper.wishes": ("flowers", "herbs"), "home.light": "dim"})
    assert found.facts["keeper.wishes"].value == ("flowers",)


def test_an_answer_to_a_question_that_does_not_apply_plays_no_part(houseplant_advisor: Advisor) -> None:
    found = houseplant_advisor.consult({"home.has_pets": False, "home.pet_habits": ("chews_leaves",)})
    assert "home.pet_habits" not in found.facts
    assert "species.chewing-no-pothos" not in found.trace.fired_rules()


def test_what_is_certain_of_an_open_decision_is_used(houseplant_advisor: Advisor) -> None:
    """The air is unknown, so the things to buy are open; that the grow light is among them is not."""
    found = finding(houseplant_advisor, "care.extras", {"home.light": "dim", "keeper.days_away": Decimal(0)})
    assert found.status == "open"
    assert all("grow_light" in one.outcome for one in found.possible)
    assert {one.outcome for one in found.possible} == {("grow_light",), ("grow_light", "pebble_tray")}
    assert found.missing == ("home.humidity",)


def test_a_dont_know_is_inferred_from_other_signs(houseplant_advisor: Advisor) -> None:
    sheet: Sheet = {"plant.owned": True, "plant.health": None, "plant.leaves": "drooping", "plant.soil": "dry"}
    found = houseplant_advisor.consult(sheet)
    assert found.facts["plant.health"].by == "inference"
    assert found.inferences["plant.health"] == ("health.signs.thirsty",)
    assert found.findings["care.change"].status == "open"  # the light is not known yet


def test_an_answer_wins_over_an_inference(houseplant_advisor: Advisor) -> None:
    sheet: Sheet = {"plant.owned": True, "plant.health": "drowned", "plant.leaves": "firm", "plant.soil": "dry"}
    found = houseplant_advisor.consult(sheet)
    assert (found.facts["plant.health"].value, found.facts["plant.health"].by) == ("drowned", "answer")


# --- amounts ----------------------------------------------------------------------------------------


def test_amounts_are_worked_out(houseplant_advisor: Advisor) -> None:
    found = finding(houseplant_advisor, "cost.amounts", NUMBERS)
    assert {option: amount.value for option, amount in found.amounts.items()} == {
        "whole": Decimal(680_000),
        "left": Decimal(320_000),
        "water": Decimal("3.00"),
    }


def test_a_fact_is_inferred_by_arithmetic(houseplant_advisor: Advisor) -> None:
    sheet = {id_: value for id_, value in NUMBERS.items() if id_ != "money.plant_price"}
    found = houseplant_advisor.consult(sheet)
    assert (found.facts["money.plant_price"].value, found.facts["money.plant_price"].by) == (
        Decimal(200_000),
        "arithmetic",
    )
    assert found.findings["cost.amounts"].amounts["left"].value == 0


def test_a_requirement_that_fails_leaves_no_result_and_nothing_to_ask(houseplant_advisor: Advisor) -> None:
    sheet: dict[str, Decimal] = {**NUMBERS, "money.count": Decimal(0)}
    sheet.pop("money.plant_price")
    amount = finding(houseplant_advisor, "cost.amounts", sheet).amounts["whole"]
    assert amount.value is None
    assert amount.missing == ("money.plant_price",)  # the price can still be asked for itself
    dry = finding(houseplant_advisor, "cost.amounts", {**NUMBERS, "home.humidity": Decimal(0)})
    assert (dry.status, dry.outcome) == ("settled", ("left", "whole"))  # no amount of water: it is not known


def test_missing_numbers_are_asked_for(houseplant_advisor: Advisor) -> None:
    found = finding(houseplant_advisor, "cost.amounts", {"money.budget": Decimal(0), "money.count": Decimal(2)})
    assert found.status == "open"
    assert {"money.pot_price", "home.humidity"} <= set(found.missing)


# --- usage ------------------------------------------------------------------------------------------


def test_an_area_stands_for_its_decisions(houseplant_advisor: Advisor) -> None:
    assert set(houseplant_advisor.consult({}, ["care"]).findings) == {"care.extras", "care.change", "care.repot"}


@pytest.mark.parametrize(
    ("goals", "prefer", "said"),
    [
        (["choice.speces"], [], "did you mean 'choice.species'"),
        ([], ["S3"], "unknown source 'S3'"),
        ([], ["S1:x"], "unknown source"),
        ([], ["species.beginner-orchd"], "did you mean 'species.beginner-orchid'"),
    ],
)
def test_wrong_goals_and_sources_are_refused(
    houseplant_advisor: Advisor, goals: list[str], prefer: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        houseplant_advisor.consult({}, goals or None, prefer)


def test_the_agenda_is_kept_where_it_is_watched(houseplant_advisor: Advisor) -> None:
    watched = houseplant_advisor.consult({"home.light": "dim"}, watch=True).trace
    assert len(watched.agendas) == len(watched.firings) > 0
    for agenda in watched.agendas:
        assert [entry.salience for entry in agenda] == sorted((entry.salience for entry in agenda), reverse=True)
    assert houseplant_advisor.consult({"home.light": "dim"}).trace.agendas == ()
