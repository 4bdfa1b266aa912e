"""What a knowledge base is made of. Everything here is frozen; nothing here decides anything."""

# long: the vocabulary of the whole program, read together; a few lines of data for each word

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from advisor.diagnostics import Span
from advisor.formula.types import Expression, names
from advisor.model.figures import FigureDef
from advisor.model.logic import Conclusion, Condition, Inference
from advisor.model.practice import Practice
from advisor.model.text import Lang as Lang
from advisor.model.text import Text as Text
from advisor.model.work import Work

FactType = Literal["choice", "choices", "number", "money", "percent", "yes-no", "text"]
Ask = Literal["quick", "plan", "fallback", "goal"]
DecisionKind = Literal["one", "some", "rank", "direction", "value"]
HitPolicy = Literal["unique", "any", "first", "priority", "rule-order", "output-order", "collect"]
Resolution = Literal["prefer", "both", "scope"]
SourceKind = Literal["course", "practice"]
PointKind = Literal[
    "rule", "ranking", "influence", "formula",
    "definition", "property", "taxonomy", "criterion", "procedure", "example",
]  # fmt: skip
DECIDING: frozenset[str] = frozenset({"rule", "ranking", "influence", "formula"})
NUMERIC: frozenset[str] = frozenset({"number", "money", "percent"})

Value: TypeAlias = "str | bool | Decimal | tuple[str, ...]"
"""What a known fact holds: an option id, ticked option ids (sorted), a yes or no, a number or a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that is cited: one of the course, by its lines, or a published work of practice as a whole.

    `cite`: how a work of practice is named in brackets, such as `Doran 1981`.
    """

    id: str
    kind: SourceKind = "course"
    cite: str = ""
    file: str = ""
    title: Text
    lines: int = 0
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """One thing that one place of a document teaches, in our own words."""

    id: str
    source: str
    section: str
    lines: tuple[int, int]
    kind: PointKind
    decision: str
    statement: Text
    term_vi: str = ""
    remark: Text | None = None
    span: Span

    @property
    def citation(self) -> str:
        """Return the place as people script against it: `004:826-835`, or `004:826`."""
        first, last = self.lines
        return f"{self.source}:{first}" if first == last else f"{self.source}:{first}-{last}"


# --- rules --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A production rule: when the antecedent holds, the consequent is concluded, because."""

    id: str
    when: Condition
    then: Conclusion
    because: Text
    teaches: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    default: bool = False
    table: str = ""
    note: str = ""
    span: Span

    @property
    def target(self) -> str:
        """Return the id of the decision or fact the rule speaks about."""
        return self.then.fact if isinstance(self.then, Inference) else self.then.decision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """Rows that share their inputs. Each row is also a `Rule` of the knowledge base."""

    id: str
    target: str
    hit_policy: HitPolicy
    inputs: tuple[str, ...]
    rows: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Side:
    """One of the views in a conflict, and the rules that hold it."""

    id: str
    claim: Text
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Places where the sources disagree, and how it is settled."""

    id: str
    topic: Text
    sides: tuple[Side, ...]
    resolution: Resolution
    prefer: str = ""
    reason: Text
    span: Span


# --- what is asked and decided ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOption:
    """One possible answer."""

    id: str
    label: Text
    meaning: Text | None = None
    only_if: Condition | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A comparison over number facts that an answer seldom meets unless it is a slip, and what to ask where it does."""

    when: Expression
    ask: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDef:
    """Something that can be known: by asking, by inference, or by arithmetic."""

    id: str
    type: FactType
    topic: str
    ask: Ask
    label: Text
    question: Text
    help: Text | None = None
    example: Text | None = None
    concept: str = ""
    applies_when: Condition | None = None
    after: tuple[str, ...] = ()
    options: tuple[FactOption, ...] = ()
    at_most: int | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    doubts: tuple[Doubt, ...] = ()
    span: Span

    def option(self, option_id: str) -> FactOption:
        """Return the option called `option_id`; raise KeyError where there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about an option and where it is from: course points, or common practice."""

    text: Text
    teaches: tuple[str, ...] = ()
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A possible answer to a decision."""

    id: str
    label: Text
    meaning: Text | None = None
    term_vi: str = ""
    synonyms: tuple[str, ...] = ()
    advantages: Sequence[Remark] = ()
    disadvantages: Sequence[Remark] = ()
    actions: Sequence[Remark] = ()
    measures: Sequence[Remark] = ()
    excludes: tuple[str, ...] = ()
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question that the advisor answers."""

    id: str
    area: str
    kind: DecisionKind
    label: Text
    question: Text
    options: tuple[Option, ...]
    quick: bool = False
    term_vi: str = ""
    synonyms: tuple[str, ...] = ()
    applies_when: Condition | None = None
    span: Span

    def option(self, option_id: str) -> Option:
        """Return the option, also for `quantity:up`; raise KeyError where there is none."""
        bare = option_id.partition(":")[0]
        for option in self.options:
            if option.id == bare:
                return option
        raise KeyError(option_id)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return every id that can stand in an outcome, in the author's order."""
        if self.kind != "direction":
            return tuple(option.id for option in self.options)
        return tuple(f"{option.id}:{way}" for option in self.options for way in ("up", "down"))


# --- arithmetic, words, cases -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold before a formula may be reckoned, and what to say where it does not."""

    that: Expression
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A sum of the course."""

    id: str
    label: Text
    unit: str
    expression: Expression
    requires: tuple[Requirement, ...] = ()
    infers: str = ""
    teaches: tuple[str, ...] = ()
    remark: Text | None = None
    span: Span

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the facts and formulas it is reckoned from or required of, in order of ids."""
        parts = (self.expression, *(requirement.that for requirement in self.requires))
        return tuple(sorted({name for part in parts for name in names(part)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A term, its other names, and what it means."""

    id: str
    names: Mapping[str, tuple[str, ...]]
    definition: Text
    example: Text | None = None
    teaches: tuple[str, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """One step of how an option wins, in words."""

    id: str
    label: Text
    explanation: Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A topic of questions or an area of decisions."""

    id: str
    label: Text
    order: tuple[str, ...] = ()
    """Decisions of an area in reading order; those not named follow."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Names and reading order of the whole knowledge base."""

    title: Text
    about: Text
    topics: tuple[Heading, ...]
    areas: tuple[Heading, ...]
    corpus: Text | None = None
    """What the documents are called in a sentence, such as "the course"."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a test case expects of one decision or inferred fact.

    `missing`: the facts still worth asking for a decision, in no order; None where nothing is said of them.
    """

    outcome: tuple[str, ...] | None = None
    because: tuple[str, ...] = ()
    not_because: tuple[str, ...] = ()
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """A case a lecturer can read: these facts, this advice."""

    __test__ = False  # not a pytest class

    name: str
    given: Mapping[str, Value | None]
    expect: Mapping[str, Expectation]
    prefer: tuple[str, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding that the authors know and let stand, and why.

    `of`: the ids it is about. `words`: terms or options it is about. `where`: the cases of a gap that are let stand.
    """

    kind: str
    of: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    where: Condition | None = None
    reason: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Everything that was read and found good, by id, in an order that files do not change."""

    digest: str
    root: str
    outline: Outline
    sources: Mapping[str, Source] = field(default_factory=dict)
    points: Mapping[str, CoursePoint] = field(default_factory=dict)
    facts: Mapping[str, FactDef] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    policy: tuple[PolicyStep, ...] = ()
    cases: Sequence[TestCase] = ()
    practice: Practice = field(default_factory=Practice)
    work: Work = field(default_factory=Work)
    figures: tuple[FigureDef, ...] = ()
    accepted: tuple[Acceptance, ...] = ()

    def citations(self, point_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the places of course points, sorted and without repeats."""
        return tuple(sorted({self.points[point].citation for point in point_ids}))
