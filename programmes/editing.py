"""Writing a measure or a section: found, held, joined with what somebody else did, saved, brought back.

Both kinds of object go the same way; `Kind` says what is different about them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404

from organisation import record
from organisation.conflicts import Merge, merge
from organisation.models import User
from organisation.record import Cause
from organisation.rights import ONLY_SECRETARIAT, YES, Answer
from organisation.roles import is_secretariat

from .forms.measure import MeasureForm, StateForm
from .forms.section import SectionForm
from .keeping import change_measure, change_section
from .models import Guidelines, Measure, Programme, Section
from .states import State, measure_state, section_state
from .wording import differences

STAYING = ("section", "parent", "taken_out", "origins")  # what an earlier text does not decide
ADOPTED = "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."


def may_edit(user, work: Programme | Guidelines) -> Answer:
    """The secretariat writes; what the council has adopted is not written over."""
    if not is_secretariat(user):
        return Answer(False, ONLY_SECRETARIAT)
    if isinstance(work, Programme) and work.phase == Programme.Phase.ADOPTED:
        return Answer(False, ADOPTED)
    return YES


def find_work(user, slug: str) -> Programme | Guidelines:
    """The programme or the guidelines with this address; neither has another's."""
    for model in (Programme, Guidelines):
        if found := model.objects.visible_to(user).filter(slug=slug).first():
            return found
    raise Http404


@dataclass(frozen=True)
class Kind:
    """What is different about measures and sections."""

    word: str  # in addresses
    name: str  # in sentences, in the definite form
    model: type[models.Model]
    form: type[StateForm]
    state: Callable[..., State]
    change: Callable[..., bool]
    path: str  # from the object to its section

    def find(self, work: Programme | Guidelines, uuid, *, held: bool = False):
        """One of the work's own; `held` until the transaction ends, so that nobody changes it meanwhile."""
        if not isinstance(uuid, UUID):
            try:
                uuid = UUID(uuid)
            except ValueError:
                raise Http404 from None
        rows = self.model.objects.filter(**{f"{self.path}{work._meta.model_name}": work})
        if held:
            rows = rows.select_for_update(of=("self",))
        return get_object_or_404(rows, uuid=uuid)


MEASURE = Kind("tiltak", "tiltaket", Measure, MeasureForm, measure_state, change_measure, "section__")
SECTION = Kind("avsnitt", "avsnittet", Section, SectionForm, section_state, change_section, "")
KINDS = {kind.word: kind for kind in (MEASURE, SECTION)}


@dataclass
class Attempt:
    """What came of an attempt to save. `saved` says what was done; empty when nothing was."""

    thing: Measure | Section | Programme | Guidelines
    form: StateForm
    now: State
    merge: Merge | None = None
    saved: list[str] = field(default_factory=list)

    @property
    def clashes(self) -> bool:
        return bool(self.merge and self.merge.clashes)

    @property
    def mine(self) -> State:
        """What the object would hold if this person got their way where two have changed the same."""
        return self.merge.result | {clash.field: clash.mine for clash in self.merge.clashes}


def opened(kind: Kind, work, thing, data=None, version: int | None = None, by: User | None = None) -> StateForm:
    """The form over the object as it is, or as it was in the version that `data` was written on."""
    number = thing.version if version is None else version
    state = kind.state(thing) if number == thing.version else record.as_of(thing, number, by=by)
    return kind.form(data, work=work, version=number, initial=state)


def save(kind: Kind, work, uuid, data, version: int, *, by: User) -> Attempt:
    """Save what is typed over a version; nothing is written when it is faulty or somebody else changed the same."""
    thing = kind.find(work, uuid, held=True)
    form = opened(kind, work, thing, data, version, by)
    now = kind.state(thing)
    return attempt(thing, form, now, kind.change, by=by)


def attempt(thing, form: StateForm, now: State, change: Callable[..., bool], *, by: User) -> Attempt:
    """Join what is typed with what the held object says `now`, and write it by `change` when nothing is in the way."""
    tried = Attempt(thing, form, now)
    if not form.is_valid():
        return tried
    tried.merge = merge(form.before, now, form.state)
    if not tried.clashes:
        tried.saved = differences(now, tried.merge.result)
        change(thing, now, tried.merge.result, by=by, what="; ".join(tried.saved))
    return tried


def restore(kind: Kind, work, uuid, version: int, *, by: User) -> list[str]:
    """Bring a version back as a new one; where the object stands and comes from is as it is now."""
    thing = kind.find(work, uuid, held=True)
    now, then = kind.state(thing), record.as_of(thing, version, by=by)
    place = {name: now[name] for name in STAYING if name in now}
    wanted = {name: value for name, value in then.items() if name not in STAYING} | place
    what = differences(now, wanted)
    kind.change(thing, now, wanted, by=by, cause=Cause.RESTORED, what="; ".join(what)[:300])
    return what
