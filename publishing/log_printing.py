"""The worker's side of an innspillslogg: the log that is stored with the question → PDF, Word or Excel.

This module makes PDF, so the web process does not import it; `tasks` does, inside the worker.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.utils import timezone

from programmes.document import sha256
from programmes.rounds.log import Log

from . import log_files
from .glyphs import missing
from .log_word import log_docx
from .log_workbook import log_xlsx
from .models import LogFile
from .pdf import attached, write
from .printing import print_one

Tell = Callable[[int, int], None]
UNDRAWN = "[?]"  # for a sign that the typefaces lack: nobody can be asked to write their comment again


def print_log(pk: int) -> None:
    """Make the file of a log that waits for it."""
    form = LogFile.objects.filter(pk=pk).values_list("form", flat=True).first()
    make = {LogFile.Form.PDF: log_pdf, LogFile.Form.WORD: log_docx, LogFile.Form.EXCEL: log_xlsx}
    tell = told_to(LogFile.objects.filter(pk=pk))
    print_one(LogFile, pk, lambda content, asked_at: make[form](log_files.read(content), asked_at, tell))


def told_to(row) -> Tell:
    """Writes down how many comments are done, in the row that a queryset finds, twice a second at most."""
    told_at = time.monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > 0.5:
            told_at = time.monotonic()
            step, percent = f"Skriver innspill {done} av {count}", 5 + 80 * done // count
            row.update(step=step, percent=percent, alive_at=timezone.now())

    return tell


def log_pdf(log: Log, made_at: datetime, _tell: Tell) -> bytes:
    """The log on sheets that lie down, with the log as data. How far it has come is told by the press."""
    data = log_files.as_json(log)
    source = attached(data, f"{log_files.FILE}.json", "Innspillsloggen som data (JSON)", made_at)
    return write(print_html(log, sha256(data), made_at), source)


def print_html(log: Log, checksum: str, made_at: datetime) -> str:
    """The HTML that is printed, with a sign for every character that cannot be drawn."""
    context = {
        "log": log,
        "rows": log.rows,
        "made_at": made_at.astimezone(UTC),
        "checksum": [checksum[i : i + 8] for i in range(0, len(checksum), 8)],
    }
    html = render_to_string("publishing/log_print.html", context | {"lacks": False})
    if lacking := missing(html):
        html = render_to_string("publishing/log_print.html", context | {"lacks": UNDRAWN})
        html = html.translate({ord(character): UNDRAWN for character in lacking})
    return html
