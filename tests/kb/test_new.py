"""`kb new` and `kb copy`: a knowledge base of one's own, and a rule told in words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.errors import KnowledgeError, UsageError
from advisor.kb import new_rule, planned_files
from advisor.kb.insert import insert_item, item_text
from advisor.kb.rule_draft import RuleDraft
from advisor.kb.typed_condition import mood_among, read_bounds, read_mood
from advisor.model.files import read_files
from advisor.model.load import load_knowledge
from advisor.model.text import Text
from advisor.ruleset.compile import compile_rules
from advisor.syntax.reader import read_yaml
from tests.cli.program import HOUSEPLANT, ROOT, advisor

FERN = [
    "loai cay", "duong xi", "do am khong khi: tu 70 tro len", "va anh sang cho dat cay: khong phai nang chieu thang",
    "xong", "Dương xỉ ưa chỗ ẩm và mát.", "Ferns like it humid and cool.", "S1:20", "", "Ẩm và mát thì trồng dương xỉ",
    "co",
]  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    copy = tmp_path / "kb"
    shutil.copytree(HOUSEPLANT, copy)
    return copy


def told(base: Path, lines: list[str], lang: str = "vi"):  # type: ignore[no-untyped-def]
    return advisor("--kb", base, "kb", "new", "rule", stdin="\n".join(lines) + "\n", lang=lang)


def contents(base: Path) -> dict[str, bytes]:
    return {file.path: file.content for file in read_files(base)}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_new_base_works_at_once_in_the_language_of_its_author(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / 'trà "xanh"'
    done = advisor("kb", "new", folder, lang=lang)
    assert done.returncode == 0, done.stderr
    check = advisor("--kb", folder, "kb", "check", "--strict", lang=lang)
    assert check.returncode == 0, check.stdout
    assert advisor("--kb", folder, "kb", "test", lang=lang).returncode == 0
    assert advisor("--kb", folder, "kb", "coverage", "--conditions", "100", lang=lang).returncode == 0
    asked = advisor("--kb", folder, "ask", tmp_path / "case.yaml", stdin="1\n", lang=lang)
    assert ("nước khoảng 80 độ" if lang == "vi" else "water at about 80 degrees") in asked.stdout
    comment = (folder / "rules" / "brewing.yaml").read_text("utf-8").splitlines()[0]
    assert comment.startswith("# Luật" if lang == "vi" else "# Rules")
    assert advisor("kb", "new", folder, lang=lang).returncode == 2


def test_a_copy_is_the_same_knowledge(tmp_path: Path) -> None:
    done = advisor("--kb", HOUSEPLANT, "kb", "copy", tmp_path / "mine", "--templates")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "mine") == contents(HOUSEPLANT)
    assert (tmp_path / "mine" / "templates" / "vi" / "advice.j2").exists()
    assert advisor("--kb", tmp_path / "mine", "kb", "test").returncode == 0
    again = advisor("--kb", HOUSEPLANT, "kb", "copy", tmp_path / "mine")
    assert (again.returncode, "Traceback" in again.stderr) == (2, False)


def test_a_copy_into_itself_is_refused(base: Path) -> None:
    done = advisor("--kb", base, "kb", "copy", base / "rules" / "copy", lang="en")
    assert done.returncode == 2
    assert "lies inside" in done.stderr


def test_a_rule_told_in_words_is_written_with_its_case_and_nothing_else_changes(base: Path) -> None:
    before = contents(base)
    done = told(base, FERN)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(base)
    changed = [path for path in after if after[path] != before.get(path)]
    assert changed == ["knowledge/cases/choosing.yaml", "rules/choice/species.yaml"]
    for path in changed:
        old = before[path].splitlines(keepends=True)
        rest = iter(after[path].splitlines(keepends=True))
        assert all(line in rest for line in old)  # every old line is still there, in its order
    kb = load_knowledge(base, cache=False)
    (rule,) = set(kb.rules) - set(load_knowledge(HOUSEPLANT).rules)
    assert kb.rules[rule].teaches
    assert kb.rules[rule].then.options == ("fern",)  # type: ignore[union-attr]
    tested = advisor("--kb", base, "kb", "test", "am va mat", lang="en")
    assert "1 case passes" in tested.stdout
    assert advisor("--kb", base, "kb", "test").returncode == 0


def test_the_same_from_a_file_in_english_with_alternatives_and_a_new_point(base: Path, tmp_path: Path) -> None:
    lines = [
        "kind of plant", "not a fern", "days away in a row: 30 or more", "or experience with plants: never", "done",
        "Dương xỉ cần tưới đều.", "A fern wants even watering.", "S1:118-119", "9", "Đi lâu thì đừng trồng dương xỉ.",
        "When away for long, no ferns.", "", "", "yes",
    ]  # fmt: skip
    answers = tmp_path / "answers.txt"
    answers.write_text("\n".join(lines), encoding="utf-8")
    done = advisor("--kb", base, "kb", "new", "rule", "--answers", answers, lang="en")
    assert done.returncode == 0, done.stdout + done.stderr
    kb = load_knowledge(base, cache=False)
    (rule,) = (one for one in kb.rules.values() if one.because.en == "A fern wants even watering.")
    assert not rule.then.favours  # type: ignore[union-attr]
    (point,) = (kb.points[one] for one in rule.teaches)
    assert point.citation == "S1:118-119"
    assert advisor("--kb", base, "kb", "test").returncode == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("anh sang cho dat cay: nang chieu thang", "không bao giờ cùng đúng"),
        ("loai cay: duong xi", "chính điều ấy"),
        ("do am khong khi: tu 700 tro len", "không thể có"),
        ("tien thue nha: nhieu", "Không có mục nào như"),
    ],
)
def test_what_cannot_be_is_said_and_asked_again(base: Path, line: str, said: str) -> None:
    lines = [
        "loai cay",
        "duong xi",
        "anh sang cho dat cay: toi",
        f"va {line}",
        "do am khong khi: tu 70 tro len",
        *FERN[4:],
    ]
    done = told(base, lines)
    assert said in " ".join(done.stdout.split())
    assert done.returncode == 0, done.stdout


def test_nothing_is_written_without_a_yes_or_before_the_last_answer(base: Path) -> None:
    before = contents(base)
    for count in range(len(FERN)):
        done = (
            told(base, FERN[:count])
            if count in (0, 3, 9)
            else told(base, [*FERN[:-1], "khong"])
            if count == 10
            else None
        )
        assert done is None or contents(base) == before
        assert done is None or "Chưa ghi gì cả" in done.stdout


def test_a_rule_that_is_there_already_is_not_written_again(base: Path) -> None:
    lines = ["loai cay", "luoi ho", "anh sang cho dat cay: toi", "xong", "Vì vậy.", "So.", "S1:20", ""]
    before = contents(base)
    done = told(base, lines)
    assert "species.dim-snake-plant" in done.stdout
    assert contents(base) == before


def test_the_contrary_of_a_rule_is_written_only_where_it_is_meant(base: Path) -> None:
    lines = [
        "loai cay",
        "khong phai luoi ho",
        "anh sang cho dat cay: toi",
        "xong",
        "Vì vậy.",
        "So.",
        "S1:20",
        "",
        "khong",
    ]
    before = contents(base)
    done = told(base, lines)
    assert "nói ngược lại" in done.stdout
    assert contents(base) == before


def test_the_knowledge_of_the_installed_program_is_left_alone(base: Path) -> None:
    (base / "__init__.py").write_text("", encoding="utf-8")
    done = told(base, FERN, lang="en")
    assert done.returncode == 2
    assert "advisor kb copy" in done.stderr


def test_an_error_between_two_files_leaves_a_base_that_works(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = read_files(base)
    ruleset = compile_rules(load_knowledge(base, cache=False))
    draft = RuleDraft(
        target="choice.species", then={"decision": "choice.species", "for": "fern"},
        groups=(({"home.humidity": {"ge": 80}},),), because=Text("Vì vậy.", "So."), teaches=("species.fern.humid",),
    )  # fmt: skip
    planned = new_rule.plan_rule(ruleset, files, draft)
    written: list[Path] = []
    real = planned_files.write_whole

    def fail_second(path: Path, content: str | bytes) -> None:
        if written:
            raise OSError(28, "full")
        written.append(path)
        real(path, content)

    monkeypatch.setattr(planned_files, "write_whole", fail_second)
    with pytest.raises(OSError, match="full"):
        new_rule.write_planned(base, files, planned)
    assert planned.rule.id in load_knowledge(base, cache=False).rules
    assert not list(base.rglob("*.tmp"))
    with pytest.raises(UsageError):  # and what was planned on other files is not written over them
        new_rule.write_planned(base, files, planned)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_item_goes_behind_the_last_of_its_kind(end: str) -> None:
    text = "# one\nrules:\n  - id: a\n    when: always   # why\n\n  - id: b\n    when: always\n\n"
    text += "# end of rules\nconflicts:\n- id: c\n"
    content = text.replace("\n", end).encode()
    new = insert_item(content, "rules", item_text({"id": "n", "because": {"vi": "Vì: thế", "en": "no"}}, ("because",)))
    added = f'{end}  - id: n{end}    because:{end}      vi: "Vì: thế"{end}'.replace('"', "'")
    assert added.encode() in new
    document, problems = read_yaml(new.decode(), "x.yaml")
    assert not problems
    assert [one["id"] for one in document.data["rules"]] == ["a", "b", "n"]
    assert document.data["rules"][-1]["because"] == {"vi": "Vì: thế", "en": "no"}
    assert new.startswith(content[: content.index(b"# end of rules") - len(end)])
    with pytest.raises(UsageError):
        insert_item(b"rules: [{id: a}]\n", "rules", "- id: n\n")


@pytest.mark.parametrize("root", [HOUSEPLANT, ROOT], ids=["houseplant", "shipped"])
def test_every_file_takes_another_item_and_keeps_the_rest(root: Path) -> None:
    for file in read_files(root):
        before, _ = read_yaml(file.content.decode(), file.path)
        for kind, items in before.data.items():
            if not isinstance(items, list):
                continue
            new = insert_item(file.content, kind, item_text({"id": "zz.new"}))
            after, problems = read_yaml(new.decode(), file.path)
            assert not problems
            assert after.data == {**before.data, kind: [*items, {"id": "zz.new"}]}
            assert len(new) - len(file.content) <= len("\n  - id: zz.new\n\n")


def test_comparisons_as_people_type_them() -> None:
    kb = load_knowledge(HOUSEPLANT)
    fact = kb.facts["keeper.days_away"]
    typed = {
        "từ 14 trở lên": "ge 14", "it nhat 14": "ge 14", "dưới 3": "lt 3", "> 5": "gt 5", "không quá 7": "le 7",
        "3 đến 7": "ge 3 le 7", "from 3 to 7": "ge 3 le 7", "14 or more": "ge 14", "less than 2": "lt 2", "5": "eq 5",
        "nhiều": None,
    }  # fmt: skip
    for text, wanted in typed.items():
        found = read_bounds(fact, text, "vi")
        assert (None if found is None else " ".join(f"{op} {number}" for op, number in found)) == wanted, text
    assert (read_mood("không phải a").negated, read_mood("not a").text, read_mood("tất cả a, b").every) == (
        True,
        "a",
        True,
    )


def test_a_whole_name_that_begins_like_a_negation_is_no_negation() -> None:
    names = ["Not enough stock to deliver", "Khác về kiểu dáng", "price"]
    for line in ("not enough stock to deliver", "khac ve kieu dang", "Khác về kiểu dáng, price"):
        found = mood_among(names, line)
        assert (found.text, found.negated) == (line, False)
    assert mood_among(names, "not price").negated
    assert mood_among(names, "không phải khác về kiểu dáng").text == "khác về kiểu dáng"


@pytest.mark.parametrize(
    "text",
    [
        "cases:\n  -\n    case: a-b\n    given: {}\n",
        "cases:\n  - # why-so\n    case: a\n",
        "cases:\n- case: |-\n    a\n    b",
        "facts:\n- id: a\n...\n",
        "cases:\n- case: a\n...\n",
    ],
)
def test_an_item_goes_where_it_belongs_however_the_list_is_written(text: str) -> None:
    before, _ = read_yaml(text, "x.yaml")
    new = insert_item(text.encode(), "cases", item_text({"case": "n", "given": {"x": 1}})).decode()
    after, problems = read_yaml(new, "x.yaml")
    assert not problems
    assert after.data["cases"] == [*before.data.get("cases", []), {"case": "n", "given": {"x": 1}}]


def test_what_would_break_the_base_is_found_before_it_is_offered(base: Path) -> None:
    files, kb = read_files(base), load_knowledge(base, cache=False)
    draft = RuleDraft(
        target="choice.species", then={"decision": "choice.species", "for": "fern"},
        groups=(({"home.humidity": {"ge": 80}},),), because=Text("Vì vậy.", "So."), teaches=("species.fern.humid",),
    )  # fmt: skip
    planned = new_rule.plan_rule(compile_rules(kb), files, draft)
    new_rule.check_planned(kb, files, planned)
    for content, error in ((b"cases: [", KnowledgeError), (planned.case_before, UsageError)):
        broken = replace(planned, files={**planned.files, planned.case_file: content})
        with pytest.raises(error):
            new_rule.check_planned(kb, files, broken)


def test_a_place_takes_whole_words_and_an_empty_line_asks_again(base: Path) -> None:
    done = told(base, [*FERN[:7], "1", "cây", "", "cây", "S1:20", "", "Ẩm và mát", "co"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Chưa có điểm nguồn nào nói về “1”" in done.stdout
    assert done.stdout.count("Có vài điểm như vậy") == 2
    assert "Không có mục nào như “”" not in done.stdout
