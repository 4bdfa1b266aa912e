"""What people type at a prompt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from advisor.interview.answers import Given, Reply, Unclear, read_reply
from advisor.interview.typed_command import Command, read_command
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase
from tests.cli.program import ROOT


def reply(kb: KnowledgeBase, fact: str, text: str) -> Reply:
    return read_reply(kb.facts[fact], kb.facts[fact].options, text, "vi")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("tại sao", Command("why")), ("TAI SAO", Command("why")), ("why", Command("why")),
        ("thuật ngữ", Command("term")), ("quay lai", Command("back")), ("sửa 3", Command("edit", 3)),
        ("edit 12", Command("edit", 12)), ("sua", Command("edit")), ("nếu", Command("what-if")),
        ("neu 2", Command("what-if", 2)), ("what-if 2", Command("what-if", 2)), ("xem", Command("advice")),
        ("lưu", Command("save")), ("kế hoạch", Command("plan")), ("thoát", Command("quit")),
        ("trợ giúp", Command("help")), ("Help!", Command("help")),
        ("nếu trời mưa thì nghỉ", None), ("sửa xe", None), ("3", None),
    ],
)  # fmt: skip
def test_commands_in_both_languages_with_or_without_marks(text: str, command: Command | None) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize("text", ["?", "không biết", "khong biet", "Don't know", "chưa biết"])
@pytest.mark.parametrize("fact", ["home.light", "home.has_pets", "home.humidity", "home.pet_habits", "plant.name"])
def test_dont_know_is_understood_everywhere(text: str, fact: str, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, fact, text) == Given(None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "indirect"), ("Sáng tán xạ", "indirect"), ("sang tan", "indirect"), ("tan xa", "indirect"),
        ("NANG", "sunny"), ("dim", "dim"),
    ],
)  # fmt: skip
def test_a_choice_by_number_label_or_part_of_it(text: str, value: str, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "home.light", text) == Given(value, echo=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"), ("9", "no_such_number"), ("0", "no_such_number"), ("1,2", "one_only"), ("xyz", "no_match"),
        ("sang tna xa", "did_you_mean"),
    ],
)  # fmt: skip
def test_a_choice_that_is_not_understood(text: str, reason: str, houseplant: KnowledgeBase) -> None:
    found = reply(houseplant, "home.light", text)
    assert isinstance(found, Unclear)
    assert found.reason == reason
    if reason == "did_you_mean":
        assert found.options == ("Sáng tán xạ",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,2", ("flowers", "little_work")), ("1 3", ("flowers", "herbs")), ("2-3", ("herbs", "little_work")),
        ("1 và 2", ("flowers", "little_work")), ("co hoa, it phai cham", ("flowers", "little_work")),
        ("0", ()), ("không có", ()), ("none", ()), ("4", ("nothing_special",)), ("1,1", ("flowers",)),
    ],
)  # fmt: skip
def test_several_choices(text: str, value: tuple[str, ...], houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "keeper.wishes", text) == Given(value, echo=True)


@pytest.mark.parametrize(
    ("text", "reason"), [("1,4", "alone"), ("1-3", "too_many"), ("3-1", "no_such_number"), ("co hoa, meo", "no_match")]
)
def test_choices_that_do_not_go_together(text: str, reason: str, houseplant: KnowledgeBase) -> None:
    found = reply(houseplant, "keeper.wishes", text)
    assert isinstance(found, Unclear)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("money.budget", "1,5 tỷ", 1_500_000_000), ("money.budget", "200tr", 200_000_000),
        ("money.budget", "1.234.567 ₫", 1_234_567), ("home.humidity", "15%", 15), ("keeper.days_away", "7", 7),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(fact: str, text: str, value: int, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, fact, text) == Given(Decimal(value), echo=True)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("khoảng 5tr", 5_000_000, False), ("1tr2", 1_200_000, False), ("2 triệu rưỡi", 2_500_000, False),
        ("1.5 triệu", 1_500_000, False), ("1.500tr", 1_500_000_000, True), ("200 000", 200_000, False),
        ("hai trăm nghìn", 200_000, False), ("nửa tỷ", 500_000_000, False), ("mười lăm triệu", 15_000_000, False),
        ("25 nghìn một chậu", 25_000, False), ("gần 1 tỷ", 1_000_000_000, False), ("2 vạn", 20_000, False),
        ("1 tỷ 250 triệu", 1_250_000_000, False), ("50đ", 50, False), ("chắc khoảng 3 củ", 3_000_000, False),
    ],
)  # fmt: skip
def test_amounts_as_people_say_them(text: str, value: int, doubt: bool, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "money.budget", text) == Given(Decimal(value), echo=True, doubt=doubt)


@pytest.mark.parametrize("text", ["5tr/tháng", "5 triệu một năm", "một tỷ hai", "15%", "mấy triệu"])
def test_amounts_that_would_be_read_wrongly_are_not_read(text: str, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "money.budget", text) == Unclear("no_number")


def test_a_range_is_offered_its_middle(houseplant: KnowledgeBase) -> None:
    for text in ("5-7 triệu", "từ 5tr đến 7tr", "5 - 7tr"):
        found = reply(houseplant, "money.budget", text)
        assert found == Unclear("a_range", meant=Given(Decimal(6_000_000), echo=True))


@pytest.mark.parametrize("text", ["tất cả", "all", "tất cả trừ 3", "1 đến 2", "từ 1 đến 2", "số 1 và số 2"])
def test_all_all_but_and_ranges_in_words(text: str, houseplant: KnowledgeBase) -> None:
    fact = houseplant.facts["keeper.wishes"]
    found = reply(houseplant, "keeper.wishes", text)
    free = tuple(sorted(option.id for option in fact.options if not option.exclusive))
    if text in ("tất cả", "all"):
        assert found == (Unclear("too_many") if fact.at_most and len(free) > fact.at_most else Given(free, echo=True))
    else:
        assert found == Given(tuple(sorted(one.id for one in fact.options[:2])), echo=True)


def test_diacritics_that_were_typed_count(houseplant: KnowledgeBase) -> None:
    """`đúng` is not `dùng`, `sang` may be `sáng`: what was typed with marks is not matched without them silently."""
    assert reply(houseplant, "home.light", "sàng") == Unclear("did_you_mean", ("Sáng tán xạ",), Given("indirect", True))
    assert reply(houseplant, "home.light", "sang") == Given("indirect", echo=True)


@pytest.mark.parametrize(
    ("text", "yes"),
    [("dạ có ạ", True), ("ừ", True), ("đúng rồi", True), ("chưa có", False), ("không ạ", False), ("nope", False)],
)
def test_yes_and_no_as_people_say_them(text: str, yes: bool, houseplant: KnowledgeBase) -> None:
    found = reply(houseplant, "home.has_pets", text)
    assert isinstance(found, Given)
    assert found.value is yes


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("sửa 3 = 200tr", Command("edit", 3, "200tr")), ("Sửa câu 3 thành có", Command("edit", 3, "có")),
        ("edit 3: yes", Command("edit", 3, "yes")), ("nếu 2=1,5 tỷ", Command("what-if", 2, "1,5 tỷ")),
        ("thuật ngữ kênh dài", Command("term", text="kênh dài")), ("TERM pull", Command("term", text="pull")),
        ("kênh là gì?", Command("term", text="kênh")), ("what is a channel?", Command("term", text="channel")),
        ("sửa 1.5", None), ("xem lại", Command("answers")),
    ],
)  # fmt: skip
def test_commands_with_more_to_them(text: str, command: Command | None) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(
    ("fact", "text", "reason"),
    [
        ("home.humidity", "nhiều", "no_number"), ("home.humidity", "120%", "out_of_range"),
        ("money.budget", "-5", "out_of_range"), ("home.has_pets", "hai", "yes_or_no"),
    ],
)  # fmt: skip
def test_numbers_and_yes_no_not_understood(fact: str, text: str, reason: str, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, fact, text) == Unclear(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "yes"),
    [("có", True), ("CO", True), ("y", True), ("không", False), ("khong", False), ("no", False)],
)
def test_yes_and_no(text: str, yes: bool, houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "home.has_pets", text) == Given(yes)


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return load_knowledge(ROOT)


@pytest.mark.parametrize("text", ["không có", "không", "none", "không có gì", "chẳng có", "khong co", "0"])
@pytest.mark.parametrize("fact", ["product.versus_rivals", "firm.situation", "product.range"])
def test_none_of_them_is_never_a_part_of_a_label(text: str, fact: str, shipped: KnowledgeBase) -> None:
    assert reply(shipped, fact, text) == Given((), echo=True)


@pytest.mark.parametrize("text", ["có", "gì", "không có, nào", "co"])
@pytest.mark.parametrize("fact", ["product.versus_rivals", "firm.situation", "product.traits", "firm.role"])
def test_words_that_say_nothing_pick_nothing(text: str, fact: str, shipped: KnowledgeBase) -> None:
    assert isinstance(reply(shipped, fact, text), Unclear)


def test_a_slip_in_a_list_keeps_the_rest_of_it(shipped: KnowledgeBase) -> None:
    found = reply(shipped, "firm.situation", "thừa công xuất, có lúc quá tải")
    both = reply(shipped, "firm.situation", "thừa công suất, có lúc quá tải")
    assert isinstance(found, Unclear)
    assert isinstance(both, Given)
    assert isinstance(both.value, tuple)
    assert len(both.value) == 2
    assert found.reason == "did_you_mean"
    assert found.meant == both


def test_ticks_are_echoed_in_the_order_they_were_named(houseplant: KnowledgeBase) -> None:
    found = reply(houseplant, "keeper.wishes", "2, 1")
    assert found == Given(("flowers", "little_work"), echo=True)
    assert isinstance(found, Given)
    assert found.said == ("little_work", "flowers")


def test_control_characters_do_not_get_through(houseplant: KnowledgeBase) -> None:
    assert reply(houseplant, "plant.name", "Lan\x1b[2J\u202e hồ điệp") == Given("Lan [2J hồ điệp")
