"""Numbers that look like a slip are asked about once, and never stop anything."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from advisor.consultation.doubts import doubtful
from advisor.errors import KnowledgeError
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from tests.cli.program import HOUSEPLANT, ROOT, advisor
from tests.interview.test_terminal import at_terminal

ASKED = "Trong nhà hiếm khi ẩm như vậy"
PRICE, COST = "price.current_or_planned", "product.unit_cost"


def test_at_a_terminal_the_person_is_asked_and_what_they_confirm_stays(
    tmp_path: Path, houseplant: KnowledgeBase
) -> None:
    lines = [
        ("Trả lời:", "1"), ("Trả lời:", "98"), ("Có hay không:", "không"), ("Trả lời:", "97"), ("Có hay không:", "có"),
        ("Trả lời:", "thoát"),
    ]  # fmt: skip
    seen, _ = at_terminal(tmp_path, ["ask", "c.yaml"], lines)
    assert seen.count(ASKED) == 2
    assert read_case(tmp_path / "c.yaml", houseplant).answers == {"home.light": "dim", "home.humidity": Decimal(97)}


def test_in_a_pipe_it_is_said_and_the_next_line_is_the_next_answer(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    case = tmp_path / "c.yaml"
    done = advisor("--kb", HOUSEPLANT, "ask", case, stdin="1\n98\nkhông\n")
    assert ASKED in done.stdout
    answers = read_case(case, houseplant).answers
    assert answers["home.humidity"] == Decimal(98)
    assert list(answers.values())[2:] == [False]


def test_edit_and_solve_remark_it(tmp_path: Path) -> None:
    case = tmp_path / "c.yaml"
    case.write_text("facts: {home.light: dim, home.humidity: 60}\n")
    assert ASKED in advisor("--kb", HOUSEPLANT, "edit", case, "home.humidity=99").stdout
    done = advisor("--kb", HOUSEPLANT, "solve", "--json", "--facts", case)
    assert done.returncode == 0
    assert ASKED in done.stderr
    assert ASKED not in done.stdout


@pytest.mark.parametrize(("cost", "found"), [(180_000, 1), (18_000, 0), (17_999, 0)])
def test_a_cost_above_the_price(cost: int, found: int) -> None:
    kb = load_knowledge(ROOT)
    sheet = {PRICE: Decimal(18_000), COST: Decimal(cost)}
    assert len(list(doubtful(kb, sheet))) == found
    assert len(list(doubtful(kb, sheet, PRICE))) == found  # whichever of the two is answered last
    assert not list(doubtful(kb, sheet, "competitor.price"))
    assert not list(doubtful(kb, {COST: Decimal(cost), PRICE: None}))


def test_no_case_of_the_knowledge_base_is_doubtful() -> None:
    kb = load_knowledge(ROOT)
    assert not [case.name for case in kb.cases if list(doubtful(kb, case.given))]


def test_a_doubt_is_checked_like_a_formula(tmp_path: Path) -> None:
    shutil.copytree(HOUSEPLANT, tmp_path / "kb")
    path = tmp_path / "kb" / "knowledge" / "facts" / "home.yaml"
    path.write_text(path.read_text().replace("home.humidity > 0.95", "home.humidty > 0.95"))
    with pytest.raises(KnowledgeError, match=r"home\.humidty"):
        load_knowledge(tmp_path / "kb")
