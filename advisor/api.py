"""The advisor for Python programs.

>>> import advisor
>>> kb = advisor.load()
>>> found = advisor.consult(kb, {"a.fact": "an_option"}, goals=["a.decision"])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Consultation
from advisor.errors import UsageError
from advisor.explanation.why import Explanation
from advisor.explanation.why import explain as explain_goal
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase, Lang, Value
from advisor.model.values import ValueProblem, read_value
from advisor.planning.build import build_plan
from advisor.planning.types import Plan
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from advisor.ruleset.compile import compile_rules

_ADVISORS: dict[tuple[str, str], Advisor] = {}
"""One for each content and folder of a knowledge base: compiling takes longer than consulting."""


def load(folder: str | Path | None = None) -> KnowledgeBase:
    """Return the knowledge base in `folder`; None: the one shipped. Raises KnowledgeError."""
    if folder is None:
        from importlib.resources import files

        folder = Path(str(files("advisor.knowledge"))).parent
    return load_knowledge(Path(folder))


def consult(
    kb: KnowledgeBase, facts: Mapping[str, Any], goals: Iterable[str] | None = None, prefer: Iterable[str] = ()
) -> Consultation:
    """Return the findings for `goals` (None: all decisions) on facts.

    `facts` maps ids to values as a case file gives them: option ids, lists of them, true or false,
    numbers (percentages between 0 and 100); None is don't-know. Raises UsageError naming every fault.
    """
    sheet: dict[str, Value | None] = {}
    faults: list[str] = []
    for id_, raw in facts.items():
        if id_ not in kb.facts:
            faults.append(f"unknown fact '{id_}'")
            continue
        try:
            sheet[id_] = read_value(kb.facts[id_], list(raw) if isinstance(raw, (tuple, set, frozenset)) else raw)
        except ValueProblem as problem:
            faults.append(str(problem))
    if faults:
        raise UsageError("\n".join(faults))
    if (kb.digest, kb.root) not in _ADVISORS:
        _ADVISORS[kb.digest, kb.root] = Advisor(compile_rules(kb))
    return _ADVISORS[kb.digest, kb.root].consult(sheet, goals, prefer)


def explain(consultation: Consultation, goal: str) -> Explanation:
    """Return why a consulted decision came out as it did. Raises UsageError where it was not consulted."""
    return explain_goal(consultation, goal)


def plan(consultation: Consultation, lang: Lang = "vi", name: str = "") -> Plan:
    """Return the written plan of a consultation of all decisions as data."""
    own = Path(consultation.kb.root) / "templates"
    words = Words(lang, own, corpus=consultation.kb.outline.corpus)
    return build_plan(consultation, Phrases(consultation.kb, words), name)


__all__ = ["consult", "explain", "load", "plan"]
