"""XML to a plain tree that knows its lines. A document type, and so every entity, is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from advisor.diagnostics import Diagnostic, Span
from advisor.errors import DiagnosedError

MAX_BYTES = 20_000_000
MAX_DEPTH = 200


class DmnError(DiagnosedError):
    """A DMN or test file that cannot be used."""


@dataclass(slots=True)
class Element:
    """An element: its local name and namespace, attributes by local name, children, own text, line and column."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    span: Span
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, otherwise)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def find(self, *path: str) -> Element | None:
        """Return the first descendant along a path of names, or None."""
        found: Element | None = self
        for name in path:
            found = next(found.all(name), None) if found is not None else None
        return found

    def words(self, *path: str) -> str:
        """Return the text at the end of a path, without the space around it."""
        found = self.find(*path)
        return found.text.strip() if found is not None else ""


def read_xml(content: bytes, name: str) -> Element:
    """Return the root of an XML document; `name` is what to call the file.

    Raises DmnError where it is not well-formed, too large or too deep, or declares a document type.
    """
    if len(content) > MAX_BYTES:
        raise fault("too-large", f"the file is larger than {MAX_BYTES // 1_000_000} MB", Span(name))
    return _Builder(name).build(content)


def fault(code: str, message: str, span: Span) -> DmnError:
    """Return the error for one fault."""
    return DmnError([Diagnostic(code=code, message=message, span=span)])


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Element | None = None
        self.open: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.buffer_text = True

    def build(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            span = Span(self.name, error.lineno, error.offset + 1)
            raise fault("xml-syntax", f"not well-formed XML: {expat.ErrorString(error.code)}", span) from None
        except (LookupError, ValueError) as error:
            raise fault("encoding", f"the text cannot be decoded: {error}", Span(self.name)) from None
        if self.root is None:  # expat reports an empty document itself
            raise fault("xml-syntax", "the file is empty", Span(self.name))
        return self.root

    def _span(self) -> Span:
        return Span(self.name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise fault("too-deep", f"nested more than {MAX_DEPTH} levels deep", self._span())
        namespace, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(local, namespace, plain, self._span())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _characters(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text

    def _refuse(self, *_: object) -> None:
        raise fault("doctype", "a document type and entities are not accepted; take the <!DOCTYPE …> out", self._span())
