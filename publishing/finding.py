"""The states of a programme or of guidelines that can be named: as they stand, a milestone, an edition.

A name is what an address and a command call it: `2025`, `2025@utkast-til-faggruppene`, `2025@edition:1`. The plain name
of an adopted programme is its current edition; of a draft and of guidelines it is the text as it stands now. When an
adopted programme is taken up again, the text as it stands is `2025@arbeidsutkast`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from organisation.visibility import Visibility
from programmes.building import build
from programmes.document import Document
from programmes.milestones import WORKING
from programmes.models import Guidelines, Lineage, Milestone, Programme
from programmes.reading import read_json

from . import shelf
from .models import Edition

NAME = r"[-\w]+(?:@[-\w]+|@edition:[1-9][0-9]{0,4})?"
See = Callable[[QuerySet], QuerySet]


def seen_by(user) -> See:
    """What a person may see of any rows."""
    return lambda rows: rows.visible_to(user)


def everything(rows: QuerySet) -> QuerySet:
    """For a command: whoever runs it holds the database."""
    return rows


class NoState(Exception):
    """There is no such state, or it may not be known of; the message is a Norwegian sentence."""


@dataclass(frozen=True)
class Named:
    """A state that somebody may choose, without its text. `at` is when it was made; nothing for a text that changes."""

    name: str
    title: str
    detail: str
    years: tuple[int, int]
    address: str
    is_public: bool
    at: datetime | None = None

    @property
    def slug(self) -> str:
        return self.name.partition("@")[0]

    @property
    def label(self) -> str:
        return f"{self.title}, {self.detail}" if self.detail else self.title


@dataclass(frozen=True)
class State:
    """A state and its text."""

    named: Named
    document: Document


def find_state(name: str, see: See) -> State:
    """The state with this name, for somebody who may see it. Raises `NoState`."""
    if not re.fullmatch(NAME, name, re.ASCII):
        raise NoState(f"«{name}» er ikke navnet på noe: skriv for eksempel 2025, 2025@milepæl eller 2025@edition:1.")
    slug, _, which = name.partition("@")
    if which.startswith("edition:"):
        found = _edition(slug, see, int(which.removeprefix("edition:")))
    elif which == WORKING:
        found = _now(slug, see)
    elif which:
        found = _milestone(slug, see, which)
    else:
        found = _edition(slug, see) or _now(slug, see)
    if found is None:
        raise NoState(f"Finner ikke «{name}».")
    return found


def _edition(slug: str, see: See, number: int | None = None) -> State | None:
    """An edition by its number; the current one without."""
    rows = see(Edition.objects.light()).filter(programme__slug=slug).select_related("programme").by_standing()
    newest = rows.first()
    found = newest if number is None or (newest and newest.number == number) else rows.filter(number=number).first()
    return found and State(_named_edition(found, found == newest), shelf.document(found.pk))


def _milestone(slug: str, see: See, which: str) -> State | None:
    found = see(Milestone.objects.all()).filter(programme__slug=slug, slug=which).select_related("programme").first()
    return found and State(_named_milestone(found), read_json(bytes(found.content)))


def _now(slug: str, see: See) -> State | None:
    for model in (Programme, Guidelines):
        if work := see(model.objects.all()).filter(slug=slug).first():
            again = isinstance(work, Programme) and work.editions.exists()
            return State(_named_work(work, again), build(work))
    return None


def _named_edition(edition: Edition, is_current: bool) -> Named:
    programme, number = edition.programme, edition.number
    name = programme.slug if is_current else f"{programme.slug}@edition:{number}"
    address = programme.get_absolute_url() if is_current else edition.get_absolute_url()
    years = (programme.first_year, programme.last_year)
    return Named(name, edition.title, f"utgave {number}", years, address, True, edition.frozen_at)


def _named_milestone(milestone: Milestone) -> Named:
    programme = milestone.programme
    name, years = f"{programme.slug}@{milestone.slug}", (programme.first_year, programme.last_year)
    detail, address = f"milepælen «{milestone.name}»", milestone.get_absolute_url()
    return Named(name, programme.title, detail, years, address, False, milestone.made_at)


def named_draft(programme: Programme) -> Named:
    """A programme as it stands now."""
    return _named_work(programme, programme.editions.exists())


def _named_work(work: Programme | Guidelines, again: bool = False) -> Named:
    """`again`: there are editions of it, so its plain name and its address are theirs."""
    detail = "" if isinstance(work, Guidelines) else "slik det står nå"
    name, address = work.slug, work.get_absolute_url()
    if again:
        name, address = f"{work.slug}@{WORKING}", reverse("preview", args=[work.slug])
    public = work.visibility == Visibility.PUBLIC and not again
    return Named(name, work.title, detail, (work.first_year, work.last_year), address, public)


# ── What there is to choose ──────────────────────────────────────────────────────────────────────


def every_state(see: See) -> list[Named]:
    """All states that somebody may see, the newest year first. Four queries."""
    editions = see(Edition.objects.light()).select_related("programme").by_standing()
    found, current = [], set()
    for edition in editions:
        found.append(_named_edition(edition, edition.programme_id not in current))
        current.add(edition.programme_id)
    drafts = see(Programme.objects.all()).exclude(pk__in=current, phase=Programme.Phase.ADOPTED)
    found += [_named_work(work, work.pk in current) for work in (*drafts, *see(Guidelines.objects.all()))]
    milestones = see(Milestone.objects.defer("content")).select_related("programme").order_by("-made_at")
    found += [_named_milestone(milestone) for milestone in milestones]
    return sorted(found, key=lambda named: (-named.years[0], named.slug, "@" in named.name))


# ── Lineage that the documents do not tell ───────────────────────────────────────────────────────


def known_kin(before: State, after: State, see: See) -> list[tuple]:
    """Pairs of a measure and one that it comes from, between the years of two states, as far as it may be known.

    An edition leaves out what stands in a milestone, since drafts are not for everybody. Who may see the milestone, may
    also know what became of it: an origin is told to those who may see the place where it stands.
    """
    if "guidelines" in (before.document.kind, after.document.kind):
        return []
    first = min(before.named.years[0], after.named.years[0])
    last = max(before.named.years[1], after.named.years[1])
    works = list(see(Programme.objects.all()).filter(first_year__lte=last, last_year__gte=first))
    milestones = see(Milestone.objects.filter(programme__in=works)).values_list("programme__slug", "slug")
    places = {work.slug for work in works} | {f"{programme}@{slug}" for programme, slug in milestones}
    rows = Lineage.objects.filter(measure__section__programme__in=works).order_by("measure__uuid", "origin")
    told = rows.values_list("measure__uuid", "origin", "origin_place")
    return [(measure, origin) for measure, origin, place in told if place in places or "@edition:" in place]
