"""Item definitions to types."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.interchange.dmn.types import ItemType
from advisor.interchange.dmn.xml_tree import Element
from advisor.interchange.feel.parse import parse_tests
from advisor.interchange.feel.types import Expression, FeelError, UnaryTests

BASE_TYPES = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "duration",
    "dayTimeDuration": "duration",
    "years and months duration": "duration",
    "yearMonthDuration": "duration",
}
ANY = ItemType(name="Any")
MAX_NESTED = 20


def types_of(root: Element) -> dict[str, ItemType]:
    """Return the item definitions of a model by name."""
    elements = {element.get("name"): element for element in root.all("itemDefinition")}
    return {name: _type(element, elements, 0) for name, element in elements.items()}


def find_type(reference: str, known: Mapping[str, ItemType]) -> ItemType:
    """Return the type that a reference such as `feel:string` or `tApproval` names; any type where none is known."""
    if reference in known:
        return known[reference]
    bare = reference.rpartition(":")[2]
    if bare in known:
        return known[bare]
    return ItemType(name=bare, base=BASE_TYPES[bare]) if bare in BASE_TYPES else ANY


def read_allowed(text: str) -> tuple[UnaryTests | None, tuple[Expression, ...]]:
    """Return allowed values as tests and in their order; nothing where they cannot be read."""
    try:
        tests = parse_tests(text)
    except FeelError:
        return None, ()
    return tests, tests.tests or ()


def _type(element: Element, elements: Mapping[str, Element], depth: int) -> ItemType:
    name = element.get("name")
    if depth > MAX_NESTED:  # definitions that refer to each other in a circle
        return ANY
    components = {one.get("name"): _type(one, elements, depth + 1) for one in element.all("itemComponent")}
    reference = element.words("typeRef")
    inner = ANY
    if reference:
        bare = reference.rpartition(":")[2]
        named = elements.get(reference) or elements.get(bare)
        inner = _type(named, elements, depth + 1) if named is not None else find_type(reference, {})
    text = element.words("allowedValues", "text") or element.words("typeConstraint", "text")
    allowed, listed = read_allowed(text) if text else (None, ())
    return ItemType(
        name=name,
        base=inner.base,
        collection=element.get("isCollection") == "true" or inner.collection,
        components=components or inner.components,
        allowed=allowed or inner.allowed,
        listed=listed or inner.listed,
    )
