"""A plan as plain data, with the keys people script against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from advisor.planning.types import Action, Budget, Objective, Plan, Section, Sentence


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data: dates as `2027-01-31`, money as whole đồng.

    `sources` are places in the documents, such as `004:826-835`; `cites` are works of common practice.
    """
    return {
        "title": plan.title,
        "name": plan.name,
        "lang": plan.lang,
        "knowledge": plan.knowledge,
        "period": {
            "start": plan.period.start.isoformat(),
            "end": plan.period.end.isoformat(),
            "assumed": plan.period.assumed,
        },
        "sections": [_section(section, plan) for section in plan.sections],
        "mix": [
            {
                "goal": choice.goal,
                "choice": list(choice.choice),
                "rejected": [{"option": one.option, "why": one.why} for one in choice.rejected],
                "sources": list(choice.sources),
            }
            for choice in plan.mix
        ],
        "objectives": [_objective(one, plan) for one in plan.objectives],
        "actions": [_action(one, plan) for one in plan.actions],
        "budget": _budget(plan.budget),
        "controls": [
            {
                "objective": one.objective,
                "metric": one.metric,
                "baseline": one.baseline,
                "target": one.target,
                "how": one.how,
                "when": one.when,
                "threshold": one.threshold,
                "then": one.then,
            }
            for one in plan.controls
        ],
        "documents": [{"id": id_, "title": title} for id_, title in plan.documents],
    }


def _section(section: Section, plan: Plan) -> dict[str, Any]:
    sentences = section.sentences()
    return {
        "id": section.id,
        "title": section.title,
        "text": " ".join(sentence.text for sentence in sentences),
        "sentences": [_sentence(sentence, plan) for sentence in sentences],
    }


def _objective(one: Objective, plan: Plan) -> dict[str, Any]:
    return {
        "id": one.id,
        "metric": one.metric,
        "baseline": one.baseline,
        "target": one.target,
        "deadline": one.deadline.isoformat(),
        "basis": one.basis,
        "from": one.origin,
        **_split(one.sources, plan),
    }


def _action(one: Action, plan: Plan) -> dict[str, Any]:
    return {
        "action": one.action,
        "owner": one.owner,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "cost": None if one.cost is None else _money(one.cost),
        "kpi": one.kpi,
        "strategy": one.strategy,
        "goal": one.goal,
        "option": one.option,
        "phase": one.phase,
        "main": one.main,
        "from": one.origin,
        **_split(one.sources, plan),
    }


def _sentence(sentence: Sentence, plan: Plan) -> dict[str, Any]:
    return {"text": sentence.text, "from": sentence.origin, **_split(sentence.sources, plan)}


def _split(sources: Iterable[str], plan: Plan) -> Mapping[str, list[str]]:
    """Return places in the documents as `sources`, and works of practice, where there are any, as `cites`."""
    works = dict(plan.labels)
    sources = tuple(sources)
    places = [one for one in sources if one not in works]
    cites = [one for one in sources if one in works]
    return {"sources": places, **({"cites": cites} if cites else {})}


def _budget(budget: Budget | None) -> dict[str, Any] | None:
    if budget is None:
        return None
    return {
        "method": budget.method,
        "months": [day.isoformat() for day in budget.months],
        "rows": [
            {"item": row.item, "months": [_money(month) for month in row.months], "total": _money(row.total)}
            for row in budget.rows
        ],
        "total": _money(budget.total),
    }


def _money(amount: Decimal) -> int:
    """Return an amount of đồng as an integer; a plan holds no fractions of them."""
    whole = int(amount)
    if whole != amount:
        raise ValueError(f"{amount} is no whole number of đồng")
    return whole
