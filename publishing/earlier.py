"""What somebody saw before: the milestone that their group was sent last time, or last year's edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from budget.figures import cell
from organisation.roles import body_ids, is_secretariat
from programmes import document as doc
from programmes.milestones import milestone_parts
from programmes.models import Milestone, Round
from programmes.parts import Part, parts
from programmes.rounds.standing import own
from programmes.rounds.steps import Changes
from programmes.wording import LONG, changes

from . import shelf

NEW, CHANGED = "nytt siden sist", "endret siden sist"


@dataclass(frozen=True)
class Earlier:
    """`place` is where the text is compared with; `title` what the thing was called there, when it has another name."""

    place: str
    title: str
    changes: Changes


def last_seen(user, round: Round) -> Milestone | None:
    """The newest milestone of the programme before the round's own that was sent to a group of theirs."""
    mine = body_ids(user)
    bodies = [body for body in round.bodies.all() if is_secretariat(user) or body.pk in mine]
    rows = Milestone.objects.visible_to(user).filter(programme=round.programme_id, circulated_to__in=bodies)
    earlier = rows.filter(made_at__lt=round.milestone.made_at).exclude(pk=round.milestone_id)
    return earlier.defer("content").order_by("-made_at").first()


def differs(before: Milestone, now: Milestone) -> dict[UUID, str]:
    """What says something else than it did, and what was not there, each with a tag that says which."""
    then, found = milestone_parts(before), {}
    for part in milestone_parts(now).values():
        was = then.get(part.id)
        if was is None:
            came_from = [origin.measure for origin in getattr(part.content, "origins", ())]
            found[part.id] = CHANGED if any(origin in then for origin in came_from) else NEW
        elif was.content != part.content and said_of(was) != said_of(part):
            found[part.id] = CHANGED
    return found


def earlier(user, round: Round, part: Part) -> list[Earlier]:
    """How the part differs from what it was; from each of them, when it comes from several."""
    before = last_seen(user, round)
    found = list(_in_milestone(before, part)) if before else []
    return found or list(_in_editions(part))


def said_of(part: Part) -> dict:
    """What a part says, field by field, for comparing in words."""
    if isinstance(part.content, doc.TableLine):
        return {"label": part.title, "cells": " · ".join(cell(value) for value in part.content.cells)}
    return {name: value for name, value in own(part).items() if name not in LONG}


def _in_milestone(before: Milestone, part: Part) -> Iterator[Earlier]:
    then = milestone_parts(before)
    came_from = [origin.measure for origin in getattr(part.content, "origins", ())]
    for origin in [part.id] if part.id in then else came_from:
        if origin in then:
            yield _compared(f"{before.name}, {before.made_at:%d.%m.%Y}", then[origin], part)


def _in_editions(part: Part) -> Iterator[Earlier]:
    for origin in getattr(part.content, "origins", ()):
        slug, _at, number = origin.place.partition("@edition:")
        edition = shelf.numbered(slug, int(number)) if number.isdecimal() else None
        if edition is None:
            continue
        document = shelf.document(edition)
        if then := parts(document).get(origin.measure):
            yield _compared(document.title, then, part)


def _compared(place: str, then: Part, now: Part) -> Earlier:
    return Earlier(place, then.label if then.title != now.title else "", changes(said_of(then), said_of(now)))
