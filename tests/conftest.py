"""What every test shares: the little knowledge base about houseplants, and a cache of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from advisor.consultation.consult import Advisor
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset, compile_rules

settings.register_profile("project", deadline=None, derandomize=True, max_examples=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

HOUSEPLANT = Path(__file__).parent / "houseplant"


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the cache and the data of the person who runs the tests out of it, also in subprocesses."""
    os.environ["ADVISOR_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["ADVISOR_DATA"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def houseplant() -> KnowledgeBase:
    return load_knowledge(HOUSEPLANT, cache=False)


@pytest.fixture(scope="session")
def houseplant_rules(houseplant: KnowledgeBase) -> Ruleset:
    return compile_rules(houseplant)


@pytest.fixture(scope="session")
def houseplant_advisor(houseplant_rules: Ruleset) -> Advisor:
    return Advisor(houseplant_rules)
