"""Words a person can type at any prompt instead of an answer, Vietnamese with or without diacritics, or English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from advisor.language.letters import clean_line, fold, nearest

CommandName = Literal[
    "why", "term", "back", "edit", "what-if", "answers", "advice", "save", "plan", "quit", "help"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do instead of answering.

    `number`: as in `edit 3`. `text`: the new answer in `edit 3 = …`, or the word asked about in `term …`.
    """

    name: CommandName
    number: int | None = None
    text: str = ""


_COMMANDS: dict[str, CommandName] = {
    "tai sao": "why", "vi sao": "why", "sao lai hoi": "why", "tai sao hoi": "why", "why": "why",
    "thuat ngu": "term", "giai thich": "term", "nghia la gi": "term", "term": "term", "terms": "term",
    "quay lai": "back", "lui lai": "back", "tro lai": "back", "lui": "back", "back": "back", "undo": "back",
    "sua": "edit", "sua cau": "edit", "edit": "edit", "change": "edit",
    "neu": "what-if", "neu cau": "what-if", "what-if": "what-if", "what if": "what-if", "whatif": "what-if",
    "xem lai": "answers", "da tra loi": "answers", "danh sach": "answers", "answers": "answers", "list": "answers",
    "xem": "advice", "loi khuyen": "advice", "advice": "advice",
    "luu": "save", "luu lai": "save", "save": "save",
    "ke hoach": "plan", "plan": "plan",
    "thoat": "quit", "thoat ra": "quit", "nghi": "quit", "dung lai": "quit", "tam dung": "quit",
    "quit": "quit", "exit": "quit",
    "tro giup": "help", "giup": "help", "giup toi": "help", "huong dan": "help", "help": "help",
}  # fmt: skip
_LONGEST_FIRST = sorted(_COMMANDS, key=len, reverse=True)
_ASKED = re.compile(
    r"(?:what (?:is|are|does) (?:an? |the )?)(.+?)(?: mean)?|(.+?),? (?:nghia )?la gi(?: vay| the)?", re.IGNORECASE
)
_EARLIER = re.compile(
    r"(?:(?:câu|cau|số|so|question|no\.?) *)?#?([0-9]{1,4})"
    r"(?: *(?:=|:|→|->)| +(?:thành|thanh|là|la|to)(?= )|(?= |$))(.*)",
    re.IGNORECASE,
)


def read_command(text: str) -> Command | None:
    """Return the command that a line is, typed with or without diacritics, or None."""
    line = clean_line(text).strip(" .!?")
    plain = fold(line)
    if plain in _COMMANDS:
        return Command(_COMMANDS[plain])
    for word in _LONGEST_FIRST:
        if plain.startswith((word + " ", word + " #")):
            return _with_more(_COMMANDS[word], " ".join(line.split(" ")[len(word.split()) :]))
    asked = _ASKED.fullmatch(plain)
    if asked:
        start, length = asked.span(1) if asked[1] else asked.span(2)
        return Command("term", text=" ".join(line.split(" ")[plain[:start].count(" ") : plain[:length].count(" ") + 1]))
    return None


def _with_more(name: CommandName, rest: str) -> Command | None:
    """Return a command with what follows it; None where it takes nothing of the kind."""
    if name == "term":
        return Command(name, text=rest.strip(' "“”'))
    if name in ("edit", "what-if"):
        found = _EARLIER.fullmatch(rest)
        return Command(name, int(found[1]), found[2].strip()) if found else None
    return None


def guess_command(text: str) -> str | None:
    """Return the command word that a line with a slip comes nearest to, or None."""
    plain = fold(clean_line(text)).strip(" .!?")
    return nearest(plain, (word for word in _COMMANDS if len(word) > 3), cutoff=0.8) if len(plain) > 3 else None
