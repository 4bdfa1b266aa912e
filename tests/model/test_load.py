"""A folder becomes a knowledge base: what is read, and what is told where it cannot be."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from advisor.errors import KnowledgeError
from advisor.model.build_base import POLICY_ORDER
from advisor.model.load import load_knowledge
from advisor.model.logic import ALWAYS, All, Argument, Comparison, Inference, Not, Ranking
from advisor.model.types import KnowledgeBase
from advisor.model.values import ValueProblem, read_value

GOOD = Path(__file__).parent / "good"


def codes(root: Path) -> set[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(root, cache=False)
    return {problem.code for problem in caught.value.diagnostics}


def good_with(root: Path, name: str, text: str) -> Path:
    shutil.copytree(GOOD, root, dirs_exist_ok=True)
    (root / name).write_text(text, "utf-8")
    return root


def test_the_houseplants_are_all_there(houseplant: KnowledgeBase) -> None:
    assert {fact.type for fact in houseplant.facts.values()} == {
        "choice", "choices", "number", "money", "percent", "yes-no", "text",
    }  # fmt: skip
    assert {decision.kind for decision in houseplant.decisions.values()} == {
        "one",
        "some",
        "rank",
        "direction",
        "value",
    }
    assert {table.hit_policy for table in houseplant.tables.values()} >= {
        "unique",
        "collect",
        "first",
        "priority",
        "any",
    }
    assert {conflict.resolution for conflict in houseplant.conflicts.values()} == {"prefer", "both"}
    assert tuple(step.id for step in houseplant.policy) == POLICY_ORDER
    assert len(houseplant.cases) == 9


def test_conditions_are_read(houseplant: KnowledgeBase) -> None:
    rules = houseplant.rules
    assert rules["species.pothos-default"].when == ALWAYS
    assert rules["species.away-snake-plant"].when == Comparison("keeper.days_away", "ge", number=Decimal(14))
    assert rules["species.flowers-orchid"].when == All(
        (Comparison("home.light", "in", ("indirect",)), Comparison("keeper.wishes", "in", ("flowers",)))
    )
    bright = All(
        (
            All(
                (
                    Comparison("home.humidity", "ge", number=Decimal(60)),
                    Comparison("home.humidity", "le", number=Decimal(100)),
                )
            ),
            Not(Comparison("home.light", "in", ("dim",))),
        )
    )
    assert rules["extras.by-air.bright-and-humid"].when == bright


def test_consequents_are_read(houseplant: KnowledgeBase) -> None:
    rules = houseplant.rules
    assert rules["species.beginner-easy"].then == Argument("choice.species", ("pothos", "snake_plant"), True, "any")
    assert rules["species.chewing-no-pothos"].then == Argument("choice.species", ("pothos",), False)
    assert rules["change.thirsty-more-water"].then == Argument("care.change", ("water:up",))
    assert rules["spots.by-light.indirect"].then == Ranking("choice.spots", (("desk",), ("window", "bathroom")))
    assert rules["health.signs.thirsty"].then == Inference("plant.health", "thirsty")


def test_a_known_decision_is_one_with_something_chosen(tmp_path: Path) -> None:
    rule = (
        "rules:\n- id: r.one\n  when: {tea.heat: known}\n  then: {decision: tea.change, up: sugar}\n"
        "  because: {vi: Vì thế., en: So.}\n"
    )
    kb = load_knowledge(good_with(tmp_path, "rules/a.yaml", rule), cache=False)
    assert kb.rules["r.one"].when == Comparison("tea.heat", "in", ("boiling", "warm"))


def test_citations_are_sorted_and_told_once(houseplant: KnowledgeBase) -> None:
    points = ("species.orchid.easy", "species.snake-plant.away", "species.snake-plant.dim", "species.orchid.easy")
    assert houseplant.citations(points) == ("S1:4-6", "S1:7", "S2:8-9")


def test_a_folder_that_is_no_knowledge_base(tmp_path: Path) -> None:
    assert codes(tmp_path) == {"no-knowledge-base"}
    assert codes(tmp_path / "nowhere") == {"no-knowledge-base"}


def test_a_folder_named_like_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "rules" / "x.yaml").mkdir(parents=True)
    assert codes(tmp_path) == {"unreadable"}


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    (tmp_path / "rules" / "notes.txt").write_text("{", "utf-8")
    (tmp_path / "other.yaml").write_text("{", "utf-8")
    assert load_knowledge(tmp_path, cache=False).digest == load_knowledge(GOOD, cache=False).digest


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    rules = tmp_path / "rules" / "base.yaml"
    rules.write_bytes(b"\xef\xbb\xbf" + rules.read_bytes())
    assert load_knowledge(tmp_path, cache=False).rules


def test_faults_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    good_with(tmp_path, "rules/z.yaml", "rules:\n- {id: r.z}\n")
    (tmp_path / "rules" / "a.yaml").write_text("ruels: []\nrules:\n- {id: r.a}\n", "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path, cache=False)
    spans = [problem.span for problem in caught.value.diagnostics]
    assert spans == sorted(spans)
    assert {span.path for span in spans} == {"rules/a.yaml", "rules/z.yaml"}


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        ("home.light", "dim", "dim"),
        ("home.light", "Tối", "dim"),
        ("home.light", "toi", "dim"),
        ("home.light", ["dim"], "dim"),
        ("home.has_pets", True, True),
        ("home.has_pets", "có", True),
        ("home.has_pets", "Không", False),
        ("keeper.wishes", ["little_work", "flowers"], ("flowers", "little_work")),
        ("keeper.wishes", "flowers, little_work", ("flowers", "little_work")),
        ("keeper.wishes", [], ()),
        ("keeper.days_away", 3, Decimal(3)),
        ("keeper.days_away", 3.5, Decimal("3.5")),
        ("home.humidity", "45%", Decimal(45)),
        ("money.budget", "1,5 triệu", Decimal(1_500_000)),
        ("money.budget", "1.500.000 ₫", Decimal(1_500_000)),
        ("plant.name", "Cây  của\ntôi", "Cây của tôi"),
        ("home.light", None, None),
        ("home.light", "?", None),
    ],
)
def test_answers_are_read(houseplant: KnowledgeBase, fact: str, raw: object, value: object) -> None:
    found = read_value(houseplant.facts[fact], raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("fact", "raw", "said"),
    [
        ("home.light", "dum", "no option 'dum'"),
        ("home.light", ["dim", "sunny"], "one option"),
        ("home.light", True, "no option"),
        ("home.has_pets", "perhaps", "yes or no"),
        ("home.has_pets", 1, "yes or no"),
        ("keeper.wishes", ["flowers", "herbs", "little_work"], "at most 2"),
        ("keeper.wishes", ["flowers", "nothing_special"], "together"),
        ("keeper.wishes", 5, "list of options"),
        ("keeper.wishes", [["flowers"], 3], "no option '3'"),
        ("keeper.days_away", 40, "between 0 and 31"),
        ("keeper.days_away", -1, "between 0 and 31"),
        ("keeper.days_away", True, "takes a number"),
        ("keeper.days_away", "many", "takes a number"),
        ("keeper.days_away", float("nan"), "takes a number"),
        ("keeper.days_away", float("inf"), "takes a number"),
        ("keeper.days_away", {"a": 1}, "takes a number"),
        ("money.budget", 10**18, "too large"),
        ("money.budget", "9" * 30, "takes a number"),
        ("plant.name", ["a"], "takes text"),
        ("plant.name", "x" * 5001, "longer than"),
    ],
)
def test_answers_that_do_not_fit(houseplant: KnowledgeBase, fact: str, raw: object, said: str) -> None:
    with pytest.raises(ValueProblem, match=said):
        read_value(houseplant.facts[fact], raw)
