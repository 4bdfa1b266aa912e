"""Conditions as authors write them, to `Condition` trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from advisor.diagnostics import did_you_mean, said
from advisor.model.logic import ALWAYS, All, AnyOf, Comparison, Condition, Not
from advisor.syntax.reader import Path

NumberOp = Literal["lt", "le", "gt", "ge", "eq", "ne"]
_NUMBER_OPS: tuple[NumberOp, ...] = ("lt", "le", "gt", "ge", "eq", "ne")
_CELL_OPS: tuple[tuple[str, NumberOp], ...] = (
    ("<=", "le"), (">=", "ge"), ("!=", "ne"), ("<", "lt"), (">", "gt"), ("=", "eq"),
)  # fmt: skip

Report = Callable[[str, str, Path, str], None]
"""Called with code, message, path and hint."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition may ask about: its kind of value, and the values it can have."""

    id: str
    shape: Literal["choice", "choices", "number", "yes-no", "text"]
    options: tuple[str, ...] = ()
    decided: bool = False


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions over the given subjects; every fault goes to `report`."""

    subjects: Mapping[str, Subject]
    report: Report

    def read(self, data: Any, path: Path) -> Condition:
        """Return the condition that `data` says; ALWAYS stands in for anything faulty."""
        if data == "always":
            return ALWAYS
        if not isinstance(data, dict) or not data:
            self.report("bad-condition", said("a condition is `always` or a mapping such as {fact: value}"), path, "")
            return ALWAYS
        parts = [self._part(key, value, (*path, key)) for key, value in data.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self, key: str, value: Any, path: Path) -> Condition:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                self.report("bad-condition", said("'{key}' takes a list of conditions", key=key), path, "")
                return ALWAYS
            parts = tuple(self.read(item, (*path, index)) for index, item in enumerate(value))
            return All(parts) if key == "all" else AnyOf(parts)
        if key == "not":
            return Not(self.read(value, path))
        subject = self.subjects.get(key)
        if subject is None:
            hint = did_you_mean(key, self.subjects)
            self.report(
                "unknown-id", said("the condition asks about '{key}', which nothing defines", key=key), path, hint
            )
            return ALWAYS
        return self.test(subject, value, path)

    def test(self, subject: Subject, value: Any, path: Path) -> Condition:
        """Return the test of one subject against `value` as an author writes it."""
        if value == "known":
            if subject.decided:  # a decision has a value where something is chosen
                return Comparison(subject.id, "in", tuple(sorted(subject.options)))
            return Comparison(subject.id, "known")
        if value == "unknown":
            self.report("bad-condition", said("'unknown' cannot be tested: a don't-know is never a reason"), path, "")
            return ALWAYS
        if subject.shape == "number":
            return self._number(subject, value, path)
        if isinstance(value, dict):
            return self._words(subject, value, path)
        return self._is(subject, value if isinstance(value, list) else [value], path)

    def _words(self, subject: Subject, value: dict[str, Any], path: Path) -> Condition:
        parts: list[Condition] = []
        for key, inner in value.items():
            items = inner if isinstance(inner, list) else [inner]
            if key == "all":
                parts.extend(self._is(subject, [item], (*path, key)) for item in items)
            elif key == "any":
                parts.append(self._is(subject, items, (*path, key)))
            elif key == "not":
                parts.append(Not(self._is(subject, items, (*path, key))))
            else:
                message = said(
                    "'{subject}' cannot be tested with '{key}'; use a value, a list, or all, any, not",
                    subject=subject.id,
                    key=key,
                )
                self.report("bad-condition", message, (*path, key), "")
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _is(self, subject: Subject, items: list[Any], path: Path) -> Condition:
        values: list[str | bool] = []
        for item in items:
            if subject.shape == "yes-no":
                if not isinstance(item, bool):
                    self.report(
                        "wrong-type",
                        said("'{subject}' is true or false, not '{item}'", subject=subject.id, item=item),
                        path,
                        "",
                    )
                    continue
                values.append(item)
            elif isinstance(item, str) and item in subject.options:
                values.append(item)
            else:
                known = ", ".join(subject.options)
                message = said(
                    "'{subject}' has no option '{item}'; it has {known}", subject=subject.id, item=item, known=known
                )
                self.report("wrong-option", message, path, did_you_mean(str(item), subject.options))
        return Comparison(subject.id, "in", tuple(sorted(set(values), key=str)))

    def _number(self, subject: Subject, value: Any, path: Path) -> Condition:
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return Comparison(subject.id, "eq", number=Decimal(value))
        if not isinstance(value, dict) or not value:
            message = said(
                "'{subject}' is a number; write {{gt: …}}, {{ge: …}}, {{lt: …}}, {{le: …}} or {{eq: …}}",
                subject=subject.id,
            )
            self.report("wrong-type", message, path, "")
            return ALWAYS
        parts: list[Condition] = []
        for key, bound in value.items():
            op = next((known for known in _NUMBER_OPS if known == key), None)
            if op is None or isinstance(bound, bool) or not isinstance(bound, (int, Decimal)):
                self.report(
                    "wrong-type",
                    said("'{key}: {bound}' is no comparison with a number", key=key, bound=bound),
                    (*path, key),
                    "",
                )
                continue
            parts.append(Comparison(subject.id, op, number=Decimal(bound)))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def cell(self, subject: Subject, value: Any, path: Path) -> Condition:
        """Return the test of a decision table's cell: as `test`, with `-`, `> 10` and `[5..10)` besides."""
        if value == "-":
            return ALWAYS
        if subject.shape == "number" and isinstance(value, str):
            return self._number_cell(subject, value.strip(), path)
        return self.test(subject, value, path)

    def _number_cell(self, subject: Subject, text: str, path: Path) -> Condition:
        try:
            if text[0] in "[(]" and ".." in text:
                low, high = text[1:-1].split("..")
                below, above = text[0] == "[", text[-1] == "]"
                return All((
                    Comparison(subject.id, "ge" if below else "gt", number=Decimal(low.strip())),
                    Comparison(subject.id, "le" if above else "lt", number=Decimal(high.strip())),
                ))  # fmt: skip
            for sign, op in _CELL_OPS:
                if text.startswith(sign):
                    return Comparison(subject.id, op, number=Decimal(text[len(sign) :].strip()))
        except (InvalidOperation, ValueError, IndexError):
            pass
        self.report(
            "wrong-type", said("'{text}' is no number test; write '> 10', '<= 5' or '[5..10)'", text=text), path, ""
        )
        return ALWAYS
