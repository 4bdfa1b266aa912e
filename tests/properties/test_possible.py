"""What is said to be possible, against every completion of the unknown facts, one by one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from plain import read, world_count, worlds
from random_bases import SPAN, WORDS, make_base, make_sheet

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.evaluate.evaluator import Sheet
from advisor.evaluate.explore import MAX_POSSIBLE, MAX_UNDECIDED
from advisor.model.load import load_knowledge
from advisor.model.logic import Argument, Comparison
from advisor.model.types import Decision, FactDef, FactOption, Heading, KnowledgeBase, Option, Outline, Rule
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolver
from tests.properties.random_cases import random_case, random_firm

ROOT = Path(__file__).parents[2]
MAX_WORLDS = 1_500
Outcome = tuple[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def shipped() -> Advisor:
    return Advisor(compile_rules(load_knowledge(ROOT)))


def completions(advisor: Advisor, sheet: Sheet) -> dict[str, set[Outcome]]:
    """Return every result of every decision over all completions of the sheet."""
    resolver = Resolver(advisor.ruleset)
    results: dict[str, set[Outcome]] = {goal: set() for goal in advisor.kb.decisions}
    for world in worlds(advisor.kb, sheet):
        for goal, result in read(advisor.ruleset, resolver, sheet, world).results.items():
            results[goal].add(result)
    return results


def check(finding: Finding, expected: set[Outcome]) -> None:
    """Hold a finding to the results of all completions."""
    if finding.status != "open":
        assert expected == {(finding.status, finding.outcome)}
        assert not finding.possible
        assert not finding.missing
        return
    possible = {(one.kind, one.outcome) for one in finding.possible}
    assert expected <= possible, "an outcome that comes about is not listed"
    if not finding.exact:
        assert finding.bounds is not None
        always, maybe = map(set, finding.bounds)
        for kind, outcome in expected:
            assert kind == "not-applicable" or always <= set(outcome) <= always | maybe
    else:
        assert possible == expected
        assert len(finding.possible) > 1


def sheets(kb: KnowledgeBase, seed: int, dont_know: float, count: int) -> list[Sheet]:
    source = random.Random(seed)
    made = [make_sheet(kb, source, answered=source.choice((0.2, 0.5, 0.8)), dont_know=dont_know) for _ in range(count)]
    return [sheet for sheet in made if world_count(kb, sheet) <= MAX_WORLDS]


def check_base(kb: KnowledgeBase, seed: int, *, dont_know: float, limit: int = 100_000) -> None:
    advisor = Advisor(compile_rules(kb))
    for sheet in sheets(kb, seed, dont_know, 4):
        expected = completions(advisor, sheet)
        for goal, finding in advisor.consult(sheet, limit=limit).findings.items():
            check(finding, expected[goal])
            if finding.status == "open" and None not in sheet.values():
                assert finding.missing, "open, but with nothing left to ask"


@pytest.mark.parametrize("seed", range(60))
def test_with_facts_not_asked_yet(seed: int) -> None:
    check_base(make_base(seed, known=True), seed, dont_know=0.0)


@pytest.mark.parametrize("seed", range(1000, 1060))
def test_with_facts_nobody_knows(seed: int) -> None:
    check_base(make_base(seed), seed, dont_know=0.5)


@pytest.mark.parametrize("seed", range(2000, 2060))
def test_with_formulas(seed: int) -> None:
    check_base(make_base(seed, formulas=True, known=True), seed, dont_know=0.0)


@pytest.mark.parametrize("seed", range(2500, 2540))
def test_with_formulas_over_numbers_nobody_knows(seed: int) -> None:
    check_base(make_base(seed, formulas=True), seed, dont_know=0.4)


@pytest.mark.parametrize("seed", range(3000, 3036))
def test_a_bounded_search_lists_too_much_rather_than_too_little(seed: int) -> None:
    check_base(make_base(seed, formulas=True), seed, dont_know=0.3, limit=seed % 3 * 2 + 1)


@pytest.mark.parametrize("seed", range(4000, 4030))
def test_the_facts_told_with_an_outcome_bring_it_about(seed: int) -> None:
    kb = make_base(seed)
    advisor = Advisor(compile_rules(kb))
    for sheet in sheets(kb, seed, 0.0, 3):
        for goal, finding in advisor.consult(sheet).findings.items():
            for one in finding.possible if finding.exact else ():
                found = advisor.consult({**sheet, **one.condition}, [goal]).findings[goal]
                assert (found.status, found.outcome) == (one.kind, one.outcome)


def test_where_too_much_is_open_nothing_is_settled() -> None:
    """Four reasons for and four against, each on a fact of its own: none and all of them come to the same."""
    options = (FactOption(id="x", label=WORDS), FactOption(id="y", label=WORDS))
    facts = {
        f"f.n{number}": FactDef(
            id=f"f.n{number}", type="choice", topic="t", ask="quick", label=WORDS, question=WORDS, options=options,
            span=SPAN,
        )
        for number in range(9)
    }  # fmt: skip
    rules = {
        f"r{number}": Rule(
            id=f"r{number}", when=Comparison(f"f.n{number}", "in", ("x",)), because=WORDS, span=SPAN,
            then=Argument("d.x", ("a",), favours=number < 4),
        )
        for number in range(9)
    }  # fmt: skip
    option = (Option(id="a", label=WORDS),)
    decision = Decision(id="d.x", area="r", kind="some", label=WORDS, question=WORDS, options=option, span=SPAN)
    heading = (Heading("t", WORDS),), (Heading("r", WORDS),)
    kb = KnowledgeBase(
        digest="",
        root="",
        outline=Outline(WORDS, WORDS, *heading),
        facts=facts,
        decisions={"d.x": decision},
        rules=rules,
    )
    advisor = Advisor(compile_rules(kb))
    narrow = advisor.consult({}, limit=1).findings["d.x"]
    assert (narrow.status, narrow.exact) == ("open", False)
    whole = advisor.consult({}).findings["d.x"]
    assert {(one.kind, one.outcome) for one in whole.possible} == {
        ("settled", ()),
        ("settled", ("a",)),
        ("tied", ("a",)),
    }
    assert whole.exact


def test_what_experta_concludes_of_completions_lies_within_what_was_said_to_be_possible(shipped: Advisor) -> None:
    source, held = random.Random(31), 0
    inferable = {*shipped.ruleset.rules_of, *shipped.ruleset.formula_for}  # what is inferred is not answered otherwise
    firms = [random_firm(shipped.kb, source), random_case(shipped.kb, source)]
    for firm in firms:
        sheet = {id_: value for id_, value in firm.items() if source.random() < 0.6}
        before = shipped.consult(sheet, limit=2_000).findings
        for number in range(3):
            drawn = (random_firm, random_case)[number % 2](shipped.kb, source)
            rest = {id_: value for id_, value in drawn.items() if id_ not in inferable}
            after = shipped.consult({**rest, **sheet}, limit=50).findings
            for goal, finding in before.items():
                end = after[goal]
                if finding.bounds is None or end.status == "open":
                    continue
                always, maybe = map(set, finding.bounds)
                ends = {(one.kind, one.outcome) for one in finding.possible}
                if end.status == "not-applicable":
                    assert (end.status, ()) in ends, goal
                    continue
                held += 1
                assert always <= set(end.outcome) <= always | maybe, goal
                if len(maybe) <= MAX_UNDECIDED and len(ends) < MAX_POSSIBLE:
                    assert (end.status, end.outcome) in ends, goal
    assert held > 50
