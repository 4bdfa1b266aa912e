"""YAML is read once, with its places, and without surprises."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagnostics import Span
from advisor.syntax.reader import MAX_BYTES, MAX_DEPTH, read_yaml, walk_text


def data_of(text: str) -> Any:
    document, problems = read_yaml(text, "x.yaml")
    assert not problems
    return document.data


def problems_of(text: str) -> list[tuple[str, int, int]]:
    _, problems = read_yaml(text, "x.yaml")
    return [(problem.code, problem.span.line, problem.span.column) for problem in problems]


@pytest.mark.parametrize(
    "word",
    ["no", "NO", "No", "yes", "on", "off", "y", "n", "12:30", "1:30:00", "010", "0o17", "0x1F", "1_000", "+.inf",
     ".nan", "2026-11-22", "2026-11-22 10:00:00", "1e3", "1.", ".5", "=", "True", "TRUE", "Null", "NULL", "004", "-"],
)  # fmt: skip
def test_surprise_types_stay_text(word: str) -> None:
    if word != "-":
        assert data_of(f"key: {word}") == {"key": word}
    assert data_of(f"key: '{word}'") == {"key": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("1.50", Decimal("1.50")),
        ("-0.1", Decimal("-0.1")),
        ("'true'", "true"),
        ('"12"', "12"),
        ("''", ""),
        ("|\n  12", "12"),
        (">\n  true", "true"),
    ],
)
def test_plain_values(text: str, value: object) -> None:
    found = data_of(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


def test_a_number_of_fifty_digits_stays_text() -> None:
    assert data_of("key: " + "9" * 50) == {"key": "9" * 50}


def test_text_and_keys_are_composed() -> None:
    text = unicodedata.normalize("NFD", "đặc_tính: [Hàng mau hỏng, 'dễ vỡ']")
    assert data_of(text) == {"đặc_tính": ["Hàng mau hỏng", "dễ vỡ"]}


def test_keys_that_differ_only_in_form_are_the_same_key() -> None:
    nfd = unicodedata.normalize("NFD", "giá")
    assert problems_of(f"giá: 1\n{nfd}: 2") == [("duplicate-key", 2, 1)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3", ("duplicate-key", 3, 1)),
        ("a: {x: 1, x: 2}", ("duplicate-key", 1, 11)),
        ("'a': 1\na: 2", ("duplicate-key", 2, 1)),
        ("a: &n 1\nb: *n", ("alias", 1, 4)),
        ("a: &n {x: 1}\nb:\n  <<: *n", ("merge-key", 3, 3)),
        ("a: !python/object:os.system x", ("tag", 1, 4)),
        ("a: !!binary aGk=", ("tag", 1, 4)),
        ("a: !mine x", ("tag", 1, 4)),
        ("[a, b]: 1", ("bad-key", 1, 1)),
        ("{a: 1}: 1", ("bad-key", 1, 1)),
    ],
)
def test_what_is_refused(text: str, problem: tuple[str, int, int]) -> None:
    assert problems_of(text) == [problem]


@pytest.mark.parametrize("text", ["a: !!python/tuple [1, 2]", "a: !mine {x: 1}", "a: !!set {x, y}", "a: !mine [1]"])
def test_a_tag_on_a_list_or_mapping_is_refused_too(text: str) -> None:
    assert [code for code, _, _ in problems_of(text)] == ["tag"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1, 2", 1), ("a: 'open", 1), ("a:\n\tb: 1", 2), ("a: 1\n b: 2", 2), ("a: b: c", 1), ("%bad\n---\na: 1", 1),
     ("a: @x", 1), ("- a\nb: 1", 2), ("a: \x07", 1), ("a: *nothing", 1)],
)  # fmt: skip
def test_broken_yaml_is_one_clear_problem(text: str, line: int) -> None:
    document, (problem,) = read_yaml(text, "x.yaml")
    assert document.data is None
    assert problem.code == "yaml-syntax"
    assert problem.span.path == "x.yaml"
    assert problem.span.line in (line, line + 1)
    assert problem.message.startswith("not valid YAML: ")


def test_two_documents_are_not_one_file() -> None:
    assert [code for code, _, _ in problems_of("a: 1\n---\nb: 2")] == ["yaml-syntax"]


def test_all_problems_are_told_at_once() -> None:
    assert problems_of("a: 1\na: 2\nb: !x 1\n<<: {c: 1}") == [
        ("duplicate-key", 2, 1),
        ("tag", 3, 4),
        ("merge-key", 4, 1),
    ]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 10, 900, 20_000])
@pytest.mark.parametrize("style", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(depth: int, style: str) -> None:
    closing = {"[": "]", "{a: ": "}", "- ": ""}[style]
    codes = {code for code, _, _ in problems_of(style * depth + "1" + closing * depth)}
    assert codes & {"too-deep", "yaml-syntax"}


def test_a_reasonable_depth_is_read() -> None:
    assert data_of("[" * 30 + "1" + "]" * 30)


def test_a_bomb_of_aliases_does_not_grow() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    document, problems = read_yaml("\n".join(lines), "x.yaml")
    assert {problem.code for problem in problems} == {"alias"}
    assert len(list(walk_text(document.data))) < 200


def test_a_cycle_of_aliases_ends() -> None:
    assert problems_of("a: &a [*a]")[0][0] == "alias"


def test_a_huge_file_is_refused_unread() -> None:
    assert problems_of("a: " + "x" * MAX_BYTES) == [("too-large", 1, 1)]


def test_an_empty_file_has_no_data() -> None:
    assert data_of("") is None
    assert data_of("# only a remark\n") is None


def test_every_value_knows_its_place() -> None:
    document, _ = read_yaml("rules:\n- id: a\n  when: {x: [1, 2]}\n", "r.yaml")
    assert document.span(("rules", 0)) == Span("r.yaml", 2, 3)
    assert document.span(("rules", 0, "when", "x", 1)) == Span("r.yaml", 3, 17)
    assert document.key_span(("rules", 0, "when")) == Span("r.yaml", 3, 3)
    assert document.span(("rules", 0, "then", "for")) == document.span(("rules", 0))
    assert document.span(("nothing",)) == Span("r.yaml", 1, 1)


def test_letters_beyond_ascii_do_not_move_the_columns() -> None:
    document, _ = read_yaml("nhãn: {vi: 'Được', en: x}", "r.yaml")
    assert document.span(("nhãn", "en")).column == 24


plain = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(-(10**9), 10**9), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abcđê", min_size=1), inner, max_size=3)
    ),
    max_leaves=10,
)


def composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return value


@given(plain)
def test_what_is_dumped_reads_back(value: Any) -> None:
    assert data_of(yaml.safe_dump(value, allow_unicode=True, default_style=None)) == composed(value)


@given(st.text(max_size=60))
def test_any_text_is_data_or_a_problem(text: str) -> None:
    read_yaml(text, "x.yaml")
