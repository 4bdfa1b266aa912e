"""Findings and explanations as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.consultation.findings import Amount, Consultation, Finding, HeldArgument, HeldConflict
from advisor.explanation.smallest_change import SmallestChange
from advisor.explanation.what_if import Change, Sensitivity, WhatIf
from advisor.explanation.why import Explanation, WhyNot
from advisor.graph import subjects
from advisor.model.types import KnowledgeBase, Lang, Text, Value
from advisor.model.values import plain_value


def plain_text(text: Text) -> dict[str, str]:
    """Return a pair of texts as `{vi, en}`."""
    return {"vi": text.vi, "en": text.en}


def plain_facts(facts: Mapping[str, Value]) -> dict[str, Any]:
    """Return facts as plain data, in order of their ids."""
    return {id_: plain_value(facts[id_]) for id_ in sorted(facts)}


def finding_json(consultation: Consultation, finding: Finding, lang: Lang) -> dict[str, Any]:
    """Return one finding as `solve --json` prints it."""
    kb = consultation.kb
    data: dict[str, Any] = {
        "goal": finding.goal,
        "status": finding.status,
        "outcome": list(finding.outcome),
        "undetermined": finding.undetermined,
        "possible": [
            {"outcome": list(one.outcome), "if": plain_facts(one.condition)}
            | ({"status": one.kind} if one.kind != "settled" else {})
            for one in finding.possible
        ],
        "exact": finding.exact,
        "missing": list(finding.missing),
        "arguments": [argument_json(argument) for argument in finding.arguments],
        "conflicts": [_conflict_json(kb, conflict, lang) for conflict in finding.conflicts],
        "decided_by": finding.decided_by,
    }
    if finding.bounds is not None:  # the list of what is possible may lack something: this holds for all of it
        always, maybe = finding.bounds
        data["bounds"] = {"always": list(always), "maybe": list(maybe)}
    if finding.tied:
        data["tied"] = list(finding.tied)
    if finding.amounts:
        data["amounts"] = {option: _amount_json(kb, amount, lang) for option, amount in finding.amounts.items()}
    return data


def argument_json(argument: HeldArgument) -> dict[str, Any]:
    """Return one argument; where it speaks about several options `option` is the list of them."""
    options = list(argument.options)
    return {
        "rule": argument.rule,
        "option": options[0] if len(options) == 1 else options,
        "for": argument.favours,
        "facts": plain_facts(argument.facts),
        "sources": list(argument.sources),
        "standing": argument.standing,
    }


def _conflict_json(kb: KnowledgeBase, held: HeldConflict, lang: Lang) -> dict[str, Any]:
    conflict = kb.conflicts[held.id]
    words = {side.id: side.claim[lang] for side in conflict.sides}
    return {
        "topic": conflict.topic[lang],
        "claims": [
            {"claim": words[claim.side], "sources": list(claim.sources), "standing": claim.standing}
            for claim in held.claims
        ],
        "resolution": conflict.resolution,
        "reason": conflict.reason[lang],
    }


def _amount_json(kb: KnowledgeBase, amount: Amount, lang: Lang) -> dict[str, Any]:
    formula = kb.formulas[amount.formula]
    return {
        "formula": amount.formula,
        "value": None if amount.value is None else _number(amount.value),
        "unit": formula.unit,
        "inputs": {id_: _number(value) for id_, value in sorted(amount.inputs.items())},
        "missing": list(amount.missing),
        "failed": [formula.requires[index].message[lang] for index in amount.failed],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def explanation_json(consultation: Consultation, explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as `explain --json` prints it."""
    kb = consultation.kb
    finding = explanation.finding
    return {
        "goal": finding.goal,
        "outcome": list(finding.outcome),
        "status": finding.status,
        "decided_by": finding.decided_by,
        "support": {
            "facts": list(explanation.facts),
            "values": {id_: plain_value(value) for id_, value in explanation.facts.items()},
            "not_ticked": {id_: list(options) for id_, options in explanation.rests_on.unticked.items()},
            "exact": explanation.rests_on.exact,
        },
        "rules": [_rule_json(kb, argument) for argument in explanation.support],
        "against": [
            {**_rule_json(kb, argument), "for": argument.favours, "standing": argument.standing}
            for argument in explanation.against
        ],
        "trace": [
            {
                "step": step.number,
                "rule": step.rule,
                "facts": {id_: plain_value(value) for id_, value in sorted(step.facts.items())},
                "concluded": step.concluded,
            }
            for step in explanation.steps
        ],
        "rival": None if explanation.contrast is None else why_not_json(consultation, explanation.contrast),
        "tie_breakers": {option: _change_found_json(one) for option, one in explanation.tie_breakers.items()},
    }


def _change_found_json(found: SmallestChange) -> dict[str, Any]:
    return {
        "smallest_change": None if found.answers is None else plain_facts(found.answers),
        "search": {"all_up_to": found.tried, "impossible": found.impossible, "exact": found.complete},
    }


def _rule_json(kb: KnowledgeBase, argument: HeldArgument) -> dict[str, Any]:
    rule = kb.rules[argument.rule]
    return {
        "id": rule.id,
        "option": argument.options[0] if len(argument.options) == 1 else list(argument.options),
        "conditions": sorted(set(subjects(rule.when))),
        "because": plain_text(rule.because),
        "sources": list(argument.sources),
    }


def why_not_json(consultation: Consultation, answer: WhyNot) -> dict[str, Any]:
    """Return a why-not as `explain --why-not --json` prints it."""
    return {
        "goal": answer.goal,
        "option": answer.option,
        "chosen": answer.chosen,
        "unmet": [
            {"rule": unmet.rule, "conditions": sorted({s for part in unmet.conditions for s in subjects(part)})}
            for unmet in answer.unmet
        ],
        "beaten": [argument_json(argument) for argument in answer.beaten],
        "against": [argument_json(argument) for argument in answer.opposed],
        **({"smallest_change": None} if answer.change is None else _change_found_json(answer.change)),
    }


def what_if_json(answer: WhatIf) -> dict[str, Any]:
    """Return the consequences of changed answers."""
    return {
        "changes": [_change_json(change) for change in answer.changes],
        "unchanged": list(answer.unchanged),
        "needless": list(answer.needless),
        "needed": list(answer.needed),
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "goal": change.goal,
        "before": {"status": change.before.status, "outcome": list(change.before.outcome)},
        "after": {"status": change.after.status, "outcome": list(change.after.outcome)},
        "rules_gained": list(change.gained),
        "rules_lost": list(change.lost),
    }


def sensitivity_json(found: tuple[Sensitivity, ...]) -> list[dict[str, Any]]:
    """Return the answers on which the advice hangs most."""
    return [
        {
            "fact": one.fact,
            "decisions": list(one.decisions),
            "example": plain_value(one.example),
            "effects": [
                {
                    "goal": effect.goal,
                    "outcome": list(effect.outcome),
                    "applies": effect.applies,
                    "settled": effect.settled,
                }
                for effect in one.effects
            ],
        }
        for one in found
    ]
