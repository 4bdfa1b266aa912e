"""Nothing hangs on the order of files and items on disk, nor on the seed of Python's hashes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from random_bases import make_base, make_sheet

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import compile_rules

HERE = Path(__file__).parent
HOUSEPLANT = HERE.parent / "houseplant"


def summary(found: Consultation) -> str:
    """Return everything a consultation says, without places and digests."""
    findings = {goal: found.findings[goal] for goal in sorted(found.findings)}
    return repr((found.trace, found.facts, found.inferences, findings))


def whole_base() -> dict[str, Any]:
    """Return the houseplant base as one mapping from kind to items, quoted text kept as text."""
    kinds: dict[str, Any] = {}
    for path in sorted(HOUSEPLANT.rglob("*.yaml")):
        for kind, items in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader).items():
            if kind == "outline":
                kinds[kind] = items
            else:
                kinds.setdefault(kind, []).extend(items)
    return kinds


def scatter(kinds: Mapping[str, Any], root: Path, seed: int) -> None:
    """Write the items in another order, over other files."""
    source = random.Random(seed)
    files: dict[str, dict[str, Any]] = {}
    for kind, items in kinds.items():
        if kind == "outline":
            files["knowledge/outline.yaml"] = {kind: items}
            continue
        for item in source.sample(items, len(items)):
            name = source.choice(("knowledge/a.yaml", "knowledge/deep/er/z.yaml", "rules/m.yaml", "rules/0/b.yaml"))
            files.setdefault(name, {}).setdefault(kind, []).append(item)
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_files_and_items_may_stand_in_any_order(seed: int, tmp_path: Path, houseplant: KnowledgeBase) -> None:
    scatter(whole_base(), tmp_path, seed)
    other = load_knowledge(tmp_path, cache=False)
    for kind in ("sources", "points", "facts", "decisions", "formulas", "rules", "tables", "conflicts", "concepts"):
        assert list(getattr(other, kind)) == list(getattr(houseplant, kind))
    assert {case.name for case in other.cases} == {case.name for case in houseplant.cases}
    first, second = Advisor(compile_rules(houseplant)), Advisor(compile_rules(other))
    source = random.Random(seed)
    for answered in (0.9, 0.6, 0.3):
        sheet = make_sheet(houseplant, source, answered=answered, dont_know=0.3)
        assert summary(second.consult(sheet)) == summary(first.consult(sheet))


PROGRAM = """
import random, sys
sys.path[:0] = [{here!r}]
from pathlib import Path
from random_bases import make_base, make_sheet
from test_order import summary
from advisor.consultation.consult import Advisor
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
bases = [make_base(seed, formulas=True) for seed in range(12)] + [load_knowledge(Path({houseplant!r}), cache=False)]
for number, kb in enumerate(bases):
    advisor, source = Advisor(compile_rules(kb)), random.Random(number)
    for answered in (0.9, 0.5):
        print(summary(advisor.consult(make_sheet(kb, source, answered=answered, dont_know=0.3), watch=True)))
"""


def test_the_seed_of_hashes_leaves_no_trace() -> None:
    program = PROGRAM.format(here=str(HERE), houseplant=str(HOUSEPLANT))
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(runs) == 1
    assert len(runs.pop()) > 10_000


def test_one_engine_used_again_says_the_same() -> None:
    kb = make_base(7, formulas=True)
    source = random.Random(7)
    sheets = [make_sheet(kb, source, answered=0.7) for _ in range(8)]
    used = Advisor(compile_rules(kb))
    together = [summary(used.consult(sheet)) for sheet in sheets]
    assert together == [summary(Advisor(compile_rules(kb)).consult(sheet)) for sheet in sheets]
