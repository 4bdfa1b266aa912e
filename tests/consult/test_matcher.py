"""The counting matcher and experta's own Rete network fire the same rules in the same order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from advisor.consultation.consult import Advisor
from advisor.consultation.engine import Engine
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import Ruleset, compile_rules
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


def test_threads_do_not_mix_their_cases(houseplant_rules: Ruleset) -> None:
    cases = houseplant_rules.kb.cases
    alone = [Advisor(houseplant_rules).consult(case.given, None, case.prefer, limit=50).findings for case in cases]
    shared = Advisor(houseplant_rules)
    with ThreadPoolExecutor(6) as pool:
        rounds = list(
            pool.map(lambda case: shared.consult(case.given, None, case.prefer, limit=50).findings, cases * 4)
        )
    assert rounds == alone * 4
