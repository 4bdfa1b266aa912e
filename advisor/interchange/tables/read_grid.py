"""The grid of a sheet back to a decision table; every problem with its cell, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from advisor.diagnostics import closest
from advisor.interchange.tables.cells import CellProblem, read_cell
from advisor.interchange.tables.grid import LAST_COLUMNS, SheetWriter
from advisor.interchange.tables.headings import ANY_MARKS
from advisor.interchange.tables.raw import CLAIMS
from advisor.language.letters import fold, nfc
from advisor.model.types import HitPolicy

_ROW_ID = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")


class SheetFormula(str):
    """A cell that the spreadsheet works out; tables hold values."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Something wrong in a sheet: the cell, and a sentence of the template `sheet` with its parts."""

    cell: str
    sentence: str
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of the sheet holds what: by the id of an input, or by the name of another column."""

    inputs: Mapping[str, int]
    others: Mapping[str, int]


class SheetReader:
    """Reads one sheet."""

    def __init__(self, writer: SheetWriter, lines: Sequence[Sequence[Any]]) -> None:
        self.writer = writer
        self.base = writer.base
        self.words = writer.words
        self.lines = [["" if cell is None else cell for cell in line] for line in lines]
        self.problems: list[SheetProblem] = []

    def read(self) -> dict[str, Any] | None:
        """Return the table; None, with `problems` filled, where something is wrong."""
        heads = self._heads()
        if heads is None:
            return None
        top, at = heads
        top = self._kept_heads(top)
        if not top.get("hit_policy") and not self.problems:
            self._policy(2, "")
        if not (top.get("decision") or top.get("fact")):
            self._report(1, 0, "no_target", text="", guess="")
        for index, line in enumerate(self.lines):
            for column, cell in enumerate(line):
                if isinstance(cell, SheetFormula):
                    self._report(index, column, "no_formula", text=str(cell))
        columns = self._columns(at)
        target = str(top.get("decision") or top.get("fact") or "")
        used: dict[str, int] = {}
        rows = []
        for index in range(at + 1, len(self.lines)):
            line = self.lines[index]
            if any(_filled(cell) for cell in line):
                row = self._row(index, columns, target, used)
                if row is not None:
                    rows.append(self._completed(row, columns, top))
        if not rows and not self.problems:
            self._report(at + 1, 0, "no_rows")
        if self.problems:
            return None
        return {**top, "inputs": list(columns.inputs), "rows": rows}

    def _kept_heads(self, top: dict[str, Any]) -> dict[str, Any]:
        """Return what stands above the rows; what the sheet does not hold of it stays as it is."""
        old = self.base.tables.get(str(top["id"]))
        if old is not None:
            kept = {key: old.data[key] for key in ("hit_policy", "note") if key in old.data}
            if not (top.get("decision") or top.get("fact")):
                kept.update({key: old.data[key] for key in ("decision", "fact") if old.data.get(key)})
            return {**kept, **top}
        return top

    def _completed(self, row: dict[str, Any], columns: _Columns, top: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row with what columns that the sheet does not hold say of it in the knowledge base."""
        old = self.base.tables.get(str(top["id"]))
        rows = old.data["rows"] if old is not None else ()
        was: Mapping[str, Any] = next((one for one in rows if one["id"] == row["id"]), {})
        names = {"teaches": "teaches", "overrides": "overrides", "default": "default", "note": "remark"}
        return {**row, **{key: was[key] for key, name in names.items() if name not in columns.others and key in was}}

    # --- above the rows -------------------------------------------------------------------------------

    def _heads(self) -> tuple[dict[str, Any], int] | None:
        """Return what stands above the headings, and the line of the headings."""
        found: dict[str, Any] = {}
        for index, line in enumerate(self.lines):
            first = str(self._cell(index, 0))
            if self.words.means(first, "column_row"):
                if "id" not in found:
                    break
                return found, index
            self._head(found, index, first, str(self._cell(index, 1)).strip())
            if not line and index > 20:
                break
        self._report(0, 0, "no_table" if "id" not in found else "no_headings")
        return None

    def _head(self, found: dict[str, Any], index: int, first: str, value: str) -> None:
        names = ("head_table", "head_decision", "head_fact", "head_hit_policy", "head_note")
        match self.words.means(first, *names) if first else None:
            case "head_table":
                found["id"] = value
                if not _ROW_ID.fullmatch(value):
                    self._report(index, 1, "bad_id", text=value)
            case "head_decision" | "head_fact" as head:
                kind = head.removeprefix("head_")
                ids = self.writer.columns.get(fold(value), [])
                known = [id_ for id_ in ids if bool(self.base.names[id_].kind) == (kind == "decision")]
                if value not in self.base.names and len(known) != 1:
                    guess = closest(value, self.base.names)
                    self._report(index, 1, "no_target", text=value, guess=guess)
                found[kind] = value if value in self.base.names else (known or [value])[0]
            case "head_hit_policy":
                found["hit_policy"] = self._policy(index, value)
            case "head_note":
                found["note"] = value

    def _policy(self, index: int, value: str) -> str:
        names = {policy: f"policy_{policy.replace('-', '_')}" for policy in get_args(HitPolicy)}
        for policy, name in names.items():
            if value == policy or self.words.means(value, name):
                return str(policy)
        self._report(index, 1, "no_policy", text=value, options=[self.words[name] for name in names.values()])
        return ""

    def _columns(self, at: int) -> _Columns:
        inputs: dict[str, int] = {}
        others: dict[str, int] = {}
        for column, heading in enumerate(self.lines[at]):
            text = nfc(str(heading)).strip()
            if not text:
                continue
            name = self.words.means(text, *(f"column_{one}" for one in ("row", *CLAIMS, *LAST_COLUMNS)))
            if name:
                key, group = name.removeprefix("column_"), others
            else:
                key, group = self._input(at, column, text), inputs
            if key in group:
                self._report(at, column, "column_twice", text=text)
            elif key:
                group[key] = column
        if not inputs and not self.problems:
            self._report(at, 0, "no_inputs")
        return _Columns(inputs, others)

    def _input(self, at: int, column: int, text: str) -> str:
        """Return the fact, decision or formula that a heading names, or an empty text."""
        bracketed = _IN_BRACKETS.search(text)
        wanted = bracketed.group(1).strip() if bracketed else text
        if wanted in self.base.names:
            return wanted
        ids = self.writer.columns.get(fold(wanted), [])
        if len(ids) == 1:
            return ids[0]
        if ids:
            self._report(at, column, "two_columns", text=text, ids=ids)
        else:
            names = {fold(self.writer.heading(id_)): self.writer.heading(id_) for id_ in self.base.names}
            names.update({fold(id_): id_ for id_ in self.base.names})
            heads = [self.words[f"column_{one}"] for one in (*CLAIMS, *LAST_COLUMNS)]
            names.update({fold(head): head for head in heads})
            self._report(at, column, "no_column", text=text, guess=names.get(closest(fold(text), names), ""))
        return ""

    # --- rows -----------------------------------------------------------------------------------------

    def _row(self, index: int, columns: _Columns, target: str, used: dict[str, int]) -> dict[str, Any] | None:
        before = len(self.problems)
        when = [self._test(index, column, id_) for id_, column in columns.inputs.items()]
        claim = self._claim(index, columns, target)
        because = {lang: self._text(index, columns, f"because_{lang}") for lang in ("vi", "en")}
        for lang, text in because.items():
            if not text:
                column = columns.others.get(f"because_{lang}", 0)
                self._report(index, column, "no_because", text=self.words[f"column_because_{lang}"])
        id_ = self._row_id(index, columns, used, when, claim)
        row: dict[str, Any] = {"id": id_, "when": when, **claim, "because": because}
        for key in ("teaches", "overrides"):
            row[key] = self._listed(index, columns, key)
        row["default"] = self._default(index, columns)
        row["note"] = self._text(index, columns, "remark")
        if len(self.problems) > before:
            return None
        return {key: value for key, value in row.items() if value not in ([], "", False) or key in ("when", "is")}

    def _default(self, index: int, columns: _Columns) -> bool:
        text = self._text(index, columns, "default")
        if self.words.means(text, "mark_yes") or fold(text) in ("true", "dung"):
            return True
        if text not in ANY_MARKS and not self.words.means(text, "mark_no") and fold(text) not in ("false", "sai"):
            self._report(index, columns.others["default"], "no_yes_no", text=text)
        return False

    def _row_id(
        self, index: int, columns: _Columns, used: dict[str, int], when: Sequence[Any], claim: Mapping[str, Any]
    ) -> str:
        text = self._text(index, columns, "row")
        if not text:  # a new row: named after what it says
            text = _made_up((*when, *claim.values()))
            number, base = 2, text
            taken = {self._text(one, columns, "row") for one in range(len(self.lines))} | set(used)
            while text in taken:
                text, number = f"{base}-{number}", number + 1
        if not _ROW_ID.fullmatch(text):
            self._report(index, columns.others.get("row", 0), "bad_id", text=text)
        if text in used:
            self._report(index, columns.others.get("row", 0), "id_twice", text=text)
        used[text] = index
        return text

    def _test(self, index: int, column: int, id_: str) -> Any:
        return self._tried(
            index,
            column,
            lambda value: read_cell(value, self.base.names[id_], self.writer.vocabulary(id_), self.words),
        )

    def _tried(self, index: int, column: int, read: Callable[[Any], Any]) -> Any:
        value = self._cell(index, column)
        if isinstance(value, SheetFormula):
            return None
        try:
            return read(value)
        except CellProblem as problem:
            self._report(index, column, problem.sentence, **problem.parts)
            return None

    def _claim(self, index: int, columns: _Columns, target: str) -> dict[str, Any]:
        filled = [one for one in CLAIMS if one in columns.others and _filled(self._cell(index, columns.others[one]))]
        allowed = self.base.claims_about(target)
        names = [self.words[f"column_{one}"] for one in allowed]
        if len(filled) != 1:
            place = columns.others.get((filled or list(allowed))[0], 0)
            if filled:
                self._report(index, place, "two_claims", columns=[self.words[f"column_{one}"] for one in filled])
            else:
                self._report(index, place, "no_claim", columns=names)
            return {}
        (claim,) = filled
        column = columns.others[claim]
        if claim not in allowed:
            self._report(index, column, "wrong_claim", text=self.words[f"column_{claim}"], columns=names)
            return {}
        return {claim: self._tried(index, column, lambda value: self._read_claim(claim, value, target))}

    def _read_claim(self, claim: str, value: Any, target: str) -> Any:
        names = self.base.names.get(target)
        if names is None:
            return None
        if claim == "is" and names.subject.shape == "yes-no":
            return read_cell(value, names, self.writer.vocabulary(target), self.words)
        vocabulary = self.writer.vocabulary(target, outcomes=False)
        text = nfc(str(value)).strip()
        if claim == "rank":
            groups = [[vocabulary.read(one) for one in group.split(" = ")] for group in text.split(" > ")]
            return [group[0] if len(group) == 1 else group for group in groups]
        before, colon, after = text.partition(":")
        mark = self.words.means(before, "mark_one_of", "mark_all") if colon else None
        options = vocabulary.read_all(after if mark else text)
        if not options:
            raise CellProblem("empty_list", text=text)
        if len(options) == 1:
            return options[0]
        if claim == "is":
            raise CellProblem(
                "no_option", text=text, options=[vocabulary.name(one) for one in vocabulary.labels], guess=""
            )
        return {"any" if mark == "mark_one_of" else "all": options}

    def _listed(self, index: int, columns: _Columns, key: str) -> list[str]:
        found = [one.strip() for one in re.split(r"[;,\n]", self._text(index, columns, key)) if one.strip()]
        if key == "teaches":
            for one in found:
                if one not in self.base.points:
                    self._report(
                        index, columns.others[key], "unknown_point", text=one, guess=closest(one, self.base.points)
                    )
        return found

    # --- cells ----------------------------------------------------------------------------------------

    def _text(self, index: int, columns: _Columns, name: str) -> str:
        if name not in columns.others:
            return ""
        value = self._cell(index, columns.others[name])
        return self.words["mark_yes"] if value is True else "" if value is False else nfc(str(value)).strip()

    def _cell(self, index: int, column: int) -> Any:
        line = self.lines[index]
        return line[column] if column < len(line) else ""

    def _report(self, index: int, column: int, sentence: str, **parts: Any) -> None:
        self.problems.append(SheetProblem(f"{_letters(column)}{index + 1}", sentence, parts))


def _filled(cell: Any) -> bool:
    return cell not in ("", None) and str(cell).strip() != ""


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _made_up(parts: Sequence[Any]) -> str:
    words: list[str] = []
    for part in parts:
        values = part.values() if isinstance(part, dict) else part if isinstance(part, list) else [part]
        for value in values:
            for one in value if isinstance(value, list) else [value]:
                word = re.sub(r"[^a-z0-9]+", "-", fold(str(one))).strip("-")
                if word and word != "-":
                    words.append(word)
    name = "-".join(words)[:60].strip("-")
    return name if re.match(r"[a-z]", name) else f"row-{name}" if name else "row"
