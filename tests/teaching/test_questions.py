"""Questions hold what they promise: a right key, wrong answers that are wrong, nothing given away."""

from __future__ import annotations

import json

import pytest

from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset
from advisor.teaching.draw import MAKERS, Pool, draw
from advisor.teaching.examiner import Examiner
from advisor.teaching.maker import Maker
from advisor.teaching.quiz_json import question_json
from advisor.teaching.types import Question
from advisor.teaching.wording import Wording
from tests.teaching.promises import faults


@pytest.fixture(scope="module")
def maker(houseplant: KnowledgeBase, houseplant_rules: Ruleset) -> Maker:
    return Maker(Examiner(houseplant_rules), Wording(houseplant))


@pytest.fixture(scope="module")
def questions(maker: Maker) -> list[Question]:
    return draw(Pool(maker), 60, 1)


def test_every_kind_is_asked(questions: list[Question]) -> None:
    assert {one.kind for one in questions} == set(MAKERS)


def test_questions_of_another_subject_hold_their_promises(questions: list[Question], maker: Maker) -> None:
    found = faults(questions, maker.examiner.ruleset)
    assert not found, "\n".join(found)


def test_the_same_seed_gives_the_same_bytes(maker: Maker, questions: list[Question]) -> None:
    again = draw(Pool(Maker(Examiner(maker.examiner.ruleset), maker.wording)), 60, 1)
    assert json.dumps([question_json(one) for one in again]) == json.dumps([question_json(one) for one in questions])


def test_another_seed_gives_another_quiz(maker: Maker, questions: list[Question]) -> None:
    other = draw(Pool(maker), 60, 2)
    assert [one.stem for one in other] != [one.stem for one in questions]
