"""A case written by hand: its comments and its form outlive the answers that are put into it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from advisor.interview.case_file import parse_case, read_case
from advisor.interview.case_writing import rewrite_case
from advisor.interview.keeper import Keeper
from advisor.interview.session import Session, answer, back, edit
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from tests.cli.program import ROOT

BY_HAND = """\
# Nhà của Lan, tầng ba.
name: Nhà Lan   # tên gọi
facts:
  home.light: dim        # hơi tối
  # con mèo
  home.has_pets: true
  money.budget: 1,5 triệu   # cả chậu
  home.pet_habits: [chews_leaves]
# hết
"""


def saved(tmp_path: Path, text: str, kb: KnowledgeBase, change) -> tuple[str, Keeper]:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    case = read_case(path, kb)
    keeper = Keeper(path, case, fresh=False)
    session = change(Session(knowledge="abc", goals=(), answers=tuple(case.answers.items())))
    assert keeper.save(session).copy is None
    assert dict(session.answers) == read_case(path, kb).answers
    return path.read_text(encoding="utf-8"), keeper


def test_a_new_answer_is_added_and_nothing_else_is_touched(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    text, _ = saved(tmp_path, BY_HAND, houseplant, lambda one: answer(one, "home.humidity", Decimal(60)))
    assert text == (
        BY_HAND.replace("name: Nhà", "knowledge: abc\nname: Nhà").replace(
            "[chews_leaves]\n", "[chews_leaves]\n  home.humidity: 60\n"
        )
    )


def test_a_changed_answer_keeps_its_comment(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    def change(session: Session) -> Session:
        return edit(edit(session, "home.light", "sunny"), "home.pet_habits", None)

    text, _ = saved(tmp_path, BY_HAND, houseplant, change)
    assert "  home.light: sunny        # hơi tối\n" in text
    assert "  home.pet_habits: null\n# hết\n" in text
    assert "  money.budget: 1,5 triệu   # cả chậu\n" in text


def test_an_answer_taken_back_takes_its_line(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    text, keeper = saved(tmp_path, BY_HAND, houseplant, back)
    assert "pet_habits" not in text
    assert text.count("#") == BY_HAND.count("#")
    keeper.save(answer(Session(knowledge="abc", goals=()), "home.light", "sunny"))
    assert keeper.path.read_text(encoding="utf-8").count("#") == 5  # that of the budget went with its answer


@pytest.mark.parametrize(
    "text",
    [
        "# đầu\nfacts: {home.light: dim}   # một dòng\n",
        "# đầu\nfacts:\n  home.light: dim\n  home.pet_habits:\n  - chews_leaves   # lá\n",
        "# đầu\n{home.light: dim, # nhà\n home.has_pets: true}\n",
    ],
)
def test_where_comments_cannot_all_be_kept_the_old_file_is(
    tmp_path: Path, houseplant: KnowledgeBase, text: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    case = read_case(path, houseplant)
    keeper = Keeper(path, case, fresh=False)
    changed = {**case.answers, "home.light": "sunny"}
    if "home.pet_habits" in changed:
        changed["home.pet_habits"] = None
    done = keeper.save(Session(knowledge="abc", goals=(), answers=tuple(changed.items())))
    assert done.copy == tmp_path / "case.orig.yaml"
    assert done.copy.read_text(encoding="utf-8") == text
    assert path.read_text(encoding="utf-8").startswith("# đầu\n")
    assert read_case(path, houseplant).answers == changed


def test_a_flat_case_stays_flat(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    text, _ = saved(
        tmp_path, "# nhà\nhome.light: dim  # tối\n", houseplant, lambda one: answer(one, "home.has_pets", True)
    )
    assert text == "# nhà\nknowledge: abc\nhome.light: dim  # tối\nhome.has_pets: true\n"


def test_json_stays_json(tmp_path: Path, houseplant: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"facts": {"home.light": "dim", "home.humidity": 45.5}}')
    keeper = Keeper(path, read_case(path, houseplant), fresh=False)
    keeper.save(Session(knowledge="abc", goals=(), answers=tuple(keeper.case.answers.items())))
    assert json.loads(path.read_text()) == {"knowledge": "abc", "facts": {"home.light": "dim", "home.humidity": 45.5}}


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_keep_their_comments_through_every_change(example: Path) -> None:
    kb = load_knowledge(ROOT)
    text = example.read_text(encoding="utf-8")
    case = parse_case(text, "a", kb)
    known = tuple(case.answers.items())
    for count in (len(known) - 1, 1):
        new = rewrite_case(text, case, parse_like(case, known[:count]))
        assert parse_case(new.text, "b", kb).answers == dict(known[:count])
        assert not new.lossy


def parse_like(case, answers):
    from dataclasses import replace

    return replace(case, answers=dict(answers), knowledge="abc")
