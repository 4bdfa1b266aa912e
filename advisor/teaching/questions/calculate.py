"""A calculation with fresh numbers: the inputs of a formula are drawn, the wrong answers are slips in the sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from advisor.formula.evaluate import reckon, reckoner
from advisor.formula.types import Apply, Expression, Name, Number, names
from advisor.model.types import NUMERIC, FactDef, Formula, Text
from advisor.render.sums import sum_text
from advisor.teaching.maker import Maker, named
from advisor.teaching.types import Candidate, Distractor, Question

VARIANTS = 16
DRAWS = 400
FORMS = 3
HUNDRED = Decimal(100)
PLACES = 1
"""A result has at most so many decimals, so that it can be worked out on paper."""

RANGES: Mapping[str, tuple[int, int, int]] = {
    "VND/unit": (10_000, 400_000, 5_000),
    "VND": (20_000_000, 2_000_000_000, 10_000_000),
    "unit": (200, 20_000, 100),
    "person": (500, 50_000, 500),
    "unit/person": (2, 40, 2),
    "percent": (5, 60, 5),
    "day": (2, 30, 1),
    "": (2, 40, 1),
}
"""For each unit from where to where numbers are drawn, and in what steps."""


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return the formulas all of whose inputs are numbers."""
    kb = maker.kb
    return tuple(
        id_
        for id_, one in kb.formulas.items()
        if one.teaches and all(_is_number(maker, f) for f in _leaves(maker, one))
    )


def _is_number(maker: Maker, id_: str) -> bool:
    return id_ in maker.kb.facts and maker.kb.facts[id_].type in NUMERIC


def _written_out(maker: Maker, expression: Expression) -> Expression:
    """Return an expression over facts alone."""
    match expression:
        case Name(id_) if id_ in maker.kb.formulas:
            return _written_out(maker, maker.kb.formulas[id_].expression)
        case Apply(op, args):
            return Apply(op, tuple(_written_out(maker, arg) for arg in args))
        case _:
            return expression


def _leaves(maker: Maker, formula: Formula) -> tuple[str, ...]:
    parts = (formula.expression, *(requirement.that for requirement in formula.requires))
    return tuple(sorted({name for part in parts for name in names(_written_out(maker, part))}))


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return candidates with numbers of their own."""
    formula = maker.kb.formulas[node]
    topic = next((d.id for d in maker.kb.decisions.values() if any(o.formula == node for o in d.options)), "")
    topic = topic or maker.kb.points[formula.teaches[0]].decision
    return tuple(
        Candidate(
            id=named("calculate", node, str(number)), kind="calculate", topic=topic, item=node, points=formula.teaches
        )
        for number in range(1, VARIANTS + 1)
    )


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question; the numbers depend on the candidate alone, the words on the lots as well."""
    formula = maker.kb.formulas[candidate.item]
    drawn = _draw(maker, formula, Random(candidate.id))  # noqa: S311 - the same numbers every time
    if drawn is None:
        return None
    answers, result = drawn
    wording = maker.wording
    ratios = _ratios(maker, answers)
    right = wording.both(lambda phrases: sum_text(phrases, formula.expression, None))
    worked = _worked(maker, formula.expression, ratios)
    said = {"facts": wording.facts(answers), "label": formula.label, "who": lots.randrange(1_000)}
    key_text = _amount(maker, formula, result)
    return maker.finish(
        candidate,
        lots,
        stems=[wording.say("calculate", form=form, **said) for form in lots.sample(range(FORMS), FORMS)],
        key=_shown(formula, result),
        key_text=key_text,
        why=wording.say("sum_right", label=formula.label, formula=right, worked=worked, result=key_text,
                        places=maker.kb.citations(formula.teaches)),
        wrong=_wrong(maker, formula, ratios, result, right, lots),
        level=min(3, 1 + _depth(_written_out(maker, formula.expression)) // 2),
        facts=answers,
    )  # fmt: skip


# --- numbers -----------------------------------------------------------------------------------------------------


def _draw(maker: Maker, formula: Formula, lots: Random) -> tuple[dict[str, Decimal], Decimal] | None:
    """Return inputs and the result the engine reckons from them: positive, short, and as the formula requires."""
    leaves = [maker.kb.facts[id_] for id_ in _leaves(maker, formula)]
    whole = _written_out(maker, formula.expression)
    reckoned = reckoner(whole, [_written_out(maker, requirement.that) for requirement in formula.requires])
    for _ in range(DRAWS):
        answers = {fact.id: _number(fact, lots) for fact in leaves}
        result = reckoned(_ratios(maker, answers))
        if result is None or result <= 0 or not _is_short(_shown(formula, result)):
            continue
        column = maker.examiner.evaluation(answers, frozenset({formula.id})).columns[formula.id]
        if column.known and [number for number, _ in column.numbers] == [result]:
            return answers, result
    return None


def _number(fact: FactDef, lots: Random) -> Decimal:
    unit = "percent" if fact.type == "percent" else fact.unit
    low, high, step = RANGES.get(unit, RANGES[""])
    if fact.high is not None and high > fact.high:
        high = int(fact.high)
    if fact.low is not None and low < fact.low:
        low = int(fact.low)
    # small numbers as often as great ones
    top = max(1, (high - low) // step)
    return Decimal(low + step * int(top ** lots.random()) if top > 100 else low + step * lots.randint(0, top))


def _is_short(value: Decimal) -> bool:
    return value == value.quantize(Decimal(1).scaleb(-PLACES))


def _shown(formula: Formula, result: Decimal) -> Decimal:
    """Return a result as it is shown: a ratio as a percentage."""
    value = result * HUNDRED if formula.unit == "percent" else result
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _amount(maker: Maker, formula: Formula, result: Decimal) -> Text:
    return maker.wording.both(lambda phrases: phrases.amount(formula.id, result))


def _ratios(maker: Maker, answers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return numbers as formulas reckon with them: percentages as ratios."""
    facts = maker.kb.facts
    return {id_: value / HUNDRED if facts[id_].type == "percent" else value for id_, value in answers.items()}


def _worked(maker: Maker, expression: Expression, ratios: Mapping[str, Decimal]) -> Text:
    """Return a sum with its numbers."""
    facts, whole = maker.kb.facts, _written_out(maker, expression)
    shown = {id_: value * HUNDRED if facts[id_].type == "percent" else value for id_, value in ratios.items()}
    return maker.wording.both(lambda phrases: sum_text(phrases, whole, shown))


def _depth(expression: Expression) -> int:
    """Return how many operations an expression has."""
    return 1 + sum(map(_depth, expression.args)) if isinstance(expression, Apply) else 0


# --- slips ---------------------------------------------------------------------------------------------------------


def _wrong(
    maker: Maker, formula: Formula, ratios: Mapping[str, Decimal], result: Decimal, right: Text, lots: Random
) -> Iterator[Distractor]:
    """Yield what comes of slips in the sum: positive, different, and as short as can be."""
    whole = _written_out(maker, formula.expression)
    slips = list(dict.fromkeys(_slips(whole)))
    lots.shuffle(slips)
    found: list[tuple[bool, bool, Expression, Decimal]] = []
    for slip in slips:
        value = reckon(slip, ratios)
        if value is not None and value > 0 and value != result:
            found.append((isinstance(slip, Name), not _is_short(_shown(formula, value)), slip, value))
    for bare, _, slip, value in sorted(found, key=lambda one: one[:2]):
        told = _worked(maker, slip, ratios)
        feedback = maker.wording.say("sum_wrong", bare=bare, worked=told, label=formula.label, formula=right)
        yield Distractor(value=_rounded(formula, value), text=_amount(maker, formula, value), feedback=feedback)
    for factor in (Decimal(10), Decimal("0.1"), Decimal(2), Decimal("0.5"), HUNDRED):
        value = result * factor
        feedback = maker.wording.say("sum_scaled", label=formula.label, formula=right)
        yield Distractor(value=_rounded(formula, value), text=_amount(maker, formula, value), feedback=feedback)


def _rounded(formula: Formula, value: Decimal) -> Decimal:
    """Return a wrong result with two decimals at most."""
    return _shown(formula, value).quantize(Decimal("0.01")).normalize() + 0


_TURNED: Mapping[str, str] = {"+": "-", "-": "+", "*": "/", "/": "*"}


def _slips(expression: Expression) -> Iterator[Expression]:
    """Yield expressions with one slip: a sign mistaken, a part left out, two parts exchanged."""
    match expression:
        case Apply(op, (left, right)) if op in _TURNED:
            yield Apply(_TURNED[op], (left, right))
            if op in "-/":
                yield Apply(op, (right, left))
            if not isinstance(left, Number):
                yield left
            if not isinstance(right, Number):
                yield right
            yield from (Apply(op, (slip, right)) for slip in _slips(left))
            yield from (Apply(op, (left, slip)) for slip in _slips(right))
        case Apply(op, args):
            for index, arg in enumerate(args):
                for slip in _slips(arg):
                    yield Apply(op, (*args[:index], slip, *args[index + 1 :]))
                yield arg
        case _:
            return
