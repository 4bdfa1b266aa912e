"""From the unknown facts that matter to the questions worth asking."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Sheet
from advisor.evaluate.explore import Possibilities
from advisor.formula.types import names
from advisor.graph import subjects
from advisor.ruleset.compile import Ruleset


def askable_facts(ruleset: Ruleset, sheet: Sheet, base: Evaluation, found: Possibilities) -> tuple[str, ...]:
    """Return the facts to ask so as to settle a decision, most useful first.

    A fact that can be inferred gives way to the questions it is inferred from, where
    those are asked anyway; a don't-know gives way to its fallback questions.
    """
    kb = ruleset.kb
    topics = {topic.id: index for index, topic in enumerate(kb.outline.topics)}
    scores = dict(found.matters)
    for node, need in (*found.live.facts.items(), *found.live.inputs.items()):
        # facts the search had no room for: they may matter, so they stand last
        if node not in scores and (need.readers and node not in dict(found.matters)) and not found.exact:
            scores[node] = float("inf")
    ordered = sorted(
        (node for node in scores if node in kb.facts),
        key=lambda node: (scores[node], topics.get(kb.facts[node].topic, 0), node),
    )
    asked: dict[str, None] = {}
    for node in (*ordered, *sorted(found.live.inputs)):
        asked.update(dict.fromkeys(questions_for(ruleset, sheet, base, node)))
    now = tuple(node for node in asked if may_ask(ruleset, sheet, base, node))
    return now or tuple(asked)  # where only fallbacks could tell, they are named


def may_ask(ruleset: Ruleset, sheet: Sheet, base: Evaluation, node: str) -> bool:
    """Return whether a question may be put now: a fallback only where the better way to know has failed.

    That is so when a fact it helps to infer was answered with don't-know, or when the
    fallback is itself what its sources failed to tell.
    """
    kb = ruleset.kb
    if not _is_open(ruleset, sheet, base, node):
        return False
    if kb.facts[node].ask != "fallback":
        return True
    sources = inferred_from(ruleset, node)
    if sources and not any(_is_open(ruleset, sheet, base, one) for one in sources):
        return True
    return any(
        target in sheet and sheet[target] is None and node in inferred_from(ruleset, target) for target in kb.facts
    )


def questions_for(ruleset: Ruleset, sheet: Sheet, base: Evaluation, node: str) -> Iterator[str]:
    """Yield the questions by which an unknown fact can become known, in the order to ask them."""
    fact = ruleset.kb.facts[node]
    sources = [one for one in inferred_from(ruleset, node) if _is_open(ruleset, sheet, base, one)]
    direct = [one for one in sources if ruleset.kb.facts[one].ask != "fallback"]
    if node in sheet:  # a don't-know: try the other ways to know
        yield from direct
        yield from (one for one in sources if one not in direct)
        return
    yield from direct
    if fact.ask != "fallback" or not direct:
        yield node


def inferred_from(ruleset: Ruleset, node: str) -> tuple[str, ...]:
    """Return the facts from which rules or formulas can infer `node`, in order of ids."""
    known: tuple[str, ...] | None = ruleset.prepared.get(("inferred from", node))
    if known is not None:
        return known
    kb = ruleset.kb
    read: set[str] = set()
    for rule in ruleset.rules_of.get(node, ()):
        read.update(subjects(rule.when))
    for formula_id in ruleset.formula_for.get(node, ()):
        formula = kb.formulas[formula_id]
        read.update(names(formula.expression))
    found = ruleset.prepared[("inferred from", node)] = tuple(sorted(one for one in read if one in kb.facts))
    return found


def _is_open(ruleset: Ruleset, sheet: Sheet, base: Evaluation, node: str) -> bool:
    return node not in sheet and not base.columns[node].known and not base.applies[node][1]
