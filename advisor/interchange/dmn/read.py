"""A DMN file to a `Model`.

Elements are known by their local names, so models of DMN 1.1 to 1.5 are read alike. A decision that
cannot be read keeps its faults, and the others can still be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from advisor.diagnostics import Diagnostic, Span, did_you_mean
from advisor.interchange.dmn.item_types import find_type, read_allowed, types_of
from advisor.interchange.dmn.types import (
    Aggregation,
    DecisionNode,
    HitPolicy,
    InputClause,
    InputData,
    ItemType,
    Model,
    OutputClause,
    Row,
    Table,
)
from advisor.interchange.dmn.xml_tree import Element, fault, read_xml
from advisor.interchange.feel.parse import parse_expression, parse_tests
from advisor.interchange.feel.types import Expression, FeelError, Literal, UnaryTests

_LOGIC = ("decisionTable", "literalExpression")
_OTHER_LOGIC = (
    "invocation", "context", "functionDefinition", "relation", "list", "conditional", "for", "every", "some", "filter",
)  # fmt: skip
Read = TypeVar("Read")


def read_dmn(path: Path) -> Model:
    """Return the model in a DMN file; raises DmnError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise fault("unreadable", f"cannot be read: {error.strerror}", Span(str(path))) from None
    return read_model(content, str(path))


def read_model(content: bytes, name: str) -> Model:
    """Return the model in the bytes of a DMN file; `name` is what to call the file. Raises DmnError."""
    root = read_xml(content, name)
    if root.name != "definitions":
        raise fault("no-dmn", f"the root is <{root.name}>; a DMN file has <definitions>", root.span)
    types = types_of(root)
    inputs = {
        element.get("id"): InputData(
            id=element.get("id"), name=_name(element), type=_variable_type(element, types), span=element.span
        )
        for element in root.all("inputData")
    }
    elements = {element.get("id"): element for element in root.all("decision")}
    names = {id_: _name(element) for id_, element in elements.items()}
    names.update({id_: one.name for id_, one in inputs.items()})
    namespace = root.get("namespace")
    decisions = {id_: _DecisionReader(element, names, types, namespace).read() for id_, element in elements.items()}
    return Model(name=root.get("name"), inputs=inputs, decisions=decisions)


def _name(element: Element) -> str:
    return " ".join(element.get("name").split())


def _variable_type(element: Element, types: Mapping[str, ItemType]) -> ItemType:
    variable = element.find("variable")
    return find_type(variable.get("typeRef") if variable is not None else "", types)


class _DecisionReader:
    def __init__(
        self, element: Element, names: Mapping[str, str], types: Mapping[str, ItemType], namespace: str
    ) -> None:
        self.element = element
        self.namespace = namespace
        self.types = types
        self.faults: list[Diagnostic] = []
        self.imports = False
        self.requires = tuple(self._requirements(names))
        self.scope = tuple(names[id_] for id_ in self.requires)

    def read(self) -> DecisionNode:
        element = self.element
        table, literal = (element.find(name) for name in _LOGIC)
        beyond = next((one for one in _OTHER_LOGIC if element.find(one) is not None), "")
        if table is None and literal is None and not beyond:
            beyond = "no logic"
        if next(element.all("knowledgeRequirement"), None) is not None:
            beyond = beyond or "a business knowledge model"
        if self.imports:
            beyond = beyond or "an imported model"
        read_table = self._table(table) if table is not None else None
        text = literal.find("text") if literal is not None else None
        expression = self._expression(text) if text is not None else None
        return DecisionNode(
            id=element.get("id"),
            name=_name(element),
            label=element.get("label"),
            type=_variable_type(element, self.types),
            requires=self.requires,
            table=read_table,
            expression=expression,
            beyond=beyond,
            faults=tuple(self.faults),
            description=element.words("description"),
            span=element.span,
        )

    def _requirements(self, names: Mapping[str, str]) -> Iterable[str]:
        for requirement in self.element.all("informationRequirement"):
            for target in requirement.children:
                place, _, id_ = target.get("href").rpartition("#")
                if target.name not in ("requiredInput", "requiredDecision"):
                    continue
                self.imports = self.imports or bool(place and place != self.namespace)
                if id_ in names:
                    yield id_
                elif not self.imports:
                    hint = did_you_mean(id_, names)
                    self._report("unknown-id", f"it requires '{id_}', which the file does not hold", target.span, hint)

    # --- the table -----------------------------------------------------------------------------------

    def _table(self, element: Element) -> Table:
        inputs = tuple(self._input(one) for one in element.all("input"))
        outputs = tuple(self._output(one) for one in element.all("output"))
        hit_policy = element.get("hitPolicy", "UNIQUE").replace("_", " ").upper()
        if hit_policy not in get_args(HitPolicy):
            accepted = ", ".join(get_args(HitPolicy))
            self._report("unknown-value", f"'{hit_policy}' is no hit policy; there are {accepted}", element.span)
        aggregation = element.get("aggregation").upper()
        if aggregation not in get_args(Aggregation):
            message = f"'{aggregation}' is no aggregation; there are SUM, MIN, MAX, COUNT"
            self._report("unknown-value", message, element.span)
        if not outputs:
            self._report("missing-key", "the table has no output", element.span)
        if len(outputs) > 1 and aggregation not in ("", "COUNT"):
            self._report("bad-table", f"{aggregation} is for tables with one output", element.span)
        return Table(
            id=element.get("id"),
            hit_policy=cast(HitPolicy, hit_policy),
            aggregation=cast(Aggregation, aggregation if hit_policy == "COLLECT" else ""),
            inputs=inputs,
            outputs=outputs,
            rows=tuple(self._row(one, len(inputs), len(outputs)) for one in element.all("rule")),
            annotations=tuple(one.get("name") for one in element.all("annotation")),
            output_label=element.get("outputLabel"),
            span=element.span,
        )

    def _input(self, element: Element) -> InputClause:
        source = element.find("inputExpression")
        text = source.find("text") if source is not None else None
        expression: Expression = Literal(None)
        if text is None:
            self._report("missing-key", "the input has no expression", element.span)
        else:
            expression = self._expression(text)
        values = element.words("inputValues", "text")
        allowed = read_allowed(values)[0] if values else None
        if allowed is None and source is not None:
            allowed = find_type(source.get("typeRef"), self.types).allowed
        return InputClause(
            label=element.get("label"),
            text=text.text.strip() if text is not None else "",
            expression=expression,
            allowed=allowed,
        )

    def _output(self, element: Element) -> OutputClause:
        values = element.words("outputValues", "text")
        listed = read_allowed(values)[1] if values else find_type(element.get("typeRef"), self.types).listed
        default = element.find("defaultOutputEntry", "text")
        return OutputClause(
            name=" ".join(element.get("name").split()),
            label=element.get("label"),
            values=listed or self._decision_values(element),
            default=self._expression(default) if default is not None and default.text.strip() else None,
        )

    def _decision_values(self, element: Element) -> tuple[Expression, ...]:
        """Return the values that the type of the whole decision allows for an output."""
        whole = _variable_type(self.element, self.types)
        component = whole.components.get(element.get("name"))
        return component.listed if component is not None else whole.listed

    def _row(self, element: Element, inputs: int, outputs: int) -> Row:
        cells = [one.find("text") or one for one in element.all("inputEntry")]
        results = [one.find("text") or one for one in element.all("outputEntry")]
        if (len(cells), len(results)) != (inputs, outputs):
            message = (
                f"the row has {len(cells)} input and {len(results)} output entries for {inputs} inputs "
                f"and {outputs} outputs"
            )
            self._report("bad-row", message, element.span)
        return Row(
            id=element.get("id"),
            tests=tuple(self._tests(cell) for cell in cells),
            outputs=tuple(self._expression(result) for result in results),
            annotations=tuple(one.words("text") for one in element.all("annotationEntry")),
            cells=tuple(cell.text.strip() for cell in cells),
            results=tuple(result.text.strip() for result in results),
            span=element.span,
        )

    # --- expressions ---------------------------------------------------------------------------------

    def _expression(self, element: Element) -> Expression:
        text = element.text.strip()
        if text in ("", "-"):  # an entry left open
            return Literal(None)
        found: Expression | None = self._read(parse_expression, element)
        return Literal(None) if found is None else found

    def _tests(self, element: Element) -> UnaryTests:
        found: UnaryTests | None = self._read(parse_tests, element) if element.text.strip() else UnaryTests(None)
        return UnaryTests(()) if found is None else found

    def _read(self, parse: Callable[[str, Iterable[str]], Read], element: Element) -> Read | None:
        try:
            return parse(element.text, self.scope)
        except FeelError as error:
            self._report("bad-expression", str(error), element.span)
            return None

    def _report(self, code: str, message: str, span: Span, hint: str = "", **parts: Any) -> None:
        where = f"decision '{_name(self.element)}': {message}"
        self.faults.append(Diagnostic(code=code, message=where, span=span, hint=hint, parts=parts))
