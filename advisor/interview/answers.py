"""What a person types at a prompt: an answer, a command, or something to ask about again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from advisor.language.letters import clean_line, fold, nearest
from advisor.language.numbers import parse_number
from advisor.model.types import NUMERIC, FactDef, FactOption, Lang, Value
from advisor.model.values import MAX_TEXT, ValueProblem, read_value

CommandName = Literal["why", "term", "back", "edit", "what-if", "advice", "save", "plan", "quit", "help"]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer; None is don't-know. `echo`: it was not typed as shown, so say how it was understood."""

    value: Value | None
    echo: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do instead of answering; `number` as in `edit 3`."""

    name: CommandName
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """No answer yet. `reason` names the sentence to say; `options` are those that were perhaps meant."""

    reason: Literal[
        "empty", "no_match", "did_you_mean", "several_match", "one_only", "no_such_number", "alone", "too_many",
        "no_number", "out_of_range", "yes_or_no", "too_long",
    ]  # fmt: skip
    options: tuple[str, ...] = ()


Reply: TypeAlias = "Given | Command | Unclear"

_DONT_KNOW = frozenset(
    ("?", "khong biet", "chua biet", "khong ro", "ko biet", "k biet", "dont know", "don't know", "i dont know",
     "i don't know", "don’t know", "i don’t know", "unknown")
)  # fmt: skip
_COMMANDS: dict[str, CommandName] = {
    "tai sao": "why", "vi sao": "why", "why": "why",
    "thuat ngu": "term", "term": "term", "terms": "term",
    "quay lai": "back", "lui lai": "back", "back": "back",
    "sua": "edit", "edit": "edit",
    "neu": "what-if", "what-if": "what-if", "what if": "what-if", "whatif": "what-if",
    "xem": "advice", "advice": "advice",
    "luu": "save", "save": "save",
    "ke hoach": "plan", "plan": "plan",
    "thoat": "quit", "quit": "quit", "exit": "quit",
    "tro giup": "help", "help": "help",
}  # fmt: skip
_NUMBERED = re.compile(r"(.+?) *#?([0-9]{1,4})$")
_NOTHING = frozenset(("0", "khong co", "khong co gi", "khong cai nao", "none", "nothing", "none of these"))
_YES = frozenset(("co", "yes", "y", "dung", "phai", "true", "1", "roi", "vang", "c"))
_NO = frozenset(("khong", "no", "n", "sai", "false", "2", "0", "chua", "khong co", "khong phai", "ko", "k"))
_PICKS = re.compile(r"[0-9]+( *[-–] *[0-9]+)?(( *[,;+&] *| +)[0-9]+( *[-–] *[0-9]+)?)*[,;. ]*")
_AND = re.compile(r"\b(va|and)\b")


def read_command(text: str) -> Command | None:
    """Return the command that a line is, typed with or without diacritics, or None."""
    plain = fold(clean_line(text)).strip(" .!")
    if plain in _COMMANDS:
        return Command(_COMMANDS[plain])
    numbered = _NUMBERED.fullmatch(plain)
    if numbered and _COMMANDS.get(numbered[1].strip()) in ("edit", "what-if"):
        return Command(_COMMANDS[numbered[1].strip()], int(numbered[2]))
    return None


def read_reply(fact: FactDef, options: Sequence[FactOption], text: str, lang: Lang) -> Reply:
    """Return what a line means as a reply to the question for `fact`.

    `options` are the answers as they were shown, numbered from 1.
    """
    line = clean_line(text)
    if not line:
        return Unclear("empty")
    command = read_command(line)
    if command is not None:
        return command
    if fold(line).strip(" .!") in _DONT_KNOW:
        return Given(None)
    if len(line) > MAX_TEXT:
        return Unclear("too_long")
    if fact.type == "choice":
        return _read_choice(options, line, lang)
    if fact.type == "choices":
        return _read_choices(fact, options, line, lang)
    if fact.type == "yes-no":
        return _read_yes_no(line)
    return _read_number(fact, line, lang) if fact.type in NUMERIC else Given(line)


def _read_yes_no(line: str) -> Reply:
    word = fold(line).strip(" .!")
    if word in _YES or word in _NO:
        return Given(word in _YES, echo=word in ("1", "2", "0"))
    return Unclear("yes_or_no")


def _read_number(fact: FactDef, line: str, lang: Lang) -> Reply:
    try:
        number: Decimal = parse_number(line, lang, money=fact.type == "money")
    except (ValueError, InvalidOperation):
        return Unclear("no_number")
    if (fact.low is not None and number < fact.low) or (fact.high is not None and number > fact.high):
        return Unclear("out_of_range")
    try:
        return Given(read_value(fact, number, lang), echo=True)
    except ValueProblem:
        return Unclear("out_of_range")


# --- options ------------------------------------------------------------------------------------------------


def _read_choice(options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    if _PICKS.fullmatch(line):
        picked = _picks(line, len(options))
        if picked is None:
            return Unclear("no_such_number")
        return Given(options[picked[0] - 1].id, echo=True) if len(picked) == 1 else Unclear("one_only")
    found = _match(options, line, lang)
    return Given(found.id, echo=True) if isinstance(found, FactOption) else found


def _read_choices(fact: FactDef, options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    plain = _AND.sub(",", fold(line)).strip(" .!")
    whole = _match(options, line, lang)
    if plain in _NOTHING and not (isinstance(whole, FactOption) and plain != "0"):
        return Given((), echo=True)
    ticked: list[str] = []
    if _PICKS.fullmatch(plain):
        picked = _picks(plain, len(options))
        if picked is None:
            return Unclear("no_such_number")
        ticked = [options[number - 1].id for number in picked]
    elif isinstance(whole, FactOption):
        ticked = [whole.id]
    else:
        for part in filter(None, (one.strip() for one in re.split(r"[,;+]", line))):
            found = _match(options, part, lang)
            if not isinstance(found, FactOption):
                return found
            ticked.append(found.id)
    return _check_together(fact, options, ticked, lang)


def _check_together(fact: FactDef, options: Sequence[FactOption], ticked: list[str], lang: Lang) -> Reply:
    chosen = set(ticked)
    alone = [option.label[lang] for option in options if option.exclusive and option.id in chosen]
    if alone and len(chosen) > 1:
        return Unclear("alone", (alone[0],))
    if fact.at_most and len(chosen) > fact.at_most:
        return Unclear("too_many")
    return Given(tuple(sorted(chosen)), echo=True)


def _picks(line: str, count: int) -> list[int] | None:
    """Return the numbers of a list such as `1,3 5-7`, or None where one of them is not on offer."""
    picked: list[int] = []
    for first, last in re.findall(r"([0-9]+)(?: *[-–] *([0-9]+))?", line):
        low, high = int(first[:6]), int((last or first)[:6])
        if not 1 <= low <= high <= count:
            return None
        picked += range(low, high + 1)
    return list(dict.fromkeys(picked))


def _match(options: Sequence[FactOption], typed: str, lang: Lang) -> FactOption | Unclear:
    """Return the option whose label (or a part of it) was typed, or what to ask about."""
    wanted = fold(typed).strip(" .!")
    labels = {option.id: fold(option.label[lang]) for option in options}
    others = {option.id: fold(option.label.en if lang == "vi" else option.label.vi) for option in options}
    for option in options:
        if wanted in (labels[option.id], others[option.id], option.id):
            return option
    for found in (_starting(options, labels, wanted), _holding(options, labels, wanted)):
        if len(found) == 1:
            return found[0]
        if found:
            return Unclear("several_match", tuple(option.label[lang] for option in found))
    guess = _guess(options, wanted, lang)
    return Unclear("did_you_mean", (guess,)) if guess else Unclear("no_match")


def _starting(options: Iterable[FactOption], labels: dict[str, str], wanted: str) -> list[FactOption]:
    return [option for option in options if labels[option.id].startswith(wanted)]


def _holding(options: Iterable[FactOption], labels: dict[str, str], wanted: str) -> list[FactOption]:
    part = re.compile(rf"\b{re.escape(wanted)}")
    return [option for option in options if part.search(labels[option.id])]


def _guess(options: Sequence[FactOption], wanted: str, lang: Lang) -> str | None:
    """Return the label nearest to a word with a slip: near as a whole, or near one of its beginnings."""
    by_start: dict[str, str] = {}
    for option in options:
        label = option.label[lang]
        words = label.split()
        for count in range(1, len(words) + 1):
            by_start.setdefault(" ".join(words[:count]).strip(",.;:"), label)
    near = nearest(wanted, by_start, cutoff=0.72)
    return by_start[near] if near else None
