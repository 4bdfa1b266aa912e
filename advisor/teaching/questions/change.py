"""Which fact would change the advice: a settled case is told; of some changes only one makes it end otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from random import Random

from advisor.model.types import Text, Value
from advisor.teaching.bench import Bench, End, sheet_of
from advisor.teaching.maker import Maker, digest, named
from advisor.teaching.questions import choose
from advisor.teaching.reasons import points_behind, why_right
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 3
MOST_FACTS = 5
MOST_OPTIONS = 3
nodes = choose.nodes


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return a candidate for each sheet that settles the decision with a short outcome."""
    found: list[Candidate] = []
    bench = maker.examiner.bench(node)
    ends = bench.ends([sheet for sheet, _ in bench.settling])
    if len({outcome for _, outcome in bench.settling}) < 2:
        return ()
    for (sheet, outcome), end in zip(bench.settling, ends, strict=True):
        if sheet and len(sheet) <= MOST_FACTS and len(outcome) <= MOST_OPTIONS:
            points = points_behind(maker.examiner, node, end, outcome)
            id_ = named("change", node, digest(sheet))
            found.append(Candidate(id=id_, kind="change", topic=node, item=node, facts=sheet, points=points))
    return tuple(found)


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question: the case with one answer that plays no part, its advice, and changes of one answer."""
    examiner, goal, bench = maker.examiner, candidate.item, maker.examiner.bench(candidate.item)
    core = dict(candidate.facts)
    (now,) = bench.ends([candidate.facts])
    if not now.settled or now.disputed or not examiner.is_consistent(core):
        return None
    keys, same = _changes(bench, core, now, lots)
    fitting = ((unit, end) for unit, end in keys if examiner.is_consistent({**core, unit[0]: unit[1]}))
    key = next(fitting, None)
    idle = next(((fact, value) for fact, value in same if _may_stand(maker, core, {fact: value})), None)
    if key is None or idle is None or not examiner.settles(goal, core, now.outcome):
        return None
    if examiner.idle(goal, core, now.outcome):
        return None
    (fact, value), after = key
    shown = {**core, idle[0]: idle[1]}
    if not examiner.is_consistent({**shown, fact: value}):
        return None
    (confirmed,) = bench.ends([sheet_of({**shown, fact: value})])
    if confirmed.outcome != after.outcome or not confirmed.settled:
        return None
    if not examiner.settles(goal, shown, now.outcome) or not examiner.settles(
        goal, {**shown, fact: value}, after.outcome
    ):
        return None
    wording = maker.wording
    said = {"facts": wording.facts(dict(sorted(shown.items()))), "label": maker.kb.decisions[goal].label}
    said |= {"outcome": wording.options(goal, now.outcome), "who": lots.randrange(1_000)}
    form = lots.randrange(FORMS)
    why = why_right(examiner, wording, goal, after, after.outcome)
    names = wording.options(goal, after.outcome)
    return maker.finish(
        candidate,
        lots,
        stems=[wording.say("change", form=(form + turn) % FORMS, **said) for turn in range(FORMS)],
        key={fact: value},
        key_text=_text(maker, shown, fact, value),
        why=wording.say("changed", outcome=names, because=why),
        wrong=_wrong(maker, bench, shown, now, same, idle[0], fact, lots),
        level=3 if len(core) > 2 else 2,
        goal=goal,
        facts=shown,
        hidden=wording.answer(fact, value, bare=True),
    )


def _changes(
    bench: Bench, core: Mapping[str, Value], now: End, lots: Random
) -> tuple[list[tuple[tuple[str, Value], End]], list[tuple[str, Value]]]:
    """Return changes of one answer after which the decision ends otherwise, and those after which it does not."""
    units = [unit for unit in bench.units if core.get(unit[0]) != unit[1] and not isinstance(unit[1], Decimal)]
    lots.shuffle(units)
    ends = bench.ends([sheet_of({**core, fact: value}) for fact, value in units])
    tried = list(zip(units, ends, strict=True))
    other = [(unit, end) for unit, end in tried if end.settled and not end.disputed and end.outcome != now.outcome]
    same = [unit for unit, end in tried if end.settled and not end.disputed and end.outcome == now.outcome]
    return other, same


def _may_stand(maker: Maker, core: Mapping[str, Value], more: Mapping[str, Value]) -> bool:
    return not set(more) & set(core) and maker.examiner.is_consistent({**core, **more})


def _wrong(
    maker: Maker, bench: Bench, shown: Mapping[str, Value], now: End, same: list[tuple[str, Value]], idle: str,
    changed: str, lots: Random,
) -> Iterator[Distractor]:  # fmt: skip
    """Yield changes that leave the advice as it is: of answers that are shown first, then of others."""
    wording, goal = maker.wording, bench.goal
    why = partial(wording.say, "unchanged", outcome=wording.options(goal, now.outcome))
    reason = why_right(maker.examiner, wording, goal, now, now.outcome)
    near = [unit for unit in same if unit[0] in shown and shown[unit[0]] != unit[1]]
    far = [unit for unit in same if unit[0] not in shown and unit[0] != changed]
    told: set[str] = set()
    for fact, value in (*near, *far):
        if fact in told and fact != idle:
            continue
        sheet = {**shown, fact: value}
        if not maker.examiner.is_consistent(sheet):
            continue
        (end,) = bench.ends([sheet_of(sheet)])
        if end.settled and maker.examiner.settles(goal, sheet, now.outcome):
            told.add(fact)
            yield Distractor(
                value={fact: value}, text=_text(maker, shown, fact, value), feedback=why(because=reason)
            )  # fmt: skip


def _text(maker: Maker, shown: Mapping[str, Value], fact: str, value: Value) -> Text:
    sentence = "turned" if fact in shown else "learned"
    return maker.wording.say(
        sentence, label=maker.kb.facts[fact].label, value=maker.wording.answer(fact, value, bare=True)
    )
