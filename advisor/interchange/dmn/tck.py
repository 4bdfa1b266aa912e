"""Run cases written in the format of the DMN technology compatibility kit (TCK).

Only what rests on decision tables is run; the rest of the kit is counted as skipped. Each result
that a case expects counts as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from advisor.diagnostics import Span
from advisor.errors import AdvisorError, UsageError
from advisor.interchange.dmn.evaluate import DmnRun, Outcome
from advisor.interchange.dmn.item_types import ANY
from advisor.interchange.dmn.read import read_dmn
from advisor.interchange.dmn.types import DecisionNode, ItemType, Model
from advisor.interchange.dmn.xml_tree import Element, fault, read_xml
from advisor.interchange.feel.functions import NO_VALUE, as_date, as_duration, as_moment, as_time, same, show

TOLERANCE = Decimal("1e-8")  # as the kit's own runner compares numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class TckResult:
    """One expected result: where it stands, whether it came out, and what came instead."""

    model: str
    case: str
    decision: str
    span: Span
    passed: bool
    expected: str = ""
    got: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Results that were not tried, and why."""

    model: str
    results: int
    reason: str


def run_tck(folder: Path) -> tuple[list[TckResult], list[Skipped]]:
    """Run every case below a folder: a checkout of the kit, `TestCases`, a level or one model.

    Raises UsageError where there is no case.
    """
    if not folder.is_dir():
        raise UsageError(f"'{folder}' is no folder; --dir takes a checkout of the kit, a level or one model's folder")
    results: list[TckResult] = []
    skipped: list[Skipped] = []
    files = sorted(path for path in folder.rglob("*.xml") if path.is_file() and not path.is_symlink())
    found = False
    for path in files:
        if b"testCases" not in path.read_bytes()[:4000]:
            continue
        try:
            root = read_xml(path.read_bytes(), path.relative_to(folder).as_posix())
        except AdvisorError as error:
            skipped.append(Skipped(path.parent.name, 0, str(error)))
            continue
        if root.name != "testCases":
            continue
        found = True
        _run_file(path, root, results, skipped)
    if not found:
        raise UsageError(f"'{folder}' holds no test cases (files with <testCases> beside a .dmn file)")
    return results, skipped


def _run_file(path: Path, root: Element, results: list[TckResult], skipped: list[Skipped]) -> None:
    count = sum(1 for case in root.all("testCase") for _ in case.all("resultNode"))
    name = path.parent.name
    model_path = _model_file(path, root)
    if model_path is None:
        skipped.append(Skipped(name, count, "no .dmn file beside the cases"))
        return
    try:
        model = read_dmn(model_path)
    except AdvisorError as error:
        if b"decisionTable" not in model_path.read_bytes():
            skipped.append(Skipped(name, count, f"the model cannot be read: {error}"))
            return
        results.extend(
            TckResult(
                model=name, case=case.get("id"), decision=node.get("name"), span=node.span, passed=False,
                remarks=(str(error),),
            )
            for case in root.all("testCase")
            for node in case.all("resultNode")
        )  # fmt: skip
        return
    reasons: dict[str, int] = {}
    for case in root.all("testCase"):
        for node in case.all("resultNode"):
            decision = model.decision_named(node.get("name"))
            reason = _why_not(model, case, decision)
            if decision is None or reason:
                reasons[reason] = reasons.get(reason, 0) + 1
            else:
                results.append(_run(model, decision, name, case, node))
    skipped.extend(Skipped(name, count, reason) for reason, count in reasons.items())


def _model_file(path: Path, root: Element) -> Path | None:
    named = Path(root.words("modelName")).name
    if named and (path.parent / named).is_file():
        return path.parent / named
    models = sorted(path.parent.glob("*.dmn"))
    return models[0] if len(models) == 1 else None


def _why_not(model: Model, case: Element, decision: DecisionNode | None) -> str:
    """Return why an expected result is not about decision tables; an empty text where it is."""
    if case.get("type") not in ("", "decision") or case.get("invocableName"):
        return "not a decision but a service or function"
    if decision is None:
        return "the decision is not in the file"
    needed = model.needed_for(decision)
    beyond = sorted({one.beyond for one in needed if one.beyond})
    if beyond:
        return f"logic other than a table: {', '.join(beyond)}"
    if not any(one.table is not None for one in needed):
        return "no decision table"
    if any(one.faults for one in needed if one.table is None):
        return "an expression beside the table is beyond the part of FEEL that is read"
    return ""


def _run(model: Model, decision: DecisionNode, name: str, case: Element, node: Element) -> TckResult:
    wanted = node.find("expected") or node.find("computed")  # the kit's first edition called it computed
    expected: Any = None
    try:
        outcome = DmnRun(model, _given(model, case)).decide(decision)
        expected = _value(wanted, ANY, like=outcome.value) if wanted is not None else None
        passed = _matches(outcome.value, expected)
    except AdvisorError as error:
        outcome, passed = Outcome(None, remarks=(str(error),)), False
    return TckResult(
        model=name,
        case=case.get("id"),
        decision=decision.name,
        span=node.span,
        passed=passed,
        expected=describe(expected),
        got=describe(outcome.value),
        remarks=outcome.remarks,
    )


def _given(model: Model, case: Element) -> dict[str, Any]:
    types = {one.name: one.type for one in model.inputs.values()}
    types.update({one.name: one.type for one in model.decisions.values()})
    given = {}
    for node in case.all("inputNode"):
        name = " ".join(node.get("name").split())
        given[name] = _value(node, types.get(name, ANY))
    return given


# --- values -----------------------------------------------------------------------------------------


def _value(node: Element, kind: ItemType, like: Any = None) -> Any:
    """Return the value that a node holds: its own type, else that of the model, else that of a value like it."""
    inner = node.find("list")
    if inner is not None:
        models = like if isinstance(like, list) else []
        element_type = ItemType(name=kind.name, base=kind.base, components=kind.components)
        return [
            _value(item, element_type, models[index] if index < len(models) else None)
            for index, item in enumerate(inner.all("item"))
        ]
    parts = list(node.all("component"))
    if parts:
        of = like if isinstance(like, dict) else {}
        return {
            (name := " ".join(part.get("name").split())): _value(part, kind.components.get(name, ANY), of.get(name))
            for part in parts
        }
    simple = node.find("value")
    if simple is None or simple.get("nil") in ("true", "1"):
        return None
    declared = simple.get("type").rpartition(":")[2]
    return _read_simple(simple, declared or kind.base or _like(like))


def _like(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, Decimal) else ""


_READERS = {
    "date": as_date,
    "time": as_time,
    "date and time": as_moment,
    "dateTime": as_moment,
    "duration": as_duration,
    "dayTimeDuration": as_duration,
    "yearMonthDuration": as_duration,
}
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "int", "long", "number"})


def _read_simple(node: Element, kind: str) -> Any:
    text = node.text if kind == "string" else node.text.strip()
    try:
        if kind in _NUMBERS:
            return Decimal(text)
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[text]
        return _READERS[kind](text) if kind in _READERS else text
    except (*NO_VALUE, InvalidOperation, KeyError):
        raise fault("wrong-value", f"'{text}' is no {kind}", node.span) from None


def _matches(got: Any, expected: Any) -> bool:
    if isinstance(got, Decimal) and isinstance(expected, Decimal):
        return abs(got - expected) <= TOLERANCE
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(_matches(a, b) for a, b in zip(got, expected, strict=True))
    if isinstance(got, Mapping) and isinstance(expected, Mapping):
        return got.keys() == expected.keys() and all(_matches(got[key], expected[key]) for key in got)
    return same(got, expected) is True


def describe(value: Any) -> str:
    """Return a value as a short text for a report."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Sequence):
        return "[" + ", ".join(describe(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {describe(item)}" for key, item in value.items()) + "}"
    try:
        return str(show(value))
    except TypeError:
        return str(value)
