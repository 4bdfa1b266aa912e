"""Decision tables of a DMN model as tables of a knowledge base; what has no counterpart is told, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.diagnostics import Diagnostic, Span, closest
from advisor.interchange.dmn.cells import NoCounterpart, from_feel, result_of
from advisor.interchange.dmn.types import DecisionNode, Model, Row, Table
from advisor.interchange.dmn.write import ANNOTATIONS
from advisor.interchange.feel.types import Name
from advisor.interchange.tables.grid import columns_by_name
from advisor.interchange.tables.raw import CLAIMS, Base, Names
from advisor.language.letters import fold


def tables_of(model: Model, base: Base) -> tuple[list[dict[str, Any]], list[Diagnostic]]:
    """Return the tables of a model as plain data, and everything of it that has no counterpart."""
    problems: list[Diagnostic] = []
    tables = []
    for decision in model.decisions.values():
        reader = _TableReader(model, base, decision, problems)
        before = len(problems)
        table = reader.read()
        if table is not None and len(problems) == before:
            tables.append(table)
    return tables, problems


class _TableReader:
    def __init__(self, model: Model, base: Base, decision: DecisionNode, problems: list[Diagnostic]) -> None:
        self.model = model
        self.base = base
        self.decision = decision
        self.problems = problems
        self.columns = columns_by_name(base)

    def read(self) -> dict[str, Any] | None:
        decision, table = self.decision, self.decision.table
        self.problems.extend(decision.faults)
        if table is None:
            kind = decision.beyond or "an expression"
            self._report(f"it is {kind}; only decision tables become tables of a knowledge base", decision.span)
            return None
        target = self._target(table)
        inputs = [self._input(table, index) for index in range(len(table.inputs))]
        self._refuse(table)
        if target is not None and table.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
            self._check_order(table, self.base.names[target])
        if target is None or None in inputs:
            return None
        columns = [str(one) for one in inputs]
        kind = "decision" if self.base.names[target].kind else "fact"
        used: set[str] = set()
        return {
            "id": self._table_id(target),
            kind: target,
            "hit_policy": table.hit_policy.lower().replace(" ", "-"),
            "inputs": columns,
            **({"note": decision.description} if decision.description else {}),
            "rows": [self._row(table, row, columns, target, used) for row in table.rows],
        }

    # --- the table ------------------------------------------------------------------------------------

    def _table_id(self, target: str) -> str:
        if self.decision.id.startswith("table_"):
            return self.decision.id.removeprefix("table_")
        return f"{target}.{_slug(self.decision.name)}"

    def _target(self, table: Table) -> str | None:
        for name in (table.output_label, self.decision.name, self.decision.label):
            found = self._named(name)
            if found is not None and found in self.base.names:
                return found
        guess = self._guess(table.output_label or self.decision.name)
        self._report("no decision or fact of the knowledge base is called so", self.decision.span, guess)
        return None

    def _input(self, table: Table, index: int) -> str | None:
        clause = table.inputs[index]
        if not isinstance(clause.expression, Name):
            self._report(
                f"the input `{clause.text}` is worked out; make it a formula of the knowledge base", table.span
            )
            return None
        name = clause.expression.name
        given = next((one for one in self.model.inputs.values() if one.name == name), None)
        if given is not None and given.id.removeprefix("input_") in self.base.names:
            return given.id.removeprefix("input_")
        found = self._named(name) or self._named(clause.label)
        if found is None:
            message = f"no fact, decision or formula is called as the input `{name}`"
            self._report(message, table.span, self._guess(name))
        return found

    def _refuse(self, table: Table) -> None:
        if table.aggregation:
            self._report(f"the aggregation {table.aggregation} has no counterpart", table.span)
        for output in table.outputs:
            if output.default is not None:
                self._report("a default output has no counterpart; write it as a row marked `default`", table.span)

    def _check_order(self, table: Table, names: Names) -> None:
        """Report outputs whose values go another way than the options: in a knowledge base theirs is the order."""
        order = list(names.options)
        ids = {fold(label): id_ for id_, labels in names.options.items() for label in labels}
        for output in table.outputs:
            places = []
            for one in output.values:
                try:
                    value = result_of(one)
                except NoCounterpart:
                    continue  # told of the row that has it
                flat = [str(part) for part in (value if isinstance(value, list) else [value])]
                known = [part if part in order else ids.get(fold(part), "") for part in flat]
                places.append(min((order.index(part) for part in known if part in order), default=0))
            if places != sorted(places):
                message = f"the output values stand in another order than the options of '{names.subject.id}'"
                self._report(f"{message} ({', '.join(order)}), which decides here", table.span)

    # --- rows -----------------------------------------------------------------------------------------

    def _row(self, table: Table, row: Row, inputs: Sequence[str], target: str, used: set[str]) -> dict[str, Any]:
        when = []
        for id_, tests, text in zip(inputs, row.tests, row.cells, strict=False):
            try:
                when.append(self._options(id_, from_feel(tests, self.base.names[id_])))
            except NoCounterpart as problem:
                self._report(f"the cell `{text}` has no counterpart: {problem}", row.span)
        remarks = dict(zip(table.annotations, row.annotations, strict=False))
        because = {lang: remarks.get(f"because_{lang}", "") for lang in ("vi", "en")}
        for lang, text in because.items():
            if not text:
                self._report(f"a row says why in an annotation `because_{lang}`; this one does not", row.span)
        found: dict[str, Any] = {"id": self._row_id(row, used), "when": when, **self._claim(table, row, target)}
        found["because"] = because
        for key in ("teaches", "overrides"):
            listed = [one.strip() for one in re.split(r"[;,]", remarks.get(key, "")) if one.strip()]
            if listed:
                found[key] = listed
        if remarks.get("default", "").strip().lower() in ("true", "yes"):
            found["default"] = True
        if remarks.get("note"):
            found["note"] = remarks["note"]
        unknown = [name for name in table.annotations if name not in ANNOTATIONS and remarks.get(name)]
        for name in unknown:
            self._report(f"the annotation `{name}` has no counterpart; there are {', '.join(ANNOTATIONS)}", row.span)
        return found

    def _row_id(self, row: Row, used: set[str]) -> str:
        own = f"row_{self.decision.id.removeprefix('table_')}."
        id_ = row.id.removeprefix(own) if row.id.startswith(own) else f"row-{len(used) + 1}"
        used.add(id_)
        return id_

    def _claim(self, table: Table, row: Row, target: str) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for output, expression, text in zip(table.outputs, row.outputs, row.results, strict=False):
            try:
                value = result_of(expression)
            except NoCounterpart as problem:
                self._report(f"the result `{text}` has no counterpart: {problem}", row.span)
                return {}
            if value is not None:
                filled[output.name] = value
        if len(filled) != 1:
            self._report("a row claims one thing, in one output; the others are null", row.span)
            return {}
        ((name, value),) = filled.items()
        claim, _, joint = name.partition("_")
        allowed = self.base.claims_about(target)
        if (
            claim not in CLAIMS and len(table.outputs) == 1
        ):  # a table of another tool: its one result is what is advised
            claim = allowed[0]
        if claim not in allowed:
            self._report(
                f"the output `{name}` has no counterpart; of '{target}' rows say {', '.join(allowed)}", row.span
            )
            return {}
        names = self.base.names[target]
        options = self._known(names, value, row.span)
        if claim in ("is", "rank") or not isinstance(options, list):
            return {claim: options}
        return {claim: {"any" if joint == "any" else "all": options}}

    # --- names ----------------------------------------------------------------------------------------

    def _options(self, id_: str, cell: Any) -> Any:
        """Return a cell with labels made ids; what is no option is reported."""
        names = self.base.names[id_]
        if names.subject.shape == "number" or cell in ("-", "known"):
            return cell
        if isinstance(cell, dict):
            return {key: self._known(names, value, self.decision.span, outcomes=True) for key, value in cell.items()}
        return self._known(names, cell, self.decision.span, outcomes=True)

    def _known(self, names: Names, value: Any, span: Span, *, outcomes: bool = False) -> Any:
        if isinstance(value, list):
            return [self._known(names, one, span, outcomes=outcomes) for one in value]
        known = names.subject.options if outcomes else tuple(names.options)
        yes_no = names.subject.shape == "yes-no"
        if (isinstance(value, bool) and yes_no) or (value in known and not yes_no):
            return value
        by_label = {fold(label): id_ for id_, labels in names.options.items() for label in labels}
        if isinstance(value, str) and by_label.get(fold(value)) in known:
            return by_label[fold(value)]
        guess = closest(str(value), known)
        message = f"'{names.subject.id}' has no option '{value}'; it has {', '.join(known) or 'true, false'}"
        self._report(message, span, guess)
        return value

    def _named(self, name: str) -> str | None:
        if name in self.base.names:
            return name
        ids = self.columns.get(fold(name), []) if name else []
        if len(ids) == 1:
            return ids[0]
        wanted = re.sub(r"\W", "_", name)
        same = [id_ for id_ in self.base.names if re.sub(r"\W", "_", id_) == wanted] if name else []
        return same[0] if len(same) == 1 else None

    def _guess(self, name: str) -> str:
        folded: Mapping[str, list[str]] = self.columns
        near = closest(fold(name), folded)
        return folded[near][0] if near else ""

    def _report(self, message: str, span: Span, guess: str = "") -> None:
        hint = f"did you mean '{guess}'?" if guess else ""
        text = f"decision '{self.decision.name}': {message}"
        self.problems.append(Diagnostic(code="no-counterpart", message=text, span=span, hint=hint))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "table"
