"""Hvordan ble det slik? How the words of one measure came to be, as far as somebody may know of it.

Everything begins with what the reader may see: editions, which are everybody's; milestones and decisions; comments in
rounds that are theirs, or whose log is open to all. What is left out leaves no gap behind, since each text is held
against the one shown before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from organisation.roles import is_secretariat
from programmes.building import build
from programmes.comparison import Change
from programmes.document import Document, Measure
from programmes.milestones import read_milestone
from programmes.models import Decision, Lineage, Milestone, PhaseChange, Programme
from programmes.voice import Voice
from programmes.wording import word_parts

from . import shelf
from .models import Edition
from .trail_comments import Said, comments

UNTOLD = {"number", "named_partners"}  # follow from where it stands, and from the printed names


@dataclass(frozen=True)
class Stop:
    """One moment in the life of a measure. `moment` is when it was written down, `on` the day it is told by.

    `fields` are the words as they were, of the first text there is; after that what differs from the one before.
    """

    kind: str  # milestone, comment, decision, edition, now
    moment: datetime | None
    on: date | None
    title: str
    place: str = ""
    address: str = ""
    remark: str = ""
    has_text: bool = False
    is_first: bool = False
    fields: tuple[Change, ...] = ()
    said: Said | None = None


@dataclass(frozen=True)
class Trail:
    stops: tuple[Stop, ...]

    @property
    def is_bare(self) -> bool:
        """Is nothing known but that it was adopted, or that it stands in the draft?"""
        return len(self.stops) <= 1


def trail(slug: str, measure: UUID, user) -> Trail:
    """Every moment that the reader may know of, in the order it was written down."""
    known = _Known(user)
    family = known.family(slug, measure)
    works = works_of(family.places)
    stops = [*_texts(known, family, works), *known.loose_decisions(works)]
    for said in comments(family.ids, works, user):
        stops.append(Stop("comment", said.moment, said.received_on, said.title, address=said.address, said=said))
    return Trail(tuple(sorted(stops, key=lambda stop: (stop.moment is None, stop.moment))))


# ── Which measures it is about ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Family:
    """The measure, those it comes from, and the names of the places where they stand."""

    measure: UUID
    ids: frozenset[UUID]
    places: frozenset[str]


def _reached(slug: str, measure: UUID, origins: dict) -> _Family:
    ids, places, waiting = set(), {slug}, [measure]
    while waiting:
        if (each := waiting.pop()) not in ids:
            ids.add(each)
            places |= {place for _origin, place in origins[each]}
            waiting += [origin for origin, _place in origins[each]]
    return _Family(measure, frozenset(ids), frozenset(places))


def works_of(places: Iterable[str]) -> set[str]:
    """The programmes in which the places are: `2025` of `2025@edition:1`."""
    return {place.partition("@")[0] for place in places}


class _Known:
    """What the reader may see, read once."""

    def __init__(self, user) -> None:
        self.user, self.sees_drafts = user, is_secretariat(user)
        self.works = {each.slug: each for each in Programme.objects.visible_to(user)}
        editions = Edition.objects.visible_to(user).light().select_related("programme", "body", "withdrawal")
        self.editions = defaultdict(list)
        for edition in editions.order_by("programme", "number"):
            self.editions[edition.programme.slug].append(edition)
        milestones = Milestone.objects.visible_to(user).defer("content").select_related("programme")
        self.milestones = defaultdict(list)
        for milestone in milestones.order_by("made_at"):
            self.milestones[milestone.programme.slug].append(milestone)
        decisions = Decision.objects.visible_to(user).standing().select_related("body", "programme")
        self.decisions = {each.pk: each for each in decisions}
        self._decided: dict[int, int] | None = None

    def family(self, slug: str, measure: UUID) -> _Family:
        """The measure and everything that it comes from, through any number of drafts and years."""
        origins, read = self._lineage(), set()
        found = _reached(slug, measure, origins)
        while new := works_of(found.places) - read:
            for edition in (each for work in new for each in self.editions[work]):
                for told in shelf.document(edition.pk).every_measure():
                    origins[told.id] |= {(origin.measure, origin.place) for origin in told.origins}
            read |= new
            found = _reached(slug, measure, origins)
        return found

    def _lineage(self) -> dict[UUID, set[tuple[UUID, str]]]:
        """What the database knows beside the editions, of places that the reader may see as they stand."""
        drafts = {slug for slug, work in self.works.items() if work.phase != Programme.Phase.ADOPTED}
        places = drafts | {f"{slug}@{each.slug}" for slug, every in self.milestones.items() for each in every}
        rows = Lineage.objects.filter(measure__section__programme__in=[work.pk for work in self.works.values()])
        found = defaultdict(set)
        for measure, origin, place in rows.values_list("measure__uuid", "origin", "origin_place"):
            if self.sees_drafts or place in places:
                found[measure].add((origin, place))
        return found

    def loose_decisions(self, works: Iterable[str]) -> Iterator[Stop]:
        """Decisions that no text was stored with, and that no edition tells of."""
        told = {edition.decision_id for every in self.editions.values() for edition in every}
        told |= set(self._by_milestone().values())
        for decision in self.decisions.values():
            if decision.programme.slug in works and decision.pk not in told:
                place = f"{decision.programme}"
                yield Stop("decision", decision.registered_at, decision.decided_on, _sentence(decision), place)

    def _by_milestone(self) -> dict[int, int]:
        """Which decision a text was stored with, by their primary keys."""
        if self._decided is None:
            seen = [each.pk for every in self.milestones.values() for each in every]
            rows = PhaseChange.objects.filter(decision__in=self.decisions, milestone__in=seen)
            self._decided = dict(rows.values_list("milestone", "decision"))
        return self._decided

    def decision_of(self, milestone: Milestone) -> Decision | None:
        return self.decisions.get(self._by_milestone().get(milestone.pk))


# ── The text, time after time ────────────────────────────────────────────────────────────────────


def _texts(known: _Known, family: _Family, works: Iterable[str]) -> Iterator[Stop]:
    """Each text that the reader may see, with what differs from the one before it."""
    before = None
    states = list(_states(known, works))
    kept = {each.id for _make, document in states[-1:] for each in document.every_measure()}
    for make, document in states:
        if not (found := _of_family(document, family, kept)):
            continue
        voice = Voice(document)
        now = _together(voice.measure(each) for each in found)
        names = [name for name in dict.fromkeys((*now, *(before or ()))) if name not in UNTOLD]
        fields = tuple(
            Change(name, voice.label(name, of_measure=True), _parts(before, now, name))
            for name in names
            if before is None or before.get(name) != now.get(name)
        )
        yield make(has_text=True, is_first=before is None, fields=fields)
        before = now


def _states(known: _Known, works: Iterable[str]) -> Iterator[tuple]:
    """What makes a stop of each text, and its document; oldest first."""
    found = []
    for slug in works:
        found += [(each.made_at, _drafted(each, known), read_milestone(each)) for each in known.milestones[slug]]
        found += [(each.frozen_at, _adopted(each), shelf.document(each.pk)) for each in known.editions[slug]]
    for _moment, make, document in sorted(found, key=lambda row: row[0]):
        yield make, document
    for slug in works:
        work = known.works.get(slug)
        if work and work.phase != Programme.Phase.ADOPTED:
            yield _present(work), build(work)


def _drafted(milestone: Milestone, known: _Known):
    def make(**text) -> Stop:
        place, address = f"Milepælen «{milestone.name}»", milestone.get_absolute_url()
        if decision := known.decision_of(milestone):
            said = _sentence(decision)
            return Stop("decision", milestone.made_at, decision.decided_on, said, place, address, **text)
        title = "I utkastet" if text["is_first"] else "Et nytt utkast"
        return Stop("milestone", milestone.made_at, localdate(milestone.made_at), title, place, address, **text)

    return make


def _adopted(edition: Edition):
    def make(**text) -> Stop:
        first = edition.kind == Edition.Kind.FIRST
        case = f", sak {edition.case_number}" if edition.case_number else ""
        title = f"{edition.adopted}{case}" if first else f"{edition.get_kind_display().capitalize()}"
        remark = edition.change_note
        if withdrawal := getattr(edition, "withdrawal", None):
            remark = f"{remark} Utgaven er trukket tilbake: {withdrawal.why}".strip()
        on = edition.decided_on if first else localdate(edition.frozen_at)
        return Stop("edition", edition.frozen_at, on, title, str(edition), edition.get_absolute_url(), remark, **text)

    return make


def _present(work: Programme):
    def make(**text) -> Stop:
        return Stop("now", None, None, "Slik det står nå", str(work), work.get_absolute_url(), **text)

    return make


def _of_family(document: Document, family: _Family, kept: set[UUID]) -> list[Measure]:
    """The measure where it stands, with those that were later merged into it; before that, those that it comes from."""
    every = [each for each in document.every_measure() if each.id in family.ids]
    own = [each for each in every if each.id == family.measure or each.id not in kept]
    return own if any(each.id == family.measure for each in every) else every


def _together(said: Iterable[dict]) -> dict[str, str]:
    """What several measures say, field by field; what they say alike is said once."""
    found = defaultdict(dict)
    for measure in said:
        for name, text in measure.items():
            found[name][text] = None
    return {name: "\n".join(texts) for name, texts in found.items()}


def _parts(before: dict | None, now: dict, name: str) -> tuple:
    text = now.get(name, "")
    return tuple(word_parts(text if before is None else before.get(name, ""), text))


def _sentence(decision: Decision) -> str:
    said = str(decision) + (f", sak {decision.case_number}" if decision.case_number else "")
    return said[:1].upper() + said[1:]
