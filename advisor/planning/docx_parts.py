"""What a DOCX package needs and python-docx has no call for: drawings as SVG, a typeface inside, fixed times."""

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
