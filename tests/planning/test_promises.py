"""Every plan keeps its promises: for the examples, an empty case, random firms and another subject."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.interview.case_file import read_case
from advisor.model.load import load_knowledge
from advisor.model.types import Lang, Value
from advisor.planning.build import build_plan
from advisor.planning.types import Plan
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules
from tests.cli.program import HOUSEPLANT, ROOT
from tests.planning import promises
from tests.properties.random_cases import random_case, random_firm

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
LANGUAGES: tuple[Lang, ...] = ("vi", "en")
FIRMS = int(os.environ.get("FIRMS", "40"))
GROUPS = 10


@cache
def ready(root: Path) -> Advisor:
    return Advisor(compile_rules(load_knowledge(root)))


@cache
def phrases(root: Path, lang: Lang) -> Phrases:
    kb = ready(root).kb
    own = root / "templates" if root != ROOT else None
    return Phrases(kb, Words(lang, own, corpus=kb.outline.corpus))


def planned(facts: Mapping[str, Value | None], lang: Lang, root: Path = ROOT) -> tuple[Plan, Consultation]:
    consultation = ready(root).consult(facts, limit=1)
    return build_plan(consultation, phrases(root, lang), "N"), consultation


@cache
def ids(root: Path) -> frozenset[str]:
    kb = ready(root).kb
    practice = kb.practice
    made = (*practice.objectives, *practice.parts, *practice.statements, *practice.pairs)
    return frozenset((*kb.facts, *kb.decisions, *kb.formulas, *kb.rules, *(one.id for one in made)))


def check(facts: Mapping[str, Value | None], lang: Lang, root: Path = ROOT) -> None:
    plan, consultation = planned(facts, lang, root)
    kb = consultation.kb
    told = tuple(str(value) for id_, value in facts.items() if kb.facts[id_].type == "text" and value)
    assert promises.wrong_words(plan, ids(root), told) == []
    assert promises.repeated(plan) == []
    assert promises.bad_citations(plan, consultation) == []
    assert promises.not_the_engines(plan, consultation) == []
    assert promises.numbers_only_in_summary(plan) == []
    assert promises.empty_blocks(plan) == []
    if root == ROOT:
        assert tuple(section.id for section in plan.sections) == promises.SECTIONS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example(path: Path, lang: Lang) -> None:
    check(read_case(path, ready(ROOT).kb).answers, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_known(lang: Lang) -> None:
    check({}, lang)


@pytest.mark.parametrize("group", range(GROUPS))
def test_random_firms(group: int) -> None:
    """Two hundred firms one could believe in, each in one of the languages."""
    for seed in range(group, FIRMS, GROUPS):
        check(random_firm(ready(ROOT).kb, random.Random(seed)), LANGUAGES[seed // GROUPS % 2])


def test_random_answers() -> None:
    """Adversarial answers: everything ticked, absurd numbers, nothing known of what can be inferred."""
    for seed in range(20):
        check(random_case(ready(ROOT).kb, random.Random(seed), left_out=0.5), LANGUAGES[seed % 2])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_subject(lang: Lang) -> None:
    check({}, lang, HOUSEPLANT)
    for seed in range(10):
        check(random_firm(ready(HOUSEPLANT).kb, random.Random(seed)), lang, HOUSEPLANT)


def test_the_same_case_gives_the_same_plan() -> None:
    facts = random_firm(ready(ROOT).kb, random.Random(1))
    assert planned(facts, "vi")[0] == planned(dict(reversed(facts.items())), "vi")[0]
