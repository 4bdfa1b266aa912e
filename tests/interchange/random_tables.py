"""Random decision tables over the little knowledge base about houseplants."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from advisor.language.letters import nfc
from tests.cli.program import HOUSEPLANT
from tests.interchange.sheets import writer_of

BASE = writer_of(HOUSEPLANT, "vi").base
INPUTS = [id_ for id_, names in sorted(BASE.names.items()) if names.subject.shape != "text"]
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@'\";,:#{}[]&>|\n ăộƯ"), st.characters(categories=("Ll", "Lu", "Nd"))),
    min_size=1, max_size=30,
).map(nfc).map(str.strip).filter(bool)  # fmt: skip
NUMBERS = st.one_of(st.integers(-50, 200), st.decimals(-50, 50, places=2, allow_nan=False))


def cells(column: str) -> st.SearchStrategy[Any]:
    subject = BASE.names[column].subject
    anything = st.sampled_from(["-", "known"])
    if subject.shape == "number":
        tests = st.builds(
            lambda op, number: f"{op} {number}", st.sampled_from(["<", "<=", ">", ">=", "!=", "="]), NUMBERS
        )
        spans = st.builds(
            lambda a, low, high, b: f"{a}{low}..{high}{b}",
            st.sampled_from("[("),
            NUMBERS,
            NUMBERS,
            st.sampled_from("])"),
        )
        ops = st.dictionaries(st.sampled_from(["lt", "le", "gt", "ge", "ne", "eq"]), NUMBERS, min_size=1, max_size=3)
        return st.one_of(anything, NUMBERS, tests, spans, ops)
    options: st.SearchStrategy[Any] = st.sampled_from(subject.options) if subject.options else st.booleans()
    some = st.one_of(options, st.lists(options, min_size=1, max_size=3, unique=True))
    keys = st.sampled_from(["not", "all", "any"])
    return st.one_of(anything, some, st.dictionaries(keys, some, min_size=1, max_size=3))


def ranked(tied: list[str], others: list[str]) -> list[Any]:
    return [tied[0] if len(tied) == 1 else tied, *(one for one in others if one not in tied)]


def claims(target: str) -> st.SearchStrategy[dict[str, Any]]:
    names = BASE.names[target]
    if names.subject.shape == "yes-no":
        return st.builds(lambda value: {"is": value}, st.booleans())
    option = st.sampled_from(sorted(names.options))
    if not names.kind:
        return st.builds(lambda value: {"is": value}, option)
    some = st.lists(option, min_size=1, max_size=3, unique=True)
    if names.kind == "rank":
        return st.builds(lambda tied, others: {"rank": ranked(tied, others)}, some, some)
    value = st.one_of(option, some, some.map(lambda found: {"any": found}), some.map(lambda found: {"all": found}))
    return st.builds(lambda claim, said: {claim: said}, st.sampled_from(BASE.claims_about(target)), value)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    target = draw(st.sampled_from(["care.change", "choice.species", "choice.spots", "care.extras", "plant.health"]))
    inputs = draw(st.lists(st.sampled_from(INPUTS), min_size=1, max_size=4, unique=True))
    ids = draw(
        st.lists(st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,3})?", fullmatch=True), min_size=1, max_size=5, unique=True)
    )
    rows = []
    for id_ in ids:
        row = {"id": id_, "when": [draw(cells(one)) for one in inputs], **draw(claims(target))}
        row["because"] = {"vi": draw(TEXTS), "en": draw(TEXTS)}
        if draw(st.booleans()):
            row["teaches"] = draw(st.lists(st.sampled_from(sorted(BASE.points)), max_size=3, unique=True))
        if draw(st.booleans()):
            row["default"] = draw(st.booleans())
        if draw(st.booleans()):
            row["note"] = draw(TEXTS)
        rows.append(row)
    policy = draw(st.sampled_from(["unique", "any", "first", "priority", "rule-order", "output-order", "collect"]))
    kind = "fact" if target == "plant.health" else "decision"
    return {"id": "made.table", kind: target, "hit_policy": policy, "inputs": inputs, "rows": rows}
