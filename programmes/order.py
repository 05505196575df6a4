"""Where measures and sections stand: added, moved, nested, taken out, brought back.

Moving posts (object, way) and never the list, so that two people who move different things never clash.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from organisation.models import User
from organisation.record import Cause, Verb, note

from .keeping import change_measure, change_section
from .lineage import come_apart
from .models import Guidelines, Measure, Programme, Section
from .reading import DEEPEST_SECTION
from .states import measure_state, section_state

NEW_MEASURE, NEW_SECTION = "Nytt tiltak", "Nytt avsnitt"
TOP = "«{title}» står allerede øverst her."
BOTTOM = "«{title}» står allerede nederst her."


class CannotMove(Exception):
    """It cannot be moved so; the message is a Norwegian sentence."""


@transaction.atomic
def add_measure(section: Section, *, by: User, after: Measure | None = None) -> Measure:
    """An empty measure, last in the section or right `after` one of its own."""
    measure = Measure.objects.create(section=section, order=_next(section.measures.all()), title=NEW_MEASURE)
    if after:
        rows = [row for row in _neighbours(after) if row != measure]
        at = rows.index(after) + 1
        _number([*rows[:at], measure, *rows[at:]])
    note(by, Verb.ADDED, f"Et tiltak i «{section.title}»")
    return measure


@transaction.atomic
def add_section(work: Programme | Guidelines, parent: Section | None, *, by: User) -> Section:
    """An empty section, last in its parent, or a chapter last in the work."""
    owner = {work._meta.model_name: work}
    order = _next(Section.objects.filter(parent=parent, **owner))
    if parent and _depth(parent) >= DEEPEST_SECTION:
        raise CannotMove(f"Et dokument kan ha {DEEPEST_SECTION} nivåer.")
    section = Section.objects.create(**owner, parent=parent, order=order, title=NEW_SECTION)
    note(by, Verb.ADDED, f"Et avsnitt i {work}")
    return section


def step(thing: Measure | Section, way: int, *, by: User) -> None:
    """Past the neighbour above (-1) or below (1); those taken out are passed by."""
    rows = _neighbours(thing)
    at = rows.index(thing)
    if not 0 <= at + way < len(rows):
        raise CannotMove((TOP if way < 0 else BOTTOM).format(title=thing.title))
    rows[at], rows[at + way] = rows[at + way], rows[at]
    _put_in_order(rows, f"«{thing.title}» {'opp' if way < 0 else 'ned'}", by=by)


def place(thing: Measure | Section, before: UUID, *, by: User) -> None:
    """In front of one of its neighbours; where it is dropped with the mouse."""
    rows = _neighbours(thing)
    at = next((at for at, row in enumerate(rows) if row.uuid == before), None)
    if at is None:
        raise CannotMove(f"«{thing.title}» kan bare dras dit hvor det hører til. Bruk «Flytt til» i stedet.")
    if before != thing.uuid:
        rest = [row for row in rows if row != thing]
        at = next(at for at, row in enumerate(rest) if row.uuid == before)
        _put_in_order([*rest[:at], thing, *rest[at:]], f"«{thing.title}» foran «{rest[at].title}»", by=by)


def _neighbours(thing: Measure | Section) -> list:
    """It and those beside it, in order, held until the transaction ends."""
    if isinstance(thing, Measure):
        rows = Measure.objects.filter(section=thing.section)
    else:
        rows = Section.objects.filter(
            parent=thing.parent_id, programme=thing.programme_id, guidelines=thing.guidelines_id
        )
    return list(rows.filter(is_taken_out=False).select_for_update(of=("self",)))


@transaction.atomic
def _put_in_order(rows: list, what: str, *, by: User) -> None:
    _number(rows)
    note(by, Verb.CHANGED, f"Rekkefølgen: {what}")


def _number(rows: list) -> None:
    for at, row in enumerate(rows):
        row.order = at
    type(rows[0]).objects.bulk_update(rows, ["order"])


def move_measure(measure: Measure, section: Section, *, by: User) -> None:
    """To the end of another section of the same programme."""
    before = measure_state(measure)
    measure.order = _next(section.measures.all())
    what = f"flyttet fra «{measure.section.title}» til «{section.title}»"
    after = before | {"section": str(section.uuid)}
    change_measure(measure, before, after, by=by, cause=Cause.MOVED, what=what)


def nest(section: Section, parent: Section | None, *, by: User) -> None:
    """To the end of another section, or out to be a chapter; with everything in it."""
    if parent and (parent == section or section in _above(parent)):
        raise CannotMove("Et avsnitt kan ikke ligge inne i seg selv.")
    if (_depth(parent) if parent else 0) + _height(section) > DEEPEST_SECTION:
        raise CannotMove(f"Et dokument kan ha {DEEPEST_SECTION} nivåer.")
    before = section_state(section)
    owner = {"programme": section.programme_id, "guidelines": section.guidelines_id}
    section.order = _next(Section.objects.filter(parent=parent, **owner))
    after = {name: value for name, value in before.items() if name != "parent"}
    after |= {"parent": str(parent.uuid)} if parent else {}
    what = f"flyttet inn i «{parent.title}»" if parent else "flyttet ut til et kapittel"
    change_section(section, before, after, by=by, cause=Cause.MOVED, what=what)


def take_out(thing: Measure | Section, reason: str, *, by: User) -> None:
    """It is no longer in the programme, and can come back; nothing is deleted."""
    state, change = _ways(thing)
    before = state(thing)
    change(thing, before, before | {"taken_out": reason or True}, by=by, cause=Cause.TAKEN_OUT, what="tatt ut")


def bring_back(thing: Measure | Section, *, by: User) -> list[Measure]:
    """Into the programme again, where it was. Gives the measures that it had been merged into, if any."""
    state, change = _ways(thing)
    before = state(thing)
    after = {name: value for name, value in before.items() if name != "taken_out"}
    change(thing, before, after, by=by, cause=Cause.RESTORED, what="hentet inn igjen")
    return come_apart(thing, by=by) if isinstance(thing, Measure) else []


def is_out(measure: Measure) -> bool:
    """Whether it is taken out, or a section that it stands in is."""
    return measure.is_taken_out or any(each.is_taken_out for each in (measure.section, *_above(measure.section)))


def _ways(thing: Measure | Section):
    return (measure_state, change_measure) if isinstance(thing, Measure) else (section_state, change_section)


def _next(rows) -> int:
    last = rows.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _above(section: Section) -> list[Section]:
    found = []
    while section.parent_id:
        section = section.parent
        found.append(section)
    return found


def _depth(section: Section) -> int:
    return len(_above(section)) + 1


def _height(section: Section) -> int:
    return 1 + max((_height(child) for child in section.children.all()), default=0)
