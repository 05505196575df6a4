"""The step that a version is: what it changed, word by word, from the state before it."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from organisation.models import Version

from ..milestones import milestone_parts
from ..models import Round
from ..wording import LONG, changes

Changes = list[tuple[str, list]]


def steps(versions: Collection[Version]) -> dict[int, Changes]:
    """Which fields each version changed, by its primary key. One query, however many there are."""
    before = Q(pk__in=[])
    for version in versions:
        before |= Q(object=version.object, number=version.number - 1)
    states = {(each.object, each.number): each.content for each in Version.objects.filter(before)} if versions else {}
    return {
        each.pk: changes(_readable(states.get((each.object, each.number - 1), {})), _readable(each.content))
        for each in versions
    }


def _readable(state: dict) -> dict:
    """Without what is only ids and keys."""
    return {name: value for name, value in state.items() if name not in LONG}


class Correction(NamedTuple):
    at: datetime
    changes: Changes


def corrected(round: Round) -> set[UUID]:
    """What has been corrected after the round was sent out. History is the secretariat's, but not this: the groups
    read the text as it was sent, and must see that it is put right."""
    things = milestone_parts(round.milestone)
    return set(_corrections(round).filter(object__in=list(things)).values_list("object", flat=True))


def corrections(round: Round, thing: UUID) -> list[Correction]:
    """What was put right in one thing, oldest first."""
    versions = list(_corrections(round).filter(object=thing).order_by("number"))
    told = steps(versions)
    return [Correction(version.at, told[version.pk]) for version in versions]


def _corrections(round: Round):
    return Version.objects.filter(cause=Version.Cause.CORRECTED, at__gte=round.opened_at)
