"""The comment marks beside the parts of a draft: how much is said of each, and where one says it."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from programmes.milestones import milestone_parts
from programmes.models import Round
from programmes.rounds.rights import invites
from programmes.rounds.steps import corrected

from .rendering import Mark

CORRECTED = "rettet etter utsending"


def marks(user, round: Round, differing: Mapping[UUID, str]) -> dict[UUID, Mark]:
    """A mark for everything in the round's milestone. As many queries for a thousand comments as for ten.

    `differing` is what has changed since the reader saw it last, with a tag that says so.
    """
    seen = round.comments.visible_to(user).standing().order_by()
    counts = dict(seen.values_list("object").annotate(Count("pk")))
    put_right = corrected(round)
    inviting = "Skriv innspill" if invites(user, round) else "Åpne"
    return {
        part.id: Mark(
            reverse("thing", args=[round.uuid, part.id]),
            f"{counts[part.id]} innspill" if part.id in counts else inviting,
            part.label,
            tuple(filter(None, (CORRECTED if part.id in put_right else "", differing.get(part.id)))),
        )
        for part in milestone_parts(round.milestone).values()
    }
