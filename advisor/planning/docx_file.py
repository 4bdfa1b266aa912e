"""A document as DOCX: real heading styles, a table of contents, tables with header rows, drawings with a fallback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from advisor.planning.extras import need
from advisor.planning.pdf_file import pictures_of
from advisor.render.environment import Words, shipped_templates

FAMILY = "Be Vietnam Pro"
INK, MUTED, RULE, BRAND = "1D2730", "55616B", "C4CCD2", "0B5563"
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_TABLE_STYLE = "Plan Table"


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

    def write(self, day: date) -> bytes:
        from advisor.planning.docx_parts import embed_fonts, with_fixed_times

        self._properties(day)
        self._styles()
        self._page()
        self._opening()
        for section in self.document.sections:
            self._heading(section.title, 1)
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
            "Normal": (9.5 if short else 10.5, INK, 0, 5 if short else 7),
            "Title": (22, INK, 0, 6),
            "Subtitle": (13, BRAND, 0, 4),
            "Heading 1": (13 if short else 16, BRAND, 12 if short else 22, 6),
            "Heading 2": (12.5, INK, 16, 6),
            "Heading 3": (11, INK, 12, 4),
            "Caption": (9, MUTED, 8, 4),
            "List Bullet": (9.5 if short else 10.5, INK, 0, 3),
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
            style.paragraph_format.line_spacing = 1.15 if short else 1.25
            style.paragraph_format.widow_control = True
        self._no_rule_under_title()
        self._table_style()
        self._contents_styles()

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

    def _no_rule_under_title(self) -> None:
        from docx.oxml.ns import qn

        for name in ("Title", "Subtitle"):
            properties = self.target.styles[name].element.pPr
            for rule in properties.findall(qn("w:pBdr")):
                properties.remove(rule)
        defaults = self.target.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        defaults.set(qn("w:val"), _LANGUAGES[self.document.lang])

    def _table_style(self) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self.target.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PlanTable">'
                f'<w:name w:val="{_TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
                f'<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>'
                f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/></w:tblBorders>'
                '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
                '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
                f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BRAND}"/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:bottom w:val="single" w:sz="8" w:color="{BRAND}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
                '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:top w:val="single" w:sz="8" w:color="{BRAND}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
            )
        )

    def _page(self) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Mm

        from advisor.planning.docx_parts import add_field

        page = self.target.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(19 if self.document.brief else 22)
        page.top_margin = page.bottom_margin = Mm(16 if self.document.brief else 24)
        page.different_first_page_header_footer = not self.document.brief
        if not self.document.brief:
            header = page.header.paragraphs[0]
            for stop in list(self.target.styles["Header"].paragraph_format.tab_stops):
                header.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
            header.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
            header.add_run(f"{self.document.running}\t{self.document.title}")
        footer = page.footer.paragraphs[0]
        footer.alignment = 2
        footer.add_run(self.words.say("layout", "page") + " ")
        add_field(footer, "PAGE", "1")
        footer.add_run(" / ")
        add_field(footer, "NUMPAGES", "1")

    # --- the text --------------------------------------------------------------------------------------

    def _opening(self) -> None:
        from docx.shared import Pt

        short = self.document.brief
        first = self.target.add_paragraph(self.document.title, style="Subtitle")
        if not short:
            first.paragraph_format.space_before = Pt(190)
        if self.document.subject:
            self.target.add_paragraph(self.document.subject, style="Title")
        for text in (self.document.period, self.document.version):
            self._coloured(self.target.add_paragraph(), text, MUTED)
        if not short:
            self.target.add_page_break()
            self._contents()

    def _coloured(self, paragraph: Any, text: str, colour: str, size: float | None = None) -> Any:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        run.font.color.rgb = RGBColor.from_string(colour)
        if size:
            run.font.size = Pt(size)
        return run

    def _contents(self) -> None:
        """Write the table of contents: links whose page numbers are fields.

        Each is a PAGEREF on its own and not the result of one TOC field: LibreOffice never works out the numbers
        inside a TOC field when it opens a document, but those of PAGEREF always; Word does both.
        """
        from advisor.planning.docx_parts import add_field, add_link

        self.target.add_paragraph(self.document.contents, style="Subtitle")
        for index, (text, level) in enumerate(self._headings()):
            if level <= 2:
                paragraph = self.target.add_paragraph(style=f"toc {level}")
                link = add_link(paragraph, f"_Toc{index}", f"{text}\t")
                add_field(paragraph, f"PAGEREF _Toc{index} \\h", "–", parent=link, dirty=True)
        self.target.add_page_break()

    def _headings(self) -> Iterator[tuple[str, int]]:
        """Yield all headings with their levels, in the order in which they are written."""
        for section in self.document.sections:
            yield section.title, 1
            yield from ((block.text, block.level - 1) for block in section.blocks if isinstance(block, HeadingPart))

    def _contents_styles(self) -> None:
        """Add the styles of a table of contents, which the empty document lacks."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm, Pt

        for level in (1, 2):
            style = self.target.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = self.target.styles["Normal"]
            layout = style.paragraph_format
            layout.left_indent = Mm(5 * (level - 1))
            layout.space_before, layout.space_after = Pt(5 if level == 1 else 0), Pt(2)
            layout.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def _heading(self, text: str, level: int) -> None:
        from advisor.planning.docx_parts import bookmark

        paragraph = self.target.add_heading(text, level)
        bookmark(paragraph, f"_Toc{self.bookmarks}", self.bookmarks)
        self.bookmarks += 1

    def _block(self, block: BlockPart) -> None:
        match block:
            case HeadingPart():
                self._heading(block.text, block.level - 1)
            case ParagraphPart():
                self._runs(self.target.add_paragraph(), block.runs)
            case ListPart():
                for entry in block.entries:
                    self._runs(self.target.add_paragraph(style="List Bullet"), entry)
            case TablePart():
                self._table(block)
            case FigurePart():
                self._figure(block)

    def _runs(self, paragraph: Any, runs: Iterable[Run], size: float = 0) -> None:
        from docx.shared import Pt

        for index, run in enumerate(runs):
            text = paragraph.add_run((" " if index else "") + run.text)
            if size:
                text.font.size = Pt(size)
            if run.cite:
                self._coloured(paragraph, f" [{run.cite}]", MUTED, (size or 10) - 2)

    def _caption(self, label: str, text: str) -> Any:
        from docx.shared import RGBColor

        from advisor.planning.docx_parts import add_field

        paragraph = self.target.add_paragraph(style="Caption")
        word, _, number = label.rpartition(" ")
        start = len(paragraph.runs)
        paragraph.add_run(f"{word} ")
        add_field(paragraph, f"SEQ {word} \\* ARABIC", number)
        paragraph.add_run(".")
        for run in paragraph.runs[start:]:
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(INK)
        ending = paragraph.add_run(f" {text}")
        ending.bold = False
        return paragraph

    def _figure(self, figure: FigurePart) -> None:
        from docx.shared import Mm

        from advisor.planning.docx_parts import add_drawing

        self.drawings += 1
        paragraph = self.target.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = 1.0
        png = self.pictures[figure.label]
        width = Mm(min(166.0, 166.0 * 820 / figure.height))
        add_drawing(paragraph, figure.svg, png, width, figure.description, figure.caption, self.drawings)
        self._caption(figure.label, figure.caption)

    def _table(self, table: TablePart) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        from advisor.planning.docx_parts import element

        self._caption(table.label, table.caption).paragraph_format.keep_with_next = True
        made = self.target.add_table(len(table.rows) + 1, len(table.headers))
        made.style = _TABLE_STYLE
        made.autofit = False
        look = made._tbl.tblPr.find(_qualified("w:tblLook"))
        if look is None:
            look = element("w:tblLook")
            made._tbl.tblPr.append(look)
        for name, value in (("firstRow", "1"), ("lastRow", "1" if table.total else "0"), ("firstColumn", "0")):
            look.set(_qualified(f"w:{name}"), value)
        for name in ("lastColumn", "noVBand", "noHBand"):
            look.set(_qualified(f"w:{name}"), "0" if name == "lastColumn" else "1")
        whole = sum(table.widths)
        widths = [Mm(166 * share / whole) for share in table.widths]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        size = 7.5 if table.wide else 9
        head = tuple(Run(header, "fact") for header in table.headers)
        for index, (row, cells) in enumerate(zip(made.rows, (head, *table.rows), strict=True)):
            properties = row._tr.get_or_add_trPr()
            if sum(len(cell.text) for cell in cells) < 1500:
                properties.append(element("w:cantSplit"))
            if index == 0:
                properties.append(element("w:tblHeader"))
            for cell, run, end, width in zip(row.cells, cells, table.end, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.line_spacing = 1.1
                paragraph.paragraph_format.keep_with_next = index == 0
                if end:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._runs(paragraph, (run,), size)
        self.target.add_paragraph().paragraph_format.space_after = Pt(2)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(name)
    return found
