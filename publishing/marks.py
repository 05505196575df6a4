"""The comment marks beside the parts of a draft: how much is said of each, and where one says it."""

from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from programmes.milestones import milestone_parts
from programmes.models import Round
from programmes.rounds.rights import may_comment
from programmes.rounds.steps import corrected

from .earlier import changed_since, last_seen
from .rendering import Mark


def marks(user, round: Round) -> dict[UUID, Mark]:
    """A mark for everything in the round's milestone. As many queries for a thousand comments as for ten."""
    seen = round.comments.visible_to(user).standing().order_by()
    counts = dict(seen.values_list("object").annotate(Count("pk")))
    before = last_seen(user, round)
    tags = {
        "rettet etter utsending": corrected(round),
        "endret siden sist": changed_since(before, round.milestone) if before else set(),
    }
    inviting = "Skriv innspill" if may_comment(user, round) else "Åpne"
    return {
        part.id: Mark(
            reverse("thing", args=[round.uuid, part.id]),
            f"{counts[part.id]} innspill" if part.id in counts else inviting,
            part.label,
            tuple(tag for tag, things in tags.items() if part.id in things),
        )
        for part in milestone_parts(round.milestone).values()
    }
