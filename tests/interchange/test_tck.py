"""Cases in the format of the DMN compatibility kit: our own, one model for each hit policy, expected values by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from advisor.errors import UsageError
from advisor.interchange.dmn.read import read_model
from advisor.interchange.dmn.tck import run_tck
from advisor.interchange.dmn.xml_tree import DmnError
from tests.cli.program import advisor

KIT = Path(__file__).parent / "tck"


def test_every_result_comes_out() -> None:
    results, skipped = run_tck(KIT)
    assert [result for result in results if not result.passed] == []
    assert len(results) == 48
    assert {result.model for result in results} == {folder.name for folder in KIT.iterdir()}
    assert [(one.model, one.results, one.reason) for one in skipped] == [("07-required", 1, "no decision table")]


def test_the_command_counts_and_lists_failures(tmp_path: Path) -> None:
    shutil.copytree(KIT / "04-first", tmp_path / "kit" / "04-first")
    model = tmp_path / "kit" / "04-first" / "04-first.dmn"
    model.write_text(model.read_text("utf-8").replace("&gt; 10", "&gt; 11"), "utf-8")
    done = advisor("tck", "--dir", str(tmp_path / "kit"))
    assert done.returncode == 1
    assert "passed 3 of 4" in done.stdout.splitlines()
    assert 'expected {kind: "sale", percent: 21}, got {kind: "gift", percent: 5}' in done.stdout
    assert done.stdout.startswith("04-first/04-first-test-01.xml:7:5: failed: 04-first 001: Offer")


def test_json_tells_every_result() -> None:
    done = advisor("tck", "--dir", str(KIT / "01-unique"), "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["passed"], data["of"], data["skipped"]) == (0, 7, 7, 0)
    assert {"model", "case", "decision", "passed", "expected", "got"} <= data["results"][0].keys()


def test_models_are_found_at_every_level(tmp_path: Path) -> None:
    shutil.copytree(KIT, tmp_path / "TestCases" / "compliance-level-2")
    for folder in (tmp_path, tmp_path / "TestCases", tmp_path / "TestCases" / "compliance-level-2"):
        assert len(run_tck(folder)[0]) == 48


def test_no_cases_is_a_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no test cases"):
        run_tck(tmp_path)
    done = advisor("tck", "--dir", str(tmp_path / "nowhere"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_value_that_a_column_does_not_allow_comes_to_nothing() -> None:
    (result,) = [one for one in run_tck(KIT / "01-unique")[0] if one.case == "007"]
    assert (result.got, result.passed) == ("null", True)


BAD = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>',
    "external": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>',
    "cut off": b"<definitions><decision>",
    "another root": b"<html/>",
    "empty": b"",
    "deep": b"<definitions>" + b"<a>" * 5000,
    "encoding": b'<?xml version="1.0" encoding="nonsense"?><definitions/>',
}


@pytest.mark.parametrize("content", BAD.values(), ids=list(BAD))
def test_a_file_that_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(DmnError) as caught:
        read_model(content, "bad.dmn")
    assert str(caught.value).startswith("bad.dmn:")


def test_faults_of_a_table_are_told_with_their_lines() -> None:
    source = (KIT / "04-first" / "04-first.dmn").read_text("utf-8")
    source = source.replace("&gt; 10", "&gt; ten").replace('hitPolicy="FIRST"', 'hitPolicy="BEST"')
    source = source.replace("<outputEntry><text>5</text></outputEntry>", "")
    (decision,) = read_model(source.encode(), "m.dmn").decisions.values()
    told = [str(one) for one in decision.faults]
    assert len(told) == 3
    assert any("'BEST' is no hit policy" in one for one in told)
    assert any("nothing in scope is called 'ten'" in one for one in told)
    assert any("1 output entries" in one for one in told)
    assert all(one.startswith("m.dmn:") for one in told)
