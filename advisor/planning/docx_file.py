"""A document as DOCX: real heading styles, a table of contents, tables with header rows, drawings with a fallback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from advisor.planning.document import (
    BlockPart,
    Document,
    FigurePart,
    HeadingPart,
    ListPart,
    ParagraphPart,
    Run,
    TablePart,
)
from advisor.planning.docx_text import (
    BRAND,
    INK,
    MUTED,
    RULE,
    SPACE,
    cell,
    field,
    link,
    marked,
    paragraph,
    row,
    run,
    table,
    twentieths,
)
from advisor.planning.extras import need
from advisor.planning.pdf_file import pictures_of
from advisor.render.environment import Words, shipped_templates

FAMILY = "Be Vietnam Pro"
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_TEXT_WIDTH = 166.0
"""Millimetres between the margins of a page of the full plan."""
_HIGHEST = 820.0
"""The highest drawing that fits a page with its caption, in units of a drawing that is as wide as the text."""
_MANY_HEADINGS = 44
"""More headings than this are listed in smaller letters, so that the table of contents stays on its page."""
_SMALL = 8.0
"""The size of letters of a section for looking things up, in points."""
_SMALL_GAP = 15
"""What is left free above and below in the cells of its tables, in twentieths of a point."""
_LONG_ROW = 1500
"""A row of so many letters may be divided between pages."""


def docx_of(document: Document, words: Words, day: date) -> bytes:
    """Return the document as DOCX; it bears `day` instead of the time it was made, so that the bytes do not change."""
    docx = need("docx", "docx")
    figures = [block for section in document.sections for block in section.blocks if isinstance(block, FigurePart)]
    pictures = pictures_of([figure.svg for figure in figures])
    return _Writer(
        docx.Document(), document, words, dict(zip((f.label for f in figures), pictures, strict=True))
    ).write(day)


class _Writer:
    """Writes one document into an empty one of python-docx."""

    def __init__(self, target: Any, document: Document, words: Words, pictures: dict[str, bytes]) -> None:
        self.target = target
        self.document = document
        self.words = words
        self.pictures = pictures
        self.bookmarks = 0
        self.drawings = 0
        self.size = 0.0
        """The size of letters of running text in points; 0: as the style says."""

    def write(self, day: date) -> bytes:
        from advisor.planning.docx_parts import embed_fonts, with_fixed_times

        self._properties(day)
        self._styles()
        self._page()
        self._opening()
        for section in self.document.sections:
            self._heading(section.title, 1)
            self.size = _SMALL if section.small else 0
            for block in section.blocks:
                self._block(block)
        folder = shipped_templates() / "fonts"
        weights = {weight: (folder / f"BeVietnamPro-{weight}.ttf").read_bytes() for weight in ("Regular", "Bold")}
        embed_fonts(self.target, FAMILY, weights)
        out = BytesIO()
        self.target.save(out)
        return with_fixed_times(out.getvalue())

    # --- the look --------------------------------------------------------------------------------------

    def _properties(self, day: date) -> None:
        properties = self.target.core_properties
        moment = datetime(day.year, day.month, day.day)
        properties.title = self.document.heading[:255]
        properties.language = _LANGUAGES[self.document.lang]
        properties.created = properties.modified = moment
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.revision = 1

    def _styles(self) -> None:
        from docx.shared import Pt

        short = self.document.brief
        sizes = {
            "Normal": (9 if short else 10, INK, 0, 3 if short else 6),
            "Title": (15 if short else 22, INK, 0, 2 if short else 6),
            "Subtitle": (11 if short else 13, BRAND, 0, 2 if short else 4),
            "Heading 1": (12 if short else 16, BRAND, 7 if short else 20, 3 if short else 6),
            "Heading 2": (12, INK, 12, 4),
            "Heading 3": (10.5, INK, 9, 3),
            "Caption": (8.5 if short else 9, MUTED, 3 if short else 8, 2 if short else 4),
            "List Bullet": (9 if short else 10, INK, 0, 2 if short else 3),
            "Header": (8, MUTED, 0, 0),
            "Footer": (8, MUTED, 0, 0),
        }
        for name, (size, colour, before, after) in sizes.items():
            style = self.target.styles[name]
            self._typeface(style, colour)
            style.font.size = Pt(size)
            style.font.bold = name.startswith(("Heading", "Title", "Subtitle"))
            style.font.italic = False
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
            style.paragraph_format.line_spacing = 1.05 if short else 1.15
            style.paragraph_format.widow_control = True
        self._plain_title()
        self._table_style()
        self._further_styles()

    def _typeface(self, style: Any, colour: str) -> None:
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        style.font.name = FAMILY
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            if name.endswith("Theme"):
                del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), FAMILY)

    def _plain_title(self) -> None:
        from docx.oxml.ns import qn

        for name in ("Title", "Subtitle"):
            properties = self.target.styles[name].element.pPr
            for rule in properties.findall(qn("w:pBdr")):
                properties.remove(rule)
            letters = self.target.styles[name].element.rPr
            for wider in letters.findall(qn("w:spacing")):
                letters.remove(wider)
        defaults = self.target.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        defaults.set(qn("w:val"), _LANGUAGES[self.document.lang])

    def _table_style(self) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        gap = 20 if self.document.brief else 45
        self.target.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PlanTable">'
                '<w:name w:val="Plan Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
                f'<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>'
                f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/></w:tblBorders>'
                f'<w:tblCellMar><w:top w:w="{gap}" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
                f'<w:bottom w:w="{gap}" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
                f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BRAND}"/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:bottom w:val="single" w:sz="8" w:color="{BRAND}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
                '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:top w:val="single" w:sz="8" w:color="{BRAND}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
            )
        )

    def _further_styles(self) -> None:
        """Add the styles of a table of contents and of table cells, which the empty document lacks."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm, Pt

        many = sum(level <= 2 for _, level in self._headings()) > _MANY_HEADINGS
        for level in (1, 2):
            style = self.target.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = self.target.styles["Normal"]
            style.font.size = Pt((9 if many else 10) if level == 1 else (8.5 if many else 9.5))
            layout = style.paragraph_format
            layout.left_indent = Mm(5 * (level - 1))
            layout.space_before, layout.space_after = Pt((2 if many else 5) if level == 1 else 0), Pt(0)
            layout.line_spacing = 1.0 if many else 1.15
            layout.tab_stops.add_tab_stop(Mm(_TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        cell_style = self.target.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
        cell_style.base_style = self.target.styles["Normal"]
        cell_style.paragraph_format.space_after = Pt(0)
        cell_style.paragraph_format.line_spacing = 1.0

    def _page(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
        from docx.oxml import parse_xml
        from docx.shared import Mm

        page = self.target.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(self._margin())
        page.top_margin = page.bottom_margin = Mm(16 if self.document.brief else 22)
        page.different_first_page_header_footer = not self.document.brief
        if not self.document.brief:
            header = page.header.paragraphs[0]
            for stop in list(self.target.styles["Header"].paragraph_format.tab_stops):
                header.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
            header.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
            header.add_run(f"{self.document.running}\t{self.document.title}")
        footer = page.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        label = run(self.words.say("layout", "page") + " ")
        content = label + field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1")
        for one in parse_xml(f"<w:p {SPACE}>{content}</w:p>"):
            footer._p.append(one)

    # --- the text --------------------------------------------------------------------------------------

    def _add(self, xml: str) -> None:
        """Add blocks to the end of the document."""
        from docx.oxml import parse_xml

        body = self.target.element.body
        for block in parse_xml(f"<w:body {SPACE}>{xml}</w:body>"):
            body.insert(len(body) - 1, block)  # the last is the page layout

    def _opening(self) -> None:
        short = self.document.brief
        self._add(paragraph(run(self.document.title), "Subtitle", before=None if short else 190))
        if self.document.subject:
            self._add(paragraph(run(self.document.subject), "Title"))
        for text in (self.document.period, self.document.version):
            self._add(paragraph(run(text, colour=MUTED)))
        if not short:
            self._contents()

    def _contents(self) -> None:
        """Write the table of contents: links whose page numbers are fields.

        Each is a PAGEREF on its own and not the result of one TOC field: LibreOffice never works out the numbers
        inside a TOC field when it opens a document, but those of PAGEREF always; Word does both.
        """
        self._add(paragraph(run(self.document.contents), "Subtitle", break_before=True))
        for index, (text, level) in enumerate(self._headings()):
            if level <= 2:
                page = field(f"PAGEREF _Toc{index} \\h", "–", dirty=True)
                self._add(paragraph(link(f"_Toc{index}", run(f"{text}\t") + page), f"toc{level}"))

    def _headings(self) -> Iterator[tuple[str, int]]:
        """Yield all headings with their levels, in the order in which they are written."""
        for section in self.document.sections:
            yield section.title, 1
            yield from ((block.text, block.level - 1) for block in section.blocks if isinstance(block, HeadingPart))

    def _heading(self, text: str, level: int) -> None:
        first = self.bookmarks == 0 and not self.document.brief
        content = marked(run(text), f"_Toc{self.bookmarks}", self.bookmarks)
        self._add(paragraph(content, f"Heading{level}", break_before=first))
        self.bookmarks += 1

    def _block(self, block: BlockPart) -> None:
        match block:
            case HeadingPart():
                self._heading(block.text, block.level - 1)
            case ParagraphPart():
                self._add(paragraph(self._runs(block.runs, self.size), keep_next=block.lead))
            case ListPart():
                entries = (self._runs(entry, self.size) for entry in block.entries)
                self._add("".join(paragraph(entry, "ListBullet") for entry in entries))
            case TablePart():
                self._table(block)
            case FigurePart():
                self._figure(block)

    def _runs(self, runs: Sequence[Run], size: float = 0) -> str:
        found: list[str] = []
        for index, one in enumerate(runs):
            found.append(run((" " if index else "") + one.text, size=size))
            if one.cite:
                found.append(run(f" [{one.cite}]", size=(size or 10) - 2, colour=MUTED))
        return "".join(found)

    def _caption(self, label: str, text: str, cite: str = "", *, keep_next: bool = False) -> None:
        """Add a caption, its number as a field of the kind that lists of tables and figures are made from."""
        word, _, number = label.rpartition(" ")
        content = run(f"{word} ", bold=True, colour=INK) + field(
            f"SEQ {word} \\* ARABIC", number, bold=True, colour=INK
        )
        content += run(".", bold=True, colour=INK) + run(f" {text}", bold=False)
        content += run(f" [{cite}]", size=8, colour=MUTED) if cite else ""
        self._add(paragraph(content, "Caption", keep_next=keep_next))

    def _figure(self, figure: FigurePart) -> None:
        from docx.shared import Mm

        from advisor.planning.docx_parts import add_drawing

        self.drawings += 1
        place = self.target.add_paragraph()
        place.paragraph_format.keep_with_next = True
        place.paragraph_format.line_spacing = 1.0
        png = self.pictures[figure.label]
        width = Mm(min(_TEXT_WIDTH, _TEXT_WIDTH * _HIGHEST / figure.height))
        add_drawing(place, figure.svg, png, width, figure.description, figure.caption, self.drawings)
        self._caption(figure.label, figure.caption, figure.cite)

    def _table(self, part: TablePart) -> None:
        whole = sum(part.widths)
        width = self._text_width()
        widths = [twentieths(width * share / whole) for share in part.widths]
        head = tuple(Run(header, "fact") for header in part.headers)
        rows: list[str] = []
        for index, cells in enumerate((head, *part.rows)):
            sum_ = part.total and index == len(part.rows)
            keep = index == 0 or (part.whole and index < len(part.rows))
            rule = "bottom" if index == 0 else ("top" if sum_ else "")
            made = (
                cell(
                    paragraph(self._cell(one, part.size, index == 0, sum_), "Cell", keep_next=keep, end=end),
                    across,
                    rule,
                )
                for one, end, across in zip(cells, part.end, widths, strict=True)
            )
            if index and part.bands[index - 1]:
                title = run(part.bands[index - 1], size=part.size, bold=True, colour=BRAND)
                rows.append(row([cell(paragraph(title, "Cell", keep_next=True), sum(widths), across=len(widths))]))
            rows.append(row(made, head=index == 0, whole=sum(len(one.text) for one in cells) < _LONG_ROW))
        self._caption(part.label, part.caption, keep_next=True)
        gap = _SMALL_GAP if self.size else 0
        self._add(table(rows, widths, total=part.total, gap=gap) + paragraph(run("", size=4), after=0))

    def _cell(self, one: Run, size: float, head: bool, sum_: bool) -> str:
        """Return what stands in a cell; heads and sums are marked here too: not every program reads the style."""
        if head:
            return run(one.text, size=size, bold=True, colour=BRAND)
        return run(one.text, size=size, bold=True) if sum_ else self._runs((one,), size)

    def _text_width(self) -> float:
        return 210.0 - 2 * self._margin()

    def _margin(self) -> int:
        return 19 if self.document.brief else 22
