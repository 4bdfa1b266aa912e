"""Faults in the words of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.diagnostics import Diagnostic, Message, Severity
from advisor.kb.findings import Fault, Finding, Witness
from advisor.model.logic import All, AnyOf, Comparison, Not
from advisor.model.types import KnowledgeBase, Rule, Text
from advisor.render.environment import Words
from advisor.render.phrases import Phrases

KINDS = {
    "duplicate-id": "duplicate",
    "duplicate-key": "duplicate",
    "wrong-option": "unknown-value",
    "wrong-type": "type-or-unit",
    "wrong-value": "type-or-unit",
    "bad-unit": "type-or-unit",
    "unit-mismatch": "type-or-unit",
    "formula": "type-or-unit",
}
"""What the kinds of faults found while reading are called among the findings; others keep their names."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Says faults in Vietnamese and English. `own`: the templates of the knowledge base, where it has any."""

    vi: Words
    en: Words

    @classmethod
    def of(cls, own: Path | None, corpus: Text | None = None) -> Wording:
        """Return the wording with the templates of the folder `own` before the shipped ones."""
        return cls(Words("vi", own, corpus=corpus), Words("en", own, corpus=corpus))

    def fault(self, kb: KnowledgeBase, fault: Fault, severity: Severity, accepted: Text | None = None) -> Finding:
        """Return a fault of a knowledge base that loads in words."""
        said = [self._fault(Phrases(kb, words), fault) for words in (self.vi, self.en)]
        shown = None
        if fault.witness is not None:
            shown = Text(*(witness_words(Phrases(kb, words), fault.witness) for words in (self.vi, self.en)))
        return Finding(
            kind=fault.kind,
            severity=severity,
            span=fault.span,
            message=Text(*said),
            witness=fault.witness,
            shown=shown,
            goal=fault.goal,
            accepted=accepted,
        )

    def _fault(self, phrases: Phrases, fault: Fault) -> str:
        parts = {name: _plain(part, phrases) for name, part in fault.parts.items()}
        return phrases.words.say("checks", fault.kind.replace("-", "_"), way=fault.way, **parts)

    def diagnostic(self, found: Diagnostic) -> Finding:
        """Return a fault found while reading in words."""
        hint = Text(self._vietnamese(found.hint), found.hint) if found.hint else None
        return Finding(
            kind=KINDS.get(found.code, found.code),
            severity=found.severity,
            span=found.span,
            message=Text(self._vietnamese(found.message), str(found.message)),
            hint=hint,
        )

    def _vietnamese(self, said: Any) -> str:
        if not isinstance(said, Message):
            return str(said)
        pattern = self.vi.say("faults", "pattern", english=said.pattern)
        parts = {name: self._vietnamese(part) for name, part in said.parts.items()}
        return pattern.format(**parts) if parts else pattern


def witness_words(phrases: Phrases, witness: Witness) -> str:
    """Return a case in a reader's words: each fact with its value."""
    facts = [
        phrases.words.say("checks", "dont_know", subject=phrases.subject(fact))
        if value is None
        else phrases.fact(fact, value)
        for fact, value in witness.items()
    ]
    return phrases.words.say("checks", "witness", facts=facts)


def _plain(part: Any, phrases: Phrases) -> Any:
    """Return a part of a fault as a template sees it."""
    match part:
        case Rule():
            return {"id": part.id, "text": phrases.rule(part)}
        case Text():
            return part[phrases.lang]
        case Comparison() | All() | AnyOf() | Not():
            return phrases.condition(part) or phrases.words.say("checks", "always")
        case Mapping():
            return {key: _plain(one, phrases) for key, one in part.items()}
        case Sequence() if not isinstance(part, str):
            return [_plain(one, phrases) for one in part]
        case _:
            return part
