"""Explanations on the shipped knowledge, through the commands."""

from __future__ import annotations

import json

import pytest

from tests.cli.program import ROOT, advisor, solved

TEA = ROOT / "examples" / "tra-chai.yaml"


def explained(*words: str, case: dict | None = None):
    done = (
        advisor("explain", "--facts", "-", "--json", *words, stdin=json.dumps(case))
        if case is not None
        else advisor("explain", "--facts", TEA, "--json", *words)
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_explanation_names_rules_facts_reasons_and_places() -> None:
    found = explained("--goal", "price.new_product_strategy")
    assert found["outcome"] == ["penetrate"]
    assert {"goal", "outcome", "support", "rules", "against", "trace"} <= found.keys()
    for rule in found["rules"]:
        assert {"id", "conditions", "because", "sources"} <= rule.keys()
        assert rule["because"]["vi"] and rule["because"]["en"] and rule["sources"]
    assert "market.price_sensitivity" in found["support"]["facts"]
    assert [step["step"] for step in found["trace"]] == list(range(1, len(found["trace"]) + 1))


def test_the_trace_goes_back_to_the_answers() -> None:
    case = {
        "product.newness": "existing",
        "product.life_cycle_stage": None,
        "product.sales_trend": "fast",
        "product.profit_trend": "appearing_rising",
        "competitor.number_trend": "more_coming",
    }
    found = explained("--goal", "plc.objective", case=case)
    facts = {fact for step in found["trace"] for fact in step["facts"]}
    assert {"product.sales_trend", "product.profit_trend", "competitor.number_trend"} <= facts


def test_why_not_names_unmet_conditions_and_the_smallest_change_works() -> None:
    found = explained("--goal", "price.new_product_strategy", "--why-not", "skim")
    assert found["unmet"]
    change = found["smallest_change"]
    assert change
    done = advisor(
        "what-if",
        "--facts",
        TEA,
        "--json",
        *[f"{k}={','.join(v) if isinstance(v, list) else v}" for k, v in change.items()],
    )
    after = {one["goal"]: one["after"]["outcome"] for one in json.loads(done.stdout)["changes"]}
    assert after["price.new_product_strategy"] == ["skim"]


@pytest.mark.parametrize("depth", ["sentence", "paragraph", "tree"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_three_depths(depth: str, lang: str) -> None:
    done = advisor("explain", "--facts", TEA, "--goal", "place.channel_length", "--depth", depth, lang=lang)
    assert done.returncode == 0, done.stderr
    assert "[004:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    if depth == "sentence":
        assert len(done.stdout.splitlines()) <= 3


def test_what_if_equals_a_fresh_consultation() -> None:
    done = advisor("what-if", "--facts", TEA, "--json", "customer.readiness=action")
    changes = {one["goal"]: one["after"]["outcome"] for one in json.loads(done.stdout)["changes"]}
    text = TEA.read_text("utf-8").replace("customer.readiness: awareness", "customer.readiness: action")
    fresh = advisor("solve", "--facts", "-", "--json", stdin=text)
    outcomes = {one["goal"]: one["outcome"] for one in json.loads(fresh.stdout)}
    before = {one["goal"]: one["outcome"] for one in json.loads(advisor("solve", "--facts", TEA, "--json").stdout)}
    assert changes
    for goal, outcome in outcomes.items():
        assert outcome == changes.get(goal, before[goal])


def test_what_if_without_a_change_ranks_the_answers() -> None:
    done = advisor("what-if", "--facts", TEA, "--json")
    found = json.loads(done.stdout)
    assert found
    counts = [len(one["decisions"]) for one in found]
    assert counts == sorted(counts, reverse=True)


def test_a_condition_shown_is_necessary() -> None:
    case = {"market.type": "consumer", "product.newness": "existing", "product.life_cycle_stage": "growth"}
    found = explained("--goal", "plc.objective", case=case)
    for fact in found["support"]["facts"]:
        fewer = {key: value for key, value in case.items() if key != fact}
        assert solved(fewer, "--goal", "plc.objective")["status"] != "settled"
