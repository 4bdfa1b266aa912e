"""Case files: a person's answers on disk, read with every fault at once and written whole or not at all.

A case is YAML or JSON, either `{fact: value, …}` or

    name: Trà sen
    knowledge: 5c1f…        # digest of the knowledge base it was answered under
    prefer: ["004:495"]     # sources that win declared conflicts
    goals: [place]          # what the session was about, where that was not everything
    quick: true
    period: {start: 2027-01-01, end: 2027-12-31}    # what a plan covers, both days included
    facts: {topic.fact: option, topic.amount: null}

`null` is don't-know. Other top-level keys that hold a text are kept as they are.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from advisor.consultation.consult import check_goals, check_preferences
from advisor.diagnostics import Diagnostic, Span, did_you_mean
from advisor.errors import CaseError, UsageError
from advisor.language.letters import clean_line
from advisor.language.periods import check_period, clipped, parse_day
from advisor.model.types import NUMERIC, KnowledgeBase, Lang, Value
from advisor.model.values import ValueProblem, read_value
from advisor.syntax.reader import MAX_BYTES, Document, read_yaml

Answers = Mapping[str, "Value | None"]
"""Values by fact, in the order answered; None is don't-know."""

_KEYS = ("name", "knowledge", "prefer", "goals", "quick", "period", "facts")
_DAYS = ("start", "end")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a case file holds.

    `knowledge`: the digest of the knowledge base it was answered under, or nothing.
    `goals`: ids as the person gave them; empty means every decision. `period`: first and last day of a plan,
    None where the case names none. `extra`: other texts to keep.
    """

    name: str = ""
    answers: Answers = field(default_factory=dict)
    prefer: tuple[str, ...] = ()
    knowledge: str = ""
    goals: tuple[str, ...] = ()
    quick: bool = False
    period: tuple[date, date] | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def sheet(self) -> dict[str, Value | None]:
        """Return the answers as a sheet to consult on."""
        return dict(self.answers)


def read_case(source: str | Path, kb: KnowledgeBase, lang: Lang = "vi") -> Case:
    """Return the case in the file `source`; `-` is standard input.

    `lang` says how numbers written as text are read. Raises CaseError with every fault found.
    """
    shown = "<stdin>" if str(source) == "-" else str(source)
    return parse_case(_decode(_read_bytes(source, shown), shown), shown, kb, lang)


def parse_case(text: str, shown: str, kb: KnowledgeBase, lang: Lang = "vi") -> Case:
    """Return the case written in `text` (YAML or JSON); `shown` names it in messages. Raises CaseError."""
    if not text.strip():
        raise _fault(shown, "empty", "the file is empty; a case gives facts, e.g. `facts: {…}`")
    document, problems = read_yaml(text, shown)
    if document.data is None and problems and text.lstrip().startswith("{"):
        document, problems = _read_json(text, shown) or (document, problems)
    reader = _CaseReader(document, kb, lang, list(problems))
    case = reader.case()
    if reader.problems:
        raise CaseError(sorted(set(reader.problems), key=lambda problem: (problem.span, problem.message)))
    return case


# --- bytes to text --------------------------------------------------------------------------------------


def _fault(shown: str, code: str, message: str, line: int = 1, column: int = 1, hint: str = "") -> CaseError:
    return CaseError([Diagnostic(code=code, message=message, span=Span(shown, line, column), hint=hint)])


def _read_bytes(source: str | Path, shown: str) -> bytes:
    """Return the content, never much more than a case may hold, whatever the file is."""
    if str(source) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    if path.is_dir():
        raise _fault(shown, "directory", "this is a folder; give the case file in it")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        beside = [one.name for one in path.parent.glob("*.[yj]*")] if path.parent.is_dir() else []
        raise _fault(shown, "no-file", "there is no such file", hint=did_you_mean(path.name, beside)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a name of a file"
        raise _fault(shown, "unreadable", f"the file cannot be read: {reason}") from None


def _decode(raw: bytes, shown: str) -> str:
    if len(raw) > MAX_BYTES:
        raise _fault(
            shown, "too-large", f"larger than {MAX_BYTES // 1_000_000} MB; a case has a few hundred lines at most"
        )
    if b"\0" in raw:
        raise _fault(shown, "binary", "this is not a text file; a case is YAML or JSON")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        message = "not UTF-8 text; save the file as UTF-8"
        raise _fault(shown, "not-utf-8", message, line, column) from None


def _read_json(text: str, shown: str) -> tuple[Document, list[Diagnostic]] | None:
    """Read JSON that is no YAML (tabs, paired escapes); None where it is no JSON either."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=str)
        again = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    except (ValueError, RecursionError):
        return None
    return read_yaml(again, shown)


# --- data to a case -------------------------------------------------------------------------------------


class _CaseReader:
    def __init__(self, document: Document, kb: KnowledgeBase, lang: Lang, problems: list[Diagnostic]) -> None:
        self.document = document
        self.kb = kb
        self.lang = lang
        self.problems = problems

    def report(
        self, code: str, message: str, path: tuple[str | int, ...], hint: str = "", *, key: bool = False
    ) -> None:
        span = self.document.key_span(path) if key else self.document.span(path)
        self.problems.append(Diagnostic(code=code, message=message, span=span, hint=hint))

    def case(self) -> Case:
        data = self.document.data
        if data is None and self.problems:
            return Case()
        if not isinstance(data, dict):
            message = "a case is a mapping from facts to values, `fact: value`, one a line"
            self.report("not-a-mapping", message, ())
            return Case()
        if "facts" in data:
            answers, extra = self._facts(data["facts"], ("facts",)), self._extra(data)
        else:
            flat = {key: value for key, value in data.items() if key not in _KEYS}
            answers, extra = self._facts(flat, ()), {}
        quick = data.get("quick", False)
        if not isinstance(quick, bool):
            self.report("wrong-type", "`quick` is true or false", ("quick",))
        return Case(
            name=clean_line(self._text(data, "name")),
            answers=answers,
            prefer=self._list(data, "prefer", lambda one: check_preferences(self.kb, [one])),
            knowledge=self._text(data, "knowledge"),
            goals=self._list(data, "goals", lambda one: check_goals(self.kb, [one])),
            quick=quick is True,
            period=self._period(data),
            extra=extra,
        )

    def _facts(self, data: Any, base: tuple[str | int, ...]) -> Answers:
        if data is None:
            return {}
        if not isinstance(data, dict):
            self.report("not-a-mapping", "`facts` is a mapping from facts to values, `fact: value`", base)
            return {}
        answers: dict[str, Value | None] = {}
        for id_, raw in data.items():
            fact = self.kb.facts.get(id_)
            if fact is None:
                message = f"'{id_}' is no fact; `advisor facts` lists them"
                if id_ in self.kb.decisions or id_ in self.kb.formulas:
                    message = f"'{id_}' is concluded by the advisor and cannot be given; `advisor facts` lists what can"
                self.report(
                    "unknown-fact", message, (*base, id_), did_you_mean(id_, (*self.kb.facts, *_KEYS)), key=True
                )
                continue
            if fact.type in NUMERIC and isinstance(raw, str) and _SCIENTIFIC.fullmatch(raw):
                raw = Decimal(raw)
            try:
                answers[id_] = read_value(fact, raw, self.lang)
            except ValueProblem as problem:
                self.report("wrong-value", str(problem), (*base, id_), problem.hint)
        return answers

    def _period(self, data: dict[str, Any]) -> tuple[date, date] | None:
        """Return the first and last day of the period; None where there is none or it is wrong."""
        value = data.get("period")
        if value is None:
            return None
        if not isinstance(value, dict):
            message = "`period` has a first and a last day: `period: {start: 2027-01-01, end: 2027-12-31}`"
            self.report("wrong-type", message, ("period",))
            return None
        for key in value:
            if key not in _DAYS:
                message = f"unknown key '{clipped(str(key))}'; a period has {' and '.join(_DAYS)}"
                self.report("unknown-key", message, ("period", key), did_you_mean(str(key), _DAYS), key=True)
        days: list[date] = []
        for key in _DAYS:
            if value.get(key) is None:
                self.report("missing-key", f"the period has no `{key}`; write it as {key}: 2027-01-31", ("period",))
                continue
            try:
                days.append(parse_day(str(value[key])))
            except ValueError as error:
                self.report("bad-date", str(error), ("period", key))
        if len(days) < len(_DAYS):
            return None
        start, end = days
        problem = check_period(start, end)
        if problem:
            self.report("bad-period", problem, ("period", "end"))
            return None
        return start, end

    def _extra(self, data: dict[str, Any]) -> dict[str, str]:
        extra: dict[str, str] = {}
        for key, value in data.items():
            if key in _KEYS:
                continue
            if isinstance(value, str) and key not in self.kb.facts:
                extra[key] = value
                continue
            message = f"unknown key '{key}'; a case has {', '.join(_KEYS)}"
            if key in self.kb.facts:
                message = f"the fact '{key}' belongs under `facts`"
            self.report("unknown-key", message, (key,), did_you_mean(key, _KEYS), key=True)
        return extra

    def _text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self.report("wrong-type", f"`{key}` is a text", (key,))
            return ""
        return str(value)

    def _list(self, data: dict[str, Any], key: str, check: Any) -> tuple[str, ...]:
        value = data.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        good: list[str] = []
        for index, one in enumerate(items):
            path = (key, index) if isinstance(value, list) else (key,)
            if not isinstance(one, (str, int)):
                self.report("wrong-type", f"`{key}` is a list of ids", path)
                continue
            try:
                check(str(one))
                good.append(str(one))
            except UsageError as error:
                self.report("unknown-id", str(error), path)
        return tuple(good)


# --- writing --------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes amounts exactly and lists on one line."""


def _write_number(dumper: Any, number: Decimal) -> Any:
    whole = number.to_integral_value()
    if number == whole:
        return dumper.represent_scalar("tag:yaml.org,2002:int", f"{whole:f}")
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")


_Dumper.add_representer(Decimal, _write_number)
_Dumper.add_representer(
    tuple, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def format_case(case: Case) -> str:
    """Return the case as YAML: the same case always gives the same text."""
    data: dict[str, Any] = {"name": case.name} if case.name else {}
    data.update(case.extra)
    if case.knowledge:
        data["knowledge"] = case.knowledge
    if case.prefer:
        data["prefer"] = case.prefer
    if case.goals:
        data["goals"] = case.goals
    if case.quick:
        data["quick"] = True
    if case.period is not None:
        data["period"] = dict(zip(_DAYS, (day.isoformat() for day in case.period), strict=True))
    data["facts"] = dict(case.answers)
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def write_case(path: Path, case: Case) -> None:
    """Write the case so that at every moment the file is the old one whole or the new one whole.

    Raises OSError where that is not possible; the old file is then untouched.
    """
    write_whole(path, format_case(case))


def write_whole(path: Path, text: str) -> None:
    """Write a text file by way of a file beside it, flushed to the disk and then renamed. Raises OSError."""
    target = path.resolve()  # a link stays a link; what it points to is replaced
    if target.exists() and not target.is_file():  # a pipe or a device is written to, never replaced
        with target.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        return
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode if mode is not None else 0o666 & ~_umask())
        os.replace(name, target)  # noqa: PTH105 - the promise is about this very call
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
