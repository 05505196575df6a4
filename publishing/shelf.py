"""Where stored editions are taken from when somebody asks for them.

An edition never changes, so what has been fetched once may stay in memory. Which edition is the
current one may change at any adoption; that answer is kept for a few seconds only, so that another
web process is never far behind.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse

from programmes.document import Document, sha256
from programmes.models import Round
from programmes.reading import read_json

from .frame import around
from .models import ArchivePackage, Edition, Withdrawal
from .rendering import chapters
from .spreadsheet import measures_csv

SECONDS = 5
FORMS = ("pdf", "json", "csv")
PLACE = "<!-- her står den lagrede artikkelen -->"


@dataclass(frozen=True)
class Stored:
    """Bytes ready to be sent, and the name they have in an ETag."""

    body: bytes
    etag: str
    content_type: str


def current(slug: str) -> int | None:
    """Primary key of the programme's current edition; `None` when nothing is adopted under this slug."""
    return _current(slug, int(time.monotonic() // SECONDS))


@lru_cache(maxsize=256)
def _current(slug: str, _moment: int) -> int | None:
    return Edition.objects.filter(programme__slug=slug).by_standing().values_list("pk", flat=True).first()


def numbered(slug: str, number: int) -> int | None:
    """Primary key of edition `number` of a programme."""
    return Edition.objects.filter(programme__slug=slug, number=number).values_list("pk", flat=True).first()


@lru_cache(maxsize=32)
def file(edition: int, form: str) -> Stored:
    """An edition in a form: `pdf`, `json` or `csv`."""
    if form == "csv":
        rows = measures_csv(document(edition))
        return Stored(rows, f'"{sha256(rows)}"', "text/csv; charset=utf-8")
    column, content_type = {"pdf": ("pdf", "application/pdf"), "json": ("document", "application/json")}[form]
    body, checksum = Edition.objects.values_list(column, f"{column}_sha256").get(pk=edition)
    return Stored(bytes(body), f'"{checksum}"', content_type)


@lru_cache(maxsize=16)
def document(edition: int) -> Document:
    """The edition's document as typed data."""
    return read_json(bytes(Edition.objects.values_list("document", flat=True).get(pk=edition)))


def page(edition: int, newest: int) -> Stored:
    """The edition's page inside the site's frame. `newest` is the current edition, for the banner on an earlier one."""
    moment = int(time.monotonic() // SECONDS)
    beside = _open_logs(edition, moment), _withdrawn(edition, moment), _is_packed(edition, moment)
    return _page(edition, newest, *beside)


@lru_cache(maxsize=256)
def _open_logs(edition: int, _moment: int) -> tuple[tuple[str, str], ...]:
    """Name and address of each innspillslogg of the programme that everybody may read; it may be opened any day."""
    rounds = Round.objects.open_to_all().filter(programme__editions=edition).select_related("programme")
    return tuple((each.name, reverse("open_log", args=[each.programme.slug, each.uuid])) for each in rounds)


@lru_cache(maxsize=256)
def _withdrawn(edition: int, _moment: int) -> bool:
    """An edition may be withdrawn any day."""
    return Withdrawal.objects.filter(edition=edition).exists()


@lru_cache(maxsize=256)
def _is_packed(edition: int, _moment: int) -> bool:
    """Is there an archive package of it for everybody? A worker makes it a moment after the adoption."""
    return ArchivePackage.objects.filter(edition=edition, is_full=False, state=ArchivePackage.State.DONE).exists()


@lru_cache(maxsize=32)
def _page(edition: int, newest: int, logs: tuple[tuple[str, str], ...], withdrawn: bool, is_packed: bool) -> Stored:
    row = Edition.objects.select_related("programme", "body").defer("document", "pdf").get(pk=edition)
    others = Edition.objects.light().filter(programme=row.programme).exclude(pk=edition).select_related("body")
    frame = render_to_string(
        "publishing/edition.html",
        {
            **around(f"/handlingsprogram/{row.programme.slug}/"),
            "edition": row,
            "programme": row.programme,
            "contents": chapters(document(edition), None),
            "logs": logs,
            "others": others.order_by("-number"),
            "withdrawal": row.withdrawal if withdrawn else None,
            "is_packed": is_packed,
            "replaced_by": None if newest == edition else Edition.objects.light().get(pk=newest),
        },
    )
    before, after = frame.split(PLACE)
    html = before.encode() + bytes(row.page) + after.encode()
    return Stored(html, f'"{sha256(html)}"', "text/html; charset=utf-8")


def put_away() -> None:
    """Forget everything that is held in memory (after an adoption in this process, and between tests)."""
    for remembered in (_current, _open_logs, _withdrawn, _is_packed, file, document, _page):
        remembered.cache_clear()
