"""What a session promises, held over random firms on the shipped knowledge; `bench/questions.py` plays 200 of them."""

from __future__ import annotations

import random

import pytest

from advisor.consultation.consult import Advisor
from advisor.interview.interviewer import Interviewer
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT
from tests.properties.played_firms import Played, play, turned_by_unasked, turns_on
from tests.properties.random_cases import random_firm

FIRMS = range(4)


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


@pytest.fixture(scope="module")
def interviewer(advisor: Advisor) -> Interviewer:
    return Interviewer(advisor.ruleset)


def quick_goals(advisor: Advisor) -> list[str]:
    return [id_ for id_, decision in advisor.kb.decisions.items() if decision.quick]


@pytest.fixture(scope="module")
def whole(advisor: Advisor, interviewer: Interviewer) -> dict[int, Played]:
    return {
        seed: play(interviewer, random_firm(advisor.kb, random.Random(seed)), advisor.kb.decisions) for seed in FIRMS
    }


def test_a_whole_plan_takes_at_most_35_questions(advisor: Advisor, whole: dict[int, Played]) -> None:
    assert max(len(played.asked) for played in whole.values()) <= 35
    fixed = [len(random_firm(advisor.kb, random.Random(seed))) for seed in FIRMS]
    assert sum(len(played.asked) for played in whole.values()) <= 0.6 * sum(fixed)


def test_quick_advice_takes_at_most_12_questions(advisor: Advisor, interviewer: Interviewer) -> None:
    for seed in range(8):
        firm = random_firm(advisor.kb, random.Random(seed))
        assert len(play(interviewer, firm, quick_goals(advisor), quick=True).asked) <= 12


@pytest.mark.parametrize("seed", FIRMS)
def test_the_number_still_to_come_is_honest(whole: dict[int, Played], seed: int) -> None:
    steps = whole[seed].steps
    for index, step in enumerate(steps):
        assert step.question.low <= len(steps) - index <= step.question.high


@pytest.mark.parametrize("seed", FIRMS)
def test_a_dont_know_adds_at_most_two_questions(
    advisor: Advisor, interviewer: Interviewer, whole: dict[int, Played], seed: int
) -> None:
    draw = random.Random(seed)
    unknown = draw.sample(whole[seed].asked, 3)
    firm = random_firm(advisor.kb, random.Random(seed))
    played = play(interviewer, firm, advisor.kb.decisions, unknown=unknown)
    assert len(played.asked) <= len(whole[seed].asked) + 2 * len(unknown)


@pytest.mark.parametrize("seed", FIRMS)
def test_no_question_is_idle(advisor: Advisor, whole: dict[int, Played], seed: int) -> None:
    draw = random.Random(seed)
    for step in draw.sample(whole[seed].steps, 4):
        assert turns_on(advisor, step, draw), step.question.fact


@pytest.mark.parametrize("seed", FIRMS)
def test_nothing_unasked_changes_what_came_out(advisor: Advisor, whole: dict[int, Played], seed: int) -> None:
    assert turned_by_unasked(advisor, whole[seed], random.Random(seed)) == []


@pytest.mark.parametrize("seed", FIRMS)
def test_a_single_decision_asks_what_it_hangs_on_and_no_more(
    advisor: Advisor, interviewer: Interviewer, seed: int
) -> None:
    draw = random.Random(seed)
    firm = random_firm(advisor.kb, draw)
    for goal in draw.sample(sorted(advisor.kb.decisions), 3):
        played = play(interviewer, firm, [goal])
        assert turned_by_unasked(advisor, played, draw) == []
        for step in played.steps[:2]:
            assert turns_on(advisor, step, draw), (goal, step.question.fact)
