"""A cell of a decision table, as it stands in a sheet and back: options by label or id, in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from advisor.diagnostics import closest
from advisor.interchange.tables.headings import ANY_MARKS, SheetWords
from advisor.interchange.tables.raw import Names
from advisor.language.letters import fold, nfc

Labels = Mapping[str, tuple[str, str]]

_OPS = {"ge": ">=", "le": "<=", "ne": "!=", "gt": ">", "lt": "<", "eq": ""}
_TEST = re.compile(r"(<=|>=|!=|<>|<|>|=)?\s*(-?[0-9.,]+)$")
_SPAN = re.compile(r"([\[(])\s*(-?[0-9.,]+)\s*\.\.\s*(-?[0-9.,]+)\s*([\])])$")
_SEPARATORS = (";", " & ", " > ", " = ", "\n")


class CellProblem(ValueError):  # noqa: N818 - a cell that is refused, not a failure
    """What is wrong with a cell: a sentence of the template `sheet` and its parts."""

    def __init__(self, sentence: str, **parts: Any) -> None:
        self.sentence = sentence
        self.parts = parts
        super().__init__(f"{sentence} {parts}")


class Vocabulary:
    """The options of one fact or decision by what people call them."""

    def __init__(self, labels: Labels, words: SheetWords, way: Callable[[str, str], tuple[str, str]]) -> None:
        """`way`: the two names of `quantity:up` from its label and `up` or `down`."""
        self.words = words
        self.labels = {id_: way(*_parts(id_)) if ":" in id_ else label for id_, label in labels.items()}
        self.ids: dict[str, list[str]] = {}
        for id_, label in self.labels.items():
            for name in {fold(id_), *map(fold, label)}:
                self.ids.setdefault(name, []).append(id_)

    def name(self, id_: str) -> str:
        """Return what an option is called in a sheet: its label where that names it and nothing else, else its id."""
        label = self.labels[id_][self.words.lang] if id_ in self.labels else id_
        before = label.partition(":")[0]
        odd = (
            any(sign in f" {label} " for sign in _SEPARATORS)
            or label in ANY_MARKS
            or self.words.means(label, "mark_known", "mark_anything")
            or self.words.means(before, "mark_not", "mark_all", "mark_one_of")
        )
        return id_ if odd or self.ids.get(fold(label)) != [id_] or nfc(label).strip() != label else label

    def read(self, text: str) -> str:
        """Return the option that a text names; raises CellProblem."""
        cleaned = nfc(text).strip()
        if cleaned in self.labels:
            return cleaned
        found = self.ids.get(fold(cleaned), [])
        if len(found) == 1:
            return found[0]
        names = [self.name(id_) for id_ in self.labels]
        if found:
            raise CellProblem("two_options", text=cleaned, options=found)
        folded = {fold(name): name for name in (*self.labels, *names)}
        guess = folded.get(closest(fold(cleaned), folded), "")
        raise CellProblem("no_option", text=cleaned, options=names, guess=guess)

    def read_all(self, text: str) -> list[str]:
        """Return the options that a text lists, separated by semicolons."""
        return [self.read(part) for part in text.split(";") if part.strip()]


def _parts(id_: str) -> tuple[str, str]:
    bare, _, way = id_.partition(":")
    return bare, way


# --- writing ----------------------------------------------------------------------------------------


def write_cell(raw: Any, names: Names, vocabulary: Vocabulary, words: SheetWords) -> Any:
    """Return what stands in a sheet for a cell: a text, or a number."""
    if raw == "-":
        return words["mark_anything"]
    if raw == "known":
        return words["mark_known"]
    if names.subject.shape == "number":
        return _write_number(raw)
    if isinstance(raw, dict):
        parts = []
        for key, value in raw.items():
            mark = f"{words[f'mark_{key}']}: " if key in ("not", "all") else ""
            parts.append(mark + _join(value, vocabulary, words))
        return " & ".join(parts)
    return _join(raw, vocabulary, words)


def _join(value: Any, vocabulary: Vocabulary, words: SheetWords) -> str:
    items = value if isinstance(value, list) else [value]
    return "; ".join(_yes_no(item, words) if isinstance(item, bool) else vocabulary.name(str(item)) for item in items)


def _yes_no(value: bool, words: SheetWords) -> str:
    return words["mark_yes" if value else "mark_no"]


def _write_number(raw: Any) -> Any:
    if isinstance(raw, dict):
        return " & ".join(f"{_OPS[op]} {_show(number)}".strip() for op, number in raw.items())
    if isinstance(raw, str):
        text = raw.strip()
        return _as_number(text[1:].strip()) if text.startswith("=") else text
    return raw


def _show(number: Any) -> str:
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


# --- reading ----------------------------------------------------------------------------------------


def read_cell(value: Any, names: Names, vocabulary: Vocabulary, words: SheetWords) -> Any:
    """Return a cell as a knowledge base writes it; raises CellProblem."""
    shape = names.subject.shape
    if isinstance(value, bool):
        if shape != "yes-no":
            return read_cell(str(value).lower(), names, vocabulary, words)
        return value
    if isinstance(value, (int, Decimal)):
        if shape != "number":
            return read_cell(_show(value), names, vocabulary, words)
        return value
    text = nfc(str(value or "")).strip()
    if text in ANY_MARKS or words.means(text, "mark_anything"):
        return "-"
    if words.means(text, "mark_known"):
        return "known"
    parts = [part.strip() for part in text.split(" & ")]
    if shape == "number":
        return _read_numbers(parts, text)
    if shape == "text":
        raise CellProblem("text_column", text=text)
    read = [_read_part(part, shape, vocabulary, words) for part in parts]
    if len(read) == 1:
        key, found = read[0]
        one = found[0] if len(found) == 1 else found
        return one if key == "any" else {key: one}
    if len({key for key, _ in read}) < len(read):
        raise CellProblem("twice", text=text)
    return {key: found[0] if len(found) == 1 else found for key, found in read}


def _read_part(part: str, shape: str, vocabulary: Vocabulary, words: SheetWords) -> tuple[str, list[Any]]:
    key, rest = "any", part
    before, colon, after = part.partition(":")
    if colon and part not in vocabulary.labels:
        mark = words.means(before, "mark_not", "mark_all", "mark_one_of")
        if mark:
            key, rest = {"mark_not": "not", "mark_all": "all"}.get(mark, "any"), after
    if shape == "yes-no":
        return key, [_read_yes_no(item, words) for item in rest.split(";") if item.strip()]
    found: list[Any] = vocabulary.read_all(rest)
    if not found:
        raise CellProblem("empty_list", text=part)
    return key, found


def _read_yes_no(text: str, words: SheetWords) -> bool:
    found = words.means(text, "mark_yes", "mark_no")
    if found is None and fold(text) in ("true", "false", "dung", "sai"):
        return fold(text) in ("true", "dung")
    if found is None:
        raise CellProblem("no_yes_no", text=text.strip())
    return found == "mark_yes"


def _read_numbers(parts: Sequence[str], text: str) -> Any:
    if len(parts) == 1:
        span = _SPAN.match(text)
        if span:
            low, high = _number(span.group(2), text), _number(span.group(3), text)
            return f"{span.group(1)}{_show(low)}..{_show(high)}{span.group(4)}"
        op, number = _read_test(text)
        return number if op in ("", "=") else f"{op} {_show(number)}"
    by_sign = {sign: op for op, sign in _OPS.items()}
    tests = [_read_test(part) for part in parts]
    found = {by_sign["" if op == "=" else op]: number for op, number in tests}
    if len(found) < len(tests):
        raise CellProblem("twice", text=text)
    return found


def _read_test(text: str) -> tuple[str, Any]:
    match = _TEST.match(text)
    if match is None:
        raise CellProblem("no_number_test", text=text)
    sign = (match.group(1) or "").replace("<>", "!=")
    return sign, _number(match.group(2), text)


def _number(digits: str, text: str) -> Any:
    """Return a number; a comma is a decimal comma where it cannot be anything else."""
    if re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", digits):  # a thousand in Vietnamese, one in English
        raise CellProblem("thousands_or_decimals", text=text)
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", digits):
        digits = digits.replace(",", ".")
    found = _as_number(digits)
    if isinstance(found, str):
        raise CellProblem("no_number_test", text=text)
    return found


def _as_number(text: str) -> Any:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    return int(found) if found == found.to_integral_value() and "." not in text else found
