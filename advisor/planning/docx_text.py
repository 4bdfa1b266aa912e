"""WordprocessingML as text: runs, paragraphs, fields and tables, escaped.

Text is put together and read once for each block; building it element by element takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

INK, MUTED, RULE, BRAND, PALE = "1D2730", "55616B", "C4CCD2", "0B5563", "EDF4F5"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWENTIETHS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def twentieths(millimetres: float) -> int:
    """Return a length in the unit of page layout."""
    return round(millimetres * _TWENTIETHS)


def run(text: str, *, size: float = 0, colour: str = "", bold: bool | None = None) -> str:
    """Return a stretch of text; tabs in it are tabs. `size` in points, 0: as the style says."""
    properties = "" if bold is None else f'<w:b w:val="{int(bold)}"/>'
    properties += f'<w:color w:val="{colour}"/>' if colour else ""
    properties += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    shown = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:r>{_properties('rPr', properties)}{shown}</w:r>"


def field(code: str, shown: str, *, dirty: bool = False, bold: bool | None = None, colour: str = "") -> str:
    """Return a field, such as PAGE, with the text it shows until it is brought up to date.

    `dirty`: to be brought up to date when the document is opened.
    """
    begin = '<w:fldChar w:fldCharType="begin"' + (' w:dirty="true"/>' if dirty else "/>")
    return (
        f'<w:r>{begin}</w:r><w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(shown, bold=bold, colour=colour)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def link(anchor: str, content: str) -> str:
    """Return a link to a bookmark."""
    return f'<w:hyperlink w:anchor={quoteattr(anchor)} w:history="1">{content}</w:hyperlink>'


def marked(content: str, name: str, number: int) -> str:
    """Return runs with a bookmark around them."""
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{content}<w:bookmarkEnd w:id="{number}"/>'


def paragraph(
    content: str,
    style: str = "",
    *,
    keep_next: bool = False,
    before: float | None = None,
    after: float | None = None,
    end: bool = False,
    break_before: bool = False,
) -> str:
    """Return a paragraph; `before` and `after` in points, `end`: ranged right."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:keepNext/>" if keep_next else ""
    properties += "<w:pageBreakBefore/>" if break_before else ""
    if before is not None or after is not None:
        first = "" if before is None else f' w:before="{round(before * 20)}"'
        last = "" if after is None else f' w:after="{round(after * 20)}"'
        properties += f"<w:spacing{first}{last}/>"
    properties += '<w:jc w:val="end"/>' if end else ""
    return f"<w:p>{_properties('pPr', properties)}{content}</w:p>"


def table(rows: Iterable[str], widths: Sequence[int], *, total: bool, gap: int = 0) -> str:
    """Return a table of the style PlanTable with columns of fixed widths, in twentieths of a point.

    `gap`: what is left free above and below in its cells, 0: as the style says.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = (f'<w:{side} w:w="{gap}" w:type="dxa"/>' for side in ("top", "bottom") if gap)
    margins = "".join(sides)
    look = (
        f'<w:tblLook w:val="{0x0020 | (0x0040 if total else 0) | 0x0600:04X}" w:firstRow="1" w:lastRow="{int(total)}" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="PlanTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_properties("tblCellMar", margins)}{look}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, head: bool = False, whole: bool = True) -> str:
    """Return a row; `head`: repeated on every page. `whole`: not divided between pages."""
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{_properties('trPr', properties)}{''.join(cells)}</w:tr>"


def cell(content: str, width: int, rule: str = "", *, across: int = 1) -> str:
    """Return a cell with a paragraph in it; `rule`: the side (top or bottom) with a strong line.

    `across`: how many columns it fills; more than one make it a title, on a ground of its own.
    """
    line = f'<w:{rule} w:val="single" w:sz="8" w:space="0" w:color="{BRAND}"/>' if rule else ""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>' if across > 1 else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{_properties("tcBorders", line)}{ground}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _properties(tag: str, properties: str) -> str:
    return f"<w:{tag}>{properties}</w:{tag}>" if properties else ""
