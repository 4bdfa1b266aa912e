"""Finding a case to go on with, and saying what of an older one the knowledge base in use takes otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.consultation.consult import check_goals
from advisor.errors import CaseError
from advisor.interview.case import Case, case_goals
from advisor.interview.case_file import read_case
from advisor.interview.next_question import next_question
from advisor.interview.session import Session
from advisor.model.types import KnowledgeBase, Lang
from advisor.render.environment import Words
from advisor.ruleset.compile import Ruleset

TRIED = 5
"""How many files are looked at, newest first."""


def session_of(case: Case, kb: KnowledgeBase) -> Session:
    """Return the session that a case holds."""
    goals = case_goals(case, kb)
    return Session(
        knowledge=kb.digest,
        goals=check_goals(kb, None) if goals is None else goals,
        answers=tuple(case.answers.items()),
        prefer=case.prefer,
        quick=case.quick,
        reserve=tuple(case.reserve.items()),
        recheck=case.recheck,
    )


def unfinished_case(usual: Path, ruleset: Ruleset, lang: Lang) -> tuple[Path, Case] | None:
    """Return the newest case with answers and questions left that lies under the usual name, or a numbered one."""
    named = re.compile(rf"{re.escape(usual.stem)}(-[0-9]+)?{re.escape(usual.suffix)}")
    files = [one for one in usual.parent.glob(f"{usual.stem}*{usual.suffix}") if named.fullmatch(one.name)]
    for path in sorted(filter(Path.is_file, files), key=lambda one: -one.stat().st_mtime)[:TRIED]:
        try:
            case = read_case(path, ruleset.kb, lang)
        except CaseError:
            continue
        if case.answers and next_question(ruleset, session_of(case, ruleset.kb)) is not None:
            return path, case
    return None


def note_lines(case: Case, kb: KnowledgeBase, words: Words) -> Iterator[str]:
    """Yield what a reader of a case should know that was answered under another knowledge base."""
    if case.knowledge and case.knowledge != kb.digest:
        yield words.say("case", "other_knowledge", count=len(case.notes))
    for note in case.notes:
        label = kb.facts[note.id].label[words.lang] if note.id in kb.facts else ""
        parts = {
            "gone_answer": {"label": label, "raw": note.raw},
            "came_back": {"label": label},
        }.get(note.kind, {"id": note.id})
        yield words.say("case", note.kind, **parts)
