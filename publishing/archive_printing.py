"""The worker's side of an archive package: the question, and what is stored, → a ZIP.

This module makes PDF, so the web process does not import it; `tasks` does, inside the worker.
"""

import json
from datetime import datetime

from programmes.document import sha256
from programmes.models import Milestone
from programmes.reading import read_json

from . import archive, package
from .export import export
from .glyphs import missing
from .log_printing import UNDRAWN, log_pdf
from .models import ArchivePackage, Edition
from .package import Package
from .packing import packed
from .pdf import Imprint, attached, print_html, write
from .printing import NOT_ADOPTED, overview_pdf, print_one


def print_package(pk: int) -> None:
    """Make the package that waits for it; one for everybody is given out at once."""
    print_one(ArchivePackage, pk, lambda content, _asked_at: zipped(package.read(content)))
    if made := ArchivePackage.objects.filter(pk=pk, is_full=False, state=ArchivePackage.State.DONE).first():
        archive.issue(made, by=None)


def make_public(edition: Edition) -> None:
    """The package of an edition for everybody, here and now: for what was adopted before we had it."""
    print_package(archive.question(edition, full=False, by=None)[0].pk)


def zipped(told: Package) -> bytes:
    """The ZIP. An edition's own bytes are copied and never drawn again."""
    files = _edition(told) if told.is_edition else _milestone(told)
    for name, log in told.logs:
        files[name] = log_pdf(log, told.made_at, lambda done, count: None)
    for name, overview in told.overviews:
        files[name] = overview_pdf(json.dumps(overview).encode(), told.made_at)
    return packed(told.stem, files | package.texts(told, files), told.made_at)


def _edition(told: Package) -> dict[str, bytes]:
    edition = Edition.objects.select_related("programme").get(programme__slug=told.slug, number=int(told.name))
    return {
        f"{told.stem}.pdf": bytes(edition.pdf),
        f"{told.stem}.json": bytes(edition.document),
        f"{told.stem}.html": export(edition.programme, "html", edition=edition.number),
    }


def _milestone(told: Package) -> dict[str, bytes]:
    milestone = Milestone.objects.select_related("programme").get(programme__slug=told.slug, slug=told.name)
    content = bytes(milestone.content)
    return {
        f"{told.stem}.pdf": draft_pdf(content, f"{NOT_ADOPTED} · {told.about}", told.made_at),
        f"{told.stem}.json": content,
        f"{told.stem}.html": export(milestone.programme, "html", milestone=milestone.slug),
    }


def draft_pdf(content: bytes, line: str, made_at: datetime) -> bytes:
    """A stored draft on paper. Nobody can change it any more, so a sign that the typefaces lack is drawn as another."""
    document = read_json(content)
    html = print_html(document, Imprint(line, sha256(content), "", made_at, draft=True))
    html = html.translate({ord(character): UNDRAWN for character in missing(html)})
    return write(html, attached(content, f"{document.slug}.json", f"{document.title} som data (JSON)", made_at))
