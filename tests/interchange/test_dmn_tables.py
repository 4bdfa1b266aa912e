"""Our decision tables as DMN: nothing is lost, and our reader of DMN concludes from them what the engine does."""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.consultation.consult import Advisor
from advisor.interchange.dmn.cells import NoCounterpart, from_feel
from advisor.interchange.dmn.evaluate import DmnRun
from advisor.interchange.dmn.read import read_model
from advisor.interchange.dmn.to_tables import tables_of
from advisor.interchange.dmn.types import Model
from advisor.interchange.dmn.write import ANNOTATIONS, without_counterpart, write_dmn
from advisor.interchange.feel.parse import parse_tests
from advisor.interchange.tables.raw import Base, RawTable, merged
from advisor.interchange.tables.write_back import write_back
from advisor.model.files import read_files
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import Ruleset, beaten_by, compile_rules
from advisor.ruleset.resolve import Resolver
from tests.cli.program import HOUSEPLANT, ROOT, advisor
from tests.interchange.random_tables import BASE, tables
from tests.interchange.sheets import writer_of
from tests.properties.plain import NOTHING, read
from tests.properties.random_cases import random_case

ORDER = ("description", "variable", "informationRequirement", "decisionTable")
TABLE_ORDER = ("input", "output", "annotation", "rule")
ROW_ORDER = ("inputEntry", "outputEntry", "annotationEntry")


def model_of(base: Base, chosen: list[RawTable]) -> Model:
    return read_model(write_dmn(base, chosen, "tables", 0).encode(), "tables.dmn")


def back(base: Base, model: Model) -> list[dict[str, Any]]:
    found, problems = tables_of(model, base)
    assert [str(one) for one in problems] == []
    return found


@pytest.mark.parametrize("root", [ROOT, HOUSEPLANT], ids=["shipped", "houseplant"])
def test_every_table_comes_back_as_it_was(root: Path) -> None:
    base = writer_of(root, "vi").base
    assert [table.id for table in base.tables.values() if without_counterpart(base, table)] == []
    found = back(base, model_of(base, list(base.tables.values())))
    assert [one["id"] for one in found] == list(base.tables)
    for one in found:
        assert merged(base, base.tables[one["id"]].data, one) == base.tables[one["id"]].data
    assert write_back(base, read_files(root), found) == []


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=tables())
def test_random_tables_come_back(data: dict[str, Any]) -> None:
    table = RawTable(data)
    if not without_counterpart(BASE, table):
        (found,) = back(BASE, model_of(BASE, [table]))
        assert merged(BASE, data, found) == data


def value_for_dmn(base: Base, id_: str, value: Any) -> Any:
    listed = base.names[id_].subject.shape == "choices"
    if value is NOTHING or value is None:
        return [] if listed else None
    if listed:
        return list(value)
    if isinstance(value, tuple):  # a decision of one option
        return value[0] if value else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def held_in(model: Model, base: Base, values: dict[str, Any], table: RawTable) -> tuple[list[str], Any]:
    given = {one.name: value_for_dmn(base, one.id.removeprefix("input_"), values[one.id.removeprefix("input_")])
             for one in model.inputs.values()}  # fmt: skip
    outcome = DmnRun(model, given).decide(model.decisions[f"table_{table.id}"])
    return sorted(row.id.removeprefix("row_") for row in outcome.held), outcome.value


def agree(ruleset: Ruleset, base: Base, count: int, seed: int, *, engine: Advisor | None = None) -> int:
    """Compare over random cases which rows hold, and which of them win by the hit policy."""
    kb, rng = ruleset.kb, random.Random(seed)
    model, resolver, beaten = model_of(base, list(base.tables.values())), Resolver(ruleset), beaten_by(ruleset.kb)
    met = 0
    for _ in range(count):
        case = random_case(kb, rng)
        found = read(ruleset, resolver, case, case)
        fired = found.fired
        if engine is not None:
            fired = {one.id for one in engine.consult(case).trace.firings if one.kind == "rule"}
        for table in base.tables.values():
            rows = [f"{table.id}.{row['id']}" for row in table.data["rows"]]
            held, value = held_in(model, base, found.values, table)
            assert held == sorted(row for row in rows if row in fired), (table.id, case)
            met += len(held)
            if held and table.data["hit_policy"] in ("first", "priority"):
                (winner,) = [row for row in held if not beaten[row] & set(held)]
                claim = next(row for row in table.data["rows"] if f"{table.id}.{row['id']}" == winner)
                assert value in claim.values()
    return met


def test_the_houseplant_tables_conclude_the_same(houseplant_rules: Ruleset, houseplant_advisor: Advisor) -> None:
    assert agree(houseplant_rules, BASE, 60, 1, engine=houseplant_advisor) > 100


def test_the_shipped_tables_conclude_the_same() -> None:
    assert agree(compile_rules(load_knowledge(ROOT)), writer_of(ROOT, "vi").base, 12, 2) > 100


def test_elements_stand_in_the_order_of_the_standard() -> None:
    """The schema of the standard wants it so; it is not ours to ship, the order is what goes wrong first."""
    from advisor.interchange.dmn.xml_tree import read_xml

    root = read_xml(write_dmn(BASE, list(BASE.tables.values()), "t", 1).encode(), "t.dmn")
    assert root.namespace == "https://www.omg.org/spec/DMN/20191111/MODEL/"
    kinds = [child.name for child in root.children]
    assert kinds == sorted(kinds, key=("itemDefinition", "decision", "inputData").index)
    ids = [root.get("id")]
    for decision in root.all("decision"):
        assert [one.name for one in decision.children] == sorted(
            (one.name for one in decision.children), key=ORDER.index
        )
        table = decision.find("decisionTable")
        assert table is not None
        assert [one.name for one in table.children] == sorted(
            (one.name for one in table.children), key=TABLE_ORDER.index
        )
        assert [one.get("name") for one in table.all("annotation")] == list(ANNOTATIONS)
        for row in table.all("rule"):
            assert [one.name for one in row.children] == sorted((one.name for one in row.children), key=ROW_ORDER.index)
            ids.append(row.get("id"))
        ids.append(decision.get("id"))
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("shape", "cell"),
    [
        ("choices", 'count(?) > 0 and list contains(?, "a")'),
        ("choices", "not(count(?) > 0)"),
        ("choice", 'not(not("a"))'),
        ("choice", 'not(not(? = "a"))'),
        ("number", "? > 7 and ? > 5"),
        ("number", "null, > 5"),
        ("number", "null"),
    ],
)
def test_no_part_of_a_cell_is_dropped(shape: str, cell: str) -> None:
    names: Any = SimpleNamespace(subject=SimpleNamespace(shape=shape))
    with pytest.raises(NoCounterpart):
        from_feel(parse_tests(cell, ["?"]), names)


# --- a model of another tool --------------------------------------------------------------------------

FOREIGN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" name="x" namespace="x">
  <decision id="d" name="Spots for the plant">
    <variable name="Spots for the plant"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input><inputExpression><text>Light at the spot</text></inputExpression></input>
      <output name="rank"/>
      <annotation name="because_vi"/><annotation name="because_en"/>
      <rule>
        <inputEntry><text>not("Sunny")</text></inputEntry>
        <outputEntry><text>["the desk", "bathroom"]</text></outputEntry>
        <annotationEntry><text>Vì thế.</text></annotationEntry><annotationEntry><text>Because.</text></annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <inputData id="i" name="Light at the spot"><variable name="Light at the spot" typeRef="string"/></inputData>
</definitions>
"""


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSEPLANT, tmp_path / "kb"))


def foreign(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = FOREIGN.replace("Light at the spot", BASE.names["home.light"].label[1])
    text = text.replace("Sunny", BASE.names["home.light"].options["sunny"][1])
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "f.dmn").write_text(text, "utf-8")
    return tmp_path / "f.dmn"


def test_a_table_of_another_tool_is_known_by_its_labels(kb: Path, tmp_path: Path) -> None:
    done = advisor("--kb", kb, "kb", "import-dmn", foreign(tmp_path), "--yes", lang="en")
    assert done.returncode == 0, done.stderr
    (text,) = [one.read_text("utf-8") for one in kb.glob("rules/**/*spots-for-the-plant*.yaml")]
    assert "when: [{not: sunny}]" in text
    assert "rank: [desk, bathroom]" in text
    assert "hit_policy: first" in text


def test_what_has_no_counterpart_is_told_at_once(kb: Path, tmp_path: Path) -> None:
    path = foreign(
        tmp_path,
        ('hitPolicy="FIRST"', 'hitPolicy="COLLECT" aggregation="COUNT"'),
        ("<text>not(", "<text>starts with(?, "),
        ('"the desk"', '"the dask"'),
        ("<annotationEntry><text>Vì thế.</text>", "<annotationEntry><text></text>"),
    )
    before = {one: one.read_bytes() for one in kb.rglob("*.yaml")}
    done = advisor("--kb", kb, "kb", "import-dmn", path, "--yes", lang="en")
    assert done.returncode == 2
    told = done.stderr.splitlines()
    assert len(told) == 4, told
    assert all("f.dmn:" in one and "error[no-counterpart]" in one for one in told)
    assert "the aggregation COUNT has no counterpart" in done.stderr
    assert "has no option 'the dask'" in done.stderr
    assert "`because_vi`" in done.stderr
    assert {one: one.read_bytes() for one in kb.rglob("*.yaml")} == before


@pytest.mark.parametrize(("values", "refused"), [('"window", "desk"', False), ('"desk", "window"', True)])
def test_output_values_in_another_order_than_the_options_are_told(values: str, refused: bool) -> None:
    text = FOREIGN.replace("FIRST", "OUTPUT ORDER").replace(
        '<output name="rank"/>', f'<output name="rank"><outputValues><text>{values}</text></outputValues></output>'
    )
    told = [str(one) for one in tables_of(read_model(text.encode(), "f.dmn"), BASE)[1]]
    assert any("stand in another order" in one for one in told) is refused, told


def test_a_changed_cell_of_an_exported_model_changes_its_row(kb: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.dmn"
    assert advisor("--kb", kb, "kb", "export-dmn", "extras.by-air", "-o", path).returncode == 0
    text = path.read_text("utf-8")
    assert "&lt; 40" in text
    path.write_text(text.replace("&lt; 40", "&lt;= 35"), "utf-8")
    before = (kb / "rules/care/extras.yaml").read_text("utf-8")
    done = advisor("--kb", kb, "kb", "import-dmn", path, "--yes", lang="en")
    assert done.returncode == 0, done.stderr
    after = (kb / "rules/care/extras.yaml").read_text("utf-8")
    assert [line for line in after.splitlines() if line not in before.splitlines()] == ['    when: ["<= 35", "-"]']


def test_what_dmn_cannot_say_is_told_on_export(kb: Path) -> None:
    path = kb / "rules/care/extras.yaml"
    path.write_text(path.read_text("utf-8").replace("hit_policy: collect", "hit_policy: priority"), "utf-8")
    text = path.read_text("utf-8").replace("    for: grow_light", "    against: grow_light", 1)
    path.write_text(text, "utf-8")
    done = advisor("--kb", kb, "kb", "export-dmn")
    assert done.returncode == 1
    assert done.stderr.startswith("extras.by-air: hit policy priority")
    assert "table_spots.by-light" in done.stdout


def test_the_rules_are_written_as_clips(tmp_path: Path) -> None:
    path = tmp_path / "rules.clp"
    done = advisor("--kb", HOUSEPLANT, "kb", "export-clips", "-o", path)
    assert done.returncode == 0, done.stderr
    assert "(defrule rule:change.thirsty-more-water" in path.read_text("utf-8")
