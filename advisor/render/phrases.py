"""Values, options and conditions in a reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from advisor.consultation.trace import Trace
from advisor.language.numbers import NO_BREAK_SPACE, format_money, format_number, format_percent
from advisor.model.logic import All, AnyOf, Argument, Comparison, Condition, Inference, Not, Ranking
from advisor.model.types import KnowledgeBase, Lang, Rule, Text, Value
from advisor.render.environment import Words

_UNIT_WORDS: dict[str, Text] = {
    "unit": Text("đơn vị", "units"),
    "person": Text("người", "people"),
    "VND/unit": Text("một đơn vị", "a unit"),
    "unit/person": Text("đơn vị một người", "units a person"),
    "year": Text("năm", "years"),
    "month": Text("tháng", "months"),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """Turns ids and values of one knowledge base into words of one language."""

    kb: KnowledgeBase
    words: Words
    _said: dict[Condition | Rule, str] = field(default_factory=dict, repr=False, compare=False)
    """Conditions and rules in words: the same in every case."""

    @property
    def lang(self) -> Lang:
        """Return the language."""
        return self.words.lang

    def subject(self, id_: str) -> str:
        """Return the name of a fact, decision or formula."""
        found = self.kb.facts.get(id_) or self.kb.decisions.get(id_) or self.kb.formulas[id_]
        return found.label[self.lang]

    def option(self, decision_id: str, option_id: str) -> str:
        """Return the label of an option, with its direction where it has one."""
        label = self.kb.decisions[decision_id].option(option_id).label[self.lang]
        way = option_id.partition(":")[2]
        return self.words.say("common", "direction", label=label, up=way == "up") if way else label

    def outcome(self, decision_id: str, options: tuple[str, ...]) -> list[str]:
        """Return the labels of an outcome, in its order."""
        return [self.option(decision_id, option) for option in options]

    def value(self, id_: str, value: Value) -> str:
        """Return a value of a fact, formula or decision in words."""
        if isinstance(value, Decimal):
            return self.amount(id_, value)
        if isinstance(value, bool):
            return self.words.say("common", "yes_no", yes=value)
        if id_ in self.kb.decisions:
            options = value if isinstance(value, tuple) else (value,)
            return ", ".join(self.option(id_, one) for one in options) or self.words.say("common", "nothing")
        fact = self.kb.facts[id_]
        if fact.type == "text":
            return str(value)
        ids = value if isinstance(value, tuple) else (value,)
        labels = [fact.option(one).label[self.lang] for one in ids]
        return self.words.say("common", "ticked", labels=labels) if labels else self.words.say("common", "nothing")

    def amount(self, id_: str, value: Decimal) -> str:
        """Return a number with its unit.

        The value of a percent fact is between 0 and 100, that of a percent formula a ratio.
        """
        unit = self.kb.facts[id_].unit if id_ in self.kb.facts else self.kb.formulas[id_].unit
        if unit == "percent" or (id_ in self.kb.facts and self.kb.facts[id_].type == "percent"):
            return format_percent(value * 100 if id_ in self.kb.formulas else value, self.lang)
        if unit.startswith("VND"):
            text = format_money(value, self.lang)
            return f"{text} {_UNIT_WORDS[unit][self.lang]}" if unit in _UNIT_WORDS else text
        text = format_number(value, self.lang)
        return f"{text}{NO_BREAK_SPACE}{_UNIT_WORDS[unit][self.lang]}" if unit in _UNIT_WORDS else text

    def bare_amount(self, id_: str, value: Decimal) -> str:
        """Return a number as it stands in a sum: money and percent marked, other units left out."""
        unit = self.kb.facts[id_].unit if id_ in self.kb.facts else self.kb.formulas[id_].unit
        if unit == "percent" or (id_ in self.kb.facts and self.kb.facts[id_].type == "percent"):
            return self.amount(id_, value)
        return format_money(value, self.lang) if unit.startswith("VND") else format_number(value, self.lang)

    def fact(self, id_: str, value: Value) -> str:
        """Return a fact with its value: `Giai đoạn của sản phẩm: bán ngày càng chạy`."""
        return self.words.say("common", "fact_is", subject=self.subject(id_), value=self.value(id_, value))

    def condition(self, condition: Condition) -> str:
        """Return a condition in words; what always holds gives an empty text."""
        if condition not in self._said:
            self._said[condition] = self._condition(condition)
        return self._said[condition]

    def _condition(self, condition: Condition) -> str:
        match condition:
            case Comparison():
                return self._test(condition)
            case Not(Comparison(op="in") as test):
                return self._listed(test, "is_none_of")
            case Not(part):
                return self.words.say("common", "negated", inner=self.condition(part))
            case All(parts):
                return (
                    self.words.say("common", "all_of", parts=[self.condition(part) for part in parts]) if parts else ""
                )
            case AnyOf(parts):
                return self.words.say("common", "any_of", parts=[self.condition(part) for part in parts])

    def _test(self, test: Comparison) -> str:
        subject = self.subject(test.subject)
        if test.op == "known":
            return self.words.say("common", "is_known", subject=subject)
        if test.op == "in":
            return self._listed(test, "is_one_of")
        number = self.amount(test.subject, test.number)
        return self.words.say("common", "compares", subject=subject, op=test.op, number=number)

    def _listed(self, test: Comparison, sentence: str) -> str:
        values = [self.bare(test.subject, one) for one in test.values]
        many = self._many(test.subject)
        return self.words.say("common", sentence, subject=self.subject(test.subject), values=values, many=many)

    def _many(self, id_: str) -> bool:
        """Return whether several options may hold at once."""
        return (
            self.kb.decisions[id_].kind == "some" if id_ in self.kb.decisions else self.kb.facts[id_].type == "choices"
        )

    def bare(self, id_: str, value: str | bool) -> str:
        """Return the label of one option, without marks."""
        if isinstance(value, bool):
            return self.words.say("common", "yes_no", yes=value)
        return (
            self.option(id_, value) if id_ in self.kb.decisions else self.kb.facts[id_].option(value).label[self.lang]
        )

    def rule(self, rule: Rule) -> str:
        """Return a rule in words: if …, then …."""
        return self.words.say(
            "common",
            "rule",
            condition=self.condition(rule.when),
            conclusion=self.conclusion(rule),
            default=rule.default,
        )

    def conclusion(self, rule: Rule) -> str:
        """Return what a rule concludes, in words."""
        then = rule.then
        match then:
            case Inference(fact, value):
                return self.words.say("common", "inferred", subject=self.subject(fact), value=self.bare(fact, value))
            case Ranking(decision, order):
                groups = [[self.option(decision, one) for one in group] for group in order]
                return self.words.say("common", "ranked", subject=self.subject(decision), groups=groups)
            case Argument(decision, options, favours, joint):
                labels = [self.option(decision, one) for one in options]
                parts = {"subject": self.subject(decision), "kind": self.kb.decisions[decision].kind}
                return self.words.say("common", "argued", options=labels, favours=favours, joint=joint, **parts)

    def trace(self, trace: Trace, nodes: frozenset[str]) -> list[str]:
        """Return the firings about `nodes` and, where it was watched, the agenda before each, a line each."""
        lines: list[str] = []
        for index, firing in enumerate(trace.firings):
            if self._node(firing.kind, firing.id) not in nodes:
                continue
            name = self._firing_name(firing.kind, firing.id)
            agenda = (
                [entry for entry in trace.agendas[index] if self._node(entry.kind, entry.id) in nodes]
                if trace.agendas
                else []
            )
            waiting = [self._firing_name(entry.kind, entry.id) for entry in agenda[:3]]
            parts = {
                "order": len(lines) + 1,
                "kind": firing.kind,
                "name": name,
                "concluded": self._concluded(firing.kind, firing.id, firing.concluded),
                "facts": [self.fact(id_, value) for id_, value in firing.facts],
                "waiting": waiting,
                "more": len(agenda) - len(waiting),
            }
            lines.append(self.words.say("trace", "firing", **parts))
        return lines

    def _node(self, kind: str, id_: str) -> str:
        return self.kb.rules[id_].target if kind == "rule" else id_

    def _firing_name(self, kind: str, id_: str) -> str:
        return self.rule(self.kb.rules[id_]) if kind == "rule" else self.subject(id_)

    def _concluded(self, kind: str, id_: str, concluded: tuple[str, ...]) -> str:
        if kind == "decide":
            return ", ".join(self.outcome(id_, concluded)) or self.words.say("common", "nothing")
        if kind == "formula":
            return self.amount(id_, Decimal(concluded[0]))
        if kind == "infer":
            fact = self.kb.facts[id_]
            if fact.options:
                return "; ".join(fact.option(one).label[self.lang] for one in concluded)
            return (
                self.amount(id_, Decimal(concluded[0]))
                if fact.type != "yes-no"
                else self.words.say("common", "yes_no", yes=concluded[0] == "True")
            )
        return ""
