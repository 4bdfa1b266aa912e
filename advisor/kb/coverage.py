"""Which course points are taught by what, and which are used at all."""

from __future__ import annotations

from advisor.model.types import KnowledgeBase


def points_taught(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Return for each course point the rules and formulas that teach it."""
    found: dict[str, list[str]] = {}
    for rule in kb.rules.values():
        for point in rule.teaches:
            found.setdefault(point, []).append(rule.id)
    for formula in kb.formulas.values():
        for point in formula.teaches:
            found.setdefault(point, []).append(formula.id)
    return {point: tuple(sorted(ids)) for point, ids in found.items()}


def points_used(kb: KnowledgeBase) -> frozenset[str]:
    """Return the course points that a concept or a remark about an option shows."""
    used = {point for concept in kb.concepts.values() for point in concept.teaches}
    for decision in kb.decisions.values():
        for option in decision.options:
            for remarks in (option.advantages, option.disadvantages, option.actions, option.measures):
                used.update(point for remark in remarks for point in remark.teaches)
    return frozenset(used)
