"""The JSON Schemas for editors, judged by an independent validator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.kb.schema import schema_files
from advisor.model.files import read_files
from advisor.model.kinds import LISTS, SINGLES
from advisor.syntax.reader import read_yaml
from tests.cli.program import HOUSEPLANT, ROOT, advisor

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def houseplant_schemas() -> dict[str, Any]:
    return schema_files(read_files(HOUSEPLANT))


@pytest.fixture(scope="module")
def shipped_schemas() -> dict[str, Any]:
    return schema_files(read_files(ROOT))


def data_of(text: str) -> Any:
    document, problems = read_yaml(text, "a.yaml")
    assert not problems
    return document.data


def errors(schema: Any, data: Any) -> list[Any]:
    return list(jsonschema.Draft7Validator(schema).iter_errors(data))


def places(found: list[Any]) -> Iterator[str]:
    """Yield every place at which something is wrong, also inside alternatives."""
    for error in found:
        yield "/".join(map(str, error.absolute_path))
        yield from places(error.context)


@pytest.mark.parametrize("root", [ROOT, HOUSEPLANT], ids=["shipped", "houseplant"])
def test_every_file_is_valid(root: Path) -> None:
    files = read_files(root)
    schemas = schema_files(files)
    for schema in schemas.values():
        jsonschema.Draft7Validator.check_schema(schema)
    whole = jsonschema.Draft7Validator(schemas["knowledge.schema.json"])
    for file in files:
        data = data_of(file.content.decode("utf-8"))
        assert [f"{file.path}/{place}" for place in places(list(whole.iter_errors(data)))] == []
        if len(data) == 1 and root == HOUSEPLANT:  # the same definitions; the shipped ones take long
            (kind,) = data
            assert not errors(schemas[f"{kind}.schema.json"], data), file.path


def test_every_example_case_is_valid(shipped_schemas: dict[str, Any]) -> None:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        assert list(places(errors(shipped_schemas["case.schema.json"], data_of(path.read_text("utf-8"))))) == []


def test_there_is_a_schema_for_every_kind(houseplant_schemas: dict[str, Any]) -> None:
    assert set(houseplant_schemas) == {f"{kind}.schema.json" for kind in (*LISTS, *SINGLES, "knowledge", "case")}


RULE = """rules:
- id: {id}
  when: {when}
  then: {then}
  because: {{vi: Vì thế., en: Because.}}
"""


def rule(when: str = "{home.light: dim}", then: str = "{decision: care.change, up: water}", id: str = "a.b") -> str:
    return RULE.format(id=id, when=when, then=then)


GOOD = {
    "choice": rule("{home.light: [dim, sunny]}"),
    "negated": rule("{home.light: {not: [dim]}, not: {plant.owned: true}}"),
    "number": rule("{money.budget: {gt: 3, le: 10.5}}"),
    "known": rule("{money.budget: known}"),
    "decided": rule('{care.change: "water:up"}'),
    "nested": rule("{any: [{plant.owned: false}, {all: [{home.light: dim}, always]}]}"),
    "either": rule(then="{decision: choice.species, for: {any: [fern, orchid]}}"),
    "inferred": rule(then="{fact: plant.health, is: thirsty}"),
    "ranked": rule(then="{decision: choice.spots, rank: [desk, [window, bathroom]]}"),
}
FACT = """facts:
- {id: a.b, type: text, topic: home, ask: plan, label: {vi: a, en: b}, question: {vi: a, en: b}}
"""
BAD = {
    "unknown fact": (rule("{home.ligth: dim}"), "rules/0/when"),
    "unknown option": (rule("{home.light: dimm}"), "rules/0/when/home.light"),
    "option of another fact": (rule("{home.light: thirsty}"), "rules/0/when/home.light"),
    "option in a list": (rule("{home.light: [dim, dark]}"), "rules/0/when/home.light/1"),
    "inside any": (rule("{any: [{plant.owned: true}, {home.light: dimm}]}"), "rules/0/when/any/1/home.light"),
    "no number": (rule("{money.budget: {gt: three}}"), "rules/0/when/money.budget/gt"),
    "no comparison": (rule("{money.budget: {above: 3}}"), "rules/0/when/money.budget"),
    "empty condition": (rule("{}"), "rules/0/when"),
    "unknown decision": (rule(then="{decision: care.chang, up: water}"), "rules/0/then/decision"),
    "option of another decision": (rule(then="{decision: care.change, up: fern}"), "rules/0/then/up"),
    "claim of another kind": (rule(then="{decision: care.change, for: water}"), "rules/0/then/for"),
    "no claim": (rule(then="{decision: care.change}"), "rules/0/then"),
    "value of a fact": (rule(then="{fact: plant.health, is: dry}"), "rules/0/then/is"),
    "bad id": (rule(id="Not An Id"), "rules/0/id"),
    "one language": (rule().replace(", en: Because.", ""), "rules/0/because"),
    "unknown key": (rule() + "  becuase: x\n", "rules/0"),
    "no such point": (rule() + "  teaches: [nothing.of.the-kind]\n", "rules/0/teaches/0"),
    "no such rule": (rule() + "  overrides: [nobody]\n", "rules/0/overrides/0"),
    "unknown kind": ("rulez: []\n", ""),
    "no list": ("rules: {id: a}\n", "rules"),
    "hit policy": (
        "tables: [{id: a, decision: care.change, hit_policy: best, inputs: [home.light], rows: [{id: r, when: [dim], "
        "up: water, because: {vi: a, en: b}}]}]\n",
        "tables/0/hit_policy",
    ),
    "cell": (
        "tables: [{id: a, decision: care.change, hit_policy: any, inputs: [home.light], rows: [{id: r, when: ['> x'], "
        "up: water, because: {vi: a, en: b}}]}]\n",
        "tables/0/rows/0/when/0",
    ),
    "input": (
        "tables: [{id: a, decision: care.change, hit_policy: any, inputs: [home.lite], rows: [{id: r, when: [dim], "
        "up: water, because: {vi: a, en: b}}]}]\n",
        "tables/0/inputs/0",
    ),
    "row of a table": (
        "tables: [{id: a, decision: care.change, hit_policy: any, inputs: [home.light], rows: [{id: r, when: [dim], "
        "up: fern, because: {vi: a, en: b}}]}]\n",
        "tables/0/rows/0/up",
    ),
    "topic": (FACT.replace("topic: home", "topic: nowhere"), "facts/0/topic"),
    "type of fact": (FACT.replace("type: text", "type: colour"), "facts/0/type"),
    "given": (
        "cases: [{case: x, given: {home.light: dimmer}, expect: {care.change: {}}}]\n",
        "cases/0/given/home.light",
    ),
    "expected": ("cases: [{case: x, given: {}, expect: {care.nothing: {}}}]\n", "cases/0/expect"),
    "formula text": ("formulas: [{id: a.b, label: {vi: a, en: b}, unit: 1, expression: '1'}]\n", "formulas/0/unit"),
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD.values(), ids=list(GOOD))
def test_a_good_file_is_valid(houseplant_schemas: dict[str, Any], text: str) -> None:
    assert list(places(errors(houseplant_schemas["knowledge.schema.json"], data_of(text)))) == []


@pytest.mark.parametrize(("text", "place"), BAD.values(), ids=list(BAD))
def test_a_bad_file_is_invalid_at_its_place(houseplant_schemas: dict[str, Any], text: str, place: str) -> None:
    found = errors(houseplant_schemas["knowledge.schema.json"], data_of(text))
    assert place in set(places(found))
    # nothing outside the way to that place is marked
    assert all(place.startswith(one) or one.startswith(place) for one in places(found))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("facts: {home.light: dimm}", "facts/home.light"),
        ("facts: {home.lite: dim}", "facts"),
        ("facts: {money.budget: [3]}", "facts/money.budget"),
        ("facts: {}\ngoals: [care.chang]", "goals/0"),
        ("facts: {}\nquick: 1", "quick"),
        ("facts: {}\nperiod: {start: 2027-01-01}", "period"),
    ],
)
def test_a_bad_case_is_invalid_at_its_place(houseplant_schemas: dict[str, Any], text: str, place: str) -> None:
    assert place in set(places(errors(houseplant_schemas["case.schema.json"], data_of(text))))


def test_a_case_takes_what_people_write(houseplant_schemas: dict[str, Any]) -> None:
    text = "facts: {home.light: null, money.budget: 200 nghìn, plant.owned: true, plant.name: Trầu}\nquick: true"
    assert not errors(houseplant_schemas["case.schema.json"], data_of(text))


def test_a_condition_offers_the_options_of_its_fact(houseplant_schemas: dict[str, Any]) -> None:
    definitions = houseplant_schemas["knowledge.schema.json"]["definitions"]
    tests = definitions["condition"]["anyOf"][1]["properties"]
    word = tests["home.light"]["anyOf"][0]["$ref"].rpartition("/")[2]
    assert definitions[word]["enum"] == ["dim", "indirect", "sunny"]
    assert len(definitions[word]["enumDescriptions"]) == 3
    assert "·" in tests["home.light"]["description"]


def test_the_command_writes_them(tmp_path: Path) -> None:
    done = advisor("--kb", HOUSEPLANT, "kb", "schema", "-o", tmp_path / "schemas")
    assert (done.returncode, done.stderr) == (0, "")
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert {"knowledge.schema.json", "case.schema.json", "rules.schema.json"} <= written
    printed = advisor("--kb", HOUSEPLANT, "kb", "schema", "rules")
    assert json.loads(printed.stdout)["required"] == ["rules"]
    wrong = advisor("--kb", HOUSEPLANT, "kb", "schema", "rulez")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "did you mean 'rules'?" in wrong.stderr


def test_a_base_with_faults_has_a_schema_too(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(rule("{no.such: x}"), "utf-8")
    schemas = schema_files(read_files(tmp_path))
    assert "a.b" in schemas["knowledge.schema.json"]["definitions"]["id_of_rules"]["enum"]
