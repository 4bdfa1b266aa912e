"""What the documents show still works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.program import ROOT, advisor

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PLACEHOLDER = re.compile(r"[A-ZĐ_Ậ-Ỹ]{4,}|…|case\.yaml|hồ-sơ\.yaml|kb new rule")
"""What stands for something else, or asks questions (tests/kb/test_authoring.py answers them)."""


def commands() -> list[str]:
    """Every `advisor …` written as code that names real things."""
    found: set[str] = set()
    for path in DOCS:
        found.update(re.findall(r"`(advisor [^`]+)`", path.read_text("utf-8")))
    return sorted(command for command in found if not PLACEHOLDER.search(command))


@pytest.mark.parametrize("command", commands())
def test_a_command_in_the_documents_runs(command: str) -> None:
    words = shlex.split(command)[1:]
    done = advisor(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_there_are_commands_to_try() -> None:
    assert len(commands()) >= 4


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_command_has_help() -> None:
    from advisor.cli.main import COMMANDS

    for name in COMMANDS:
        done = advisor(name, "--help")
        assert done.returncode == 0, name
        assert "·" in done.stdout or "Usage" in done.stdout


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make (\w+)", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
