"""Plant faults into a copy of the shipped knowledge base, in memory, and tell what the checks say of it.

A mutation is an item of a YAML file beside this module (the file is named after the kind of the fault):

    what    what was done wrong, in a sentence
    file    the file that is changed, and there
    item    the id below whose line the change is made (`id: …` or the beginning of `case: …`; without it the first)
    find    a regular expression: its first match below that line …
    put     … is replaced by this text
    add     instead: a new file of this name …
    text    … with this text
    at      where the fault is to be found, if not where the change was made: {file, line: a regular expression}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from advisor.diagnostics import Diagnostic
from advisor.errors import KnowledgeError
from advisor.kb.check import check, findings_of
from advisor.kb.findings import Finding
from advisor.model import collect as collecting
from advisor.model.files import SourceFile, read_files
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from tests.cli.program import ROOT

HERE = Path(__file__).parent
MOST_FURTHER = 3


@dataclass(frozen=True)
class Mutation:
    """One planted fault; `file` and `lines` are where it is to be found, once it is applied."""

    kind: str
    number: int
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True)
class Place:
    """The lines where the fault of a mutation is to be found; `touched`: what was taken away and put."""

    file: str
    first: int
    last: int
    touched: str

    def caused(self, finding: Finding, line: str) -> bool:
        """Return whether a finding is near, or about something that was taken away or put."""
        near = finding.span.path == self.file and self.first - 3 <= finding.span.line <= self.last + 3
        about = re.findall(r"\(rule ([\w.-]+)\)", finding.message.en) + re.findall(r"- id: ([\w.-]+)", line)
        planted = set(re.findall(r"[\w-]+(?:\.[\w-]+)+", self.touched))
        return near or any(one in planted or one.rpartition(".")[0] in planted for one in about)

    def holds(self, finding: Finding) -> bool:
        return finding.span.path == self.file and self.first <= finding.span.line <= self.last


def mutations() -> list[Mutation]:
    """Return all mutations, by kind."""
    return [
        Mutation(path.stem, number, data)
        for path in sorted(HERE.glob("*.yaml"))
        for number, data in enumerate(yaml.safe_load(path.read_text("utf-8")), 1)
    ]


@cache
def shipped() -> dict[str, bytes]:
    return {file.path: file.content for file in read_files(ROOT)}


def plant(files: dict[str, bytes], mutation: Mutation) -> Place:
    """Change the files as a mutation says; return where its fault is to be found."""
    data = mutation.data
    if "add" in data:
        assert data["add"] not in files
        files[data["add"]] = data["text"].encode()
        place = Place(data["add"], 1, data["text"].count("\n") + 1, data["text"])
    else:
        place = _change(files, data)
    if "at" not in data:
        return place
    lines = files[data["at"]["file"]].decode().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if re.search(data["at"]["line"], line))
    return Place(data["at"]["file"], number, number, place.touched)


def _change(files: dict[str, bytes], data: Mapping[str, Any]) -> Place:
    text = files[data["file"]].decode()
    item = data.get("item", "")
    whole = rf"{re.escape(item)}(?![\w.-])" if item else ""
    head = re.search(rf"^ *- (?:id|case): ['\"]?{whole}.*$", text, re.MULTILINE)
    assert head, f"{data['file']} has no item {item}"
    met = re.compile(data["find"], re.DOTALL).search(text, head.start())
    assert met, f"{item}: nothing there is like {data['find']}"
    put = met.expand(data["put"])
    changed = text[: met.start()] + put + text[met.end() :]
    files[data["file"]] = changed.encode()
    first = text[: head.start()].count("\n") + 1
    last = changed[: met.start() + len(put)].count("\n") + 1
    return Place(data["file"], first, last, met.group() + put)


_read: dict[SourceFile, tuple[list[Any], list[Diagnostic]]] = {}


def _collect_each_once(files: Sequence[SourceFile]) -> tuple[list[Any], list[Diagnostic]]:
    """Read the files of which no copy was read before; what a file holds depends on no other file."""
    items: list[Any] = []
    problems: list[Diagnostic] = []
    for file in files:
        if file not in _read:
            _read[file] = _collect([file])
        items += _read[file][0]
        problems += _read[file][1]
    return items, problems


_collect = collecting.collect


def load(files: Mapping[str, bytes]) -> tuple[KnowledgeBase | None, tuple[Diagnostic, ...]]:
    """Return the knowledge base that these files make, or what is wrong with them."""
    collecting.collect = _collect_each_once
    try:
        return load_knowledge(ROOT, cache=False, files=sources(files)), ()
    except KnowledgeError as error:
        return None, error.diagnostics
    finally:
        collecting.collect = _collect


def findings(files: Mapping[str, bytes]) -> tuple[KnowledgeBase | None, list[Finding]]:
    """Return what `kb check` finds in these files, and the knowledge base where it loads."""
    kb, problems = load(files)
    if kb is None:
        return None, findings_of(problems)
    return kb, [one for one in check(kb, sources(files)) if one.accepted is None]


def sources(files: Mapping[str, bytes]) -> list[SourceFile]:
    """Return the files as the loader takes them."""
    return [SourceFile(path, content) for path, content in sorted(files.items())]


def same(finding: Finding) -> tuple[str, str, str]:
    """Return what tells a finding from any other but for the line it stands on."""
    return finding.kind, finding.span.path, re.sub(r":\d+:\d+", "", finding.message.en)


@cache
def baseline() -> frozenset[tuple[str, str, str]]:
    """Return what is found in the shipped base as it is."""
    return frozenset(same(one) for one in findings(shipped())[1])
