"""The examples of docs/checks.md: the bad one has the fault, the good one has not."""

from __future__ import annotations

import re

import pytest

from advisor.kb.check import UNNEEDED, check, findings_of
from advisor.kb.checks import CHECKS
from advisor.kb.findings import Finding
from advisor.model.types import KnowledgeBase
from tests.cli.program import ROOT
from tests.kb.mutations.kit import load, shipped, sources

TEXT = (ROOT / "docs" / "checks.md").read_text("utf-8")
EXAMPLE = "rules/example.yaml"
SECTIONS = {
    kind: (bad, good)
    for kind, bad, good in re.findall(
        r"^## ([a-z-]+)\n(?:(?!^## ).)*?^```yaml\n(.*?)^```\n(?:(?!^## ).)*?^```yaml\n(.*?)^```", TEXT, re.M | re.S
    )
}


def found_in(kind: str, example: str) -> tuple[KnowledgeBase | None, list[Finding]]:
    files = {**shipped(), EXAMPLE: example.encode()}
    kb, problems = load(files)
    if kb is None:
        return None, findings_of(problems)
    wanted = [kind] if kind in CHECKS else ["gap", "untested"] if kind == UNNEEDED else []
    found = check(kb, sources(files), kinds=wanted)
    return kb, [one for one in found if one.kind == kind and one.accepted is None]


def test_every_check_has_its_section() -> None:
    assert {*CHECKS, UNNEEDED} <= SECTIONS.keys()
    assert len(SECTIONS) >= 23


@pytest.mark.parametrize("kind", sorted(SECTIONS))
def test_the_bad_example_is_found_and_the_good_one_is_not(kind: str) -> None:
    bad, good = SECTIONS[kind]
    found = found_in(kind, bad)[1]
    assert [one.kind for one in found][:1] == [kind]
    assert any(EXAMPLE in (one.span.path, *one.message.en.split(":")) or EXAMPLE in one.message.en for one in found)
    kb, found = found_in(kind, good)
    assert [one.message.en for one in found] == []
    assert kb is not None
