"""True or false: is this what a rule, or a formula, of the documents says?"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from advisor.formula.types import Apply, Expression, Name
from advisor.model.logic import Argument, Inference
from advisor.model.types import Rule, Text
from advisor.render.sums import sum_text
from advisor.ruleset.compile import options_of
from advisor.teaching.maker import Maker, named
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 3


def of_rules(maker: Maker, node: str) -> Iterator[Candidate]:
    """Yield for each rule about a decision what it says, and the same of an option it does not speak of."""
    bench = maker.examiner.bench(node)
    for rule in bench.rules:
        if not isinstance(rule.then, Argument) or not rule.teaches:
            continue
        (sheet, *_) = (*bench.firing[rule.id], ())
        asked = [options_of(rule)[0]]
        if sheet and rule.then.favours:
            (end,) = bench.ends([sheet])
            fired = [one for one in bench.rules if one.id in end.held | end.maybe]
            spoken = {option for one in fired for option in options_of(one)}
            asked += [one for one in bench.decision.outcomes if one not in spoken][:2]
        for option in asked:
            id_ = named("advantage", rule.id, option.replace(":", "_"))
            yield Candidate(
                id=id_, kind="advantage", topic=node, item=rule.id, facts=sheet, asked=option, points=rule.teaches
            )


def of_formula(maker: Maker, node: str) -> Iterator[Candidate]:
    """Yield a true and a false statement of how a formula is worked out."""
    formula = maker.kb.formulas[node]
    topic = maker.kb.points[formula.teaches[0]].decision if formula.teaches else node
    for asked in ("true", "false") if formula.teaches else ():
        yield Candidate(
            id=named("advantage", node, asked), kind="advantage", topic=topic, item=node, asked=asked,
            points=formula.teaches,
        )  # fmt: skip


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question; it has a single wrong answer."""
    if candidate.item in maker.kb.formulas:
        return _formula(maker, candidate, lots)
    wording, rule = maker.wording, maker.kb.rules[candidate.item]
    if isinstance(rule.then, Inference):
        return None
    key = candidate.asked in options_of(rule)
    parts: dict[str, object] = {
        "condition": wording.condition(rule.when),
        "label": maker.kb.decisions[candidate.topic].label,
    }
    parts |= {"option": wording.option(candidate.topic, candidate.asked), "good": _favours(rule)}
    said = {**parts, "kind": maker.kb.decisions[candidate.topic].kind}
    stems = [wording.say("statement", form=form, **said) for form in range(FORMS)]
    options = wording.options(candidate.topic, options_of(rule))
    why = wording.say("statement_why", holds=key, options=options, good=_favours(rule), because=wording.because(rule))
    return _finish(maker, candidate, lots, stems, key, why, level=1 if key else 2)


def _favours(rule: Rule) -> bool:
    return rule.then.favours if isinstance(rule.then, Argument) else True


def _formula(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    wording, formula = maker.wording, maker.kb.formulas[candidate.item]
    key = candidate.asked == "true"
    right = wording.both(lambda phrases: sum_text(phrases, formula.expression, None))
    shown = right
    if not key:
        slip = _turned(formula.expression)
        if slip is None:
            return None
        shown = wording.both(lambda phrases: sum_text(phrases, slip, None))
    stems = [wording.say("formula", form=form, label=formula.label, formula=shown) for form in range(FORMS)]
    places = maker.kb.citations(formula.teaches)
    why = wording.say("formula_why", holds=key, label=formula.label, formula=right, places=places)
    return _finish(maker, candidate, lots, stems, key, why, level=1)


_TURNED = {"+": "-", "-": "+", "*": "/", "/": "*"}


def _turned(expression: Expression) -> Expression | None:
    """Return an expression with its outermost sign mistaken; None where it has none."""
    match expression:
        case Apply(op, (left, right)) if op in _TURNED:
            return Apply(_TURNED[op], (left, right))
        case Name() | _:
            return None


def _finish(
    maker: Maker, candidate: Candidate, lots: Random, stems: list[Text], key: bool, why: Text, *, level: int
) -> Question | None:
    wording = maker.wording
    wrong = Distractor(value=not key, text=wording.say("truth", holds=not key), feedback=why)
    return maker.finish(
        candidate, lots, stems=stems, key=key, key_text=wording.say("truth", holds=key), why=why, wrong=[wrong],
        level=level, count=1,
    )  # fmt: skip
