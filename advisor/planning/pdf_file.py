"""A document as PDF, set by typst from a fixed template; the words go in as JSON and are never read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from advisor.planning.charts.drawing import WIDTH
from advisor.planning.document import Document
from advisor.planning.extras import need
from advisor.render.environment import Words, shipped_templates

_STANDARD = "ua-1"
"""PDF/UA-1: headings, tables, lists and figures are tagged, figures have a text alternative."""
_HIGHEST = 800.0
"""The highest drawing that fits a page with its caption, in units of a drawing that is as wide as the page."""
_LONGEST_WORD = 30
_MISSING = "□"
_SURE = re.compile(r"[\u0020-\u024f\u1ea0-\u1ef9\u2010-\u2027\u2030-\u203a\u20ab\u20ac\u2212×÷\s]*")
"""Characters that the fonts are known to have."""


def pdf_of(document: Document, words: Words) -> bytes:
    """Return the document as PDF/UA-1; same document, same bytes. Characters that no font of ours has become boxes."""
    typst = need("typst", "pdf")
    text = json.dumps(_data(document, words), ensure_ascii=False)
    text = _printable(typst, text)
    fonts = typst_fonts(typst)
    compiled: bytes = typst.compile(
        str(shipped_templates() / "layout" / "plan.typ"),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"document": text},
        pdf_standards=_STANDARD,
    )
    return compiled


def pictures_of(svgs: Sequence[str], dots_per_inch: float = 192) -> list[bytes]:
    """Return drawings as PNG, for programs that cannot show SVG."""
    if not svgs:
        return []
    typst = need("typst", "docx")
    source = (
        "#let svgs = json(bytes(sys.inputs.svgs))\n"
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#svgs.map(svg => image(bytes(svg), format: "svg", width: {WIDTH * 0.75}pt)).join(pagebreak())\n'
    )
    made = typst.compile(
        source.encode("utf-8"),
        font_paths=typst_fonts(typst),
        ignore_system_fonts=True,
        sys_inputs={"svgs": json.dumps(list(svgs), ensure_ascii=False)},
        format="png",
        ppi=dots_per_inch,
    )
    return [made] if isinstance(made, bytes) else list(made)


def typst_fonts(typst: Any) -> Any:
    """Return where the fonts are."""
    return [str(shipped_templates() / "fonts")]


def _data(document: Document, words: Words) -> dict[str, Any]:
    data = asdict(document)
    data["heading"] = document.heading
    data["page"] = words.say("layout", "page")
    for section in data["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "figure":
                block["share"] = min(100.0, 100 * _HIGHEST / block["height"])
    broken: dict[str, Any] = _broken(data)
    return broken


def _broken(value: Any, key: str = "") -> Any:
    """Return the data with a place to break lines inside very long words."""
    if isinstance(value, dict):
        return {name: _broken(one, name) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_broken(one, key) for one in value]
    if isinstance(value, str) and key != "svg":
        return re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda m: "\u200b".join(_pieces(m[0], 10)), value)
    return value


def _pieces(text: str, length: int) -> Iterable[str]:
    return (text[start : start + length] for start in range(0, len(text), length))


def _printable(typst: Any, text: str) -> str:
    """Return the text with boxes for the characters that no font here has, such as emoji."""
    if _SURE.fullmatch(text):
        return text
    doubtful = sorted({character for character in text if not _SURE.fullmatch(character)})
    lacking = {character for character in doubtful if not _has(typst, character)}
    return text.translate(dict.fromkeys(map(ord, lacking), _MISSING))


def _has(typst: Any, character: str) -> bool:
    try:
        typst.compile(
            b'#set document(title: "x")\n#set text(font: "Be Vietnam Pro")\n#sys.inputs.text',
            font_paths=typst_fonts(typst),
            ignore_system_fonts=True,
            sys_inputs={"text": character},
            pdf_standards=_STANDARD,
        )
    except typst.TypstError:
        return False
    return True
