"""Behandlinger: what the bodies decided on a programme, written down once and never changed.

A body's kind says what it can decide: administrative groups can only discuss, the board recommends what the
representantskap adopts, and which of them adopts is the programme's own.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from organisation.models import Body, User
from organisation.record import Verb, note
from organisation.rights import require

from .models import Decision, Milestone, PhaseChange, Programme

Outcome, Phase = Decision.Outcome, Programme.Phase
CAN_ONLY_DISCUSS = (Body.Kind.COORDINATION, Body.Kind.GROUP, Body.Kind.PROJECT, Body.Kind.SECRETARIAT)


class Treatment(NamedTuple):
    """What is written down of a treatment in a meeting."""

    body: Body
    outcome: str
    decided_on: date | None = None
    case_number: str = ""
    wording: str = ""
    votes: str = ""
    minutes: str = ""
    milestone: Milestone | None = None


def adopting_decision(programme: Programme) -> Decision | None:
    """The vedtak that what is written now stands on.

    For a revision only one that was written down after it was begun: the first edition's vedtak is of other words. A
    correction changes no meaning, and stands on the vedtak there is.
    """
    found = programme.decisions.adopting().select_related("body")
    if programme.edition_kind == Programme.EditionKind.REVISION and (begun := taken_up(programme)):
        return next((each for each in found if _first_written_down(each).registered_at > begun.at), None)
    return found.first()


def _first_written_down(decision: Decision) -> Decision:
    """The row that this one puts right, and that one before it."""
    while decision.corrects:
        decision = decision.corrects
    return decision


def taken_up(programme: Programme) -> PhaseChange | None:
    """When the adopted programme was last opened for writing."""
    return programme.phase_changes.filter(was=Phase.ADOPTED).last()


def recommendation(programme: Programme) -> Decision | None:
    """The innstilling that the programme goes to the adopting body with; none when it has been sent back since."""
    if programme.phase != Phase.RECOMMENDED:
        return None
    found = programme.decisions.standing().filter(outcome__in=Decision.RECOMMENDED).order_by("-registered_at", "-pk")
    return found.select_related("body", "milestone").first()


def outcomes_for(body: Body, programme: Programme) -> tuple[str, ...]:
    """What the body can decide on the programme."""
    if body.kind in CAN_ONLY_DISCUSS:
        return (Outcome.DISCUSSED,)
    adopts = programme.adopting_body_id in (None, body.pk)
    can = (Outcome.DISCUSSED, *Decision.RECOMMENDED, Outcome.SENT_BACK)
    return (*can, *Decision.ADOPTED) if adopts else can


def obstacles(programme: Programme, said: Treatment, corrects: Decision | None = None) -> list[str]:
    """Why this cannot be written down."""
    reasons = []
    if said.outcome not in outcomes_for(said.body, programme):
        reasons.append(_cannot(said, programme))
    if said.decided_on and said.decided_on > timezone.localdate():
        reasons.append("Møtet har ikke vært ennå. Før behandlingen når den er gjort.")
    if said.outcome == Outcome.SENT_BACK and not said.wording.strip():
        reasons.append("Skriv hva organet ba om da saken ble sendt tilbake.")
    if said.milestone and said.milestone.programme_id != programme.pk:
        reasons.append("Utkastet hører til et annet program.")
    if corrects and Decision.objects.filter(corrects=corrects).exists():
        reasons.append("Behandlingen er rettet allerede.")
    elif _stands(programme, said):
        reasons.append("Ingenting er rettet." if corrects else "Behandlingen er ført allerede.")
    if corrects and (corrects.outcome in Decision.ADOPTED) != (said.outcome in Decision.ADOPTED):
        reasons.append("En rettelse kan ikke gjøre et vedtak til noe annet, eller noe annet til et vedtak.")
    if said.outcome in Decision.ADOPTED and programme.phase == Phase.ADOPTED and not corrects:
        reasons.append("Programmet er vedtatt. Ta det opp igjen først, som en revisjon.")
    return reasons


def _stands(programme: Programme, said: Treatment) -> bool:
    """Is exactly this written down already, as when somebody presses the button twice?"""
    return programme.decisions.standing().filter(**said._asdict()).exists()


def _cannot(said: Treatment, programme: Programme) -> str:
    body, outcome = said.body.in_a_sentence, Outcome(said.outcome).label
    if said.body.kind in CAN_ONLY_DISCUSS:
        return f"«{body[:1].upper()}{body[1:]}» kan bare drøfte, og ikke føre «{outcome}»."
    return f"Programmet vedtas av {programme.adopting_body.in_a_sentence}, og {body} kan ikke føre «{outcome}»."


@transaction.atomic
def write_down(
    programme: Programme, said: Treatment, *, by: User | None, corrects: Decision | None = None
) -> Decision:  # fmt: skip
    """Keep what a body decided; `corrects` is a row that was written down wrong. Raises `NotAllowed`.

    What follows from it – another phase – is `phases`' to do.
    """
    require(obstacles(programme, said, corrects))
    decision = Decision.objects.create(programme=programme, corrects=corrects, registered_by=by, **said._asdict())
    what = f"{'Rettet: ' if corrects else ''}{programme} {decision.get_outcome_display()}"
    note(by, Verb.DECIDED, what, body=said.body, thing=programme)
    return decision


def latest_of(programme: Programme) -> Iterable[Decision]:
    """Every treatment that stands, in the order it was written down."""
    return programme.decisions.standing().select_related("body", "milestone", "registered_by")
