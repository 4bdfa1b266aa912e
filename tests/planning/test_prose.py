"""Statements, pairs and objectives of a small base about tea: made where they hold, filled in, never guessed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from advisor.consultation.consult import Advisor
from advisor.model.load import load_knowledge
from advisor.model.types import Value
from advisor.planning.build import build_plan
from advisor.planning.once import said_once
from advisor.planning.types import Bullets, Heading, Paragraph, Period, Plan, Section, Sentence, Table
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT

PRACTICE = """
sources:
- {id: okakura-1906, kind: practice, cite: Okakura 1906, title: {vi: Trà thư, en: The Book of Tea}}
sections:
- {id: swot, title: {vi: Hay dở, en: Good and bad}, empty: {vi: Chưa có gì., en: Nothing yet.}}
parts:
- {id: good, section: swot, form: bullets, title: {vi: Hay, en: Good}, cites: [okakura-1906], asks: [tea.guests]}
- {id: both, section: swot, title: {vi: Cả hai, en: Both}, cites: [okakura-1906]}
- {id: aims, section: objectives, cites: [okakura-1906]}
statements:
- {id: say.black, part: good, when: {tea.kind: black}, label: {vi: trà đen, en: black tea}, text: {vi: "Pha {tea.kind}.", en: "Make {tea.kind}."}}
- {id: say.grams, part: good, label: {vi: đủ trà, en: tea enough}, text: {vi: "Có {tea.grams} gam.", en: "There are {tea.grams} grams."}, otherwise: {vi: Hãy cân trà., en: Weigh the tea.}}
- {id: say.unknown, part: good, when: {not: {tea.cups: known}}, text: {vi: Chưa đếm chén., en: Nobody counted cups.}}
- {id: say.choice, part: good, origin: course, when: {tea.heat: known}, text: {vi: "Dùng {tea.heat}.", en: "Take {tea.heat}."}}
pairs:
- {id: join, part: both, one: [say.black], other: [say.grams], text: {vi: Pha đậm., en: Make it strong.}, serves: [tea.heat]}
objectives:
- {id: aim.grams, metric: {vi: Lượng trà, en: Tea}, unit: gram, target: tea.grams, yearly: true, text: {vi: "Uống {target} trước {deadline}.", en: "Drink {target} by {deadline}."}, basis: {vi: Vì ngon., en: For the taste.}, otherwise: {vi: Hãy cân rồi đặt mức., en: Weigh it and set a level.}, cites: [okakura-1906]}
"""  # noqa: E501


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    folder = tmp_path_factory.mktemp("tea")
    shutil.copytree(ROOT / "tests" / "model" / "good", folder, dirs_exist_ok=True)
    (folder / "knowledge" / "practice.yaml").write_text(PRACTICE, "utf-8")
    return Advisor(compile_rules(load_knowledge(folder, cache=False)))


def plan(tea: Advisor, facts: Mapping[str, Value | None], lang: str = "en", period: Period | None = None) -> Plan:
    phrases = Phrases(tea.kb, Words(lang))  # type: ignore[arg-type]
    return build_plan(tea.consult(facts), phrases, period=period)


def section(made: Plan, id_: str) -> Section:
    return next(one for one in made.sections if one.id == id_)


def said(made: Plan, id_: str) -> list[str]:
    return [one.text for one in section(made, id_).sentences()]


def test_a_statement_is_made_where_it_holds_and_filled_in(tea: Advisor) -> None:
    facts: dict[str, Value | None] = {"tea.kind": "black", "tea.grams": Decimal(1500), "tea.cups": Decimal(2)}
    assert "Make black." in said(plan(tea, facts), "swot")
    assert "There are 1,500 grams." in said(plan(tea, facts), "swot")
    assert "Có 1.500 gam." in said(plan(tea, facts, "vi"), "swot")
    assert "Make black." not in said(plan(tea, {"tea.kind": "green"}), "swot")


def test_nothing_is_filled_in_for_what_nobody_knows(tea: Advisor) -> None:
    found = said(plan(tea, {}), "swot")
    assert "Weigh the tea." in found
    assert "Nobody counted cups." in found
    assert "Are there guests?" in found  # asked for by its part
    assert not any(text.startswith("Make") for text in found)


def test_a_statement_of_the_course_cites_what_stands_behind_the_choice(tea: Advisor) -> None:
    made = plan(tea, {"tea.kind": "black"})
    sentence = next(one for one in section(made, "swot").sentences() if one.text == "Take boiling water.")
    assert (sentence.origin, sentence.sources) == ("course", ("S1:3-4",))


def test_a_pair_needs_both_statements(tea: Advisor) -> None:
    facts: dict[str, Value | None] = {"tea.kind": "black", "tea.grams": Decimal(5)}
    table = next(block for block in section(plan(tea, facts), "swot").blocks if isinstance(block, Table))
    joined, strategy, chosen = table.rows[0]
    assert (joined.text, strategy.text) == ("Black tea + tea enough", "Make it strong.")
    assert strategy.sources == ("okakura-1906",)
    assert "boiling water" in chosen.text
    lonely = section(plan(tea, {"tea.kind": "green", "tea.grams": Decimal(5)}), "swot")
    assert not any(isinstance(block, Table) for block in lonely.blocks)


@pytest.mark.parametrize(
    ("first", "last", "target"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), 120),
        (date(2027, 1, 1), date(2027, 3, 31), 30),
        (date(2027, 1, 1), date(2028, 12, 31), 240),
    ],
)
def test_a_yearly_objective_fits_the_period(tea: Advisor, first: date, last: date, target: int) -> None:
    made = plan(tea, {"tea.grams": Decimal(120)}, period=Period(first, last))
    (objective,) = made.objectives
    assert (objective.value, objective.deadline) == (target, last)
    assert all(first <= one.deadline <= last for one in made.objectives)


def test_an_objective_without_figures_says_what_to_find_out(tea: Advisor) -> None:
    made = plan(tea, {})
    assert made.objectives == ()
    assert "Weigh it and set a level." in said(made, "objectives")


def test_nothing_is_said_twice() -> None:
    one, lead = Sentence("Said.", "fact"), Sentence("As follows:", "fact")
    first = Section("a", "A", (Heading("H"), Paragraph((one, Sentence("label", "fact")))))
    second = Section("b", "B", (Heading("I"), Paragraph((lead,)), Bullets(((one,),)), Heading("J"), Paragraph((one,))))
    kept = said_once([first, second])
    assert kept[0] == first
    assert kept[1].blocks == ()
