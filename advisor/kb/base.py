"""What the checks look at: a knowledge base that loads, its rules compiled, and its files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from pathlib import Path

from advisor.diagnostics import Span
from advisor.errors import KnowledgeError
from advisor.kb.search.find import Finder
from advisor.model.files import SourceFile, read_files
from advisor.model.types import Acceptance, KnowledgeBase, Rule
from advisor.ruleset.compile import compile_rules


class Base:
    """A knowledge base, and what several checks need to know of it."""

    def __init__(self, kb: KnowledgeBase, files: Sequence[SourceFile] | None = None) -> None:
        self.kb = kb
        self.ruleset = compile_rules(kb)
        self.finder = Finder(self.ruleset)
        self._files = files

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """Return the lines of each file; nothing where the files are not at hand."""
        try:
            files = read_files(Path(self.kb.root)) if self._files is None else self._files
        except KnowledgeError:
            return {}
        return {file.path: file.content.decode("utf-8", "replace").splitlines() for file in files}

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """Return the lines on which an item of a file begins, in order."""
        kb = self.kb
        items = (kb.points, kb.facts, kb.decisions, kb.formulas, kb.rules, kb.tables, kb.conflicts, kb.concepts)
        found: dict[str, set[int]] = {}
        for group in items:
            for item in group.values():
                found.setdefault(item.span.path, set()).add(item.span.line)
        return {path: sorted(starts) for path, starts in found.items()}

    def place(self, span: Span, pattern: str) -> Span:
        """Return where inside the item that begins at `span` a pattern is first met; else the item's own place."""
        lines = self.lines.get(span.path, [])
        starts = self._starts.get(span.path, [])
        after = bisect_right(starts, span.line)
        end = starts[after] - 1 if after < len(starts) else len(lines)
        wanted = re.compile(pattern, re.IGNORECASE)
        for number in range(span.line - 1, min(end, len(lines))):
            met = wanted.search(lines[number])
            if met:
                return Span(span.path, number + 1, met.start() + 1)
        return span

    @cached_property
    def declared(self) -> frozenset[frozenset[str]]:
        """Return the pairs of rules that stand on different sides of a declared conflict."""
        return frozenset(
            frozenset((one, two))
            for conflict in self.kb.conflicts.values()
            for side, other in combinations(conflict.sides, 2)
            for one in side.rules
            for two in other.rules
        )

    @cached_property
    def tested(self) -> frozenset[str]:
        """Return the rules that some case expects to fire."""
        return frozenset(
            rule for case in self.kb.cases for expected in case.expect.values() for rule in expected.because
        )

    def newer(self, one: Rule, two: Rule) -> tuple[Rule, Rule]:
        """Return two rules, the older first: what no case expects yet is new, else what stands further down."""
        first, second = sorted((one, two), key=lambda rule: (rule.id not in self.tested, rule.span, rule.id))
        return first, second

    def settled_by_policy(self, one: Rule, two: Rule) -> bool:
        """Return whether the policy says which of two rules stands where both hold: declared, overridden, specific."""
        ruleset = self.ruleset
        return (
            frozenset((one.id, two.id)) in self.declared
            or two.id in ruleset.overridden_by[one.id] | ruleset.outspecified_by[one.id]
            or one.id in ruleset.overridden_by[two.id] | ruleset.outspecified_by[two.id]
        )

    def rival_pairs(self) -> Iterator[tuple[Rule, Rule]]:
        """Yield each pair of rules that cannot be followed together, once."""
        rules = self.kb.rules
        for rule in rules.values():
            for other in sorted(self.ruleset.rivals_of[rule.id]):
                if rule.id < other:
                    yield rule, rules[other]

    def acceptances(self, kind: str, *about: str) -> list[Acceptance]:
        """Return what lets stand a finding of a kind about these ids and words."""
        return [one for one in self.kb.accepted if one.kind == kind and {*about} <= {*one.of, *one.words}]
