"""What every section of a plan is written from: one case, its words, and what holds in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from advisor.consultation.findings import Consultation
from advisor.explanation.why import sides
from advisor.formula.evaluate import holds as sum_holds
from advisor.formula.evaluate import reckon
from advisor.formula.types import Expression, names
from advisor.language.numbers import format_money, format_number
from advisor.model.logic import All, AnyOf, Comparison, Condition, Not
from advisor.model.text import PLACEHOLDER, Text
from advisor.model.types import Formula, KnowledgeBase, Lang, Value
from advisor.planning.types import Block, From, Paragraph, Period, Sentence
from advisor.render.phrases import Phrases
from advisor.render.view import View
from advisor.ruleset.literals import compare


@dataclass(frozen=True)
class Draft:
    """One case on its way to a plan.

    `name`: what the person calls the case.
    """

    consultation: Consultation
    phrases: Phrases
    period: Period
    name: str = ""

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        return self.consultation.kb

    @property
    def lang(self) -> Lang:
        """Return the language of the plan."""
        return self.phrases.lang

    @cached_property
    def view(self) -> View:
        """Return the view of the consultation in words."""
        return View(self.consultation, self.phrases)

    @cached_property
    def areas(self) -> list[dict[str, Any]]:
        """Return the areas with their decisions in words, each with its area and whether it comes first (`quick`)."""
        areas = self.view.areas(rivals=False)
        for area in areas:
            for decision in area["decisions"]:
                decision |= {"area": area["id"], "quick": self.kb.decisions[decision["id"]].quick}
                decision |= self._among_chosen(decision)
        return areas

    def _among_chosen(self, decision: dict[str, Any]) -> dict[str, Any]:
        """Return the order of what money goes to without what the plan leaves out, and whether that narrows it."""
        budget = self.kb.work.budget
        items = self.consultation.findings.get(budget.items) if budget else None
        if budget is None or decision["id"] != budget.order or items is None or not items.chosen:
            return {"narrowed": False}
        labels = {self.phrases.option(budget.order, one) for one in items.chosen if one in self._options(budget.order)}
        order = [kept for group in decision["order"] if (kept := [one for one in group if one in labels])]
        return {"order": order, "narrowed": order != decision["order"]} if order else {"narrowed": False}

    def _options(self, decision: str) -> tuple[str, ...]:
        return tuple(option.id for option in self.kb.decisions[decision].options)

    def decisions(self) -> Iterator[dict[str, Any]]:
        """Yield every decision in words, in reading order."""
        for area in self.areas:
            yield from area["decisions"]

    def decision(self, id_: str) -> dict[str, Any] | None:
        """Return a decision in words; None where there is none of this id."""
        return self._decisions.get(id_)

    @cached_property
    def _decisions(self) -> dict[str, dict[str, Any]]:
        return {decision["id"]: decision for decision in self.decisions()}

    # --- words -------------------------------------------------------------------------------------------

    def say(self, topic: str, macro: str, /, **parts: Any) -> str:
        """Return a sentence of the template `topic`."""
        return self.phrases.words.say(topic, macro, **parts)

    def sentence(self, origin: From, topic: str, macro: str, /, sources: Iterable[str] = (), **parts: Any) -> Sentence:
        """Return a sentence of the template `topic` with its origin."""
        return Sentence(self.say(topic, macro, **parts), origin, tuple(sources))

    def paragraph(self, origin: From, topic: str, macro: str, /, sources: Iterable[str] = (), **parts: Any) -> Block:
        """Return a paragraph of one sentence."""
        return Paragraph((self.sentence(origin, topic, macro, sources, **parts),))

    def fill(self, text: Text, own: Mapping[str, str] | None = None) -> str | None:
        """Return the text with its placeholders filled in; None where one of them is not known.

        `own`: words for placeholders that are not ids of the knowledge base.
        """
        words = text[self.lang]
        found: dict[str, str] = {}
        for place in PLACEHOLDER.finditer(words):
            id_ = place[1]
            shown = own[id_] if own and id_ in own else self.shown(id_, size=bool(place[2]))
            if shown is None:
                return None
            found[place[0]] = shown
        return PLACEHOLDER.sub(lambda place: found[place[0]], words)

    def shown(self, id_: str, *, size: bool = False) -> str | None:
        """Return the value of a fact, formula or decision as it stands in a sentence; None where it is not known.

        `size`: a number without its sign.
        """
        if id_ in self.kb.decisions:
            finding = self.consultation.findings.get(id_)
            labels = self.phrases.outcome(id_, finding.chosen) if finding else []
            return self._listed(labels) if labels else None
        if id_ in self.kb.formulas or self.kb.facts[id_].type in ("number", "money", "percent"):
            number = self.number(id_)
            return None if number is None else self.phrases.amount(id_, abs(number) if size else number)
        known = self.consultation.facts.get(id_)
        if known is None:
            return None
        value = known.value
        if isinstance(value, bool):
            return self.phrases.bare(id_, value)
        if self.kb.facts[id_].type == "text":
            return str(value)
        ids = value if isinstance(value, tuple) else (str(value),)
        labels = [self.kb.facts[id_].option(one).label[self.lang] for one in ids]
        return self._listed([self._lower(label) for label in labels]) if labels else None

    def _listed(self, labels: list[str]) -> str:
        return str(self.phrases.words.environment.filters["listed"](labels))

    def _lower(self, label: str) -> str:
        return str(self.phrases.words.environment.filters["lower_first"](label))

    def amount(self, unit: str, value: Decimal) -> str:
        """Return a number in the words of its unit: đồng, a percentage (given as a ratio) or a plain number."""
        if unit == "percent":
            return format_number(value * 100, self.lang) + "%"
        return format_money(value, self.lang) if unit.startswith("VND") else format_number(value, self.lang)

    def rival(self, goal: str) -> dict[str, Any] | None:
        """Return why the strongest alternative of a decision was not chosen, or None where there is none."""
        return self.view.rival(goal, sides(self.consultation, goal).rival)

    def support(self, goal: str) -> tuple[str, ...]:
        """Return the places that the arguments for the outcome of a decision cite."""
        finding = self.consultation.findings.get(goal)
        if finding is None:
            return ()
        chosen = set(finding.outcome)
        held = [one for one in finding.arguments if one.favours and one.standing == "stands"]
        return tuple(sorted({place for one in held if chosen & set(one.options) for place in one.sources}))

    # --- numbers -----------------------------------------------------------------------------------------

    @cached_property
    def _numbers(self) -> dict[str, Decimal | None]:
        return {}

    def number(self, id_: str) -> Decimal | None:
        """Return the number of a fact (a percentage between 0 and 100) or a formula; None where it has none."""
        if id_ not in self._numbers:
            self._numbers[id_] = None  # a formula that reads itself has no number
            self._numbers[id_] = self._number(id_)
        return self._numbers[id_]

    def _number(self, id_: str) -> Decimal | None:
        if id_ in self.kb.formulas:
            return self._formula(self.kb.formulas[id_])
        known = self.consultation.facts.get(id_)
        return known.value if known is not None and isinstance(known.value, Decimal) else None

    def _formula(self, formula: Formula) -> Decimal | None:
        ratios = self._ratios(formula.reads)
        if ratios is None or not all(sum_holds(one.that, ratios) for one in formula.requires):
            return None
        return reckon(formula.expression, ratios)

    def _ratios(self, ids: Iterable[str]) -> dict[str, Decimal] | None:
        """Return the numbers as expressions read them, percentages as ratios; None where one is not known."""
        found: dict[str, Decimal] = {}
        for id_ in ids:
            value = self.number(id_)
            if value is None:
                return None
            found[id_] = value / 100 if id_ in self.kb.facts and self.kb.facts[id_].type == "percent" else value
        return found

    def reckon(self, expression: Expression) -> Decimal | None:
        """Return the amount of an expression; None where a number in it is not known or it has no value."""
        ratios = self._ratios(dict.fromkeys(names(expression)))
        return None if ratios is None else reckon(expression, ratios)

    # --- conditions --------------------------------------------------------------------------------------

    def holds(self, condition: Condition | None) -> bool:
        """Return whether a condition is certain to hold; what is not known makes nothing hold."""
        return condition is None or self.truth(condition) is True

    def truth(self, condition: Condition) -> bool | None:
        """Return whether a condition holds, or None where that is not known."""
        match condition:
            case Comparison():
                return self._compared(condition)
            case Not(Comparison(op="known", subject=subject)):
                return self._value(subject) is None  # a plan may speak of what nobody knows
            case Not(part):
                inner = self.truth(part)
                return None if inner is None else not inner
            case All(parts):
                found = [self.truth(part) for part in parts]
                return False if False in found else (None if None in found else True)
            case AnyOf(parts):
                found = [self.truth(part) for part in parts]
                return True if True in found else (None if None in found else False)

    def _compared(self, test: Comparison) -> bool | None:
        value = self._value(test.subject)
        if value is None:
            return False if self.means_nothing(test.subject) else None
        if test.op == "known":
            return True
        if test.op == "in":
            held = value if isinstance(value, tuple) else (value,)
            return any(one in test.values for one in held)
        return isinstance(value, Decimal) and compare(test.op, value, test.number)

    def _value(self, id_: str) -> Value | None:
        if id_ in self.kb.decisions:
            finding = self.consultation.findings.get(id_)
            if finding is None or (finding.status == "open" and not finding.chosen):
                return None
            return finding.chosen
        if id_ in self.kb.formulas:
            return self.number(id_)
        known = self.consultation.facts.get(id_)
        return None if known is None else known.value

    def means_nothing(self, id_: str) -> bool:
        """Return whether a fact or decision does not arise in this case."""
        if id_ in self.kb.decisions:
            finding = self.consultation.findings.get(id_)
            return finding is not None and finding.status == "not-applicable"
        fact = self.kb.facts.get(id_)
        return fact is not None and fact.applies_when is not None and self.truth(fact.applies_when) is False
