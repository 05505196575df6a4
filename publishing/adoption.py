"""The moment of adoption: a programme's document becomes an edition.

In two steps. `prepare` stores what is about to be adopted, a worker makes its PDF, and nothing else changes. `adopt`
asks everything once more and freezes exactly those bytes, in one transaction: all of it happens or none. Whoever
prepared it should not be the one who adopts it (four eyes).
"""

from dataclasses import dataclass, field
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
from organisation.models import User
from organisation.record import Verb, note
from organisation.rights import require
from programmes import phases
from programmes.building import build
from programmes.decisions import adopting_decision
from programmes.document import Document, for_everybody, sha256, to_json
from programmes.models import Decision, Programme
from programmes.reading import read_json

from . import archive, shelf
from .adopted_measures import write_index
from .models import Edition, PreparedEdition
from .readiness import Finding, findings
from .rendering import article
from .setting_aside import reasons_for, set_aside
from .tasks import make_prepared

Kind = Edition.Kind
NO_DECISION = "Vedtaket er ikke registrert: organ, og dato og saksnummer når de er kjent."
ALONE = (
    "Du gjorde utgaven klar selv. La en kollega vedta den, eller skriv hvorfor du gjør begge deler. "
    "Utgaven blir da merket til en kollega har bekreftet den."
)


@dataclass(frozen=True)
class Outlook:
    """What would be adopted now, and everything that is found about it."""

    programme: Programme
    decision: Decision | None
    document: Document
    number: int
    findings: list[Finding] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)  # what is written already of why something may stand, by key

    @property
    def obstacles(self) -> list[str]:
        """What stops it whatever anybody says."""
        reasons = [] if self.decision else [NO_DECISION]
        if self.programme.phase == Programme.Phase.ADOPTED:
            reasons.append("Programmet er vedtatt. Ta det opp igjen som rettelse eller revisjon.")
        elif nothing_is_new(self):
            reasons.append("Ingenting er endret siden forrige utgave.")
        return reasons + [found.sentence for found in self.findings if found.is_hard]

    @property
    def doubts(self) -> list[Finding]:
        """What may be set aside with a written reason."""
        return [found for found in self.findings if not found.is_hard]

    @property
    def unexplained(self) -> list[Finding]:
        """Of those, the ones that nobody has given a reason for yet."""
        return [doubt for doubt in self.doubts if not self.reasons.get(doubt.key, "").strip()]


def outlook(programme: Programme) -> Outlook:
    """The next edition as it would be. Changes nothing."""
    decision = adopting_decision(programme)
    document = to_be_adopted(programme, decision)
    found = findings(programme, document)
    return Outlook(programme, decision, document, next_number(programme), found, reasons_for(programme, found))


def to_be_adopted(programme: Programme, decision: Decision | None) -> Document:
    """The document with its own budget proposals as the budget, and without what points into drafts."""
    words = adopted_words(decision)
    return for_everybody(build(programme, settled=lambda sheet: columns.adopted(sheet, words)))


def next_number(programme: Programme) -> int:
    return (programme.editions.aggregate(last=Max("number"))["last"] or 0) + 1


def nothing_is_new(found: Outlook) -> bool:
    last = found.programme.editions.order_by("-number").values_list("document_sha256", flat=True).first()
    return last == sha256(to_json(found.document))


# ── Prepared ─────────────────────────────────────────────────────────────────────────────────────


def obstacles_to_preparing(found: Outlook, change_note: str, reasons: dict[str, str]) -> list[str]:
    """Why it cannot be made ready now; `reasons`, by the key of what is set aside, stand beside those written."""
    reasons = found.reasons | reasons
    stops = list(found.obstacles)
    if found.programme.edition_kind != Kind.FIRST and not change_note.strip():
        stops.append("Skriv hva som er endret siden forrige utgave.")
    stops += [
        f"{doubt.sentence} Rett det, eller skriv hvorfor det kan stå."
        for doubt in found.doubts
        if not reasons.get(doubt.key, "").strip()
    ]
    return stops


@transaction.atomic
def prepare(
    programme: Programme, *, by: User | None, change_note: str = "", reasons: dict[str, str] | None = None,
    at: datetime | None = None,
) -> PreparedEdition:  # fmt: skip
    """Store what is about to be adopted; it takes the place of what was prepared before.

    `reasons` say, by the key of each finding that stops nobody, why it may stand, beside those that are written down
    already (`setting_aside`). `at` is the moment that the PDF tells of (now). Raises `NotAllowed` with every obstacle.
    """
    programme = phases.held(programme)
    found, reasons = outlook(programme), reasons or {}
    require(obstacles_to_preparing(found, change_note, reasons))
    said = found.reasons | {key: why.strip() for key, why in reasons.items()}
    PreparedEdition.objects.filter(programme=programme).delete()
    content = to_json(found.document)
    prepared = PreparedEdition.objects.create(
        programme=programme,
        decision=found.decision,
        number=found.number,
        change_note=change_note.strip(),
        set_aside=[set_aside(doubt, said[doubt.key]) for doubt in found.doubts],
        document=content,
        sha256=sha256(content),
        asked_by=by,
        **({"asked_at": at} if at else {}),
    )
    return prepared


def ask(programme: Programme, *, by: User, **said) -> PreparedEdition:
    """The same, and the worker makes the PDF."""
    prepared = prepare(programme, by=by, **said)
    make_prepared.enqueue(prepared.pk)
    return prepared


def try_again(prepared: PreparedEdition) -> None:
    """Once more, after a PDF that came to nothing; of two who press at once, one sets the worker going."""
    if PreparedEdition.objects.filter(pk=prepared.pk).begin_again(prepared.asked_by):
        make_prepared.enqueue(prepared.pk)


@transaction.atomic
def discard(prepared: PreparedEdition) -> None:
    """What was made ready is not to be adopted after all."""
    prepared.delete()


# ── Adopted ──────────────────────────────────────────────────────────────────────────────────────


def obstacles(prepared: PreparedEdition, *, by: User | None, alone_because: str = "") -> list[str]:
    """Every reason why `by` cannot adopt what is prepared now."""
    now = outlook(prepared.programme)
    reasons = list(now.obstacles)
    if not prepared.is_done:
        reasons.append(prepared.failure or "PDF-en er ikke ferdig.")
    if is_stale(prepared, now):
        reasons.append("Teksten er endret etter at utgaven ble gjort klar. Gjør den klar på nytt.")
    elif unseen := {doubt.key for doubt in now.doubts} - {row["key"] for row in prepared.set_aside}:
        reasons += [doubt.sentence for doubt in now.doubts if doubt.key in unseen]
    if by and by.pk == prepared.asked_by_id and not alone_because.strip():
        reasons.append(ALONE)
    return reasons


def is_stale(prepared: PreparedEdition, now: Outlook) -> bool:
    """Has anything been changed since it was made ready?"""
    return sha256(to_json(now.document)) != prepared.sha256 or now.number != prepared.number


@transaction.atomic
def adopt(
    prepared: PreparedEdition, *, by: User | None, alone_because: str = "", at: datetime | None = None
) -> Edition:  # fmt: skip
    """Freeze what is prepared as the programme's next edition, and make it public; everything or nothing.

    `by` is the person who adopts (nobody when the demo does), `at` the moment (now). Raises `NotAllowed` with every
    obstacle.
    """
    programme = phases.held(prepared.programme)
    prepared = PreparedEdition.objects.select_related("decision__body", "programme").get(pk=prepared.pk)
    require(obstacles(prepared, by=by, alone_because=alone_because))
    content, decision = bytes(prepared.document), prepared.decision
    document = read_json(content)
    page = article(document, reverse("programme", args=[programme.slug])).encode()
    pdf = bytes(prepared.pdf)
    lock_budget(programme, adopted_words(decision), by=by)
    edition = Edition.objects.create(
        programme=programme,
        number=prepared.number,
        kind=programme.edition_kind,
        change_note=prepared.change_note,
        title=document.title,
        body=decision.body,
        decided_on=decision.decided_on,
        case_number=decision.case_number,
        decision=decision,
        document=content,
        document_sha256=prepared.sha256,
        page=page,
        page_sha256=sha256(page),
        pdf=pdf,
        pdf_sha256=sha256(pdf),
        measure_count=sum(1 for _ in document.every_measure()),
        partner_count=len({name for measure in document.every_measure() for name in measure.named_partners}),
        budget_total=_income(document),
        frozen_at=at or timezone.now(),
        frozen_by=by,
        prepared_by=prepared.asked_by,
        alone_because=alone_because.strip() if by and by.pk == prepared.asked_by_id else "",
        set_aside=prepared.set_aside,
    )
    write_index(edition, document)
    programme.set_aside.all().delete()  # the edition keeps them
    programme.previews.all().delete()  # what was a draft yesterday is of no use beside what is adopted
    prepared.delete()
    note(by, Verb.PUBLISHED, f"{edition}", body=edition.body, thing=programme)
    phases.adopt(programme, decision, by=by)
    transaction.on_commit(shelf.put_away)
    if by:  # what was adopted before we had it gets its package when somebody asks
        archive.ask_when_adopted(edition, by=by)
    return edition


def adopted_words(decision: Decision | None) -> str:
    """The decision as it stands on what was adopted with it: body, day and case number, as far as they are known."""
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
