"""The smallest change works and no part of it does: held by fresh consultations on random answers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.explanation.smallest_change import SmallestChange, smallest_change
from advisor.explanation.why import why_not
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.model.types import Value
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver
from tests.properties.random_cases import random_case, random_firm

ROOT = Path(__file__).parents[2]
Sheet = Mapping[str, "Value | None"]


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def chosen(advisor: Advisor, sheet: Sheet, goal: str, option: str) -> bool:
    return why_not(advisor.consult(sheet, [goal]), goal, option, search=False).chosen


def check(advisor: Advisor, sheet: Sheet, goal: str, option: str) -> SmallestChange | None:
    """Return the change after checking it, None where the option is chosen already."""
    if chosen(advisor, sheet, goal, option):
        return None
    found = smallest_change(advisor.ruleset, Resolver(advisor.ruleset), sheet, goal, option)
    if found.answers is None:
        return found
    assert found.answers
    assert chosen(advisor, {**sheet, **found.answers}, goal, option), (goal, option, found)
    sizes = range(1, len(found.answers)) if len(found.answers) < 4 else (len(found.answers) - 1,)
    for size in sizes:
        for part in combinations(found.answers, size):
            fewer = {id_: found.answers[id_] for id_ in part}
            assert not chosen(advisor, {**sheet, **fewer}, goal, option), (goal, option, found, part)
    return found


def test_the_change_works_and_no_part_of_it_does(shipped: Advisor) -> None:
    rng = random.Random(21)
    pairs = [(goal, option) for goal, decision in shipped.kb.decisions.items() for option in decision.outcomes]
    sizes: dict[int, int] = {}
    for number in range(6):
        make = random_case if number % 4 == 0 else random_firm
        sheet: dict[str, Value | None] = dict(make(shipped.kb, rng))
        if number % 3 == 2:
            sheet = {id_: value if rng.random() < 0.9 else None for id_, value in sheet.items() if rng.random() < 0.8}
        for goal, option in rng.sample(pairs, 24):
            found = check(shipped, sheet, goal, option)
            if found is not None and found.answers is not None:
                sizes[len(found.answers)] = sizes.get(len(found.answers), 0) + 1
    assert sum(sizes.values()) > 60
    assert {1, 2, 3} <= sizes.keys()  # of one answer, and of several


def test_nothing_smaller_does_and_where_none_exists_none_does(houseplant_advisor: Advisor) -> None:
    """On a small subject every change of fewer answers, and for an impossible option every answer, is tried."""
    kb, rng = houseplant_advisor.kb, random.Random(22)
    proven = 0
    for _ in range(6):
        sheet: dict[str, Value | None] = dict(random_case(kb, rng))
        for goal, decision in kb.decisions.items():
            for option in decision.outcomes:
                found = check(houseplant_advisor, sheet, goal, option)
                if found is None:
                    continue
                assert found.answers is not None or found.impossible
                assert found.answers is None or len(found.answers) == found.tried
                for _ in range(12):  # changes drawn by lot of fewer answers, or of any where none should do
                    other = random_case(kb, rng)
                    count = len(sheet) if found.answers is None else len(found.answers) - 1
                    few = rng.sample(sorted(other), min(count, len(other)))
                    changed = {**sheet, **{id_: other[id_] for id_ in few}}
                    assert not chosen(houseplant_advisor, changed, goal, option)
                    proven += 1
    assert proven


def test_a_number_that_a_sum_is_reckoned_from(shipped: Advisor) -> None:
    """Elasticity is a sum of two answers: one of them is moved until the sum is on the other side."""
    sheet: Sheet = {"price.past_change": Decimal(10), "customer.past_quantity_change": Decimal(-2)}
    found = check(shipped, sheet, "price.elasticity", "elastic")
    assert found is not None and found.answers is not None
    assert found.answers.keys() <= {"price.past_change", "customer.past_quantity_change"}
    assert len(found.answers) == 1


def test_of_every_example(shipped: Advisor) -> None:
    rng = random.Random(23)
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        case = read_case(path, shipped.kb, "vi")
        pairs = [(goal, option) for goal, decision in shipped.kb.decisions.items() for option in decision.outcomes]
        for goal, option in rng.sample(pairs, 8):
            check(shipped, case.answers, goal, option)
