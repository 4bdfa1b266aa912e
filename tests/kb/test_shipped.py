"""The shipped knowledge base: no error, every rule guarded by a case.

That every case passes and how much of the conditions they reach is said by `advisor kb test` and
`advisor kb coverage`, which `make test` runs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.kb.cases import run_case
from advisor.kb.check import check
from advisor.kb.coverage import points_taught, points_used
from advisor.model.load import load_knowledge
from advisor.model.types import DECIDING, KnowledgeBase
from advisor.ruleset.compile import compile_rules
from tests.cli.program import ROOT

SEEDS = ROOT.parent / "shared" / "course" / "seeds"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load_knowledge(ROOT, cache=False)


def test_nothing_is_found_that_is_not_accepted_with_a_reason(kb: KnowledgeBase) -> None:
    standing = [one for one in check(kb) if one.accepted is None]
    assert [(str(one.span), one.kind, one.message.en) for one in standing] == []


def test_every_deciding_point_is_taught_and_every_other_one_used(kb: KnowledgeBase) -> None:
    taught, used = points_taught(kb), points_used(kb)
    assert [p.id for p in kb.points.values() if p.kind in DECIDING and p.id not in taught] == []
    assert [p.id for p in kb.points.values() if p.id not in taught and p.id not in used] == []


def test_removing_a_rule_breaks_a_case(kb: KnowledgeBase) -> None:
    """A case that names a rule fails without it; so it is enough that each rule is named."""
    named = {rule for case in kb.cases for expectation in case.expect.values() for rule in expectation.because}
    assert sorted(set(kb.rules) - named) == []


def test_a_case_does_fail_without_its_rule(kb: KnowledgeBase) -> None:
    case = next(case for case in kb.cases if any(e.because for e in case.expect.values()))
    rule = next(rule for e in case.expect.values() for rule in e.because)
    conflicts = {
        id_: conflict
        for id_, conflict in kb.conflicts.items()
        if all(rule not in side.rules for side in conflict.sides)
    }
    tables = {
        id_: replace(table, rows=tuple(row for row in table.rows if row != rule)) for id_, table in kb.tables.items()
    }
    rules = {
        id_: replace(one, overrides=tuple(o for o in one.overrides if o != rule))
        for id_, one in kb.rules.items()
        if id_ != rule
    }
    without = replace(kb, rules=rules, conflicts=conflicts, tables=tables)
    assert run_case(Advisor(compile_rules(without)), case)


def test_the_whole_course_is_there(kb: KnowledgeBase) -> None:
    deciding = [point for point in kb.points.values() if point.kind in DECIDING]
    assert (len(deciding), len(kb.points) - len(deciding)) == (616, 920)


def test_every_option_has_what_a_reader_needs(kb: KnowledgeBase) -> None:
    lacking = [
        f"{decision.id}.{option.id}"
        for decision in kb.decisions.values()
        for option in decision.options
        if not (option.meaning and option.advantages and option.disadvantages and option.actions and option.measures)
    ]
    assert lacking == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the course documents are not at hand")
def test_no_sentence_of_the_course_stands_in_the_project(kb: KnowledgeBase) -> None:
    import re

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    known: set[tuple[str, ...]] = set()
    for path in SEEDS.glob("*.txt"):
        found = words(path.read_text("utf-8"))
        known.update(tuple(found[i : i + 8]) for i in range(len(found) - 7))
    guilty: list[str] = []
    for folder in ("knowledge", "rules", "templates", "examples"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".yaml", ".j2") or path.name == "sources.yaml":  # titles are cited as they are
                continue
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if line.strip().startswith(("term_vi:", "names:", "section:")):  # terms of the course are no sentences
                    continue
                text = words(line)
                guilty += [
                    f"{path.relative_to(ROOT)}:{number}"
                    for i in range(len(text) - 7)
                    if tuple(text[i : i + 8]) in known
                ]
    assert sorted(set(guilty)) == []


def test_a_citation_covers_the_lines_of_its_point(kb: KnowledgeBase) -> None:
    for point in kb.points.values():
        assert 1 <= point.lines[0] <= point.lines[1] <= kb.sources[point.source].lines


def test_the_documents_have_as_many_lines_as_the_sources_say(kb: KnowledgeBase) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the course documents are not at hand")
    for source in (one for one in kb.sources.values() if one.kind == "course"):
        text = (SEEDS / source.file).read_text("utf-8")
        assert source.lines in (text.count("\n"), text.count("\n") + 1), source.id


def test_ids_that_others_script_against(kb: KnowledgeBase) -> None:
    options = {f.id: [o.id for o in f.options] for f in kb.facts.values()}
    assert options["product.life_cycle_stage"] == ["introduction", "growth", "maturity", "decline"]
    assert options["market.type"] == ["consumer", "industrial"]
    assert options["market.price_sensitivity"] == ["low", "high"]
    assert options["product.expected_life_cycle"] == ["short", "long"]
    outcomes = {d.id: set(d.outcomes) for d in kb.decisions.values()}
    assert outcomes["price.new_product_strategy"] == {"skim", "penetrate"}
    assert outcomes["place.channel_intensity"] == {"intensive", "selective", "exclusive"}
    assert outcomes["place.channel_length"] == {"direct", "one_level", "two_level", "full"}
    assert {"promo.mix", "promo.mix_order"} <= outcomes.keys()
    assert Path(kb.root).exists()
