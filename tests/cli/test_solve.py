"""`solve`: the promises of the contract, on the shipped knowledge."""

from __future__ import annotations

import json

import pytest

from tests.cli.program import ROOT, advisor, solved

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DECLINE = {"product.life_cycle_stage": "decline", "market.type": "consumer"}
KEYS = {
    "goal",
    "status",
    "outcome",
    "undetermined",
    "possible",
    "exact",
    "missing",
    "arguments",
    "conflicts",
    "decided_by",
}


def sources_of(finding: dict, standing: str) -> set[str]:
    return {place for a in finding["arguments"] if a["standing"] == standing for place in a["sources"]}


def test_one_goal_is_an_object_and_several_are_a_list() -> None:
    one = solved(DECLINE, "--goal", "promo.mix")
    assert one.keys() >= KEYS
    assert one["goal"] == "promo.mix"
    several = solved(DECLINE, "--goal", "promo.mix", "--goal", "promo.mix_order")
    assert [finding["goal"] for finding in several] == ["promo.mix", "promo.mix_order"]


def test_an_area_is_a_goal() -> None:
    goals = {finding["goal"] for finding in solved(DECLINE, "--goal", "place")}
    assert {"place.channel_length", "place.channel_intensity"} <= goals


def test_decline_shows_both_views_of_communication_and_prefer_turns_it_round() -> None:
    finding = solved(DECLINE, "--goal", "promo.mix")
    claims = [claim["sources"] for claim in finding["conflicts"][0]["claims"]]
    assert any("004:495" in places for places in claims)
    assert any("004:1922" in places for places in claims)
    assert "stop" not in finding["outcome"]
    assert "sales_promotion" in finding["outcome"]
    assert "publicity" not in finding["outcome"]
    assert "004:495" in sources_of(finding, "set-aside")

    turned = solved(DECLINE, "--goal", "promo.mix", "--prefer", "004:495")
    assert turned["outcome"] == ["stop"]
    assert turned["decided_by"] == "preference"
    assert "004:1922" in sources_of(turned, "set-aside")


def test_the_two_documents_disagree_on_the_order_of_consumer_tools() -> None:
    finding = solved(
        {"market.type": "consumer", "product.life_cycle_stage": "growth", "product.newness": "existing"},
        "--goal",
        "promo.mix_order",
    )
    places = {place for claim in finding["conflicts"][0]["claims"] for place in claim["sources"]}
    assert {"004:1895", "001:588-598"} <= places
    other = solved(
        {"market.type": "consumer", "product.life_cycle_stage": "growth", "product.newness": "existing"},
        "--goal",
        "promo.mix_order",
        "--prefer",
        "001",
    )
    assert other["outcome"][0] == "sales_promotion"
    assert finding["outcome"][0] == "advertising"


def test_the_stage_is_inferred_from_its_signs() -> None:
    case = {
        "product.newness": "existing",
        "product.life_cycle_stage": None,
        "product.sales_trend": "fast",
        "product.profit_trend": "appearing_rising",
        "competitor.number_trend": "more_coming",
    }
    finding = solved(case, "--goal", "plc.objective")
    assert finding["status"] == "settled"
    assert finding["outcome"] == ["raise_share"]
    assert finding["arguments"][0]["facts"] == {"product.life_cycle_stage": "growth"}


def test_dont_know_is_never_no() -> None:
    known = solved({"market.type": "industrial"}, "--goal", "promo.mix_order")
    unknown = solved({"market.type": None, "product.life_cycle_stage": "growth"}, "--goal", "promo.mix_order")
    assert known["outcome"][0] == "personal_selling"
    assert unknown["status"] == "open"
    first = {tuple(one["outcome"][:1]) for one in unknown["possible"]}
    assert {("advertising",), ("personal_selling",)} <= first


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_solved_and_every_recommendation_cites_a_line(path) -> None:
    done = advisor("solve", "--facts", path, "--json")
    assert done.returncode == 0, done.stderr
    findings = json.loads(done.stdout)
    settled = [finding for finding in findings if finding["status"] == "settled" and finding["outcome"]]
    assert len(settled) > 15
    for finding in findings:
        for argument in finding["arguments"]:
            assert argument["sources"], argument["rule"]


def test_the_same_case_gives_the_same_bytes_whatever_the_hash_seed_and_order() -> None:
    facts = {
        "market.type": "consumer",
        "product.life_cycle_stage": "maturity",
        "product.traits": ["bulky", "perishable"],
    }
    turned = dict(reversed(facts.items()))
    first = advisor("solve", "--facts", "-", "--json", stdin=json.dumps(facts), env={"PYTHONHASHSEED": "1"})
    second = advisor("solve", "--facts", "-", "--json", stdin=json.dumps(turned), env={"PYTHONHASHSEED": "2"})
    assert first.stdout == second.stdout


def test_verbose_shows_agenda_and_firings_in_words() -> None:
    done = advisor("solve", "--facts", "-", "--goal", "promo.mix_order", "-v", stdin=json.dumps(DECLINE))
    assert "đang chờ" in done.stdout
    assert "quyết định" in done.stdout
    assert "promo." not in done.stdout


def test_the_screen_is_readable_at_80_columns_without_ids() -> None:
    for path in EXAMPLES:
        done = advisor("solve", "--facts", path)
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "promo." not in done.stdout
        assert "None" not in done.stdout


def test_english_advice_holds_no_vietnamese() -> None:
    done = advisor("solve", "--facts", ROOT / "examples" / "tra-chai.yaml", lang="en")
    body = (
        done.stdout.split("Sources:")[0].replace("đồng", "").replace("Tết", "")
    )  # English words for Vietnamese things
    assert not set("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ") & set(body.lower())
