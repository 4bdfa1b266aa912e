"""Questions as a QTI 2.1 content package: one file for each question, a test that holds them all, a manifest.

Format: IMS Question and Test Interoperability 2.1, https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.etree import ElementTree as Xml
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from advisor.teaching.exports.items import Item, Sum, number, paragraphs

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = {
    _QTI: f"{_QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    _PACKAGE: f"{_PACKAGE} http://www.imsglobal.org/xsd/imscp_v1p1.xsd",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package, so that the same questions are the same bytes."""


def qti_of(items: Iterable[Item], title: str, lang: str) -> bytes:
    """Return questions as the bytes of a zipped package."""
    made = list(items)
    files = {f"items/Q{index:04}.xml": _item(item, index, lang) for index, item in enumerate(made, 1)}
    written = {"imsmanifest.xml": _manifest(list(files)), "test.xml": _test(list(files), title), **files}
    target = BytesIO()
    with ZipFile(target, "w") as package:
        for name, root in written.items():
            Xml.indent(root)
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, Xml.tostring(root, encoding="utf-8", xml_declaration=True))
    return target.getvalue()


def _root(tag: str, namespace: str, **attributes: str) -> Xml.Element:
    """Return the root of a file; names of its own namespace stand without a prefix."""
    return Xml.Element(
        tag, {"xmlns": namespace, "xmlns:xsi": _XSI, "xsi:schemaLocation": _SCHEMAS[namespace], **attributes}
    )


def _add(parent: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _lines(parent: Xml.Element, text: str) -> None:
    """Add a text as paragraphs whose lines stay lines."""
    for lines in paragraphs(text):
        paragraph = _add(parent, "p", lines[0])
        for line in lines[1:]:
            _add(paragraph, "br").tail = line


# --- one question --------------------------------------------------------------------------------------------------


def _item(item: Item, index: int, lang: str) -> Xml.Element:
    root = _root(
        "assessmentItem",
        _QTI,
        identifier=f"Q{index:04}",
        title=item.title,
        label=item.id[:256],
        adaptive="false",
        timeDependent="false",
    )
    root.set(_LANG, lang)
    asked = item.sum
    _declare(root, item, asked)
    body = _add(root, "itemBody")
    _lines(body, item.stem)
    if asked:
        entry = _add(body, "p")
        _add(entry, "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="15").tail = f" {asked.unit}"
    else:
        shuffle = "false" if item.truth is not None else "true"
        asks = _add(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle=shuffle, maxChoices="1")
        for choice, name in zip(item.choices, _names(item), strict=True):
            _add(asks, "simpleChoice", choice.text, identifier=name)
    _process(root, item, asked)
    _feedback(root, item, asked)
    return root


def _names(item: Item) -> list[str]:
    return [f"C{position}" for position in range(1, len(item.choices) + 1)]


def _declare(root: Xml.Element, item: Item, asked: Sum | None) -> None:
    """Declare what is answered, the right answer, the score and what is said to the answer."""
    kind = "float" if asked else "identifier"
    response = _add(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=kind)
    right = number(asked.right) if asked else _names(item)[item.key]
    _add(_add(response, "correctResponse"), "value", right)
    score = _add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    _add(_add(score, "defaultValue"), "value", "0")
    _add(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")


def _process(root: Xml.Element, item: Item, asked: Sum | None) -> None:
    """Give one point to the right answer, and choose what is said."""
    processing = _add(root, "responseProcessing")
    condition = _add(processing, "responseCondition")
    answered = _add(condition, "responseIf")
    if asked is None:
        _matches(answered)
        _set(answered, "SCORE", "float", "1")
        named = _add(processing, "setOutcomeValue", identifier="FEEDBACK")
        _add(named, "variable", identifier="RESPONSE")
        return
    _near(answered, asked.right, asked)
    _set(answered, "SCORE", "float", "1")
    _set(answered, "FEEDBACK", "identifier", "RIGHT")
    for position, (value, _) in enumerate(asked.wrong, 1):
        slipped = _add(condition, "responseElseIf")
        _near(slipped, value, asked)
        _set(slipped, "FEEDBACK", "identifier", f"SLIP{position}")


def _matches(parent: Xml.Element) -> None:
    match = _add(parent, "match")
    _add(match, "variable", identifier="RESPONSE")
    _add(match, "correct", identifier="RESPONSE")


def _near(parent: Xml.Element, value: object, asked: Sum) -> None:
    """Compare with a number; both bounds count as right."""
    tolerance = number(asked.tolerance)
    equal = _add(parent, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
    _add(equal, "variable", identifier="RESPONSE")
    _add(equal, "baseValue", f"{value:f}", baseType="float")


def _set(parent: Xml.Element, name: str, kind: str, value: str) -> None:
    outcome = _add(parent, "setOutcomeValue", identifier=name)
    _add(outcome, "baseValue", value, baseType=kind)


def _feedback(root: Xml.Element, item: Item, asked: Sum | None) -> None:
    if asked:
        slips = [(f"SLIP{position}", told) for position, (_, told) in enumerate(asked.wrong, 1)]
        told = [("RIGHT", item.why), *slips]
    else:
        told = [
            (name, item.why if choice.right else choice.feedback)
            for choice, name in zip(item.choices, _names(item), strict=True)
        ]
    for name, text in told:
        feedback = _add(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show")
        _lines(feedback, text)


# --- test and manifest ---------------------------------------------------------------------------------------------


def _test(names: Sequence[str], title: str) -> Xml.Element:
    root = _root("assessmentTest", _QTI, identifier="TEST", title=title)
    part = _add(root, "testPart", identifier="PART", navigationMode="nonlinear", submissionMode="individual")
    section = _add(part, "assessmentSection", identifier="SECTION", title=title, visible="true")
    for index, name in enumerate(names, 1):
        _add(section, "assessmentItemRef", identifier=f"Q{index:04}", href=name)
    return root


def _manifest(names: Sequence[str]) -> Xml.Element:
    root = _root("manifest", _PACKAGE, identifier="MANIFEST")
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "QTIv2.1 Package")
    _add(metadata, "schemaversion", "1.0.0")
    _add(root, "organizations")
    resources = _add(root, "resources")
    test = _add(resources, "resource", identifier="R-TEST", type="imsqti_test_xmlv2p1", href="test.xml")
    _add(test, "file", href="test.xml")
    for index in range(1, len(names) + 1):
        _add(test, "dependency", identifierref=f"R-Q{index:04}")
    for index, name in enumerate(names, 1):
        resource = _add(resources, "resource", identifier=f"R-Q{index:04}", type="imsqti_item_xmlv2p1", href=name)
        _add(resource, "file", href=name)
    return root
