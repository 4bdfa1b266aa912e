"""The policy in many cases at once comes to what it comes to in each of them."""

from __future__ import annotations

import random

import pytest
from random_bases import make_base

from advisor.model.load import load_knowledge
from advisor.ruleset.compile import Ruleset, compile_rules
from advisor.ruleset.node_rules import ones, rules_about
from advisor.ruleset.resolve import Resolver
from advisor.ruleset.tally import Tally
from tests.cli.program import ROOT

CASES = 96


@pytest.fixture(scope="module")
def shipped() -> Ruleset:
    return compile_rules(load_knowledge(ROOT))


def check(ruleset: Ruleset, node: str, prefer: tuple[str, ...], draw: random.Random) -> bool:
    """Compare the two readings of the policy about one node in random cases; False where it has no many-case form."""
    rules = rules_about(ruleset, node).preferring(ruleset, prefer)
    tally, resolver = Tally(ruleset, node, rules), Resolver(ruleset, prefer)
    if not tally.fits:
        return False
    likely = draw.choice((0.1, 0.4, 0.8))
    held = [sum(1 << case for case in range(CASES) if draw.random() < likely) for _ in rules.ids]
    found = tally.weigh(held, (1 << CASES) - 1)
    for case in range(CASES):
        mask = sum(1 << index for index, cases in enumerate(held) if cases >> case & 1)
        wanted = resolver.resolve_bits(node, mask)
        chosen = {option for option, cases in found.chosen.items() if cases >> case & 1}
        tied = {option for option, cases in found.tied.items() if cases >> case & 1}
        ids = [rules.ids[index] for index in ones(mask)]
        assert (chosen, tied) == (set(wanted.chosen), set(wanted.tied)), (node, ids)
    return True


def test_it_agrees_with_the_policy_on_the_shipped_rules(shipped: Ruleset) -> None:
    draw = random.Random(1)
    sources = sorted(shipped.kb.sources)
    fit = [
        check(shipped, node, prefer, draw)
        for node in shipped.rules_of
        for prefer in ((), (draw.choice(sources),), tuple(draw.sample(sources, 2)))
    ]
    assert sum(fit) > 0.9 * len(fit)


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_the_policy_on_random_rules(seed: int) -> None:
    ruleset = compile_rules(make_base(seed))
    for node in ruleset.rules_of:
        check(ruleset, node, (), random.Random(seed))
