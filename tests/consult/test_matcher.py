"""The counting matcher and experta's own Rete network fire the same rules in the same order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation.consult import Advisor
from advisor.consultation.engine import Engine
from advisor.consultation.experta_import import NOT, Fact, InitialFact, KnowledgeEngine, P, Rule
from advisor.consultation.matcher import CountingMatcher, SalienceStrategy
from advisor.consultation.working_memory import Conclusions, Given
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import Ruleset, compile_rules
from advisor.ruleset.resolve import Resolver
from tests.cli.program import ROOT


@pytest.fixture(scope="module")
def shipped() -> Ruleset:
    return compile_rules(load_knowledge(ROOT))


@pytest.mark.parametrize("base", ["houseplant", "shipped"])
def test_same_firings_as_stock_experta(base: str, houseplant_rules: Ruleset, shipped: Ruleset) -> None:
    ruleset = houseplant_rules if base == "houseplant" else shipped
    counting, stock = Advisor(ruleset), Advisor(ruleset)
    stock._engine = Engine(ruleset, stock=True)
    cases = ruleset.kb.cases if base == "houseplant" else ruleset.kb.cases[::40]
    assert cases
    for case in cases:
        one = counting.consult(case.given, [], case.prefer, watch=True)
        two = stock.consult(case.given, [], case.prefer, watch=True)
        assert one.trace.firings == two.trace.firings
        assert one.trace.agendas == two.trace.agendas
        assert one.facts == two.facts


@pytest.mark.parametrize("base", ["houseplant", "shipped"])
def test_at_the_end_the_working_memory_holds_every_value(
    base: str, houseplant_rules: Ruleset, shipped: Ruleset
) -> None:
    ruleset = houseplant_rules if base == "houseplant" else shipped
    engine, resolver = Engine(ruleset), Resolver(ruleset)
    unread = 0
    for case in ruleset.kb.cases[::40]:
        _, values = engine.run({id_: value for id_, value in case.given.items() if value is not None}, {}, resolver)
        facts = [fact for fact in engine._engine.facts.values() if not isinstance(fact, (Given, InitialFact))]
        (end,) = (fact for fact in facts if isinstance(fact, Conclusions))
        assert facts[-1] is end
        unread += len(end["value"])
        held = [(type(fact).__name__, fact["value"]) for fact in facts[:-1]]
        held += [(node.replace(".", "_"), value) for node, value in end["value"]]
        assert set(held) == {(node.replace(".", "_"), value) for node, value in values.items()}
    assert unread


class Light(Fact):
    pass


class Water(Fact):
    pass


def little_engine(stock: bool) -> Any:
    """Return an engine with rules over two classes of facts, with predicates, literals and negations."""
    patterns = {
        "bright": [Light(value=P(lambda value: value != 0))],
        "exactly": [Light(value=1)],
        "yes": [Light(value=P(lambda value: value is True))],
        "both": [Light(value=P(lambda value: value != 0)), Water(value=P(lambda value: value == 2))],
        "dark": [InitialFact(), NOT(Light(value=P(lambda value: value != 0)))],
        "thirsty": [Light(value=1), NOT(Water())],
        "two": [Light(value=0), Water(value=2, much=True)],
    }
    rules = {
        name: Rule(*conditions, salience=number)(lambda engine, **_: None)
        for number, (name, conditions) in enumerate(patterns.items(), 1)
    }
    hooks = {} if stock else {"__matcher__": CountingMatcher, "__strategy__": SalienceStrategy}
    engine = type("Little", (KnowledgeEngine,), {**rules, **hooks})()
    engine.reset()
    return engine


FACTS = st.one_of(
    st.builds(lambda value: (Light, {"value": value}), st.sampled_from([0, 1, 2, True, False])),
    st.builds(lambda value: (Water, {"value": value}), st.sampled_from([0, 2])),
    st.just((Water, {"value": 2, "much": True})),
)


@given(st.lists(st.one_of(FACTS, st.integers(0, 5)), max_size=12))
def test_facts_may_come_and_go_in_any_order(steps: list[Any]) -> None:
    """A number takes the fact of that place away again."""
    engines = [little_engine(stock) for stock in (True, False)]
    declared: list[list[Any]] = [[], []]
    for step in steps:
        for engine, facts in zip(engines, declared, strict=True):
            if not isinstance(step, int):
                fact = engine.declare(step[0](**step[1]))
                facts += [] if fact is None else [fact]
            elif step < len(facts):
                engine.retract(facts.pop(step))
        agendas = [sorted({a.rule.salience for a in engine.agenda.activations}) for engine in engines]
        assert agendas[0] == agendas[1]


def test_values_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.consultation.matcher.REMEMBERED", 3)
    engine = little_engine(stock=False)
    facts = [engine.declare(Light(value=value)) for value in range(10)]
    for fact in facts:
        engine.retract(fact)
    assert [activation.rule.salience for activation in engine.agenda.activations] == [5]


def test_threads_do_not_mix_their_cases(houseplant_rules: Ruleset) -> None:
    cases = houseplant_rules.kb.cases
    alone = [Advisor(houseplant_rules).consult(case.given, None, case.prefer, limit=50).findings for case in cases]
    shared = Advisor(houseplant_rules)
    with ThreadPoolExecutor(6) as pool:
        rounds = list(
            pool.map(lambda case: shared.consult(case.given, None, case.prefer, limit=50).findings, cases * 4)
        )
    assert rounds == alone * 4
