"""How advice differs between two versions, in words and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from advisor.consultation.consult import reading_order
from advisor.kb.differences import Comparison, Difference, Ending
from advisor.model.types import KnowledgeBase
from advisor.model.values import plain_value
from advisor.render.advice import wrap
from advisor.render.phrases import Phrases

MOST_CASES = 5

Say = Callable[..., str]


def comparison_lines(found: Comparison, old: Phrases, new: Phrases) -> Iterator[str]:
    """Yield what changed in the rules, then what changed in the advice, area by area."""

    def say(sentence: str, /, **parts: Any) -> str:
        return new.words.say("authoring_diff", sentence, **parts)

    yield from _change_lines(found, old, new, say)
    goals = list(dict.fromkeys(one.goal for one in found.differences))
    order = reading_order(new.kb)
    goals.sort(key=lambda goal: (order.index(goal) if goal in order else len(order), goal))
    for goal in goals:
        mine = [one for one in found.differences if one.goal == goal]
        yield ""
        yield from wrap(say("goal", label=_subject(goal, new, old), exact=goal in found.exact))
        yield from difference_lines(mine, old, new)
        if goal in found.more:
            yield from wrap(say("more", count=found.more[goal]), "  ")
    yield ""
    changed = len({name for one in found.differences for name in one.cases})
    parts = {"reached": len(found.changes.reached), "decisions": len(goals)}
    yield from wrap(say("whole", changed=changed, cases=found.cases, tried=found.tried, **parts))


def _change_lines(found: Comparison, old: Phrases, new: Phrases, say: Say) -> Iterator[str]:
    changes = found.changes
    if not changes:
        yield from wrap(say("no_changes"))
        return
    yield say("changes")
    for id_ in changes.rules.removed:
        yield from wrap(say("rule", way="removed", rule=old.rule(old.kb.rules[id_]), id=id_), "  - ")
    for id_ in changes.rules.added:
        yield from wrap(say("rule", way="added", rule=new.rule(new.kb.rules[id_]), id=id_), "  + ")
    for id_ in changes.rules.altered:
        before, after = old.rule(old.kb.rules[id_]), new.rule(new.kb.rules[id_])
        if before == after:  # what it goes before, or how its table is read
            yield from wrap(say("rule", way="order", rule=after, id=id_), "  ~ ")
        else:
            yield from wrap(say("rule", way="before", rule=before, id=id_), "  - ")
            yield from wrap(say("rule", way="after", rule=after, id=id_), "  + ")
    for kind in ("facts", "decisions", "formulas", "conflicts"):
        one = getattr(changes, kind)
        for way, mark in (("removed", "  - "), ("added", "  + "), ("altered", "  ~ ")):
            for id_ in getattr(one, way):
                phrases = old if way == "removed" else new
                yield from wrap(say("item", kind=kind, way=way, label=_name(phrases, kind, id_), id=id_), mark)
    for id_ in changes.reworded:
        yield from wrap(say("rule", way="reworded", rule=new.rule(new.kb.rules[id_]), id=id_), "  ~ ")


def difference_lines(
    differences: Sequence[Difference], old: Phrases, new: Phrases, *, witness: bool = True
) -> Iterator[str]:
    """Yield differences of one decision, each with the cases that show it and, with `witness`, a witness and causes."""

    def say(sentence: str, /, **parts: Any) -> str:
        return new.words.say("authoring_diff", sentence, **parts)

    for one in differences:
        before, after = (_ending(one.goal, end, phrases) for end, phrases in ((one.before, old), (one.after, new)))
        yield from wrap(say("difference", before=before, after=after, sums=one.sums), "  ")
        facts = [_fact(id_, value, new, old) for id_, value in one.witness.items()]
        if witness:
            yield from wrap(say("witness", facts=facts), "    ")
        if witness and one.causes:
            yield from wrap(say("causes", ids=list(one.causes)), "    ")
        if one.cases:
            shown = list(one.cases[:MOST_CASES])
            yield from wrap(say("cases", names=shown, more=len(one.cases) - len(shown)), "    ")
        elif one.sheets:
            yield from wrap(say("sheets", count=one.sheets), "    ")


def _ending(goal: str, ending: Ending, phrases: Phrases) -> dict[str, Any]:
    return {"state": ending.state, "options": phrases.outcome(goal, ending.outcome) if ending.outcome else []}


def _subject(goal: str, new: Phrases, old: Phrases) -> str:
    return (new if goal in new.kb.decisions else old).subject(goal)


def _fact(id_: str, value: Any, new: Phrases, old: Phrases) -> str:
    try:
        return new.fact(id_, value)
    except KeyError:  # a fact or an option that only the old version has
        return old.fact(id_, value)


def _name(phrases: Phrases, kind: str, id_: str) -> str:
    return phrases.kb.conflicts[id_].topic[phrases.lang] if kind == "conflicts" else phrases.subject(id_)


def comparison_data(found: Comparison, old: KnowledgeBase, new: KnowledgeBase, seed: int) -> dict[str, Any]:
    """Return a comparison as plain data."""
    changes = found.changes
    kinds = ("rules", "facts", "decisions", "formulas", "conflicts")
    return {
        "old": old.digest,
        "new": new.digest,
        "seed": seed,
        "changes": {
            kind: {way: list(getattr(getattr(changes, kind), way)) for way in ("added", "removed", "altered")}
            for kind in kinds
        }
        | {"reworded": list(changes.reworded)},
        "reached": list(changes.reached),
        "exact": sorted(found.exact),
        "cases": {"of": found.cases, "changed": sorted({name for one in found.differences for name in one.cases})},
        "tried": found.tried,
        "more": dict(sorted(found.more.items())),
        "differences": [difference_data(one) for one in found.differences],
    }


def difference_data(one: Difference) -> dict[str, Any]:
    """Return a difference as plain data."""
    return {
        "goal": one.goal,
        "before": {"status": one.before.state, "outcome": list(one.before.outcome)},
        "after": {"status": one.after.state, "outcome": list(one.after.outcome)},
        "sums": one.sums,
        "causes": list(one.causes),
        "witness": {id_: plain_value(value) for id_, value in one.witness.items()},
        "cases": list(one.cases),
        "tried": one.sheets,
    }
