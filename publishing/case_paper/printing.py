"""The worker's side of a saksframlegg: what is stored with the question → PDF or Word.

This module makes PDF, so the web process does not import it; `tasks` does, inside the worker.
"""

from datetime import datetime

from programmes.document import sha256

from ..models import PaperFile
from ..pdf import attached, write
from ..printing import print_one
from .files import FILE, print_html
from .paper import read_paper
from .word import paper_docx


def print_paper(pk: int) -> None:
    """Make the file of a paper that waits for it."""
    form = PaperFile.objects.filter(pk=pk).values_list("form", flat=True).first()
    make = {PaperFile.Form.PDF: paper_pdf, PaperFile.Form.WORD: paper_word}
    print_one(PaperFile, pk, lambda content, asked_at: make[form](content, asked_at))


def paper_word(content: bytes, made_at: datetime) -> bytes:
    return paper_docx(read_paper(content), made_at)


def paper_pdf(content: bytes, made_at: datetime) -> bytes:
    """The paper as PDF/A-3a and PDF/UA-1, with what it says as data."""
    source = attached(content, f"{FILE}.json", "Saksframlegget som data (JSON)", made_at)
    return write(print_html(read_paper(content), sha256(content), made_at), source)
