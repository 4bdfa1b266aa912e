"""`kb diff`: every difference is shown by a witness that holds, and nothing of it can be left out."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from advisor.consultation.consult import Advisor
from advisor.kb.changed import compare
from advisor.kb.differences import Ending, find_differences
from advisor.kb.drawn_sheets import fit
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import Ruleset, compile_rules
from tests.cli.program import HOUSEPLANT, ROOT, advisor

SPECIES = "rules/choice/species.yaml"
EDITS = {
    "another condition": (SPECIES, "when: {home.light: dim}", "when: {home.light: sunny}"),
    "another option": (SPECIES, "{decision: choice.species, for: fern}", "{decision: choice.species, for: pothos}"),
    "another number": (SPECIES, "{keeper.days_away: {ge: 14}}", "{keeper.days_away: {ge: 20}}"),
    "for, not against": (
        SPECIES,
        "{decision: choice.species, against: orchid}",
        "{decision: choice.species, for: orchid}",
    ),
}


def changed_copy(tmp_path: Path, path: str, old: str, new: str, root: Path = HOUSEPLANT) -> Path:
    copy = tmp_path / "kb"
    for name in ("knowledge", "rules"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (copy / path).read_text("utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def pair(old: Path, new: Path) -> tuple[Ruleset, Ruleset]:
    return compile_rules(load_knowledge(old)), compile_rules(load_knowledge(new, cache=False))


def ending(consultant: Advisor, goal: str, sheet: dict[str, object], about: Ending | None = None) -> Ending:
    """How a decision ends by the engine; of a decision that judges each option, only what it says of one."""
    finding = consultant.consult(fit(consultant.ruleset, sheet), [goal], limit=1).findings[goal]  # type: ignore[arg-type]
    if finding.status == "not-applicable":
        return Ending("not-applicable")
    kind = consultant.kb.decisions[goal].kind
    fired = frozenset(argument.rule for argument in finding.arguments)
    from advisor.ruleset.resolve import resolver_for

    result = resolver_for(consultant.ruleset).resolve(goal, fired)
    if kind in ("one", "rank") or about is None:
        return Ending("tied" if result.tied else "settled", result.outcome)
    option = about.outcome[0]
    return Ending("tied" if option in result.tied else "settled", (option,) if option in result.outcome else ())


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_each_witness_shows_its_difference_and_no_part_of_it_does(tmp_path: Path, edit: tuple[str, str, str]) -> None:
    old, new = pair(HOUSEPLANT, changed_copy(tmp_path, *edit))
    found = find_differences(old, new, count=500)
    assert found.differences
    advisors = [Advisor(old), Advisor(new)]
    for one in found.differences:
        about = one.before if one.before.outcome else one.after
        assert [ending(by, one.goal, dict(one.witness), about) for by in advisors] == [one.before, one.after]
        for left_out in one.witness:
            part = {id_: value for id_, value in one.witness.items() if id_ != left_out}
            assert [ending(by, one.goal, part, about) for by in advisors] != [one.before, one.after]
        assert one.causes


def test_no_difference_is_missed_that_random_cases_show(tmp_path: Path) -> None:
    from tests.properties.random_cases import random_case

    old, new = pair(HOUSEPLANT, changed_copy(tmp_path, *EDITS["another number"]))
    told = {one.goal for one in find_differences(old, new).differences}
    advisors = [Advisor(old), Advisor(new)]
    rng = random.Random(5)
    for _ in range(60):
        sheet = random_case(old.kb, rng)
        findings = [by.consult(sheet, limit=1).findings for by in advisors]
        assert {goal for goal in findings[0] if findings[0][goal].outcome != findings[1][goal].outcome} <= told


def test_what_cannot_be_reached_is_not_tried(tmp_path: Path) -> None:
    old, new = pair(HOUSEPLANT, changed_copy(tmp_path, *EDITS["another condition"]))
    changes = compare(old, new)
    assert changes.rules.altered == ("species.dim-snake-plant",)
    assert "choice.species" in changes.reached
    assert "choice.spots" not in changes.reached


def test_the_same_version_has_no_differences() -> None:
    old, new = pair(HOUSEPLANT, HOUSEPLANT)
    found = find_differences(old, new)
    assert (found.differences, found.tried, bool(found.changes)) == ((), 0, False)


def test_new_words_of_a_rule_change_no_advice(tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, SPECIES, "needs very little light", "hardly needs light")
    done = advisor("kb", "diff", HOUSEPLANT, copy, "--exit-code", lang="en")
    assert done.returncode == 0, done.stderr
    assert "Rule with another reason or citation" in done.stdout


def test_text_and_json_in_both_languages_and_the_same_each_time(tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, *EDITS["another condition"])
    one, two = (advisor("kb", "diff", HOUSEPLANT, copy, "--json", "--count", "300") for _ in range(2))
    assert one.stdout == two.stdout
    data = json.loads(one.stdout)
    first = next(one for one in data["differences"] if one["goal"] == "choice.species" and one["cases"])
    assert first["witness"] == {"home.light": "dim"}
    assert first["causes"] == ["species.dim-snake-plant"]
    assert first["cases"]
    assert data["cases"]["changed"]
    vietnamese = advisor("kb", "diff", HOUSEPLANT, copy, "--exit-code", "--count", "300")
    assert vietnamese.returncode == 1
    assert "trước: cây lưỡi hổ → nay: cây trầu bà" in vietnamese.stdout


def test_a_few_closed_facts_are_tried_in_every_way(tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, "rules/choice/spots.yaml", "[window, desk, bathroom]", "[desk, window, bathroom]")
    found = find_differences(*pair(HOUSEPLANT, copy))
    assert found.exact == {"choice.spots"}
    (one,) = found.differences
    assert dict(one.witness) == {"home.light": "dim"}


def test_a_decision_or_fact_that_only_one_version_has(tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, SPECIES, "when: {home.light: dim}", "when: {home.light: [dim, cellar]}")
    facts = copy / "knowledge" / "facts" / "home.yaml"
    lines = facts.read_text("utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if "- id: dim" in line or "{id: dim" in line)
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    lines.insert(place, f"{indent}- {{id: cellar, label: {{vi: Dưới hầm, en: In the cellar}}}}\n")
    facts.write_text("".join(lines), encoding="utf-8")
    found = find_differences(*pair(HOUSEPLANT, copy), count=500)
    assert any("cellar" in one.witness.values() for one in found.differences if one.goal == "choice.species")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_revision_is_compared_with_the_folder_at_hand(tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, *EDITS["another number"])
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(copy), *words], check=True, capture_output=True)
    path, old, new = EDITS["another condition"]
    text = (copy / path).read_text("utf-8")
    (copy / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = advisor("--kb", copy, "kb", "diff", "HEAD", "--json", "--count", "200")
    assert json.loads(done.stdout)["changes"]["rules"]["altered"] == ["species.dim-snake-plant"]


def test_a_version_that_is_none(tmp_path: Path) -> None:
    done = advisor("kb", "diff", tmp_path / "nowhere", lang="en")
    assert done.returncode == 2
    assert "no folder of a knowledge base" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_rule_of_the_shipped_base(tmp_path: Path) -> None:
    path = next(
        path for path in sorted((ROOT / "rules").rglob("*.yaml")) if "  default: true\n" in path.read_text("utf-8")
    )
    copy = changed_copy(tmp_path, path.relative_to(ROOT).as_posix(), "  default: true\n", "", ROOT)
    found = find_differences(*pair(ROOT, copy), count=300)
    assert len(found.changes.rules.altered) == 1
    assert found.changes.reached
