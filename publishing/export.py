"""A programme or guidelines as a file: the stored edition when there is one, else drawn from the document."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from programmes.building import build
from programmes.document import Document, sha256, to_json
from programmes.models import Guidelines, Programme
from programmes.reading import read_json

from .models import Edition
from .pdf import Imprint, render
from .rendering import article
from .spreadsheet import measures_csv

FORMS = ("html", "pdf", "json", "csv")


class CannotExport(Exception):
    """There is no such thing to export; the message is a Norwegian sentence."""


@dataclass(frozen=True)
class Source:
    """What is exported: a document, and the stored edition it comes from, if it does."""

    document: Document
    line: str
    draft: bool
    made_at: datetime
    edition: Edition | None = None


def export(work: Programme | Guidelines, form: str, *, milestone=None, edition=None, draft=False) -> bytes:
    """The bytes of `work` in a form (html, pdf, json, csv).

    Without further wishes the current edition is taken, and the text as it stands when nothing is
    adopted. `milestone` is a milestone's slug, `edition` a number, `draft` asks for the text as it
    stands now. Raises `CannotExport`.
    """
    source = _source(work, milestone, edition, draft)
    if source.edition and form == "pdf":
        return bytes(source.edition.pdf)
    if form == "json":
        return to_json(source.document)
    if form == "csv":
        return measures_csv(source.document)
    if form == "html":
        return standalone(source)
    imprint = Imprint(
        line=source.line,
        sha256=sha256(to_json(source.document)),
        address="",
        made_at=source.made_at,
        draft=source.draft,
    )
    return render(source.document, imprint)


def standalone(source: Source) -> bytes:
    """One HTML file that needs nothing else: the article with its style sheets inside."""
    body = bytes(source.edition.page).decode() if source.edition else article(source.document)
    styles = [finders.find(name) for name in ("css/document.css", "css/paper.css")]
    html = render_to_string(
        "publishing/standalone.html",
        {
            "document": source.document,
            "line": source.line,
            "style": "".join(Path(path).read_text(encoding="utf-8") for path in styles),
            "sha256": sha256(to_json(source.document)),
        },
    )
    # Links to the site's own pages must lead there from wherever the file lies.
    return html.replace("<!-- artikkel -->", body.replace('href="/', f'href="{settings.SITE_URL}/')).encode()


def _source(work, milestone, edition, draft) -> Source:
    if isinstance(work, Guidelines):
        if milestone is not None or edition is not None:
            raise CannotExport("Strategiske føringer har verken milepæler eller utgaver.")
        line = f"Gjelder {work.first_year}–{work.last_year}"
        return Source(build(work), line, False, datetime(work.first_year, 1, 1, 12, tzinfo=UTC))
    if milestone is not None:
        found = work.milestones.filter(slug=milestone).first()
        if found is None:
            raise CannotExport(f"«{work.title}» har ingen milepæl med adressen «{milestone}».")
        return Source(read_json(bytes(found.content)), f"Milepæl: {found.name}", True, found.made_at)
    if not draft:
        editions = work.editions.select_related("body").by_standing()
        stored = (editions if edition is None else editions.filter(number=edition)).first()
        if stored:
            line = f"{stored.adopted} · utgave {stored.number}"
            return Source(read_json(bytes(stored.document)), line, False, stored.frozen_at, stored)
        if edition is not None:
            raise CannotExport(f"«{work.title}» har ingen utgave {edition}.")
    return Source(build(work), "Utkast – ikke vedtatt", True, datetime(work.first_year, 1, 1, 12, tzinfo=UTC))
