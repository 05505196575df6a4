"""Word files of our own: headings, running text, tables whose head comes again, and changes that show as changes.

What is common to everything that the council sends in Word; what stands in a file is for the module that writes it.
Text is only ever text: a field code or a formula that somebody typed is printed as they typed it.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from programmes.difference import Part

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FJORD, SOFT = RGBColor(0x0B, 0x3A, 0x53), RGBColor(0x52, 0x61, 0x6B)
FACE = "Calibri"  # is there wherever Word is; our own typefaces are not
NO_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
SIGNS = {"in": ("[+", "+]", "satt inn"), "out": ("[−", "−]", "tatt ut")}


class WordFile:
    """A Word file that is being written, from top to bottom."""

    def __init__(self, title: str, *, language: str = "nb-NO", made_at: datetime, landscape: bool = False) -> None:
        self.file = Document()
        about, moment = self.file.core_properties, made_at.astimezone(UTC).replace(tzinfo=None)
        about.title, about.author, about.language, about.comments = clean(title), "Osloregionen", language, ""
        about.created = about.modified = moment
        self._styles(language)
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.left_margin = section.right_margin = Mm(20)
        self.file.add_paragraph(clean(title), style="Title")

    def _styles(self, language: str) -> None:
        for name, size in (("Normal", 10.5), ("Title", 24), ("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12)):
            self._style(name, size)
        for level in range(4, 10):
            self._style(f"Heading {level}", 10.5)
        self._style("Caption", 10.5)
        self._style("Subtitle", 12)
        self.file.styles["Caption"].paragraph_format.keep_with_next = True
        defaults = self.file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for tongue in defaults.findall(qn("w:lang")):
            defaults.remove(tongue)
        tongue = OxmlElement("w:lang")
        tongue.set(qn("w:val"), language)
        defaults.append(tongue)

    def _style(self, name: str, size: float) -> None:
        style = self.file.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb, style.font.italic = FJORD, False

    def heading(self, level: int, parts: Iterable[Part]) -> None:
        """A heading from 1, the highest."""
        write(self._below(self.file.add_heading("", min(level, 9))), parts)

    def text(self, *parts: Part | str, label: str = "", soft: bool = False) -> None:
        """A paragraph, under a small label if it has one."""
        paragraph = self.paragraph()
        if label:
            run = paragraph.add_run(clean(label))
            run.bold, run.font.color.rgb = True, SOFT
            run.add_break()
        write(paragraph, [Part("same", part) if isinstance(part, str) else part for part in parts])
        if soft:
            for run in paragraph.runs:
                run.font.color.rgb = SOFT

    def paragraph(self, style: str | None = None) -> Paragraph:
        """An empty paragraph to write in."""
        return self._below(self.file.add_paragraph(style=style))

    def _below(self, paragraph: Paragraph) -> Paragraph:
        """What follows a table keeps its distance by itself: a blank paragraph would be read out as one."""
        before = paragraph._p.getprevious()
        if before is not None and before.tag == qn("w:tbl"):
            paragraph.paragraph_format.space_before = Pt(14)
        return paragraph

    def footer(self, text: str) -> None:
        """What stands at the foot of every page: a text, and which page it is of how many."""
        paragraph = self.file.sections[0].footer.paragraphs[0]
        for part in (f"{clean(text)} · Side ", "PAGE", " av ", "NUMPAGES"):
            run = paragraph.add_run() if part.isupper() else paragraph.add_run(part)
            run.font.size, run.font.color.rgb = Pt(8.5), SOFT
            if part.isupper():
                _field(run, part)

    def table(
        self, head: list[str], rows: Iterable[list], *, widths: list[float], caption: str = "", figures: int = 0
    ) -> None:
        """A table whose head comes again on every page and whose rows stay whole. A cell is a text or parts of one.

        The last `figures` columns are aligned to the right.
        """
        if caption:
            write(self.paragraph("Caption"), [Part("same", caption)])
        table = self.file.add_table(rows=1, cols=len(head), style="Table Grid")
        table.autofit = False
        for cell, text in zip(table.rows[0].cells, head):
            cell.paragraphs[0].add_run(clean(text)).bold = True
        _mark(table.rows[0], "w:tblHeader")
        for row in rows:
            added = table.add_row()
            for cell, value in zip(added.cells, row):
                write(cell.paragraphs[0], [Part("same", value)] if isinstance(value, str) else value)
        for row in table.rows:
            _mark(row, "w:cantSplit")
            for place, (cell, width) in enumerate(zip(row.cells, widths)):
                cell.width = Mm(width)
                if place >= len(head) - figures:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def content(self) -> bytes:
        """The file."""
        stream = BytesIO()
        self.file.save(stream)
        return stream.getvalue()


def write(paragraph: Paragraph, parts: Iterable[Part]) -> None:
    """Text into a paragraph: what is set in is underlined, what is taken out struck, and both stand between signs."""
    for part in parts:
        before, after, _words = SIGNS.get(part.kind, ("", "", ""))
        run = paragraph.add_run(f"{before}{clean(part.text)}{after}")
        if part.kind == "in":
            run.underline, run.font.highlight_color = True, WD_COLOR_INDEX.BRIGHT_GREEN
        elif part.kind == "out":
            run.font.strike = True


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return NO_XML.sub("", text)


def _field(run, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def _mark(row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
