"""What the engine did, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from advisor.model.types import Value

FiringKind = Literal["rule", "decide", "infer", "formula", "applies", "not-applicable", "open"]


class Firing(NamedTuple):  # a consultation makes hundreds; a tuple is made in a third of the time
    """One firing: which rule of the knowledge base (or which step of the engine), over which facts, with what result.

    `kind` is `rule` for a rule of the knowledge base; the others are the engine's own
    steps: deciding or inferring a node from the rules that held, reckoning a formula,
    finding that a node applies or not, leaving it open.
    """

    order: int
    kind: FiringKind
    id: str
    facts: tuple[tuple[str, Value], ...] = ()
    concluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """An activation waiting to fire, as the agenda stood at a firing."""

    salience: int
    id: str
    kind: FiringKind


@dataclass(frozen=True, slots=True)
class Trace:
    """All firings of a run, and the agenda before each of them."""

    firings: tuple[Firing, ...] = ()
    agendas: tuple[tuple[AgendaEntry, ...], ...] = ()

    def fired_rules(self) -> tuple[str, ...]:
        """Return the ids of the knowledge base's rules that fired, in order."""
        return tuple(firing.id for firing in self.firings if firing.kind == "rule")
