"""What the workplace tells of rounds beside the text: what waits for an answer, and what a group saw otherwise.

The same number of queries whatever the size of the programme and however many have commented.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from organisation.models import Version
from organisation.record import Cause

from ..models import Comment, Guidelines, Programme, Round, Suggestion
from ..states import PLACES

CORRECTED = "Rettet etter utsending"
TREATED = "Endret etter behandling i {bodies}"
MOST = 8  # comments shown beside one thing


class Badge(NamedTuple):
    """What a thing wears, and where that is told of."""

    text: str
    address: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass
class Waiting:
    """Comments without an answer: in the whole programme, and by the id of what they are about."""

    total: int = 0
    by_object: dict[UUID, int] = field(default_factory=dict)


def waiting(work: Programme | Guidelines, user) -> Waiting:
    """One query."""
    if isinstance(work, Guidelines):
        return Waiting()
    rows = Comment.objects.visible_to(user).filter(programme=work).unanswered()
    found = dict(rows.order_by().values_list("object").annotate(Count("pk")))
    return Waiting(sum(found.values()), {key: count for key, count in found.items() if key})


def comments_on(thing, user) -> tuple[list[tuple[Comment, str]], int]:
    """The comments on a measure or section with the state of each, those without an answer first, and how many more."""
    rows = Comment.objects.visible_to(user).standing().filter(object=thing.uuid)
    rows = rows.select_related("response", "suggestion", "body", "member", "person")
    found = sorted(rows, key=lambda each: (each.response is not None, -each.number))
    return [(each, _state(each)) for each in found[:MOST]], max(0, len(found) - MOST)


def _state(comment: Comment) -> str:
    if comment.waits_for_admission:
        return "for sent innkommet"
    suggestion = getattr(comment, "suggestion", None)
    taken = suggestion and suggestion.state != Suggestion.State.OPEN and suggestion.get_state_display()
    answered = str(comment.response) if comment.response else "ubesvart"
    return f"{taken}, {answered}" if taken and not comment.response else answered


def badges(work: Programme | Guidelines, things: Collection[UUID], user) -> dict[UUID, list[Badge]]:
    """What a measure or a section wears, by its id. Four queries at most, and one when nothing is sent out."""
    rounds = [] if isinstance(work, Guidelines) else list(work.rounds.filter(opened_at__isnull=False))
    if not rounds or work.phase == Programme.Phase.ADOPTED:
        return {}
    history = defaultdict(list)
    versions = Version.objects.visible_to(user).filter(object__in=things).order_by("number").defer("content")
    for version in versions:
        history[version.object].append(version)
    found = defaultdict(list)
    sent = [round.opened_at for round in rounds if round.answered_at is None]
    for thing, rows in history.items():
        if sent and any(row.cause == Cause.CORRECTED and row.at >= min(sent) for row in rows):
            found[thing].append(Badge(CORRECTED))
    treated = _treated(work)
    moments = {body: round.closed_at for body, round in treated.items()}
    for thing, bodies in _changed_since(history, moments).items():
        first = min((treated[body] for body in bodies), key=lambda round: round.closed_at)
        since = [f"{work.slug}@{first.milestone.slug}", work.slug]
        found[thing].append(Badge(TREATED.format(bodies=" og ".join(bodies)), reverse("comparison", args=since)))
    return dict(found)


def _treated(work: Programme) -> dict[str, Round]:
    """The latest round of each body that is closed: then it was done with the draft."""
    closed = work.rounds.filter(closed_at__isnull=False).prefetch_related("bodies").order_by("closed_at")
    closed = closed.select_related("milestone").defer("milestone__content")
    return {body.in_a_sentence: round for round in closed for body in round.bodies.all()}


def _changed_since(history: dict[UUID, list[Version]], treated: dict[str, datetime]) -> dict[UUID, list[str]]:
    """The bodies that have seen something else than what the thing says now. Moving it is no change of what it says."""
    wanted = {}
    for thing, rows in history.items():
        for body, moment in treated.items():
            seen = next((row for row in reversed(rows) if row.at <= moment), rows[0])
            if seen is not rows[-1]:
                wanted[thing, body] = (seen.pk, rows[-1].pk)
    content = dict(
        Version.objects.filter(pk__in={pk for pair in wanted.values() for pk in pair}).values_list("pk", "content")
    )
    found = defaultdict(list)
    for (thing, body), (then, now) in wanted.items():
        if _own(content[then]) != _own(content[now]):
            found[thing].append(body)
    return found


def _own(state: dict) -> dict:
    return {name: value for name, value in state.items() if name not in (*PLACES, "number")}
