"""Pictures of a plan: each where its values are known, none where they are not, and true to the values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from advisor.consultation.consult import Advisor
from advisor.errors import KnowledgeError
from advisor.interview.case_file import parse_case
from advisor.model.load import load_knowledge
from advisor.planning.types import Figure, Plan
from advisor.planning.write import draw_up
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT

PRICE = """
  price.current_or_planned: 30000
  product.unit_variable_cost: 18000
  firm.fixed_costs: 120 triệu
  product.planned_volume: 20000
  firm.target_profit: 60 triệu
  competitor.sellers: many_different
  competitor.price: 28000
  product.unit_cost: 24000
"""


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def figures(shipped: Advisor, facts: str, lang: str = "vi", name: str = "Tiệm A") -> dict[str, Figure]:
    case = parse_case(f"facts:\n{facts or '  {}'}", "case.yaml", shipped.kb)
    plan: Plan = draw_up(shipped.consult(case.answers, limit=1), lang, None, name)  # type: ignore[arg-type]
    return {block.id: block for section in plan.sections for block in section.blocks if isinstance(block, Figure)}


def test_nothing_known_gives_no_picture(shipped: Advisor) -> None:
    assert set(figures(shipped, "")) <= {"figure-calendar"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_stage_has_its_mark(shipped: Advisor, lang: str) -> None:
    seen = {
        stage: figures(shipped, f"  product.life_cycle_stage: {stage}", lang)["figure-life-cycle"]
        for stage in ("introduction", "growth", "maturity", "decline")
    }
    dots = [float(re.search(r'<circle cx="([\d.]+)"', figure.svg)[1]) for figure in seen.values()]  # type: ignore[index]
    assert dots == sorted(dots)
    assert len({figure.description for figure in seen.values()}) == 4


def test_break_even_and_prices_say_the_sums(shipped: Advisor) -> None:
    found = figures(shipped, PRICE)
    assert "10.000" in found["figure-break-even"].svg
    assert "Hòa vốn: 10.000" in found["figure-break-even"].description
    assert found["figure-price-position"].description.index("18.000") < found[
        "figure-price-position"
    ].description.index("28.000")
    for figure in found.values():
        ElementTree.fromstring(figure.svg)
        assert figure.caption
        assert f'<desc id="{figure.id}-desc">{figure.description}</desc>' in figure.svg


@pytest.mark.parametrize(
    "change",
    [
        "price.current_or_planned: 18000",  # no volume breaks even
        "price.current_or_planned: 0",
        "firm.fixed_costs: 0",
    ],
)
def test_a_crossing_that_does_not_exist_is_not_drawn(shipped: Advisor, change: str) -> None:
    key = change.partition(":")[0]
    facts = "\n".join(line for line in PRICE.splitlines() if key not in line) + f"\n  {change}\n"
    assert "figure-break-even" not in figures(shipped, facts)


@pytest.mark.parametrize("amount", ["999999999999999", "1"])
def test_enormous_and_tiny_money_is_drawn_whole(shipped: Advisor, amount: str) -> None:
    facts = PRICE.replace("120 triệu", amount) + f"  promo.budget_available: {amount}\n"
    for figure in figures(shipped, facts).values():
        numbers = [float(one) for one in re.findall(r'(?:x|y|width|cx|cy)="(-?[\d.]+)"', figure.svg)]
        assert all(-10 <= number <= 2000 for number in numbers), figure.id


@pytest.mark.parametrize(("traits", "field"), [("[recognised]", "Ô A"), ("[]", "Ô B")])
def test_the_image_stands_in_its_field(shipped: Advisor, traits: str, field: str) -> None:
    found = figures(shipped, f"  brand.traits: {traits}\n  customer.readiness: liking\n")
    assert field.lower() in found["figure-image"].description.lower()


def test_names_are_escaped_inside_pictures(shipped: Advisor) -> None:
    found = figures(shipped, "  product.life_cycle_stage: growth", name="<b>{{ 7*7 }}</b>" + "x" * 5000)
    svg = found["figure-life-cycle"].svg
    ElementTree.fromstring(svg)
    assert "<b>" not in svg
    assert len(svg) < 10_000


def test_another_subject_has_a_map_of_its_reasoning_without_declaring_it() -> None:
    houseplant = Advisor(compile_rules(load_knowledge(HOUSEPLANT)))
    facts = {fact.id: fact.options[0].id for fact in houseplant.kb.facts.values() if fact.type == "choice"}
    case = parse_case(json.dumps({"facts": facts}), "case.json", houseplant.kb)
    plan = draw_up(houseplant.consult(case.answers), "en", HOUSEPLANT / "templates", "A fern")
    ids = [block.id for section in plan.sections for block in section.blocks if isinstance(block, Figure)]
    assert "figure-reasoning" in ids


FAULTS = {
    "chart: pie, section: budget": "not one of curve, crossing",
    "chart: curve, section: situation": "needs 'subject'",
    "chart: split, section: budgets": "no section 'budgets'",
    "chart: scale, section: mix, across: {vi: a, en: a}, points: [{of: pot.sise, label: {vi: a, en: a}}]": "own: true",
    "chart: reasoning, section: appendix, decisions: [care.waterin]": "care.waterin",
    "chart: quadrant, section: mix, subject: nothing.here": "nothing.here",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_figure_is_reported_with_its_place(fault: str, tmp_path: Path) -> None:
    for path in HOUSEPLANT.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(HOUSEPLANT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    extra = tmp_path / "knowledge" / "practice" / "figures.yaml"
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_text(f"figures:\n- {{id: figure.a, caption: {{vi: Hình, en: Figure}}, {fault}}}\n", "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(tmp_path)
    assert FAULTS[fault] in str(raised.value)
    assert re.search(r"figures\.yaml:\d+:\d+: error", str(raised.value))
