"""Which condition is missing: what a rule asks for is told but for one thing; which thing?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from advisor.graph import subjects
from advisor.model.logic import Argument
from advisor.model.types import Rule, Text, Value
from advisor.ruleset.compile import options_of
from advisor.teaching.bench import Bench, End, Sheet, sheet_of
from advisor.teaching.maker import Maker, digest, named
from advisor.teaching.reasons import favours, speaking
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 4
SHEETS = 3
"""So many sheets are used of those on which one rule holds."""
TRIED = 12
"""So many wrong answers are looked at."""


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return the decisions with rules that argue."""
    rules_of = maker.examiner.ruleset.rules_of
    return tuple(id_ for id_ in maker.kb.decisions if any(isinstance(r.then, Argument) for r in rules_of.get(id_, ())))


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return for each rule, and each small sheet on which it holds, a candidate for each answer left out."""
    bench = maker.examiner.bench(node)
    found: list[Candidate] = []
    for rule in bench.rules:
        if not isinstance(rule.then, Argument) or not rule.teaches:
            continue
        for sheet in bench.firing[rule.id][:SHEETS]:
            context = next((one for one in bench.contexts if set(one) <= set(sheet)), ())
            for fact, value in sheet:
                if (fact, value) not in context or len(sheet) == 1:
                    id_ = named("missing", rule.id, digest(sheet, fact))
                    found.append(
                        Candidate(
                            id=id_, kind="missing", topic=node, item=rule.id, facts=sheet, asked=fact,
                            points=rule.teaches,
                        )
                    )  # fmt: skip
    return tuple(found)


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question; the facts it shows are those given."""
    examiner, wording, kb = maker.examiner, maker.wording, maker.kb
    rule, goal = kb.rules[candidate.item], candidate.topic
    whole = dict(candidate.facts)
    given = {id_: value for id_, value in whole.items() if id_ != candidate.asked}
    option = lots.choice(options_of(rule))
    bench = examiner.bench(goal)
    before, after = bench.ends([sheet_of(given), candidate.facts])
    if _speaks(maker, bench, before, option, rule) or not _speaks(maker, bench, after, option, rule):
        return None
    if not examiner.is_consistent(whole) or (favours(rule) and _is_open(maker, bench, after, option, rule)):
        return None
    if not _confirmed(maker, goal, rule, option, given, whole):
        return None
    key = {candidate.asked: whole[candidate.asked]}
    key_text = wording.answer(candidate.asked, whole[candidate.asked])
    said = {"facts": wording.facts(given), "option": wording.option(goal, option), "who": lots.randrange(1_000)}
    said |= {"label": kb.decisions[goal].label, "kind": kb.decisions[goal].kind, "good": favours(rule)}
    form = lots.randrange(FORMS)
    return maker.finish(
        candidate,
        lots,
        stems=[wording.say("missing", form=(form + turn) % FORMS, **said) for turn in range(FORMS)],
        key=key,
        key_text=key_text,
        why=wording.because(rule),
        wrong=_wrong(maker, bench, rule, option, given, lots, candidate),
        level=3 if _is_chained(rule, whole) else 2 if given else 1,
        goal=goal,
        facts=given,
    )


def _confirmed(
    maker: Maker, goal: str, rule: Rule, option: str, given: Mapping[str, Value], whole: Mapping[str, Value]
) -> bool:
    """Return whether experta fires the rule with the key and not without it, and the option is advised only then."""
    before, after = (maker.examiner.finding(goal, sheet) for sheet in (given, whole))
    fired = [any(one.rule == rule.id for one in finding.arguments) for finding in (before, after)]
    if fired != [False, True]:
        return False
    return not favours(rule) or (option in after.outcome and option not in before.outcome)


def _is_chained(rule: Rule, sheet: Mapping[str, Value]) -> bool:
    return any(subject not in sheet for subject in subjects(rule.when))


def _speaks(maker: Maker, bench: Bench, end: End, option: str, rule: Rule) -> bool:
    """Return whether what holds speaks for the option so that it is advised, or (for a rule against) against it."""
    if not favours(rule):
        against = speaking(maker.examiner, bench.goal, option, for_it=False)
        return any(one.id in end.held for one in against)
    resolution = maker.examiner.resolver.resolve(bench.goal, end.held)
    return option in resolution.outcome


def _is_open(maker: Maker, bench: Bench, end: End, option: str, rule: Rule) -> bool:
    """Return whether the option is only tied, or two sides of a conflict hold at once."""
    resolution = maker.examiner.resolver.resolve(bench.goal, end.held)
    either = isinstance(rule.then, Argument) and rule.then.joint == "any"
    return bool(resolution.conflicts) or (option in resolution.tied and not either)


def _wrong(
    maker: Maker, bench: Bench, rule: Rule, option: str, given: Mapping[str, Value], lots: Random,
    candidate: Candidate,
) -> Iterator[Distractor]:  # fmt: skip
    """Yield answers that give no such reason: other values of the same fact first, then other facts."""
    same = [unit for unit in bench.units if unit[0] == candidate.asked and unit not in candidate.facts]
    other = [unit for unit in bench.units if unit[0] != candidate.asked and unit[0] not in given]
    other = [unit for unit in other if not isinstance(unit[1], Decimal)]
    near = [*lots.sample(same, len(same))[:2], *lots.sample(other, len(other)), *same][: TRIED * 3]
    tried = [*near, *_far(maker, bench, given, candidate.asked, lots)]
    sheets: list[Sheet] = [sheet_of({**given, fact: value}) for fact, value in tried]
    shown = 0
    (before,) = bench.ends([sheet_of(given)])
    alike = {one.id for one in speaking(maker.examiner, bench.goal, option, for_it=favours(rule))}
    for (fact, value), sheet, end in zip(tried, sheets, bench.ends(sheets), strict=True):
        if _speaks(maker, bench, end, option, rule) or alike & (end.held - before.held):
            continue
        if shown > TRIED or not maker.examiner.is_consistent(dict(sheet)):
            continue
        new = {one.rule for one in maker.examiner.finding(bench.goal, dict(sheet)).arguments}
        if alike & (new - {one.rule for one in maker.examiner.finding(bench.goal, given).arguments}):
            continue
        shown += 1
        feedback = _feedback(maker, bench, before, end, option, rule)
        yield Distractor(value={fact: value}, text=maker.wording.answer(fact, value), feedback=feedback)


def _far(maker: Maker, bench: Bench, given: Mapping[str, Value], asked: str, lots: Random) -> list[tuple[str, Value]]:
    """Return some answers to facts that have nothing to do with the decision, for where its own are too few."""
    facts = [fact for fact in maker.kb.facts.values() if fact.options and fact.id not in (*given, asked)]
    apart = [fact for fact in facts if fact.id not in bench.worlds.facts]
    found: list[tuple[str, Value]] = []
    for fact in lots.sample(apart, min(len(apart), TRIED)):
        option = lots.choice(fact.options).id
        found.append((fact.id, (option,) if fact.type == "choices" else option))
    return found


def _feedback(maker: Maker, bench: Bench, before: End, end: End, option: str, rule: Rule) -> Text:
    """Return what the answer is a reason for instead, or that it is none."""
    wording, goal = maker.wording, bench.goal
    new = [one for one in bench.rules if one.id in end.held - before.held and isinstance(one.then, Argument)]
    label = wording.option(goal, option)
    for one in new:
        names = wording.options(goal, options_of(one))
        parts = {"options": names, "good": favours(one), "because": wording.because(one)}
        return wording.say("missing_other", label=label, **parts)
    places = maker.kb.citations(rule.teaches)
    return wording.say("missing_none", label=label, good=favours(rule), because=rule.because, places=places)
