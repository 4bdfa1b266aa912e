"""From facts to the right option: answers that settle a decision are shown; what is advised?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations
from random import Random

from advisor.evaluate.evaluation import Evaluation
from advisor.graph import subjects
from advisor.model.types import Text
from advisor.ruleset.compile import options_of
from advisor.teaching.bench import End, Sheet
from advisor.teaching.maker import Maker, digest, named
from advisor.teaching.reasons import favours, points_behind, standing, why_right, why_wrong
from advisor.teaching.types import Candidate, Distractor, Question

KINDS = ("one", "some", "direction")
MOST = 3
"""Options that are shown together as one answer; of more, one is asked for."""
FORMS = 4


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return the decisions that advise options."""
    return tuple(id_ for id_, one in maker.kb.decisions.items() if one.kind in KINDS)


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return a candidate for each sheet that settles the decision, of a long outcome one for each option."""
    found: list[Candidate] = []
    bench = maker.examiner.bench(node)
    settling = bench.settling
    ends = bench.ends([sheet for sheet, _ in settling])
    for (sheet, outcome), end in zip(settling, ends, strict=True):
        asked = outcome if len(outcome) > MOST else ("",)
        for one in asked:
            points = points_behind(maker.examiner, node, end, (one,) if one else outcome)
            id_ = named("choose", node, one.replace(":", "_"), digest(sheet))
            found.append(Candidate(id=id_, kind="choose", topic=node, item=node, facts=sheet, asked=one, points=points))
    return (*found, *_sure(maker, node, frozenset(point for one in found for point in one.points)))


def _sure(maker: Maker, node: str, taught: frozenset[str]) -> Iterator[Candidate]:
    """Yield, for rules that no other question asks for, an option that is advised whatever is not known."""
    bench = maker.examiner.bench(node)
    for rule in bench.rules:
        if not favours(rule) or set(rule.teaches) <= taught:
            continue
        for sheet in bench.firing[rule.id][:1]:
            (end,) = bench.ends([sheet])
            for option in options_of(rule):
                if not end.disputed and bench.is_sure(sheet, option):
                    id_ = named("choose", node, "sure", option.replace(":", "_"), digest(sheet, rule.id))
                    yield Candidate(
                        id=id_, kind="choose", topic=node, item=node, facts=sheet, asked=option, points=rule.teaches
                    )


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question: the answers, the decision, its outcome among others."""
    examiner, wording, goal = maker.examiner, maker.wording, candidate.item
    sheet = dict(candidate.facts)
    if not examiner.is_consistent(sheet):
        return None
    (end,) = examiner.bench(goal).ends([candidate.facts])
    if candidate.id.startswith(f"choose.{goal}.sure."):
        end = replace(end, outcome=tuple(sorted({*end.outcome, candidate.asked})))
        if not examiner.advises(goal, sheet, candidate.asked):
            return None
    elif (
        not end.settled
        or not examiner.settles(goal, sheet, end.outcome)
        or len(examiner.idle(goal, sheet, end.outcome)) > 1
    ):
        return None
    if end.disputed:
        return None
    evaluation = examiner.evaluation(sheet, frozenset({goal}))
    key = (candidate.asked,) if candidate.asked else end.outcome
    decision = maker.kb.decisions[goal]
    facts = wording.facts(sheet)
    form, who = lots.randrange(FORMS), lots.randrange(1_000)
    said = {"facts": facts, "question": decision.question, "label": decision.label, "who": who}
    said |= {"one_of": bool(candidate.asked), "kind": decision.kind, "several": len(key) > 1}
    stems = [wording.say("choose", form=(form + turn) % FORMS, **said) for turn in range(FORMS)]
    return maker.finish(
        candidate,
        lots,
        stems=stems,
        key=key[0] if len(key) == 1 else key,
        key_text=_listed(maker, goal, key),
        why=why_right(examiner, wording, goal, end, key),
        wrong=_wrong(maker, candidate, end, evaluation, lots),
        level=_level(maker, goal, candidate.facts, end),
        goal=goal,
        facts=sheet,
    )


def _listed(maker: Maker, goal: str, options: tuple[str, ...]) -> Text:
    return maker.wording.say("options", options=maker.wording.options(goal, options))


def _wrong(
    maker: Maker, candidate: Candidate, end: End, evaluation: Evaluation, lots: Random
) -> Iterator[Distractor]:  # fmt: skip
    """Yield wrong answers: other options, other sets of options, all alike, none."""
    goal, wording = candidate.item, maker.wording
    decision = maker.kb.decisions[goal]
    others = [one for one in decision.outcomes if one not in end.outcome and (end.settled or one not in end.possible)]
    lots.shuffle(others)
    why = partial(why_wrong, maker.examiner, wording, goal, end, evaluation)
    if candidate.asked or len(end.outcome) == 1:
        for option in others:
            yield Distractor(value=option, text=wording.option(goal, option), feedback=why(option))
    else:
        yield from _other_sets(maker, goal, end, others, why)
    if not candidate.asked:
        yield from _all_or_none(maker, goal, end, others, why)
    else:
        yield from _elsewhere(maker, goal, lots)


def _elsewhere(maker: Maker, goal: str, lots: Random) -> Iterator[Distractor]:
    """Yield options of other decisions of the area, for where the decision has too few of its own."""
    wording, kb = maker.wording, maker.kb
    area = kb.decisions[goal].area
    mine = {option.label.vi for option in kb.decisions[goal].options}
    apart = [
        one for one in kb.decisions.values() if one.area == area and one.id != goal and one.kind in ("one", "some")
    ]
    for decision in lots.sample(apart, min(len(apart), 6)):
        option = lots.choice(decision.options)
        if option.label.vi not in mine:
            feedback = wording.say("elsewhere", label=option.label, decision=decision.label)
            yield Distractor(value=option.id, text=option.label, feedback=feedback)


def _other_sets(maker: Maker, goal: str, end: End, others: list[str], why: partial[Text]) -> Iterator[Distractor]:
    """Yield sets of options that are not the outcome: one too few, one too many, one exchanged."""
    sets: list[tuple[str, ...]] = []
    for option in others[:2]:
        sets.append(tuple(sorted({*end.outcome, option} - {end.outcome[-1]})))
    sets += [tuple(part) for part in combinations(end.outcome, len(end.outcome) - 1)][:2]
    sets += [tuple(sorted({*end.outcome, option})) for option in others[:2]]
    for chosen in sets:
        false = [why(option) for option in chosen if option not in end.outcome]
        lacking = [maker.wording.option(goal, option) for option in end.outcome if option not in chosen]
        feedback = maker.wording.say("wrong_set", extra=false, lacking=lacking)
        value = chosen[0] if len(chosen) == 1 else chosen
        yield Distractor(value=value, text=_listed(maker, goal, chosen), feedback=feedback)


def _all_or_none(maker: Maker, goal: str, end: End, others: list[str], why: partial[Text]) -> Iterator[Distractor]:
    """Yield that several options are equally good, and that nothing is advised."""
    wording, kind = maker.wording, maker.kb.decisions[goal].kind
    labels = wording.options(goal, end.outcome)
    for option in others[:2] if kind == "one" and len(end.outcome) == 1 else ():
        both = tuple(sorted((*end.outcome, option)))
        text = wording.say("alike", options=wording.options(goal, both))
        feedback = wording.say("wrong_alike", key=labels[0], because=why(option))
        yield Distractor(value=both, text=text, feedback=feedback)
    yield Distractor(value=(), text=wording.say("nothing"), feedback=wording.say("wrong_nothing", options=labels))


def _level(maker: Maker, goal: str, sheet: Sheet, end: End) -> int:
    """Return how much has to be seen: one rule, several answers, or rules against each other and chains."""
    examiner, kb = maker.examiner, maker.kb
    stand = standing(examiner, goal, end)
    rules = [kb.rules[id_] for id_ in end.held]
    beaten = any(id_ not in stand for id_ in end.held)
    chosen = set(end.outcome)
    opposed = any(bool(chosen & set(options_of(rule))) != favours(rule) for rule in rules)
    chained = any(subject not in dict(sheet) for rule in rules for subject in subjects(rule.when))
    if len(sheet) > 4 or beaten or opposed:
        return 3
    return 2 if len(sheet) > 2 or chained or len(end.outcome) > 1 else 1
