"""Questions: each can change an outcome, topics stay together, don't-know opens other ways to know."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest

from advisor.consultation.consult import Advisor, check_goals
from advisor.interview.next_question import Question, next_question, open_questions
from advisor.interview.session import Session, answer, back, dont_know, edit, sheet
from advisor.model.types import FactDef, Value
from advisor.ruleset.compile import Ruleset


def start(rules: Ruleset, *goals: str, quick: bool = False) -> Session:
    wanted = check_goals(rules.kb, goals or None)
    if quick:
        wanted = tuple(goal for goal in wanted if rules.kb.decisions[goal].quick)
    return Session(knowledge=rules.kb.digest, goals=wanted, quick=quick)


def some_value(fact: FactDef, question: Question, draw: random.Random) -> Value:
    if fact.type == "yes-no":
        return draw.random() < 0.5
    if fact.type == "choice":
        return draw.choice(question.options).id
    if fact.type == "choices":
        return tuple(sorted(draw.sample([one.id for one in question.options if not one.exclusive], 1)))
    if fact.type == "text":
        return "lan"
    low, high = int(fact.low or 0), int(fact.high or 1_000_000)
    return Decimal(draw.choice([low, low + 1, draw.randint(low, high), draw.randint(low, high)]))


def hold(
    rules: Ruleset, session: Session, seed: int, unknown: float = 0.0
) -> Iterator[tuple[Session, Question, Session]]:
    draw = random.Random(seed)
    while (question := next_question(rules, session)) is not None:
        fact = rules.kb.facts[question.fact]
        value = None if draw.random() < unknown else some_value(fact, question, draw)
        after = answer(session, question.fact, value)
        yield session, question, after
        session = after


@pytest.mark.parametrize("seed", range(15))
def test_every_question_can_change_the_outcome_it_is_asked_for(
    houseplant_rules: Ruleset, houseplant_advisor: Advisor, seed: int
) -> None:
    """Fill in the rest at random: for some filling, two answers lead to different findings."""
    for session, question, _ in hold(houseplant_rules, start(houseplant_rules), seed):
        draw = random.Random(seed)
        assert any(_turns(houseplant_advisor, session, question, draw) for _ in range(200)), question.fact


def _turns(advisor: Advisor, session: Session, question: Question, draw: random.Random) -> bool:
    facts = advisor.kb.facts
    inferable = {*advisor.ruleset.rules_of, *advisor.ruleset.formula_for}
    rest = {
        id_: some_value(fact, Question(fact=id_, because="", options=fact.options), draw)
        for id_, fact in facts.items()
        if id_ != question.fact and (id_ not in inferable or draw.random() < 0.5)
    }
    ends = set()
    for _ in range(6):
        value = some_value(facts[question.fact], question, draw)
        found = advisor.consult({**rest, **sheet(session), question.fact: value}, [question.because], limit=1)
        one = found.findings[question.because]
        ends.add((one.status, one.outcome, tuple((k, a.value) for k, a in one.amounts.items())))
    return len(ends) > 1


@pytest.mark.parametrize("seed", range(25))
def test_the_number_still_to_come_is_honest(houseplant_rules: Ruleset, seed: int) -> None:
    steps = list(hold(houseplant_rules, start(houseplant_rules), seed))
    for index, (_, question, _) in enumerate(steps):
        assert question.low <= len(steps) - index <= question.high


@pytest.mark.parametrize("seed", range(25))
def test_topics_are_not_taken_up_twice_where_answers_are_known(houseplant_rules: Ruleset, seed: int) -> None:
    steps = hold(houseplant_rules, start(houseplant_rules), seed)
    topics = [houseplant_rules.kb.facts[question.fact].topic for _, question, _ in steps]
    runs = [topic for index, topic in enumerate(topics) if index == 0 or topics[index - 1] != topic]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("unknown", [0.0, 0.4])
def test_a_session_ends_and_asks_nothing_twice(houseplant_rules: Ruleset, seed: int, unknown: float) -> None:
    asked = [question.fact for _, question, _ in hold(houseplant_rules, start(houseplant_rules), seed, unknown)]
    assert len(asked) == len(set(asked)) <= len(houseplant_rules.kb.facts)


@pytest.mark.parametrize("seed", range(25))
def test_quick_asks_only_what_quick_advice_asks(houseplant_rules: Ruleset, seed: int) -> None:
    for _, question, _ in hold(houseplant_rules, start(houseplant_rules, quick=True), seed):
        assert houseplant_rules.kb.facts[question.fact].ask == "quick"


def test_fallback_questions_come_right_after_a_dont_know(houseplant_rules: Ruleset) -> None:
    session = answer(start(houseplant_rules, "care.change"), "plant.owned", True)
    session = answer(session, "home.light", "sunny")
    first = next_question(houseplant_rules, session)
    assert first is not None
    assert first.fact == "plant.health"
    session = dont_know(session, "plant.health")
    second = next_question(houseplant_rules, session)
    assert second is not None
    assert second.fact in ("plant.leaves", "plant.soil")
    settled = answer(answer(session, "plant.leaves", "drooping"), "plant.soil", "dry")
    assert next_question(houseplant_rules, settled) is None


def test_what_does_not_apply_is_not_asked(houseplant_rules: Ruleset) -> None:
    session = answer(start(houseplant_rules), "home.has_pets", False)
    assert "home.pet_habits" not in open_questions(houseplant_rules, session)
    assert "home.pet_habits" in open_questions(houseplant_rules, edit(session, "home.has_pets", True))


def test_options_that_are_out_of_place_are_not_shown(houseplant_rules: Ruleset) -> None:
    session = answer(start(houseplant_rules, "choice.species"), "home.light", "dim")
    for _, question, _ in hold(houseplant_rules, session, 1):
        if question.fact == "keeper.wishes":
            assert "herbs" not in [option.id for option in question.options]


def test_a_fact_for_a_goal_is_asked_when_it_is_the_only_goal(houseplant_rules: Ruleset) -> None:
    session = start(houseplant_rules, "cost.amounts")
    assert any(q.fact == "money.plant_price" for seed in range(4) for _, q, _ in hold(houseplant_rules, session, seed))


def test_nothing_is_asked_where_the_outcome_is_the_same_whatever_the_answer(houseplant_rules: Ruleset) -> None:
    session = answer(start(houseplant_rules, "care.repot"), "plant.owned", False)
    assert next_question(houseplant_rules, session) is None


def test_steps_are_pure(houseplant_rules: Ruleset) -> None:
    session = start(houseplant_rules)
    first = answer(session, "home.light", "dim")
    assert back(first) == session
    assert session.answers == ()
    assert edit(answer(first, "home.has_pets", True), "home.light", "sunny").answers == (
        ("home.light", "sunny"), ("home.has_pets", True),
    )  # fmt: skip
    assert answer(first, "home.light", "sunny").answers == (("home.light", "sunny"),)
    assert back(session) == session
    with pytest.raises(KeyError):
        edit(session, "home.light", "dim")


def test_the_order_of_steps_does_not_depend_on_how_the_answers_came(houseplant_rules: Ruleset) -> None:
    """An edited session asks the same as a fresh one with the final answers."""
    fresh = answer(answer(start(houseplant_rules), "home.light", "sunny"), "home.has_pets", True)
    other = answer(answer(start(houseplant_rules), "home.light", "dim"), "home.has_pets", True)
    edited = edit(other, "home.light", "sunny")
    assert fresh == edited
    assert next_question(houseplant_rules, fresh) == next_question(houseplant_rules, edited)
