"""Following docs/authoring.md word by word, in both languages, adds a working, cited, tested rule."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from advisor.kb.cases import run_case
from advisor.model.load import load_knowledge
from tests.cli.program import ROOT, advisor

STEP = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```"
    r"|<!-- edit: (?P<edit>\S+) -->\n```\w+\n(?P<old>.*?)```.*?```\w+\n(?P<new>.*?)```"
    r"|```console\n(?P<console>.*?)```",
    re.DOTALL,
)


def plain(text: str) -> str:
    return " ".join(text.split())


def follow(document: str, folder: Path, lang: str) -> int:
    """Do what the document says in `folder`: write files, edit files, run commands; return how many commands ran."""
    ran = 0
    for step in STEP.finditer(document):
        if step["file"]:
            (folder / step["file"]).write_text(step["text"], encoding="utf-8")
        elif step["edit"]:
            path = folder / step["edit"]
            text = path.read_text("utf-8")
            assert text.count(step["old"]) == 1
            path.write_text(text.replace(step["old"], step["new"]), encoding="utf-8")
        else:
            for part in re.split(r"^\$ ", step["console"], flags=re.MULTILINE)[1:]:
                command, *shown = part.splitlines()
                done = advisor(*shlex.split(command)[1:], cwd=folder, lang=lang)
                assert done.returncode == 0, command + done.stdout + done.stderr
                for line in filter(None, map(plain, shown)):
                    assert line in plain(done.stdout), f"{command}\n{line}\n{done.stdout}"
                ran += 1
    return ran


@pytest.mark.parametrize(
    ("name", "lang", "base"), [("authoring.md", "vi", "tra"), ("authoring.en.md", "en", "tea")], ids=["vi", "en"]
)
def test_following_the_document_adds_a_rule(tmp_path: Path, name: str, lang: str, base: str) -> None:
    document = (ROOT / "docs" / name).read_text("utf-8")
    assert follow(document, tmp_path, lang) == 11
    before = load_knowledge(next(one for one in (tmp_path / "goc", tmp_path / "original") if one.is_dir()), cache=False)
    kb = load_knowledge(tmp_path / base, cache=False)
    (id_,) = kb.rules.keys() - before.rules.keys()
    assert kb.citations(kb.rules[id_].teaches) == ("S1:9",)
    (case,) = (one for one in kb.cases if any(id_ in expected.because for expected in one.expect.values()))
    assert case.name == "Trà đen cho người uống nhạt thì pha bằng nước nguội bớt"
    from advisor.consultation.consult import Advisor
    from advisor.ruleset.compile import compile_rules

    assert run_case(Advisor(compile_rules(kb)), case) == ()
    assert kb.facts["tea.likes_it_strong"].help is not None


def test_both_documents_tell_the_same() -> None:
    texts = [(ROOT / "docs" / name).read_text("utf-8") for name in ("authoring.md", "authoring.en.md")]
    shapes = [[re.sub(r"[^#|`$]+", "", line)[:3] for line in text.splitlines() if line[:1] in "#|`$"] for text in texts]
    assert shapes[0] == shapes[1]
