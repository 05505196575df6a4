"""What a body had before it when it treated a programme, and whether a decision fits what is written since."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from organisation.models import Body

from . import document as doc
from .decisions import adopting_decision
from .milestones import read_milestone
from .models import Decision, Milestone, Programme, Round
from .readiness.fault import Fault, listed
from .readiness.since import changed

Phase, Outcome = Programme.Phase, Decision.Outcome
CHANGED = (
    "Vedtaket er ført som «vedtatt» uten endringer, men teksten er endret siden {basis}: {things}. "
    "Før vedtaket på nytt, eller ta bort endringene."
)
UNCHANGED = (
    "Vedtaket er ført som «vedtatt med endringer», men teksten er den samme som i {basis}. "
    "Skriv endringene inn i teksten."
)


class Treated(NamedTuple):
    """The last that a body treated, and when it was done with it."""

    body: Body
    milestone: Milestone
    at: datetime


def treated(programmes: QuerySet[Programme]) -> list[Treated]:
    """For each body the last milestone of these programmes that it was asked about in a round that is closed, or
    decided on; the latest first. Four queries at most."""
    found = []
    rounds = Round.objects.filter(programme__in=programmes, closed_at__isnull=False)
    for round in rounds.select_related("milestone__programme").defer("milestone__content").prefetch_related("bodies"):
        found += [Treated(body, round.milestone, round.closed_at) for body in round.bodies.all()]
    decisions = Decision.objects.standing().filter(programme__in=programmes, milestone__isnull=False)
    for decision in decisions.select_related("body", "milestone__programme").defer("milestone__content"):
        found.append(Treated(decision.body, decision.milestone, decision.registered_at))
    latest = {}
    for each in sorted(found, key=lambda each: each.at):
        latest[each.body.pk] = each
    return sorted(latest.values(), key=lambda each: each.at, reverse=True)


def basis(programme: Programme, decision: Decision) -> Milestone | None:
    """What the adopting body had before it: what the decision names, else what was stored with the innstilling."""
    if decision.milestone:
        return decision.milestone
    into = programme.phase_changes.filter(became=Phase.RECOMMENDED, at__lte=decision.registered_at)
    step = into.exclude(milestone=None).select_related("milestone").order_by("-at", "-pk").first()
    return step and step.milestone


def against_the_decision(programme: Programme, document: doc.Document) -> Iterator[Fault]:
    """A decision that says nothing was changed, of a text that was; and the other way round. A rettelse has none."""
    decision = adopting_decision(programme)
    if decision is None or programme.edition_kind == Programme.EditionKind.CORRECTION:
        return
    if not (milestone := basis(programme, decision)):
        return
    things = changed(read_milestone(milestone), document)
    if bool(things) == (decision.outcome == Outcome.ADOPTED_WITH_CHANGES):
        return
    name = f"«{milestone.name}»"
    says = CHANGED.format(basis=name, things=listed(things)) if things else UNCHANGED.format(basis=name)
    address = reverse("comparison", args=[f"{programme.slug}@{milestone.slug}", programme.slug])
    yield Fault("against-decision", says, capfirst(f"{decision}"), address=address)
