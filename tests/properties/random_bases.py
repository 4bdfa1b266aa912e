"""Little knowledge bases made at random: every kind of fact, condition, decision and conflict."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from plain import values_of

from advisor.diagnostics import Span
from advisor.formula.parse import parse_expression
from advisor.model.logic import All, AnyOf, Argument, Comparison, Conclusion, Condition, Inference, Not, Ranking
from advisor.model.types import (
    Conflict,
    Decision,
    DecisionTable,
    FactDef,
    FactOption,
    Formula,
    Heading,
    KnowledgeBase,
    Option,
    Outline,
    Requirement,
    Rule,
    Side,
    Text,
    Value,
)

SPAN = Span("random")
WORDS = Text("vi", "en")
THRESHOLDS = (Decimal(1), Decimal(3), Decimal(5))
OPTIONS = ("a", "b", "c")
KINDS = ("one", "one", "some", "rank", "direction")
NUMERIC_TYPES = ("number", "percent", "money")


class Maker:
    """Makes one base from one seed. `known`: whether conditions may ask if a fact is known."""

    def __init__(self, seed: int, *, known: bool, formulas: bool, facts: tuple[int, int] = (3, 5)) -> None:
        self.random = random.Random(seed)
        self.known = known
        self.formulas = formulas
        self.size = self.random.randint(*facts)
        self.facts: dict[str, FactDef] = {}
        self.decisions: dict[str, Decision] = {}
        self.formula_items: dict[str, Formula] = {}
        self.rules: dict[str, Rule] = {}
        self.nodes: list[str] = []  # a node reads only nodes that stand before it

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    # --- facts and formulas --------------------------------------------------------------------------

    def fact(self, number: int) -> None:
        kind = self.random.choice(
            ("choice", "choice", "choices", "yes-no", "yes-no", "number", "percent", "money", "text")
        )
        id_ = f"f{self.random.randint(0, 9)}{number}.x"
        options: list[FactOption] = []
        for name in OPTIONS[: self.random.randint(2, 3)] if kind in ("choice", "choices") else ():
            only_if = self.condition(1) if kind == "choices" and self.chance(0.25) else None
            alone = kind == "choices" and only_if is None and name == "a" and self.chance(0.3)
            options.append(FactOption(id=name, label=WORDS, only_if=only_if, exclusive=alone))
        numeric = kind in NUMERIC_TYPES
        fact = FactDef(
            id=id_, type=kind, topic="t", ask="quick", label=WORDS, question=WORDS, options=tuple(options),  # type: ignore[arg-type]
            applies_when=self.condition(1) if self.chance(0.25) else None,
            at_most=2 if kind == "choices" and self.chance(0.3) else None,
            low=Decimal(0) if numeric and self.chance(0.5) else None,
            high=Decimal(6) if numeric and self.chance(0.3) else None,
            span=SPAN,
        )  # fmt: skip
        if numeric and self.formulas and self.chance(0.3):
            self.formula(number, fact)
        self.facts[id_] = fact
        if kind in ("choice", "choices", "yes-no") and self.nodes and self.chance(0.35):
            for index in range(self.random.randint(1, 3)):
                values = (True, False) if kind == "yes-no" else [option.id for option in options]
                self.rule(f"i{index}-{id_}", Inference(id_, self.random.choice(list(values))))
        self.nodes.append(id_)

    def formula(self, number: int, infers: FactDef | None) -> None:
        numbers = [
            n for n in self.nodes if n in self.formula_items or self.facts.get(n, WORDS_FACT).type in NUMERIC_TYPES
        ]
        if not numbers:
            return
        left, right = self.random.choice(numbers), self.random.choice(numbers)
        operator = self.random.choice(("+", "-", "*", "/"))
        requires = [f"{left} > 1"] if self.chance(0.4) else []
        id_ = f"g{number}.{'inferring' if infers else 'free'}"
        self.formula_items[id_] = Formula(
            id=id_, label=WORDS, unit="1", expression=parse_expression(f"{left} {operator} {right}"),
            requires=tuple(Requirement(parse_expression(one), WORDS) for one in requires),
            infers=infers.id if infers else "", span=SPAN,
        )  # fmt: skip
        self.nodes.append(id_)

    # --- conditions ----------------------------------------------------------------------------------

    def condition(self, depth: int) -> Condition:
        if not self.nodes or self.chance(0.05):
            return All()
        if depth and self.chance(0.55):
            parts = tuple(self.condition(depth - 1) for _ in range(self.random.randint(1, 3)))
            return self.random.choice((All(parts), All(parts), AnyOf(parts), Not(parts[0])))
        node = self.random.choice(self.nodes)
        if self.known and node not in self.decisions and self.chance(0.1):
            return Comparison(node, "known")
        fact = self.facts.get(node)
        if node in self.formula_items or (fact and fact.type in NUMERIC_TYPES):
            op = self.random.choice(("lt", "le", "gt", "ge", "eq", "ne"))
            return Comparison(node, op, number=self.random.choice(THRESHOLDS))  # type: ignore[arg-type]
        if fact and fact.type == "text":
            return Comparison(node, "known") if self.known else All()
        values: tuple[str | bool, ...]
        if fact and fact.type == "yes-no":
            return Comparison(node, "in", (self.chance(0.5),))
        values = tuple(o.id for o in fact.options) if fact else self.decisions[node].outcomes
        picked = self.random.sample(values, self.random.randint(1, min(2, len(values))))
        test = Comparison(node, "in", tuple(sorted(picked, key=str)))
        return Not(test) if self.chance(0.2) else test

    # --- decisions -----------------------------------------------------------------------------------

    def decision(self, number: int) -> None:
        kind = self.random.choice(KINDS)
        id_ = f"d{self.random.randint(0, 9)}{number}.x"
        names = OPTIONS[: self.random.randint(2, 3)]
        options = []
        for name in names:
            excludes = tuple(n for n in names if n != name) if kind == "some" and self.chance(0.3) else ()
            options.append(Option(id=name, label=WORDS, excludes=excludes))
        self.decisions[id_] = decision = Decision(
            id=id_, area="r", kind=kind, label=WORDS, question=WORDS, options=tuple(options),  # type: ignore[arg-type]
            applies_when=self.condition(1) if self.chance(0.25) else None, span=SPAN,
        )  # fmt: skip
        for index in range(self.random.randint(2, 6)):
            self.rule(f"r{index}-{id_}", self.conclusion(decision))
        self.nodes.append(id_)

    def conclusion(self, decision: Decision) -> Conclusion:
        names = [option.id for option in decision.options]
        if decision.kind == "rank":
            order = self.random.sample(names, len(names))
            groups = tuple((name,) for name in order) if self.chance(0.7) else (tuple(sorted(order)),)
            return Ranking(decision.id, groups)
        if decision.kind == "direction":
            way = self.random.choice(("up", "down"))
            return Argument(decision.id, (f"{self.random.choice(names)}:{way}",))
        picked = tuple(self.random.sample(names, 2 if self.chance(0.2) else 1))
        joint = "all" if decision.kind == "some" and self.chance(0.5) else "any"
        return Argument(decision.id, picked, self.chance(0.75), joint if len(picked) > 1 else "all")  # type: ignore[arg-type]

    def rule(self, id_: str, then: Conclusion) -> None:
        target = then.fact if isinstance(then, Inference) else then.decision
        others = [rule.id for rule in self.rules.values() if rule.target == target]
        overrides = (self.random.choice(others),) if others and self.chance(0.2) else ()
        self.rules[id_] = Rule(
            id=id_, when=self.condition(2), then=then, because=WORDS, overrides=overrides,
            default=self.chance(0.15), span=SPAN,
        )  # fmt: skip

    # --- tables and conflicts ------------------------------------------------------------------------

    def tables(self) -> dict[str, DecisionTable]:
        found: dict[str, DecisionTable] = {}
        for target in self.nodes:
            rows = [rule.id for rule in self.rules.values() if rule.target == target]
            if len(rows) > 1 and self.chance(0.3):
                policy = self.random.choice(("first", "priority", "any", "collect", "rule-order", "unique"))
                found[target] = DecisionTable(
                    id=f"t-{target}",
                    target=target,
                    hit_policy=policy,
                    inputs=(),
                    rows=tuple(rows[:3]),
                    span=SPAN,  # type: ignore[arg-type]
                )
        return found

    def conflicts(self) -> dict[str, Conflict]:
        found: dict[str, Conflict] = {}
        for target in self.nodes:
            rules = [rule.id for rule in self.rules.values() if rule.target == target]
            if len(rules) > 1 and self.chance(0.3):
                self.random.shuffle(rules)
                sides = (Side("one", WORDS, (rules[0],)), Side("two", WORDS, tuple(rules[1:3])))
                resolution = self.random.choice(("prefer", "prefer", "both", "scope"))
                found[f"c-{target}"] = Conflict(
                    id=f"c-{target}", topic=WORDS, sides=sides, resolution=resolution,  # type: ignore[arg-type]
                    prefer="one" if resolution == "prefer" else "", reason=WORDS, span=SPAN,
                )  # fmt: skip
        return found

    def base(self) -> KnowledgeBase:
        for number in range(self.size):
            self.fact(number)
            if self.formulas and self.chance(0.25):
                self.formula(number + 10, None)
        for number in range(self.random.randint(1, 3)):
            self.decision(number)
        headings = (Heading("t", WORDS),), (Heading("r", WORDS),)
        return KnowledgeBase(
            digest="random", root="random", outline=Outline(WORDS, WORDS, *headings),
            facts=dict(sorted(self.facts.items())), decisions=dict(sorted(self.decisions.items())),
            formulas=dict(sorted(self.formula_items.items())), rules=dict(sorted(self.rules.items())),
            tables=self.tables(), conflicts=self.conflicts(),
        )  # fmt: skip


WORDS_FACT = FactDef(id="none.x", type="text", topic="t", ask="quick", label=WORDS, question=WORDS, span=SPAN)


def make_base(
    seed: int, *, known: bool = False, formulas: bool = False, facts: tuple[int, int] = (3, 5)
) -> KnowledgeBase:
    """Return the knowledge base of a seed."""
    return Maker(seed, known=known, formulas=formulas, facts=facts).base()


def make_sheet(
    kb: KnowledgeBase, source: random.Random, *, answered: float, dont_know: float = 0.0
) -> dict[str, Value | None]:
    """Return a sheet with about a share `answered` of the facts, and `dont_know` of the others as don't-know."""
    sheet: dict[str, Value | None] = {}
    for fact in kb.facts.values():
        if source.random() < answered:
            sheet[fact.id] = source.choice(values_of(fact))
        elif source.random() < dont_know:
            sheet[fact.id] = None
    return sheet


def shuffled(sheet: Mapping[str, Value | None], source: random.Random) -> dict[str, Value | None]:
    """Return the same sheet in another order."""
    items = list(sheet.items())
    source.shuffle(items)
    return dict(items)
