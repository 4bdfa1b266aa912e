"""The checks of a knowledge base that loads, one module each: `KIND`, and `find`, from a base to its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from advisor.diagnostics import Severity
from advisor.kb.base import Base
from advisor.kb.checks import (
    contradiction,
    cycle,
    dead_question,
    dead_row,
    gap,
    jargon,
    missing_citation,
    mixed_terms,
    overlap,
    subsumed,
    tie,
    unreachable,
    untaught,
    untested,
    unused_option,
    unused_point,
)
from advisor.kb.findings import Fault

Find: TypeAlias = Callable[[Base], Iterator[Fault]]

CHECKS: dict[str, tuple[Severity, Find]] = {
    missing_citation.KIND: (Severity.ERROR, missing_citation.find),
    unreachable.KIND: (Severity.ERROR, unreachable.find),
    contradiction.KIND: (Severity.ERROR, contradiction.find),
    overlap.KIND: (Severity.ERROR, overlap.find),
    dead_row.KIND: (Severity.ERROR, dead_row.find),
    cycle.KIND: (Severity.ERROR, cycle.find),
    subsumed.KIND: (Severity.WARNING, subsumed.find),
    gap.KIND: (Severity.WARNING, gap.find),
    tie.KIND: (Severity.WARNING, tie.find),
    dead_question.KIND: (Severity.WARNING, dead_question.find),
    unused_option.KIND: (Severity.WARNING, unused_option.find),
    untaught.KIND: (Severity.WARNING, untaught.find),
    unused_point.KIND: (Severity.WARNING, unused_point.find),
    untested.KIND: (Severity.WARNING, untested.find),
    mixed_terms.KIND: (Severity.WARNING, mixed_terms.find),
    jargon.KIND: (Severity.WARNING, jargon.find),
}
