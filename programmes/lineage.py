"""Opphav when measures of one programme are merged and split: what comes along, and what leaves again.

What comes from a measure comes from that one's own origins too. Otherwise a measure of last year would seem left out of
what the council adopts, since a measure that is merged into another is not in the document.
"""

from organisation.models import User
from organisation.record import Cause

from . import document as doc
from .keeping import change_measure
from .models import Lineage, Measure
from .states import measure_state

Kind = Lineage.Kind


def joined(stays: doc.Measure, goes: doc.Measure, place: str) -> tuple[doc.Origin, ...]:
    """Where a measure comes from when another of the same programme has been merged into it."""
    return _once(stays, _from(goes, Kind.MERGED, place), *stays.origins, *_further(goes, Kind.MERGED))


def parted(new: doc.Measure, source: doc.Measure, place: str) -> tuple[doc.Origin, ...]:
    """Where a measure comes from that was split from another."""
    return _once(new, _from(source, Kind.SPLIT, place), *_further(source, Kind.SPLIT))


def _from(measure: doc.Measure, kind: Kind, place: str) -> doc.Origin:
    return doc.Origin(kind=kind.value, measure=measure.id, title=measure.title, place=place)


def _further(measure: doc.Measure, kind: Kind) -> list[doc.Origin]:
    return [origin.model_copy(update={"kind": kind.value}) for origin in measure.origins]


def _once(of: doc.Measure, *origins: doc.Origin) -> tuple[doc.Origin, ...]:
    """Each origin once, as it was first said; a measure is not its own."""
    found: dict = {}
    for origin in origins:
        found.setdefault(origin.measure, origin)
    found.pop(of.id, None)
    return tuple(found.values())


def come_apart(measure: Measure, *, by: User) -> list[Measure]:
    """What others got when `measure` was merged into them leaves them again; gives those others. Their texts stay."""
    owner = {"section__programme": measure.section.programme_id, "section__guidelines": measure.section.guidelines_id}
    heirs = Measure.objects.filter(lineage__origin=measure.uuid, lineage__kind=Kind.MERGED, **owner)
    gone = {str(uuid) for uuid in (measure.uuid, *measure.lineage.values_list("origin", flat=True))}
    found = list(heirs.order_by("pk").select_for_update(of=("self",)))
    for heir in found:
        before = measure_state(heir)
        kept = [row for row in before["origins"] if row["kind"] != Kind.MERGED or row["measure"] not in gone]
        after = {name: value for name, value in before.items() if name != "origins"}
        after |= {"origins": kept} if kept else {}
        what = f"«{measure.title}» er hentet inn igjen, og er ikke opphav lenger"
        change_measure(heir, before, after, by=by, cause=Cause.RESTORED, what=what)
    return found
