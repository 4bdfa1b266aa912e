"""What a template sees of a consultation: labels and sentences, no ids to look up, no logic left to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.consultation.findings import Amount, Consultation, Finding, HeldArgument, HeldConflict
from advisor.explanation.why import sides, why_not
from advisor.formula.types import Expression
from advisor.graph import comparisons
from advisor.model.types import Lang, Option, Remark, Rule, Value
from advisor.render.phrases import Phrases
from advisor.render.sums import sum_text


@dataclass(frozen=True, slots=True)
class View:
    """Builds views of one consultation in one language."""

    consultation: Consultation
    phrases: Phrases

    @property
    def lang(self) -> Lang:
        """Return the language."""
        return self.phrases.lang

    def areas(self, *, rivals: bool = True) -> list[dict[str, Any]]:
        """Return the areas in reading order, each with its decisions; areas without any are left out.

        `rivals`: with why the strongest alternative of each was not chosen, which takes most of the time.
        """
        kb = self.consultation.kb
        found: list[dict[str, Any]] = []
        for area in kb.outline.areas:
            decisions = [
                self.decision(finding, rivals=rivals)
                for finding in self.consultation.findings.values()
                if kb.decisions[finding.goal].area == area.id
            ]
            if decisions:
                found.append({"id": area.id, "label": area.label[self.lang], "decisions": decisions})
        return found

    def decision(self, finding: Finding, *, rivals: bool = True) -> dict[str, Any]:
        """Return one decision: what was chosen, why, what speaks against, conflicts, what is missing."""
        kb = self.consultation.kb
        decision = kb.decisions[finding.goal]
        explained = sides(self.consultation, finding.goal)
        return {
            "id": finding.goal,
            "kind": decision.kind,
            "label": decision.label[self.lang],
            "question": decision.question[self.lang],
            "status": finding.status,
            "decided_by": finding.decided_by,
            "policy": self._policy(finding.decided_by),
            "chosen": [self.option(finding.goal, one) for one in finding.chosen],
            "order": [
                [self.phrases.option(finding.goal, one) for one in group]
                for group in self.consultation.order(finding.goal)
            ]
            if decision.kind == "rank"
            else [],
            "tied": [self.option(finding.goal, one) for one in finding.tied],
            "reasons": [self.reason(argument) for argument in explained.support],
            "objections": [self.reason(argument) for argument in explained.against],
            "conflicts": [self.conflict(conflict) for conflict in finding.conflicts],
            "possible": [self._possible(finding, index) for index in range(len(finding.possible))],
            "bounds": [self.phrases.outcome(finding.goal, options) for options in finding.bounds or ()],
            "exact": finding.exact,
            "missing": [kb.facts[fact].question[self.lang] for fact in finding.missing],
            "amounts": {option: self.amount(amount) for option, amount in finding.amounts.items()},
            "rival": self.rival(finding.goal, explained.rival) if rivals else None,
        }

    def _policy(self, step: str) -> str:
        for one in self.consultation.kb.policy:
            if one.id == step:
                return one.explanation[self.lang]
        return ""

    def option(self, decision_id: str, option_id: str) -> dict[str, Any]:
        """Return an option with everything known about it."""
        option: Option = self.consultation.kb.decisions[decision_id].option(option_id)
        return {
            "id": option_id,
            "label": self.phrases.option(decision_id, option_id),
            "meaning": option.meaning[self.lang] if option.meaning else "",
            "advantages": [self.remark(one) for one in option.advantages],
            "disadvantages": [self.remark(one) for one in option.disadvantages],
            "actions": [self.remark(one) for one in option.actions],
            "measures": [self.remark(one) for one in option.measures],
        }

    def remark(self, remark: Remark) -> dict[str, Any]:
        """Return a remark with its origin."""
        sources = self.consultation.kb.citations(remark.teaches)
        return {"text": remark.text[self.lang], "sources": list(sources), "practice": remark.practice}

    def reason(self, argument: HeldArgument) -> dict[str, Any]:
        """Return an argument in words."""
        rule = self.consultation.kb.rules[argument.rule]
        return {
            "rule": self.phrases.rule(rule),
            "conclusion": self.phrases.conclusion(rule),
            "options": [self.phrases.option(rule.target, one) for one in argument.options],
            "because": rule.because[self.lang],
            "facts": self.grounds(rule, argument.facts),
            "sources": list(argument.sources),
            "standing": argument.standing,
            "favours": argument.favours,
        }

    def grounds(self, rule: Rule, facts: Mapping[str, Value]) -> list[str]:
        """Return the facts a rule held on, of ticked lists only the options it asks about."""
        asked: dict[str, set[str]] = {}
        for test in comparisons(rule.when):
            asked.setdefault(test.subject, set()).update(str(value) for value in test.values)
        found: list[str] = []
        for id_, value in facts.items():
            if isinstance(value, tuple) and id_ in self.consultation.kb.facts:
                met = tuple(one for one in value if one in asked.get(id_, ()))
                if not met:  # the rule holds because something was not ticked
                    absent = [self.phrases.bare(id_, one) for one in sorted(asked.get(id_, ()))]
                    found.append(self.phrases.words.say("common", "not_ticked", labels=absent))
                    continue
                value = met
            found.append(self.phrases.fact(id_, value))
        return found

    def conflict(self, held: HeldConflict) -> dict[str, Any]:
        """Return a conflict with both sides and how it is settled."""
        conflict = self.consultation.kb.conflicts[held.id]
        words = {side.id: side.claim[self.lang] for side in conflict.sides}
        stands = {claim.side for claim in held.claims if claim.standing == "stands"}
        preferred = conflict.prefer if conflict.resolution == "prefer" else ""
        return {
            "topic": conflict.topic[self.lang],
            "claims": [
                {"claim": words[claim.side], "sources": list(claim.sources), "stands": claim.standing == "stands"}
                for claim in held.claims
            ],
            "resolution": conflict.resolution,
            "reason": conflict.reason[self.lang],
            "overruled": bool(preferred) and preferred not in stands and bool(stands),
            "moot": not stands,
        }

    def _possible(self, finding: Finding, index: int) -> dict[str, Any]:
        one = finding.possible[index]
        return {
            "kind": one.kind,
            "options": self.phrases.outcome(finding.goal, one.outcome),
            "condition": [
                self.phrases.fact(id_, value)
                for id_, value in one.condition.items()
                if id_ in self.consultation.kb.facts  # a trial value of a sum says nothing to a reader
            ],
        }

    def amount(self, amount: Amount) -> dict[str, Any]:
        """Return a sum: its result, its inputs, the expression with the numbers put in, what is missing or wrong."""
        kb = self.consultation.kb
        formula = kb.formulas[amount.formula]
        return {
            "label": formula.label[self.lang],
            "value": None if amount.value is None else self.phrases.amount(amount.formula, amount.value),
            "sum": self._sum(formula.expression, amount) if amount.value is not None else "",
            "words": self._sum(formula.expression, None),
            "inputs": [self.phrases.fact(id_, value) for id_, value in amount.inputs.items()],
            "missing": [kb.facts[fact].question[self.lang] for fact in amount.missing],
            "failed": [formula.requires[index].message[self.lang] for index in amount.failed],
            "sources": list(kb.citations(formula.teaches)),
            "remark": formula.remark[self.lang] if formula.remark else "",
        }

    def _sum(self, expression: Expression, amount: Amount | None) -> str:
        return sum_text(self.phrases, expression, None if amount is None else amount.inputs)

    def rival(self, goal: str, option: str) -> dict[str, Any] | None:
        """Return why the strongest alternative was not chosen, or None where there is none."""
        if not option:
            return None
        answer = why_not(self.consultation, goal, option, search=False)
        return {
            "label": self.phrases.option(goal, option),
            "unmet": [
                {
                    "rule": self.phrases.rule(self.consultation.kb.rules[unmet.rule]),
                    "conditions": [self.phrases.condition(part) for part in unmet.conditions],
                    "sources": list(self.consultation.kb.citations(self.consultation.kb.rules[unmet.rule].teaches)),
                }
                for unmet in answer.unmet
            ],
            "beaten": [self.reason(argument) for argument in answer.beaten],
            "opposed": [self.reason(argument) for argument in answer.opposed],
        }

    def sources(self) -> list[dict[str, str]]:
        """Return the documents that the findings cite, with titles."""
        cited = {
            place.partition(":")[0]
            for finding in self.consultation.findings.values()
            for place in (
                *(source for argument in finding.arguments for source in argument.sources),
                *(source for held in finding.conflicts for claim in held.claims for source in claim.sources),
                *(
                    source
                    for amount in finding.amounts.values()
                    for source in self.consultation.kb.citations(self.consultation.kb.formulas[amount.formula].teaches)
                ),
            )
        }
        return [
            {"id": source.id, "title": source.title[self.lang], "file": source.file}
            for source in self.consultation.kb.sources.values()
            if source.id in cited
        ]

    def unknowns(self) -> list[str]:
        """Return the facts answered with don't-know, in words."""
        return [self.consultation.kb.facts[id_].label[self.lang] for id_ in self.consultation.unknown]

    def answers(self) -> list[dict[str, Any]]:
        """Return the known facts by topic, with how each became known."""
        kb = self.consultation.kb
        found: list[dict[str, Any]] = []
        for topic in kb.outline.topics:
            rows = [
                {
                    "label": fact.label[self.lang],
                    "value": self.phrases.value(fact.id, known.value),
                    "by": known.by,
                    "because": [
                        kb.rules[rule].because[self.lang]
                        for rule in self.consultation.inferences.get(fact.id, ())
                        if rule in kb.rules
                    ],
                    "sources": list(self._inference_sources(fact.id)),
                }
                for fact in kb.facts.values()
                if fact.topic == topic.id and (known := self.consultation.facts.get(fact.id)) is not None
            ]  # fmt: skip
            if rows:
                found.append({"topic": topic.label[self.lang], "rows": rows})
        return found

    def _inference_sources(self, fact_id: str) -> tuple[str, ...]:
        kb = self.consultation.kb
        points: list[str] = []
        for id_ in self.consultation.inferences.get(fact_id, ()):
            points += kb.rules[id_].teaches if id_ in kb.rules else kb.formulas[id_].teaches
        return kb.citations(tuple(points))
