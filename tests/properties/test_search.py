"""The search of the checks against every case of little random knowledge bases, one by one."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest
from plain import read, world_count, worlds
from random_bases import make_base

from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.kb.search.find import Finder
from advisor.model.logic import All, Condition, Not
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset, compile_rules
from advisor.ruleset.resolve import Resolver

MAX_WORLDS = 2_000


def certain(ruleset: Ruleset, sheet: dict[str, Value | None], condition: Condition) -> bool:
    evaluation = Evaluator(ruleset, Resolver(ruleset), sheet).run(Block(()), frozenset(ruleset.nodes))
    return bool(evaluation.truth(condition)[0])


@pytest.mark.parametrize("seed", range(60))
def test_what_is_found_holds_and_what_is_not_found_never_does(seed: int) -> None:
    kb = make_base(seed, known=seed % 2 == 1, formulas=seed % 3 == 0, facts=(2, 4))
    if world_count(kb, {}) > MAX_WORLDS:
        return
    ruleset = compile_rules(kb)
    finder, resolver = Finder(ruleset), Resolver(ruleset)
    readings = [read(ruleset, resolver, world, world) for world in worlds(kb, {})]
    rules = list(kb.rules.values())
    wanted = [((rule.id,), ()) for rule in rules]
    wanted += [((one.id, two.id), ()) for one, two in islice(pairwise(rules), 12)]
    wanted += [((one.id,), (two.id,)) for one, two in islice(pairwise(rules), 12)]
    for firing, silent in wanted:
        conditions = [*(kb.rules[id_].when for id_ in firing), *(Not(kb.rules[id_].when) for id_ in silent)]
        verdict = finder.find(conditions)
        there_is = any(set(firing) <= one.fired and one.fired.isdisjoint(silent) for one in readings)
        if verdict.case is not None:
            assert certain(ruleset, dict(verdict.case), All(tuple(conditions)))
        if verdict.none:
            assert not there_is
        if not kb.formulas:
            assert verdict.none or verdict.case is not None, "few facts without sums: it is always decided"
