"""Questions as Moodle XML: categories by area, tags, feedback and a grade for each answer, numbers with tolerance.

Format: https://docs.moodle.org/en/Moodle_XML_format.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from advisor.teaching.exports.items import Item, Sum, html, number

_GRADE = "1.0000000"


def moodle_of(items: Iterable[Item], subject: str) -> str:
    """Return questions as Moodle XML, by area."""
    quiz = Xml.Element("quiz")
    area = None
    for item in sorted(items, key=lambda one: one.area):
        if item.area != area:
            area = item.area
            category = Xml.SubElement(quiz, "question", type="category")
            path = "/".join(part.replace("/", "//") for part in (subject, area))
            _text(category, "category", f"$course$/top/{path}")
        _question(quiz, item)
    Xml.indent(quiz)
    return Xml.tostring(quiz, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _text(parent: Xml.Element, tag: str, text: str, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, tag, attributes)
    Xml.SubElement(element, "text").text = text
    return element


def _html(parent: Xml.Element, tag: str, text: str) -> Xml.Element:
    return _text(parent, tag, html(text), format="html")


def _field(parent: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(parent, tag).text = text


def _question(quiz: Xml.Element, item: Item) -> None:
    kind = "truefalse" if item.truth is not None else "numerical" if item.sum else "multichoice"
    question = Xml.SubElement(quiz, "question", type=kind)
    _text(question, "name", f"{item.title} · {item.id}")
    _html(question, "questiontext", item.stem)
    _html(question, "generalfeedback", item.why)
    _field(question, "defaultgrade", _GRADE)
    _field(question, "penalty", "1.0000000" if kind == "truefalse" else "0.3333333")
    _field(question, "hidden", "0")
    _field(question, "idnumber", item.id[:100])
    if item.truth is not None:
        _truth(question, item)
    elif item.sum:
        _numbers(question, item, item.sum)
    else:
        _choices(question, item)
    tags = Xml.SubElement(question, "tags")
    for tag in item.tags:
        _text(tags, "tag", tag)


def _choices(question: Xml.Element, item: Item) -> None:
    for tag, value in (("single", "true"), ("shuffleanswers", "true"), ("answernumbering", "ABCD")):
        _field(question, tag, value)
    for choice in item.choices:
        answer = _html(question, "answer", choice.text)
        answer.set("fraction", "100" if choice.right else "0")
        _html(answer, "feedback", choice.feedback)


def _truth(question: Xml.Element, item: Item) -> None:
    wrong = next(choice.feedback for choice in item.choices if not choice.right)
    for value in (True, False):
        right = value == item.truth
        answer = _text(question, "answer", "true" if value else "false", format="moodle_auto_format")
        answer.set("fraction", "100" if right else "0")
        _html(answer, "feedback", item.why if right else wrong)


def _numbers(question: Xml.Element, item: Item, asked: Sum) -> None:
    for value, grade, feedback in ((asked.right, "100", item.why), *((v, "0", told) for v, told in asked.wrong)):
        answer = _text(question, "answer", number(value), format="moodle_auto_format")
        answer.set("fraction", grade)
        _html(answer, "feedback", feedback)
        _field(answer, "tolerance", number(asked.tolerance))
    _field(question, "unitgradingtype", "0")
    _field(question, "showunits", "3")
