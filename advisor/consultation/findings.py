"""What a consultation finds, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from advisor.consultation.trace import Trace
from advisor.model.logic import Ranking
from advisor.model.types import KnowledgeBase, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Standing

Status = Literal["settled", "tied", "open", "not-applicable"]
Origin = Literal["answer", "inference", "arithmetic"]


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A value and how it became known."""

    value: Value
    by: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArgument:
    """A rule that fired for a decision, with the facts it held on."""

    rule: str
    options: tuple[str, ...]
    favours: bool
    facts: Mapping[str, Value]
    sources: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a conflict as it came up in this case."""

    side: str
    sources: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class HeldConflict:
    """A declared conflict of which two sides or more hold in this case."""

    id: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PossibleOutcome:
    """An outcome that is still possible, and facts under which it comes about."""

    outcome: tuple[str, ...]
    condition: Mapping[str, Value]
    kind: Literal["settled", "tied", "not-applicable"] = "settled"
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """What a formula came to; `value` is None where an input is missing or a requirement fails."""

    formula: str
    value: Decimal | None
    inputs: Mapping[str, Decimal] = field(default_factory=dict)
    failed: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Everything found about one decision.

    `outcome`: for an open decision what the known facts favour so far.
    `possible` is empty unless the decision is open; `exact` says whether it is the exact set. Where it is not,
    `bounds` hold for every outcome there can be: the options it has for sure, and those it may have besides.
    `missing`: facts worth asking, most useful first.
    """

    goal: str
    status: Status
    outcome: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    possible: tuple[PossibleOutcome, ...] = ()
    exact: bool = True
    bounds: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    missing: tuple[str, ...] = ()
    arguments: tuple[HeldArgument, ...] = ()
    conflicts: tuple[HeldConflict, ...] = ()
    decided_by: str = ""
    amounts: Mapping[str, Amount] = field(default_factory=dict)

    @property
    def undetermined(self) -> bool:
        """Return whether facts still missing could change the outcome."""
        return self.status == "open"

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the outcome without what is only tied."""
        return tuple(option for option in self.outcome if option not in self.tied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A sheet of answers, what experta fired on it, and a finding for each goal."""

    ruleset: Ruleset
    sheet: Mapping[str, Value | None]
    prefer: tuple[str, ...]
    facts: Mapping[str, KnownFact]
    inferences: Mapping[str, tuple[str, ...]]
    trace: Trace
    findings: Mapping[str, Finding]

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base consulted."""
        return self.ruleset.kb

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the facts answered with don't-know and not inferred either."""
        return tuple(sorted(id_ for id_, value in self.sheet.items() if value is None and id_ not in self.facts))

    def order(self, goal: str) -> tuple[tuple[str, ...], ...]:
        """Return what was chosen in its order, equals together as the rule that ranked them has them."""
        finding = self.findings[goal]
        for argument in finding.arguments:
            then = self.kb.rules[argument.rule].then
            if argument.standing != "stands" or not isinstance(then, Ranking):
                continue
            if tuple(one for group in then.order for one in group) == finding.chosen:
                return then.order
        return tuple((one,) for one in finding.chosen)
