"""From the data of a case file to a case; every fault is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from advisor.consultation.consult import check_goals, check_preferences
from advisor.diagnostics import Diagnostic, closest
from advisor.errors import UsageError
from advisor.interview.case import DAYS, KEYS, Answers, Case, Note
from advisor.language.letters import clean_line
from advisor.language.periods import MAX_YEARS, check_period, clipped, parse_day
from advisor.model.types import NUMERIC, KnowledgeBase, Lang, Value
from advisor.model.values import ValueProblem, read_value
from advisor.syntax.reader import Document

_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}")


class CaseReader:
    """Reads one document; `problems` and `notes` grow on the way."""

    def __init__(self, document: Document, kb: KnowledgeBase, lang: Lang, problems: list[Diagnostic]) -> None:
        self.document = document
        self.kb = kb
        self.lang = lang
        self.problems = problems
        self.notes: list[Note] = []
        self.set_aside: dict[str, Any] = {}
        self.foreign = False
        """Whether the case was answered under another knowledge base, so that what is gone is no slip."""

    def _report(self, code: str, path: tuple[str | int, ...], *, key: bool = False, **parts: Any) -> None:
        span = self.document.key_span(path) if key else self.document.span(path)
        self.problems.append(Diagnostic(code=code, message=f"{code} {parts}", span=span, parts=parts))

    def case(self) -> Case:
        """Return the case; what is wrong with it is in `problems`."""
        data = self.document.data
        if data is None and self.problems:
            return Case()
        if not isinstance(data, dict):
            self._report("not-a-mapping", (), key_="")
            return Case()
        knowledge = self._text(data, "knowledge")
        self.foreign = bool(knowledge) and knowledge != self.kb.digest
        if "facts" in data:
            answers, extra = self._facts(data["facts"], ("facts",)), self._extra(data)
        else:
            flat = {key: value for key, value in data.items() if key not in KEYS}
            answers, extra = self._facts(flat, ()), {}
        reserve = self._facts(data.get("reserve"), ("reserve",))
        answers.update(self._taken_back(data.get("set_aside"), {**reserve, **answers}))
        quick = data.get("quick", False)
        if not isinstance(quick, bool):
            self._report("wrong-type", ("quick",), sentence="wrong-switch")
        return Case(
            name=clean_line(self._text(data, "name")),
            answers=answers,
            prefer=self._sources(data),
            knowledge=knowledge,
            goals=self._list(data, "goals", "gone_goal", self._check_goal),
            quick=quick is True,
            period=self._period(data),
            extra=extra,
            reserve={id_: value for id_, value in reserve.items() if id_ not in answers},
            recheck=tuple(id_ for id_ in self._list(data, "recheck", "gone_fact", self._check_fact) if id_ in answers),
            set_aside=self.set_aside,
            notes=tuple(self.notes),
        )

    def _facts(self, data: Any, base: tuple[str | int, ...]) -> dict[str, Value | None]:
        if data is None:
            return {}
        if not isinstance(data, dict):
            self._report("not-a-mapping", base, key_="".join(map(str, base)) or "facts")
            return {}
        answers: dict[str, Value | None] = {}
        for id_, raw in data.items():
            if id_ not in self.kb.facts:
                self._unknown_fact(id_, raw, base)
                continue
            try:
                answers[id_] = self._value(id_, raw)
            except ValueProblem as problem:
                if self.foreign:
                    self.set_aside[id_] = raw
                    self.notes.append(Note("gone_answer", id_, _short(raw)))
                else:
                    self._report("wrong-value", (*base, id_), sentence=problem.code, **problem.parts)
        return answers

    def _value(self, id_: str, raw: Any) -> Value | None:
        fact = self.kb.facts[id_]
        if fact.type in NUMERIC and isinstance(raw, str) and _SCIENTIFIC.fullmatch(raw):
            raw = Decimal(raw)
        return read_value(fact, raw, self.lang)

    def _unknown_fact(self, id_: str, raw: Any, base: tuple[str | int, ...]) -> None:
        if self.foreign:
            self.set_aside[id_] = raw
            self.notes.append(Note("gone_fact", id_, _short(raw)))
            return
        concluded = id_ in self.kb.decisions or id_ in self.kb.formulas
        guess = "" if concluded else closest(id_, (*self.kb.facts, *KEYS))
        sentence = "concluded" if concluded else "unknown-fact"
        self._report("unknown-fact", (*base, id_), key=True, sentence=sentence, id=id_, guess=guess)

    def _taken_back(self, data: Any, answers: Answers) -> dict[str, Value | None]:
        """Return the answers set aside earlier that can be used again; the others stay set aside."""
        if data is None:
            return {}
        if not isinstance(data, dict):
            self._report("not-a-mapping", ("set_aside",), key_="set_aside")
            return {}
        taken: dict[str, Value | None] = {}
        for id_, raw in data.items():
            if id_ in self.kb.facts and id_ not in answers and id_ not in self.set_aside:
                try:
                    taken[id_] = self._value(id_, raw)
                    self.notes.append(Note("came_back", id_))
                    continue
                except ValueProblem:
                    pass
            self.set_aside.setdefault(id_, raw)
        return taken

    def _period(self, data: dict[str, Any]) -> tuple[date, date] | None:
        """Return the first and last day of the period; None where there is none or it is wrong."""
        value = data.get("period")
        if value is None:
            return None
        if not isinstance(value, dict):
            self._report("wrong-type", ("period",), sentence="wrong-period")
            return None
        for key in value:
            if key not in DAYS:
                guess = closest(str(key), DAYS)
                path, shown = ("period", key), clipped(str(key))
                self._report(
                    "unknown-key",
                    path,
                    key=True,
                    sentence="unknown-day",
                    id=shown,
                    accepted=DAYS,
                    guess=guess,
                )
        days: list[date] = []
        for key in DAYS:
            if value.get(key) is None:
                self._report("missing-key", ("period",), sentence="no-day", day=key)
                continue
            try:
                days.append(parse_day(str(value[key])))
            except ValueError as error:
                self._report("bad-date", ("period", key), raw=clipped(str(value[key])), message=str(error))
        if len(days) < len(DAYS):
            return None
        start, end = days
        problem = check_period(start, end)
        if problem:
            path = ("period", "end")
            self._report("bad-period", path, start=start, end=end, years=MAX_YEARS, message=problem)
            return None
        return start, end

    def _extra(self, data: dict[str, Any]) -> dict[str, str]:
        extra: dict[str, str] = {}
        for key, value in data.items():
            if key in KEYS:
                continue
            if isinstance(value, str) and key not in self.kb.facts:
                extra[key] = value
            elif key in self.kb.facts:
                self._report("unknown-key", (key,), key=True, sentence="fact-outside", id=key)
            else:
                self._report("unknown-key", (key,), key=True, id=key, accepted=KEYS, guess=closest(key, KEYS))
        return extra

    def _text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self._report("wrong-type", (key,), sentence="wrong-text", key_=key)
            return ""
        return str(value)

    def _check_fact(self, fact: str) -> dict[str, Any] | None:
        if fact in self.kb.facts or self.foreign:  # one that is gone is said where it was answered
            return None
        return {"sentence": "unknown-fact", "id": fact, "guess": closest(fact, self.kb.facts)}

    def _check_goal(self, goal: str) -> dict[str, Any] | None:
        try:
            check_goals(self.kb, [goal])
        except UsageError:
            known = (*self.kb.decisions, *(area.id for area in self.kb.outline.areas))
            return {"sentence": "unknown-goal", "id": goal, "guess": closest(goal, known)}
        return None

    def _sources(self, data: dict[str, Any]) -> tuple[str, ...]:
        def check(source: str) -> dict[str, Any] | None:
            try:
                check_preferences(self.kb, [source])
            except UsageError:
                guess = closest(source, (*self.kb.sources, *self.kb.rules, *self.kb.points))
                return {"sentence": "unknown-source", "id": source, "accepted": list(self.kb.sources), "guess": guess}
            return None

        return self._list(data, "prefer", "gone_source", check)

    def _list(
        self, data: dict[str, Any], key: str, gone: Literal["gone_fact", "gone_goal", "gone_source"],
        check: Callable[[str], dict[str, Any] | None],
    ) -> tuple[str, ...]:  # fmt: skip
        """Return the good ids of a list; `check` gives what to say of a bad one."""
        value = data.get(key)
        if value is None:
            return ()
        good: list[str] = []
        for index, one in enumerate(value if isinstance(value, list) else [value]):
            path = (key, index) if isinstance(value, list) else (key,)
            if not isinstance(one, (str, int)):
                self._report("wrong-type", path, sentence="wrong-list", key_=key)
                continue
            wrong = check(str(one))
            if wrong is None:
                good.append(str(one))
            elif self.foreign:
                self.notes.append(Note(gone, str(one)))
            else:
                self._report("unknown-id", path, **wrong)
        return tuple(good)


def _short(raw: Any) -> str:
    text = clean_line(", ".join(map(str, raw)) if isinstance(raw, list) else str(raw))
    return text if len(text) <= 60 else text[:57] + "…"
