"""The worker's side of a preview or an overview: print it, tell how far it has come, and say so when it fails.

This module makes PDF, so the web process does not import it; `tasks` does, inside the worker.
"""

import logging
import re
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from programmes.document import Document, sha256, to_json
from programmes.reading import read_json

from . import overviews, soundness
from .adoption import permanent_address
from .glyphs import document_text, missing
from .models import Overview, PreparedEdition, Preview, Printed
from .pdf import Imprint, attached, render, write
from .rendering import decision_sentence

NOT_ADOPTED = "Utkast – ikke vedtatt"
WENT_WRONG = "Noe gikk galt da {what} ble laget. Skjer det igjen, må den som drifter løsningen se i serverloggen."
State = Printed.State


class CannotPrint(Exception):
    """The text itself stands in the way; the message is a Norwegian sentence about what to change."""


def print_preview(pk: int) -> None:
    """Make the PDF of a preview that waits for it."""
    print_one(Preview, pk, lambda content, asked_at: draft_pdf(read_json(content), asked_at))


def print_overview(pk: int) -> None:
    """Make the PDF of an endringsoversikt that waits for it."""
    print_one(Overview, pk, overview_pdf)


def print_prepared(pk: int) -> None:
    """Make the PDF of what is about to be adopted, and look closely at it; a faulty one is none."""
    prepared = PreparedEdition.objects.select_related("programme").defer("document", "pdf").filter(pk=pk).first()
    if prepared:
        print_one(PreparedEdition, pk, lambda content, asked_at: adopted_pdf(prepared, content, asked_at))


def print_one(model: type[Printed], pk: int, make: Callable[[bytes, datetime], bytes]) -> None:
    """Make a PDF of what is stored with the question. One that is gone, or that somebody else has, is left alone."""
    row = model.objects.filter(pk=pk, state=State.WAITING)
    if not row.update(state=State.WORKING, step="Leser teksten", percent=5, alive_at=timezone.now()):
        return
    content, asked_at = model.objects.values_list("document", "asked_at").get(pk=pk)
    row = model.objects.filter(pk=pk, state=State.WORKING)
    try:
        with progress_told_to(row):
            pdf = make(bytes(content), asked_at)
    except CannotPrint as error:
        row.update(state=State.FAILED, error=str(error))
    except BaseException:  # also a worker that is told to stop: nobody shall wait for it
        row.update(state=State.FAILED, error=WENT_WRONG.format(what=model.WHAT))
        raise
    else:
        row.update(state=State.DONE, pdf=pdf, made_at=timezone.now(), step="", percent=100)


def draft_pdf(document: Document, made_at: datetime) -> bytes:
    """The document as a PDF that says on every page that nobody has adopted it. Raises `CannotPrint`."""
    refuse_what_fonts_lack(document_text(document))
    return render(document, Imprint(NOT_ADOPTED, sha256(to_json(document)), "", made_at, draft=True))


def adopted_pdf(prepared: PreparedEdition, content: bytes, made_at: datetime) -> bytes:
    """The PDF that will be the edition's. Raises `CannotPrint`."""
    document = read_json(content)
    refuse_what_fonts_lack(document_text(document))
    imprint = Imprint(
        line=f"{decision_sentence(document)} · utgave {prepared.number}",
        sha256=prepared.sha256,
        address=permanent_address(prepared.programme.slug, prepared.number),
        made_at=made_at,
        draft=False,
    )
    pdf = render(document, imprint)
    if faults := soundness.faults(pdf, document):
        raise CannotPrint(f"PDF-en kan ikke arkiveres: {faults[0]}")
    return pdf


def overview_pdf(content: bytes, made_at: datetime) -> bytes:
    """Two states as an endringsoversikt, with the comparison as data. Raises `CannotPrint`."""
    overview = overviews.read(content)
    refuse_what_fonts_lack("\n".join(document_text(document) for document in (overview.before, overview.after)))
    data = overviews.as_json(overview)
    source = attached(data, f"{overviews.FILE}.json", "Endringene som data (JSON)", made_at)
    return write(overviews.print_html(overview, sha256(data), made_at), source)


def refuse_what_fonts_lack(text: str) -> None:
    """Raises `CannotPrint`: a sign without a glyph makes a PDF that nobody can archive."""
    if lacking := missing(text):
        raise CannotPrint(f"Skriftene mangler tegn som står i teksten: {' '.join(lacking)[:200]}. Bytt dem ut.")


# ── How far it has come ──────────────────────────────────────────────────────────────────────────


@contextmanager
def progress_told_to(preview):
    """Writes down how far WeasyPrint has come, in the row that the queryset `preview` finds."""
    press = logging.getLogger("weasyprint.progress")
    before = press.level, press.propagate
    ear = _Ear(preview)
    press.setLevel(logging.INFO)
    press.propagate = False
    press.addHandler(ear)
    try:
        yield
    finally:
        press.removeHandler(ear)
        press.setLevel(before[0])
        press.propagate = before[1]


class _Ear(logging.Handler):
    """Hears the steps that WeasyPrint tells its log, and passes on what a reader can use, twice a second."""

    def __init__(self, preview) -> None:
        super().__init__()
        self.preview, self.told_at, self.page = preview, 0.0, 0

    def emit(self, record) -> None:
        heard = re.match(r"Step (\d)(?:.* Page (\d+))?", record.getMessage())
        if heard and time.monotonic() - self.told_at > 0.5:
            self.told_at = time.monotonic()
            self.page = max(self.page, int(heard[2] or 0))  # it goes through the pages more than once
            step, percent = how_far(int(heard[1]), self.page)
            self.preview.update(step=step, percent=percent, alive_at=timezone.now())


def how_far(step: int, page: int) -> tuple[str, int]:
    """One of WeasyPrint's seven steps in words and percent. Nobody knows how many pages there will be."""
    if step < 5:
        return "Leser teksten", 10
    if step == 5:
        return f"Setter side {page}", min(20 + page, 80)
    return "Skriver filen", 85
