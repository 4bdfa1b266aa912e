"""Importing experta mends its import and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_collections_keeps_no_mapping() -> None:
    program = "import collections, advisor.consultation.experta_import; print(hasattr(collections, 'Mapping'))"
    assert run(program) == "False"


def test_a_mapping_somebody_else_lent_is_left_in_place() -> None:
    program = (
        "import collections, collections.abc; collections.Mapping = collections.abc.Mapping;"
        "import advisor.consultation.experta_import; print(hasattr(collections, 'Mapping'))"
    )
    assert run(program) == "True"


def test_the_root_logger_is_as_before() -> None:
    program = (
        "import logging; before = (list(logging.root.handlers), logging.root.level);"
        "import advisor.consultation.experta_import;"
        "print((list(logging.root.handlers), logging.root.level) == before)"
    )
    assert run(program) == "True"


def test_handlers_of_the_caller_survive() -> None:
    program = (
        "import logging; logging.basicConfig(level=logging.DEBUG); import advisor.consultation.experta_import;"
        "print(len(logging.root.handlers), logging.root.level == logging.DEBUG)"
    )
    assert run(program) == "1 True"


def test_a_consultation_logs_nothing() -> None:
    program = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG, stream=sys.stdout);"
        "from advisor.consultation.experta_import import Fact, KnowledgeEngine, Rule;"
        "e = KnowledgeEngine(); e.reset(); e.declare(Fact(a=1)); e.run(); print('end')"
    )
    assert run(program) == "end"


@pytest.mark.parametrize("name", ["Fact", "KnowledgeEngine", "Rule", "NOT", "P", "InitialFact"])
def test_what_the_engine_needs_is_there(name: str) -> None:
    assert run(f"from advisor.consultation.experta_import import {name}; print('ok')") == "ok"
