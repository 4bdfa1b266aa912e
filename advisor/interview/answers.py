"""What a person types at a prompt: an answer, a command, or something to ask about again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from advisor.interview.typed_command import Command, guess_command, read_command
from advisor.interview.typed_number import Spread, is_small_money, read_number
from advisor.language.letters import clean_line, fold, nearest
from advisor.model.types import NUMERIC, FactDef, FactOption, Lang, Value
from advisor.model.values import MAX_TEXT, ValueProblem, read_value


@dataclass(frozen=True, slots=True)
class Given:
    """An answer; None is don't-know.

    `echo`: it was not typed as shown, so say how it was understood. `doubt`: it can be read in another way too.
    `said`: ticked options in the order in which they were named.
    """

    value: Value | None
    echo: bool = False
    doubt: bool = False
    said: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unclear:
    """No answer yet. `reason` names the sentence to say; `options` are the labels that were perhaps meant.

    `meant`: what a yes to "do you mean …?" stands for.
    """

    reason: Literal[
        "empty", "no_match", "did_you_mean", "command_perhaps", "several_match", "one_only", "no_such_number", "alone",
        "too_many", "no_number", "a_range", "small_money", "out_of_range", "yes_or_no", "too_long",
    ]  # fmt: skip
    options: tuple[str, ...] = ()
    meant: Given | Command | None = None


Reply: TypeAlias = "Given | Command | Unclear"

_DONT_KNOW = frozenset(
    ("khong biet", "chua biet", "khong ro", "chua ro", "khong chac", "chua chac", "ko biet", "k biet", "hong biet",
     "khong biet nua", "toi khong biet", "minh khong biet", "em khong biet", "chiu", "chua nghi toi", "ko ro", "k ro",
     "dont know", "don't know", "i dont know", "i don't know", "don’t know", "i don’t know", "do not know", "unknown",
     "not sure", "no idea", "dunno", "idk")
)  # fmt: skip
_NOTHING = frozenset(
    ("0", "khong", "khong co", "khong co gi", "khong cai nao", "khong muc nao", "khong cau nao", "ko co", "ko",
     "khong co cai nao", "khong co muc nao", "chang co", "chang co gi", "chang cai nao", "k co",
     "none", "no", "nothing", "none of these", "none of them")
)  # fmt: skip
_VAGUE_WORDS = (
    "không", "ko", "k", "có", "nào", "gì", "chẳng", "chưa", "cái", "các", "những", "là", "thì", "mà", "và", "hay",
    "hoặc", "của", "cho", "với", "được", "rất", "no", "not", "none", "yes", "a", "an", "the", "and", "or", "of", "to",
    "is", "it", "in", "on", "any",
)  # fmt: skip
_VAGUE = frozenset((*_VAGUE_WORDS, *map(fold, _VAGUE_WORDS)))
"""Words that say nothing about which answer is meant, with and without marks: alone they never pick one."""
_ALL = frozenset(("tat ca", "het", "tat ca deu co", "moi thu", "all", "all of them", "all of these", "everything"))
_ALL_BUT = re.compile(r"(?:tat ca|het|all),? (?:tru|ngoai tru|except|but) (.+)")
_YES = frozenset(
    ("co", "yes", "y", "dung", "dung roi", "dung vay", "phai", "true", "1", "roi", "vang", "c", "u", "uh", "um", "ok",
     "oke", "da", "co chu", "co roi", "duoc", "yeah", "yep", "yup", "sure", "right")
)  # fmt: skip
_NO = frozenset(
    ("khong", "no", "n", "sai", "false", "2", "0", "chua", "khong co", "khong phai", "ko", "k", "chua co", "ko co",
     "khong he", "nope", "nah")
)  # fmt: skip
_POLITE = re.compile(r"^(?:da,? |thua |vang,? )+(?=.)|(?: (?:a|nhe|nha|day|em|ban|please))+$")
_PICKS = re.compile(r"[0-9]+( *[-–] *[0-9]+)?(( *[,;+&] *| +)[0-9]+( *[-–] *[0-9]+)?)*[,;. ]*")
_ONE_PICK = re.compile(r"(?:so|chon|cau|muc|cai|phuong an|option|number|no) *#?([0-9]+)|\(?#?([0-9]+) *[).]?")
_NUMBERED_LABEL = re.compile(r"\(?([0-9]+)[).:]? +(?=[^\W\d_])")
_BETWEEN = re.compile(r"[,;+&/]| (?:và|va|and) ", re.IGNORECASE)
ENOUGH = 4
"""Letters by which a word that is only begun is recognized."""
_AND = re.compile(r"\b(?:va|and)\b")
_TO = re.compile(r"(?:\btu )?(\d+) (?:den|toi|to|through) (\d+)")


def is_yes(text: str) -> bool:
    """Return whether a line agrees to "do you mean …?"."""
    return _plain(clean_line(text)) in _YES - {"1"}


def is_no(text: str) -> bool:
    """Return whether a line declines."""
    return _plain(clean_line(text)) in _NO - {"2", "0"}


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
    if not line.strip("? ") or _plain(line) in _DONT_KNOW:
        return _read_dont_know(options, line, lang)
    if len(line) > MAX_TEXT:
        return Unclear("too_long")
    reply = _read_answer(fact, options, line, lang)
    if isinstance(reply, Unclear) and reply.reason in ("no_match", "no_number", "yes_or_no"):
        word = guess_command(line)
        if word is not None:
            return Unclear("command_perhaps", meant=read_command(word))
    return reply


def _read_answer(fact: FactDef, options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    if fact.type == "choice":
        return _read_choice(options, line, lang)
    if fact.type == "choices":
        return _read_choices(fact, options, line, lang)
    if fact.type == "yes-no":
        return _read_yes_no(line)
    return _read_number(fact, line, lang) if fact.type in NUMERIC else Given(line)


def _plain(line: str) -> str:
    """Return a line folded, without polite words around it."""
    return _POLITE.sub("", fold(line).strip(" .!?,")).strip(" ,")


def _read_dont_know(options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    """Return don't-know, unless an answer on the list begins with the very words."""
    said = fold(line).strip(" .!?")
    like = [option.label[lang] for option in options if said and fold(option.label[lang]).startswith(said)]
    return Unclear("several_match", tuple(like)) if like else Given(None)


def _read_yes_no(line: str) -> Reply:
    word = _plain(line)
    if word in _YES or word in _NO:
        return Given(word in _YES, echo=word not in ("co", "khong", "yes", "no", "y", "n"))
    return Unclear("yes_or_no")


def _read_number(fact: FactDef, line: str, lang: Lang) -> Reply:
    found = read_number(fact, line, lang)
    if found is None:
        return Unclear("no_number")
    if isinstance(found, Spread):
        middle = _checked(fact, found.middle, lang)
        return Unclear("a_range", meant=middle if isinstance(middle, Given) else None)
    given = _checked(fact, found.number, lang, doubt=found.doubt)
    if isinstance(given, Given) and is_small_money(fact, line, found.number):
        return Unclear("small_money", (line,), meant=given)
    return given


def _checked(fact: FactDef, number: Decimal, lang: Lang, *, doubt: bool = False) -> Given | Unclear:
    if (fact.low is not None and number < fact.low) or (fact.high is not None and number > fact.high):
        return Unclear("out_of_range")
    try:
        return Given(read_value(fact, number, lang), echo=True, doubt=doubt)
    except ValueProblem:
        return Unclear("out_of_range")


# --- options ------------------------------------------------------------------------------------------------


def _read_choice(options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    plain = _plain(line)
    one = _ONE_PICK.fullmatch(plain)
    if one or _PICKS.fullmatch(plain):
        picked = _picks(one[1] or one[2] if one else plain, len(options))
        if picked is None:
            return Unclear("no_such_number")
        return Given(options[picked[0] - 1].id, echo=True) if len(picked) == 1 else Unclear("one_only")
    found = _match(options, line, lang)
    return Given(found.id, echo=True) if isinstance(found, FactOption) else found


def _read_choices(fact: FactDef, options: Sequence[FactOption], line: str, lang: Lang) -> Reply:
    """Return ticked options: numbers and ranges, all, none, labels, or several of these one after another."""
    plain = _list_of(line)
    if plain in _NOTHING and _named(options, line, lang) is None:
        return Given((), echo=True)
    free = [option.id for option in options if not option.exclusive]
    if plain in _ALL or (len(free) == 2 and plain in ("ca hai", "ca 2", "both")):
        return _check_together(fact, options, free, lang)
    but = _ALL_BUT.fullmatch(plain)
    ticked = _ticked(fact, options, but[1] if but else line, lang)
    if not but or isinstance(ticked, Unclear):
        return ticked
    return _check_together(fact, options, [one for one in free if one not in ticked.said], lang)


def _list_of(line: str) -> str:
    return _AND.sub(",", _TO.sub(r"\1-\2", _plain(line))).strip(" ,")


def _ticked(fact: FactDef, options: Sequence[FactOption], line: str, lang: Lang) -> Given | Unclear:
    """Return the options named in a line; where some of them are guesses, ask whether the whole list is meant."""
    plain = _list_of(line)
    if _PICKS.fullmatch(plain):
        numbers = _numbers(options, plain)
        return numbers if isinstance(numbers, Unclear) else _check_together(fact, options, numbers, lang)
    whole = _match(options, line, lang)
    if isinstance(whole, FactOption):
        return _check_together(fact, options, [whole.id], lang)
    ticked: list[str] = []
    guessed = False
    for part in filter(None, (one.strip() for one in _BETWEEN.split(line))):
        found = _part(options, part, lang)
        if isinstance(found, Unclear):
            return _as_list(fact, options, whole if whole.meant else found, lang)
        guessed = guessed or found[1]
        ticked += found[0]
    together = _check_together(fact, options, ticked, lang)
    if not guessed or isinstance(together, Unclear):
        return together
    labels = {option.id: option.label[lang] for option in options}
    return Unclear("did_you_mean", tuple(labels[one] for one in together.said), meant=together)


def _part(options: Sequence[FactOption], part: str, lang: Lang) -> tuple[list[str], bool] | Unclear:
    """Return the options that one item of a list names, and whether that is a guess."""
    plain = _TO.sub(r"\1-\2", _plain(part))
    one = _ONE_PICK.fullmatch(plain)
    if one or _PICKS.fullmatch(plain):
        numbers = _numbers(options, one[1] or one[2] if one else plain)
        return numbers if isinstance(numbers, Unclear) else (numbers, False)
    found = _match(options, part, lang)
    if isinstance(found, FactOption):
        return [found.id], False
    if isinstance(found.meant, Given) and isinstance(found.meant.value, str):
        return [found.meant.value], True
    return found


def _numbers(options: Sequence[FactOption], text: str) -> list[str] | Unclear:
    picked = _picks(text, len(options))
    return Unclear("no_such_number") if picked is None else [options[number - 1].id for number in picked]


def _as_list(fact: FactDef, options: Sequence[FactOption], unclear: Unclear, lang: Lang) -> Unclear:
    """Return the same with the guess as a ticked list."""
    if not isinstance(unclear.meant, Given) or not isinstance(unclear.meant.value, str):
        return unclear
    together = _check_together(fact, options, [unclear.meant.value], lang)
    return Unclear(unclear.reason, unclear.options, together if isinstance(together, Given) else None)


def _check_together(fact: FactDef, options: Sequence[FactOption], ticked: list[str], lang: Lang) -> Given | Unclear:
    chosen = tuple(dict.fromkeys(ticked))
    alone = [option.label[lang] for option in options if option.exclusive and option.id in chosen]
    if alone and len(chosen) > 1:
        return Unclear("alone", (alone[0],))
    if fact.at_most and len(chosen) > fact.at_most:
        return Unclear("too_many")
    return Given(tuple(sorted(chosen)), echo=True, said=chosen)


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
    """Return the option whose label (or a part of it) was typed, or what to ask about.

    What was typed with diacritics is looked for with them; found only without, it is no more than a guess.
    So is a part of a label that says nothing of its own, such as `không có`.
    """
    bare = _bare(typed)
    wanted = fold(bare)
    if not wanted:
        return Unclear("no_match")
    named = _named(options, typed, lang)
    if named is not None:
        return named
    vague = _VAGUE.issuperset(bare.split())
    marked = wanted != " ".join(bare.split())
    if marked:
        found = _part_of_label({option.id: option.label[lang].casefold() for option in options}, bare)
        if found and not (vague and len(found) == 1):
            return _one_of(options, found, lang)
    found = _part_of_label({option.id: fold(option.label[lang]) for option in options}, wanted)
    if found and not ((marked or vague) and len(found) == 1):
        return _one_of(options, found, lang)
    guess = next((one for one in options if one.id in found), None)
    if guess is None and not vague:
        guess = _guess(options, wanted, lang)
    if guess is None:
        return Unclear("no_match")
    return Unclear("did_you_mean", (guess.label[lang],), meant=Given(guess.id, echo=True))


def _named(options: Sequence[FactOption], typed: str, lang: Lang) -> FactOption | None:
    """Return the option whose whole label, in either language, or id was typed."""
    wanted = fold(_bare(typed))
    other: Lang = "en" if lang == "vi" else "vi"
    names = ((option, (fold(option.label[lang]), fold(option.label[other]), option.id)) for option in options)
    return next((option for option, known in names if wanted in known), None)


def _bare(typed: str) -> str:
    return _NUMBERED_LABEL.sub("", typed).strip(" .!?\"'“”").casefold()


def _one_of(options: Sequence[FactOption], found: list[str], lang: Lang) -> FactOption | Unclear:
    chosen = [option for option in options if option.id in found]
    return chosen[0] if len(chosen) == 1 else Unclear("several_match", tuple(one.label[lang] for one in chosen))


def _part_of_label(labels: dict[str, str], wanted: str) -> list[str]:
    """Return the ids of the labels that begin with some words; else that hold them; else that hold each of them.

    Where there are none, those whose beginning was typed without its last letters.
    """
    words = [_words_in(word) for word in wanted.split()]
    whole = _words_in(wanted)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda label: whole.match(label) is not None,
        lambda label: whole.search(label) is not None,
        lambda label: all(word.search(label) for word in words),
        lambda label: label.startswith(wanted),
    )
    for test in tests:
        found = [id_ for id_, label in labels.items() if test(label)]
        if found:
            return found
    return []


def _words_in(wanted: str) -> re.Pattern[str]:
    """Return what finds words in a label; the last may be begun only, where it is long enough to tell."""
    end = "" if len(wanted.split()[-1]) >= ENOUGH else r"\b"
    return re.compile(rf"\b{re.escape(wanted)}{end}")


def _guess(options: Sequence[FactOption], wanted: str, lang: Lang) -> FactOption | None:
    """Return the option nearest to a word with a slip: near as a whole, or near one of its beginnings."""
    by_start: dict[str, FactOption] = {}
    for option in options:
        words = option.label[lang].split()
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                by_start.setdefault(" ".join(words[first:last]).strip(",.;:"), option)
    near = nearest(wanted, by_start, cutoff=0.75)
    return by_start[near] if near else None
