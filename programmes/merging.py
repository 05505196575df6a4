"""Two measures become one, and one becomes two. Nothing is deleted: what goes is taken out, and can come back."""

from dataclasses import dataclass, field
from typing import Self

from django.db import transaction
from django.utils.text import Truncator

from organisation import record
from organisation.conflicts import merge
from organisation.models import Draft, User, Version
from organisation.record import Cause

from .editing import MEASURE, Attempt
from .forms.measure import MeasureForm
from .keeping import change_measure
from .lineage import joined, parted
from .models import Guidelines, Measure, Programme
from .next_year import merged
from .order import add_measure, is_out
from .states import State, measure_of, measure_state, plain

ITSELF = "Et tiltak kan ikke slås sammen med seg selv."
MERGED_ALREADY = "«{title}» er tatt ut. Hent det inn igjen før du slår det sammen med noe."
SPLIT_ALREADY = "«{title}» er tatt ut. Hent det inn igjen før du deler det."
WITH = "med"  # what a form, and what is put aside of it, call the other measure


class CannotSplit(Exception):
    """It cannot be split; the message is a Norwegian sentence."""


@dataclass(frozen=True)
class Pair:
    """Two measures of a work. One stays, and the other goes into it."""

    work: Programme | Guidelines
    stays: Measure
    goes: Measure

    @classmethod
    def find(cls, work, stays, goes, *, held: bool = False) -> Self:
        """By their ids; always held in the same order, so that two who merge never wait for each other."""
        ids = (str(stays), str(goes))
        found = {uuid: MEASURE.find(work, uuid, held=held) for uuid in sorted(ids)}
        return cls(work, *(found[uuid] for uuid in ids))

    @property
    def both(self) -> tuple[Measure, Measure]:
        return self.stays, self.goes

    @property
    def versions(self) -> tuple[int, int]:
        return self.stays.version, self.goes.version

    @property
    def obstacle(self) -> str:
        """Why they cannot be merged now; empty when they can."""
        if self.stays == self.goes:
            return ITSELF
        return next((MERGED_ALREADY.format(title=each.title) for each in self.both if is_out(each)), "")

    def as_one(self, states: tuple[State, State]) -> State:
        """What the one would hold with everything that either says, by the rule that next year is made by."""
        stays, goes = (measure_of(state, each.uuid) for state, each in zip(states, self.both, strict=True))
        one = merged([stays, goes]).model_copy(update={"origins": joined(stays, goes, self.work.slug)})
        return plain(one, {"id"}) | {"section": states[0]["section"]}

    def drafts(self, by: User) -> tuple[Draft | None, Measure | None]:
        """What somebody has put aside of this very merging, and which of the two they have written other things in."""
        there = {draft.object: draft for draft in Draft.objects.visible_to(by).filter(object__in=self._ids)}
        mine = there.get(self.stays.uuid)
        if mine and mine.content.get(WITH) == [str(self.goes.uuid)]:
            del there[self.stays.uuid]
        else:
            mine = None
        return mine, next((each for each in self.both if each.uuid in there), None)

    @property
    def _ids(self) -> list:
        return [each.uuid for each in self.both]


@dataclass
class Merging(Attempt):
    """What came of an attempt to merge. `since` is what others have saved in the two meanwhile, with their titles."""

    obstacle: str = ""
    since: list[tuple[str, Version]] = field(default_factory=list)


def opened(pair: Pair, data=None, versions: tuple[int, int] | None = None, by: User | None = None) -> MeasureForm:
    """The form over the two as one: as they are, or as they were in the versions that `data` was written on."""
    versions = versions or pair.versions
    stays, goes = (
        measure_state(each) if number == each.version else record.as_of(each, number, by=by)
        for each, number in zip(pair.both, versions, strict=True)
    )
    return MeasureForm(data, work=pair.work, version=versions[0], initial=pair.as_one((stays, goes)))


@transaction.atomic
def save(pair: Pair, data, versions: tuple[int, int], *, by: User) -> Merging:
    """Merge the held pair into what is typed. Nothing is written when it is faulty, or when somebody else has saved
    either of them since: then whoever merges has to look at it once more."""
    states = (measure_state(pair.stays), measure_state(pair.goes))
    form = opened(pair, data, versions, by)
    tried = Merging(pair.stays, form, pair.as_one(states), obstacle=pair.obstacle)
    if tried.obstacle or not form.is_valid():
        return tried
    tried.merge = merge(form.before, tried.now, form.state)
    seen = zip(pair.both, versions, strict=True)
    tried.since = [(each.title, record.latest(each)) for each, number in seen if number != each.version]
    if not tried.since:
        _write(pair, states, tried.merge.result, by=by)
    return tried


def _write(pair: Pair, states: tuple[State, State], one: State, *, by: User) -> None:
    stays, goes = pair.both
    what = f"«{goes.title}» er slått sammen med det"
    change_measure(stays, states[0], one, by=by, cause=Cause.MERGED, what=what)
    reason = f"Slått sammen med «{Truncator(stays.title).chars(400)}»"
    out = states[1] | {"taken_out": reason}
    change_measure(goes, states[1], out, by=by, cause=Cause.MERGED, what=f"slått sammen med «{stays.title}»")
    if pair.drafts(by)[0]:
        record.discard(stays, by=by)


@transaction.atomic
def split(measure: Measure, *, by: User) -> Measure:
    """A new measure right after it, which says the same but for the number; `measure` itself stays as it is."""
    if is_out(measure):
        raise CannotSplit(SPLIT_ALREADY.format(title=measure.title))
    new = add_measure(measure.section, by=by, after=measure)
    state = measure_state(measure)
    source, empty = measure_of(state, measure.uuid), measure_state(new)
    place = (measure.section.programme or measure.section.guidelines).slug
    origins = parted(measure_of(empty, new.uuid), source, place)
    content = plain(source.model_copy(update={"number": None, "origins": origins}), {"id"})
    what = f"delt ut av «{measure.title}»"
    change_measure(new, empty, content | {"section": empty["section"]}, by=by, what=what)
    return new
