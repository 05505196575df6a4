"""Rich text in a Word file: paragraphs, lists that count from one, marks and links."""

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from programmes.richtext import List, NoteCall

from .word import FJORD, WordFile, clean

DEEPEST = 3  # levels that Word's own styles for lists have


def write_blocks(file: WordFile, blocks: tuple) -> None:
    """Blocks under what is already written."""
    for block in blocks:
        if isinstance(block, List):
            _list(file, block, 1)
        else:
            _runs(file.paragraph(), block.content)


def _list(file: WordFile, block: List, depth: int) -> None:
    style = ("List Number" if block.ordered else "List Bullet") + (f" {depth}" if depth > 1 else "")
    number = _from_one(file, style) if block.ordered else None
    for item in block.items:
        first = True  # what an item holds beside its first paragraph stands under it, without a sign
        for part in item:
            if isinstance(part, List):
                _list(file, part, min(depth + 1, DEEPEST))
                continue
            indented = "List Continue" + (f" {depth}" if depth > 1 else "")
            paragraph = file.paragraph(style if first else indented)
            if first and number is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
            _runs(paragraph, part.content)
            first = False


def _from_one(file: WordFile, style: str) -> int:
    """A numbering of its own in the style's own form: else Word goes on from the list before."""
    numbering = file.file.part.numbering_part.element
    of_style = file.file.styles[style].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return number.numId


def _runs(paragraph: Paragraph, content: tuple) -> None:
    for run in content:
        if isinstance(run, NoteCall):
            paragraph.add_run(f"[{run.note}]").font.superscript = True
        elif isinstance(run, str):
            paragraph.add_run(clean(run))
        else:
            written = _link(paragraph, run) if (run.href or "").startswith(("http", "mailto:")) else paragraph.add_run()
            written.text = clean(run.text)
            written.bold, written.italic = run.strong or None, run.em or None


def _link(paragraph: Paragraph, run) -> Run:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    inside = OxmlElement("w:r")
    link.append(inside)
    paragraph._p.append(link)
    written = Run(inside, paragraph)
    written.font.underline, written.font.color.rgb = True, FJORD
    return written
