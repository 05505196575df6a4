"""Milestones: the whole programme as it was at a moment, stored under a name."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from organisation.models import Body, User
from organisation.record import Verb, note

from . import document as doc
from .addresses import free_key
from .building import build
from .models import Milestone, Programme
from .parts import Part, parts
from .reading import read_json

WORKING = "arbeidsutkast"  # what the text as it stands is called beside its milestones: no milestone has this name


@transaction.atomic
def keep_milestone(programme: Programme, name: str, *, by: User | None, bodies: Iterable[Body] = ()) -> Milestone:
    """Store the programme as it stands now. `bodies` are those that it is sent to, and that may read it."""
    content = doc.to_json(build(programme))
    slug = free_key(name, {WORKING, *programme.milestones.values_list("slug", flat=True)})
    milestone = Milestone.objects.create(
        programme=programme, slug=slug, name=name, made_by=by, content=content, sha256=doc.sha256(content)
    )
    milestone.circulated_to.set(bodies)
    note(by, Verb.KEPT, f"{programme}: {name}")
    return milestone


# The few milestones that people work with are kept in memory: what a checksum names never changes.


def read_milestone(milestone: Milestone) -> doc.Document:
    """The stored document."""
    return _read(milestone.sha256)


def milestone_parts(milestone: Milestone) -> Mapping[UUID, Part]:
    """Everything that can be commented on in it."""
    return _parts(milestone.sha256)


@lru_cache(maxsize=8)
def _read(sha256: str) -> doc.Document:
    content = Milestone.objects.filter(sha256=sha256).values_list("content", flat=True).first()
    return read_json(bytes(content))


@lru_cache(maxsize=8)
def _parts(sha256: str) -> dict[UUID, Part]:
    return parts(_read(sha256))
