"""What WordprocessingML needs and python-docx has no call for: fields, bookmarks, drawings, fonts, fixed times."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_FONT_KEYS = {"Regular": "embedRegular", "Bold": "embedBold"}


def element(tag: str, **attributes: str) -> Any:
    """Return an element such as `w:fldChar` with attributes of the same name space."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: Any, code: str, shown: str = "", *, parent: Any = None, dirty: bool = False) -> None:
    """Add a field, such as PAGE, with the text it shows until it is brought up to date.

    `dirty`: it is to be brought up to date when the document is opened. `parent`: the element it stands in.
    """
    start = element("w:fldChar", fldCharType="begin")
    if dirty:
        start.set(qn("w:dirty"), "true")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    separate, end = element("w:fldChar", fldCharType="separate"), element("w:fldChar", fldCharType="end")
    for part in (start, instruction, separate, _text(shown), end):
        _run(paragraph, parent).append(part)


def _run(paragraph: Any, parent: Any) -> Any:
    run = paragraph.add_run()._r
    if parent is not None:
        parent.append(run)
    return run


def _text(shown: str) -> Any:
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = shown
    return text


def add_link(paragraph: Any, anchor: str, text: str) -> Any:
    """Add a link to a bookmark and return it, so that more can stand inside."""
    link = element("w:hyperlink", anchor=anchor, history="1")
    paragraph._p.append(link)
    run = _run(paragraph, link)
    for index, part in enumerate(text.split("\t")):
        if index:
            run.append(OxmlElement("w:tab"))
        run.append(_text(part))
    return link


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark around the text of a paragraph."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def add_drawing(paragraph: Any, svg: str, png: bytes, width: Any, alt: str, title: str, number: int) -> None:
    """Add a drawing as SVG, with a PNG for programs that cannot show it, and its text alternative."""
    inline = paragraph.add_run().add_picture(BytesIO(png), width=width)._inline
    inline.docPr.set("descr", alt)
    inline.docPr.set("title", title)
    inline.docPr.set("name", title)
    inline.docPr.set("id", str(1000 + number))
    package = paragraph.part.package
    part = Part(PackURI(f"/word/media/figure{number}.svg"), "image/svg+xml", svg.encode("utf-8"), package)
    reference = paragraph.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    inline.find(f".//{qn('a:blip')}").append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{_SVG_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{_SVG_SPACE}" r:embed="{reference}"/></a:ext></a:extLst>'
        )
    )


def embed_fonts(document: Any, family: str, weights: Mapping[str, bytes]) -> None:
    """Put a typeface into the document, so that it looks alike where the typeface is not installed.

    The first 32 bytes are mixed with a key, as ECMA-376 part 4, 2.8.1 asks.
    """
    package = document.part.package
    table = next(part for part in package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    fonts = parse_xml(table.blob)
    font = parse_xml(f'<w:font {nsdecls("w")} w:name="{family}"><w:family w:val="swiss"/></w:font>')
    for weight, tag in _FONT_KEYS.items():
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{family} {weight}")
        part = Part(
            PackURI(f"/word/fonts/{weight.lower()}.odttf"),
            "application/vnd.openxmlformats-officedocument.obfuscatedFont",
            _mixed(weights[weight], key),
            package,
        )
        reference = table.relate_to(part, RELATIONSHIP_TYPE.FONT)
        made = element(f"w:{tag}", fontKey=f"{{{str(key).upper()}}}")
        made.set(qn("r:id"), reference)
        font.append(made)
    fonts.append(font)
    table._blob = _serialised(fonts)
    settings = document.settings.element
    settings.insert(0, element("w:embedTrueTypeFonts"))


def _mixed(data: bytes, key: uuid.UUID) -> bytes:
    mask = bytes.fromhex(key.hex)[::-1]
    return bytes(byte ^ mask[index % 16] for index, byte in enumerate(data[:32])) + data[32:]


def _serialised(tree: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def with_fixed_times(package: bytes) -> bytes:
    """Return a zip file whose entries bear no time, so that the same content is the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return out.getvalue()
