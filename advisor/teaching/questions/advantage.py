"""True or false: is this an advantage (or a disadvantage) of that option, by the documents?"""

from __future__ import annotations

from random import Random

from advisor.model.types import Decision, Option, Remark
from advisor.teaching.maker import Maker, named
from advisor.teaching.questions import statements
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 3
SIDES = ("advantages", "disadvantages")


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return the decisions, with remarks on their options and rules, and the formulas."""
    return (*maker.kb.decisions, *maker.kb.formulas)


def _remarks(decision: Decision) -> list[tuple[Option, str, int, Remark]]:
    return [
        (option, side, index, remark)
        for option in decision.options
        for side in SIDES
        for index, remark in enumerate(getattr(option, side))
        if remark.teaches
    ]


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return for each remark a true statement, one with its sign turned, and one about a rival option."""
    if node in maker.kb.formulas:
        return tuple(statements.of_formula(maker, node))
    found: list[Candidate] = []
    decision = maker.kb.decisions[node]
    for option, side, index, remark in _remarks(decision):
        asked = [(option.id, side), (option.id, SIDES[side == SIDES[0]])]
        if decision.kind == "one":
            asked += [(other.id, side) for other in decision.options if not _shares(other, option, remark)]
        for about, as_side in asked:
            id_ = named("advantage", node, option.id, f"{side}{index}", about, as_side)
            item = f"{option.id} {side} {index}"
            points = remark.teaches
            found.append(
                Candidate(id=id_, kind="advantage", topic=node, item=item, asked=f"{about} {as_side}", points=points)
            )
    return (*found, *statements.of_rules(maker, node))


def _shares(other: Option, option: Option, remark: Remark) -> bool:
    """Return whether the documents say something of the same place about the other option too."""
    theirs = {point for side in SIDES for one in getattr(other, side) for point in one.teaches}
    return other.id == option.id or bool(theirs & set(remark.teaches))


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question; it has a single wrong answer."""
    if candidate.item in maker.kb.rules or candidate.item in maker.kb.formulas:
        return statements.build(maker, candidate, lots)
    wording = maker.wording
    decision = maker.kb.decisions[candidate.topic]
    owner_id, side, index = candidate.item.split()
    about_id, as_side = candidate.asked.split()
    owner, about = decision.option(owner_id), decision.option(about_id)
    remark: Remark = getattr(owner, side)[int(index)]
    true = (owner_id, side) == (about_id, as_side)
    said = {"option": about.label, "good": as_side == SIDES[0], "remark": remark.text}
    form = lots.randrange(FORMS)
    stems = [wording.say("advantage", form=(form + turn) % FORMS, **said) for turn in range(FORMS)]
    told = {"owner": owner.label, "good": side == SIDES[0], "remark": wording.remark(remark)}
    why = wording.say("advantage_why", holds=true, about=about.label, same=owner_id == about_id, **told)
    wrong = Distractor(value=not true, text=wording.say("truth", holds=not true), feedback=why)
    return maker.finish(
        candidate,
        lots,
        stems=stems,
        key=true,
        key_text=wording.say("truth", holds=true),
        why=why,
        wrong=[wrong],
        level=1 if owner_id == about_id else 2,
        count=1,
    )
