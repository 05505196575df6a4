"""The moment of adoption: a programme's document becomes an edition.

This module makes PDF, so the web process does not import it; a command or a task does.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from budget import columns
from budget.figures import written_day
from budget.keeping import change, locked
from budget.models import BudgetTable
from budget.sheet import own_column
from organisation.models import Partner
from organisation.record import Verb, note
from organisation.rights import require
from organisation.visibility import Visibility
from programmes.building import build
from programmes.document import Document, for_everybody, sha256, to_json
from programmes.models import Decision, Programme
from programmes.richtext import words

from . import shelf
from .anchors import address
from .glyphs import document_text, missing
from .models import AdoptedMeasure, Edition
from .pdf import Imprint, render
from .rendering import area_of, article, decision_sentence


def obstacles(document: Document) -> list[str]:
    """Every reason why this document cannot become an edition now; empty when it can."""
    reasons = []
    if document.kind != "programme":
        reasons.append("Bare handlingsprogrammer vedtas som utgaver.")
    if document.decision is None:
        reasons.append("Vedtaket er ikke registrert: organ, og dato og saksnummer når de er kjent.")
    if not any(document.every_measure()):
        reasons.append("Programmet har ingen tiltak.")
    if lacking := missing(document_text(document)):
        reasons.append(f"Skriftene mangler tegn som arkivet krever: {' '.join(lacking)}")
    return reasons


def freeze(programme: Programme, *, by=None, at: datetime | None = None) -> Edition:
    """Store the programme as its next edition and make it public.

    The PDF is made before anything is written; then everything happens in one transaction or not at
    all. `by` is the person who freezes (nobody when the demo does), `at` the moment (now). Raises
    `NotAllowed` with every obstacle.
    """
    at = at or timezone.now()
    decision = adopted_words(programme)
    document = for_everybody(build(programme, settled=lambda sheet: columns.adopted(sheet, decision)))
    require(obstacles(document))
    number = (programme.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = to_json(document)
    page = article(document, reverse("programme", args=[programme.slug])).encode()
    imprint = Imprint(
        line=f"{decision_sentence(document)} · utgave {number}",
        sha256=sha256(content),
        address=permanent_address(programme.slug, number),
        made_at=at,
        draft=False,
    )
    pdf = render(document, imprint)
    with transaction.atomic():
        lock_budget(programme, decision, by=by)
        edition = Edition.objects.create(
            programme=programme,
            number=number,
            title=document.title,
            body=programme.decision.body,
            decided_on=document.decision.decided_on,
            case_number=document.decision.case_number or "",
            document=content,
            document_sha256=sha256(content),
            page=page,
            page_sha256=sha256(page),
            pdf=pdf,
            pdf_sha256=sha256(pdf),
            measure_count=sum(1 for _ in document.every_measure()),
            partner_count=len({name for measure in document.every_measure() for name in measure.named_partners}),
            budget_total=_income(document),
            frozen_at=at,
            frozen_by=by,
        )
        write_index(edition, document)
        programme.previews.all().delete()  # what was a draft yesterday is of no use beside what is adopted
        programme.phase = Programme.Phase.ADOPTED
        programme.visibility = Visibility.PUBLIC
        programme.save(update_fields=["phase", "visibility"])
        note(by, Verb.PUBLISHED, f"{document.title}, utgave {number}", body=edition.body)
    transaction.on_commit(shelf.put_away)
    return edition


def adopted_words(programme: Programme) -> str:
    """The decision as it stands on what was adopted with it: body, day and case number, as far as they are known."""
    decision = Decision.objects.filter(programme=programme).select_related("body").first()
    if decision is None:
        return ""
    day = f" {written_day(decision.decided_on)}" if decision.decided_on else ""
    return f"{decision.body}{day}" + (f", sak {decision.case_number}" if decision.case_number else "")


def lock_budget(programme: Programme, decision: str, *, by) -> None:
    """What the council adopted in the programme's own tables is never written over; its proposals are the budget."""
    for table in BudgetTable.objects.filter(sections__programme=programme).distinct():
        held, now = locked(table)
        change(held, now, columns.adopted(now, decision), by=by, what="vedtatt", log=False)


def permanent_address(slug: str, number: int) -> str:
    """The address of an edition that is printed in its PDF."""
    return settings.SITE_URL + reverse("edition", args=[slug, number])


def _income(document: Document):
    """Printed sum of income in the year's own column, in tusen kroner: the figure the front page shows."""
    for section, _depth in document.every_section():
        if section.table:
            own = own_column(section.table.columns)
            for line in section.table.lines:
                if line.kind == "sum" and own is not None and line.cells[own] not in (None, "-"):
                    return line.cells[own]
    return None


def write_index(edition: Edition, document: Document) -> None:
    """Write the index of adopted measures anew for the edition's programme."""
    AdoptedMeasure.objects.filter(edition__programme=edition.programme).delete()
    areas = {area.key: area for area in document.areas}
    placed = [(section, measure) for section, _depth in document.every_section() for measure in section.measures]
    rows = AdoptedMeasure.objects.bulk_create(
        AdoptedMeasure(
            edition=edition,
            uuid=measure.id,
            address=address(measure),
            order=order,
            number=measure.number or "",
            title=measure.title,
            chapter=section.title,
            area=area_of(document, section),
            area_kind=areas[section.area].kind if section.area else "",
            partner_words=measure.partners or measure.cooperation or "",
            result_words="\n".join(result.text for result in measure.results),
            words=_everything_said(section, measure).casefold(),
        )
        for order, (section, measure) in enumerate(placed)
    )
    known = Partner.objects.names()
    link = AdoptedMeasure.partners.through
    link.objects.bulk_create(
        link(adoptedmeasure=row, partner_id=known[name.casefold()])
        for row, (_section, measure) in zip(rows, placed, strict=True)
        for name in measure.named_partners
        if name.casefold() in known
    )


def _everything_said(section, measure) -> str:
    parts = (
        measure.number, measure.title, words(measure.content), measure.partners, *measure.named_partners,
        *(result.text for result in measure.results), measure.time_frame, measure.responsible, measure.cooperation,
        section.title,
    )  # fmt: skip
    return "\n".join(part for part in parts if part)
