"""What a check finds: as it finds it, and in the words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.diagnostics import Severity, Span
from advisor.model.types import Text, Value
from advisor.model.values import plain_value

Witness = Mapping[str, "Value | None"]
"""A case that shows a fault: answers of facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault as a check finds it.

    `about`: the ids and words that one names to let it stand. `parts`: what its sentence is made of: rules,
    conditions, texts, ids. `way`: which of the sentences of its kind says it. `goal`: the decision it bears on.
    `beyond`: it lies outside the cases in which such a fault was let stand.
    """

    kind: str
    span: Span
    about: tuple[str, ...]
    parts: Mapping[str, Any] = field(default_factory=dict)
    way: str = ""
    witness: Witness | None = None
    goal: str = ""
    beyond: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault in words. `shown`: the witness in a reader's words. `hint`: a guess at what was meant.

    `accepted`: why it is let stand, where it is.
    """

    kind: str
    severity: Severity
    span: Span
    message: Text
    hint: Text | None = None
    witness: Witness | None = None
    shown: Text | None = None
    goal: str = ""
    accepted: Text | None = None

    def row(self) -> dict[str, Any]:
        """Return the finding as plain data for JSON; the witness by ids."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "severity": self.severity.value,
            "file": self.span.path,
            "line": self.span.line,
            "column": self.span.column,
            "message": self.message.en,
            "message_vi": self.message.vi,
            "hint": self.hint.en if self.hint else "",
            "hint_vi": self.hint.vi if self.hint else "",
            "witness": None
            if self.witness is None
            else {fact: plain_value(value) for fact, value in self.witness.items()},
            "goal": self.goal or None,
        }
        if self.accepted is not None:
            found["accepted"] = {"vi": self.accepted.vi, "en": self.accepted.en}
        return found
