"""Run every check over a knowledge base.

Loading a knowledge base reports everything that makes it unusable. The checks are about a base that loads; both
come out as findings of one form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor.diagnostics import Diagnostic, Severity
from advisor.kb.base import Base
from advisor.kb.checks import CHECKS
from advisor.kb.findings import Fault, Finding
from advisor.kb.wording import Wording
from advisor.model.files import SourceFile
from advisor.model.types import Acceptance, KnowledgeBase

UNNEEDED = "unneeded-acceptance"


def check(
    kb: KnowledgeBase, files: Sequence[SourceFile] | None = None, *, kinds: Iterable[str] | None = None
) -> list[Finding]:
    """Return all findings about a knowledge base, in file order, those that are let stand with the reason.

    `files`: those of the knowledge base, where they have been read already. `kinds`: only these checks.
    """
    base = Base(kb, files)
    own = Path(kb.root) / "templates"
    wording = Wording.of(own if own.is_dir() else None, kb.outline.corpus)
    wanted = CHECKS.keys() if kinds is None else kinds
    found: list[Finding] = []
    needed: set[int] = set()
    for kind in wanted:
        severity, find = CHECKS[kind]
        for fault in find(base):
            reason = None
            for number, one in enumerate(kb.accepted):
                if _accepts(one, fault):
                    needed.add(number)
                    reason = reason or one.reason
            found.append(wording.fault(kb, fault, severity, reason))
    for number, one in enumerate(kb.accepted):
        if (number not in needed and one.kind in wanted) or one.kind not in CHECKS:
            parts = {"what": one.kind, "about": [*one.of, *one.words]}
            fault = Fault(kind=UNNEEDED, span=one.span, about=(), parts=parts)
            found.append(wording.fault(kb, fault, Severity.WARNING))
    return _in_file_order(found)


def findings_of(problems: Iterable[Diagnostic], own: Path | None = None) -> list[Finding]:
    """Return what was found wrong while reading a knowledge base as findings."""
    wording = Wording.of(own)
    return _in_file_order([wording.diagnostic(one) for one in problems])


def _accepts(one: Acceptance, fault: Fault) -> bool:
    about = {*one.of, *one.words}
    return one.kind == fault.kind and {*fault.about} <= about and not (fault.beyond and one.where is not None)


def _in_file_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: (one.span, one.kind, one.message.en))
