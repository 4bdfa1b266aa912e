"""One decision, some rules about it, and nothing else: enough to see how an option wins."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.diagnostics import Span
from advisor.model.logic import ALWAYS, Argument, Comparison, Condition, Inference, Ranking
from advisor.model.types import (
    Conflict,
    CoursePoint,
    Decision,
    DecisionKind,
    DecisionTable,
    FactDef,
    FactOption,
    Heading,
    HitPolicy,
    KnowledgeBase,
    Option,
    Outline,
    Rule,
    Side,
    Source,
    Text,
)
from advisor.model.types import Resolution as ConflictResolution
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.resolve import Resolution, Resolver

SPAN = Span("small")
WORDS = Text("vi", "en")


def is_(subject: str, *values: str | bool) -> Comparison:
    return Comparison(subject, "in", tuple(sorted(values, key=str)))


def for_(rule: str, *options: str, when: Condition = ALWAYS, point: str = "", **more: object) -> Rule:
    return _rule(rule, Argument("d.x", options), when, point, more)


def against(rule: str, *options: str, when: Condition = ALWAYS, point: str = "", **more: object) -> Rule:
    return _rule(rule, Argument("d.x", options, favours=False), when, point, more)


def ranked(rule: str, *order: tuple[str, ...], **more: object) -> Rule:
    return _rule(rule, Ranking("d.x", order), ALWAYS, "", more)


def inferred(rule: str, value: str) -> Rule:
    return _rule(rule, Inference("f.x", value), ALWAYS, "", {})


def _rule(id_: str, then: Argument | Ranking | Inference, when: Condition, point: str, more: dict[str, object]) -> Rule:
    teaches = (point,) if point else ()
    return Rule(id=id_, when=when, then=then, because=WORDS, teaches=teaches, span=SPAN, **more)  # type: ignore[arg-type]


def conflict(resolution: ConflictResolution, prefer: str = "", **sides: tuple[str, ...]) -> Conflict:
    return Conflict(
        id="c", topic=WORDS, sides=tuple(Side(id_, WORDS, rules) for id_, rules in sides.items()),
        resolution=resolution, prefer=prefer, reason=WORDS, span=SPAN,
    )  # fmt: skip


def table(hit_policy: HitPolicy, *rows: str) -> DecisionTable:
    return DecisionTable(id="t", target="d.x", hit_policy=hit_policy, inputs=(), rows=rows, span=SPAN)


def point(id_: str, source: str, first: int, last: int) -> CoursePoint:
    return CoursePoint(
        id=id_, source=source, section="1", lines=(first, last), kind="rule", decision="d.x", statement=WORDS, span=SPAN
    )


def base(
    rules: Iterable[Rule],
    *,
    kind: DecisionKind = "one",
    options: Iterable[str] = "abc",
    excludes: dict[str, tuple[str, ...]] | None = None,
    conflicts: Iterable[Conflict] = (),
    tables: Iterable[DecisionTable] = (),
) -> KnowledgeBase:
    facts = {
        id_: FactDef(
            id=id_, type="choice", topic="t", ask="quick", label=WORDS, question=WORDS,
            options=tuple(FactOption(id=one, label=WORDS) for one in "xyz"), span=SPAN,
        )
        for id_ in ("f.x", "g.x")
    }  # fmt: skip
    decision = Decision(
        id="d.x", area="a", kind=kind, label=WORDS, question=WORDS, span=SPAN,
        options=tuple(Option(id=one, label=WORDS, excludes=(excludes or {}).get(one, ())) for one in options),
    )  # fmt: skip
    heading = (Heading("a", WORDS),)
    points = (point("p1", "S1", 10, 20), point("p2", "S2", 5, 5))
    return KnowledgeBase(
        digest="", root="", outline=Outline(WORDS, WORDS, heading, heading),
        sources={id_: Source(id=id_, file="", title=WORDS, lines=99, span=SPAN) for id_ in ("S1", "S2")},
        points={one.id: one for one in points}, facts=facts, decisions={"d.x": decision},
        rules={rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)},
        conflicts={one.id: one for one in conflicts}, tables={one.id: one for one in tables},
    )  # fmt: skip


def resolve(kb: KnowledgeBase, *held: str, prefer: Iterable[str] = (), node: str = "d.x") -> Resolution:
    """Return what the rules `held` come to; all of them where none is named."""
    return Resolver(compile_rules(kb), prefer).resolve(node, frozenset(held or kb.rules))
