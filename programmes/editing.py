"""Writing a measure, a section, a work itself or its plan: found, held, joined with what somebody else did, saved,
brought back.

All go the same way; `Kind` says what is different about them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from organisation import record
from organisation.conflicts import Merge, merge
from organisation.models import User
from organisation.record import Cause
from organisation.rights import ONLY_SECRETARIAT, YES, Answer
from organisation.roles import is_secretariat

from .about import change_work, possible
from .forms.measure import MeasureForm, StateForm
from .forms.plan import PlanForm
from .forms.section import SectionForm
from .forms.work import WorkForm
from .keeping import change_measure, change_section
from .models import Guidelines, Measure, ProcessPlan, Programme, Section
from .plan import change_plan, plans_of
from .rounds.rights import locked_by
from .states import State, measure_state, plan_state, section_state, work_state
from .wording import differences

LOCKED = "Teksten ligger fast mens «{round}» er åpen, så alle uttaler seg om det samme."
ADOPTED = "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."


def may_edit(user, work: Programme | Guidelines, kind: "Kind | None" = None) -> Answer:
    """The secretariat writes; what the council has adopted is not written over, nor what a round holds still.

    `kind` is what would be written in: the process plan goes on while a round is open.
    """
    if not is_secretariat(user):
        return Answer(False, ONLY_SECRETARIAT)
    if isinstance(work, Guidelines):
        return YES
    if work.phase == Programme.Phase.ADOPTED:
        return Answer(False, ADOPTED)
    round = None if kind is PLAN else locked_by(work)
    return Answer(False, LOCKED.format(round=round)) if round else YES


def find_work(user, slug: str) -> Programme | Guidelines:
    """The programme or the guidelines with this address; neither has another's."""
    for model in (Programme, Guidelines):
        if found := model.objects.visible_to(user).filter(slug=slug).first():
            return found
    raise Http404


STAYING = ("section", "parent", "taken_out", "origins")  # what an earlier text does not decide


def _where_it_stands(_thing, now: State, then: State) -> State:
    """An earlier state, but in the place where the object is now."""
    wanted = {name: value for name, value in then.items() if name not in STAYING}
    return wanted | {name: now[name] for name in STAYING if name in now}


@dataclass(frozen=True)
class Kind:
    """What is different about what can be written in."""

    word: str  # in addresses
    name: str  # in sentences, before the title
    rows: Callable[[Programme | Guidelines], QuerySet]  # a work's own
    form: type[StateForm]
    state: Callable[..., State]
    change: Callable[..., bool]
    page: str = ""  # of what there is one of: the name of the address where it is written in
    restored: Callable[..., State] = _where_it_stands  # the object, its state now, an earlier one → what it becomes

    def find(self, work: Programme | Guidelines, uuid=None, *, held: bool = False):
        """One of the work's own, or the only one; `held` until the transaction ends, so that nobody changes it."""
        rows = self.rows(work)
        if not self.page:
            rows = rows.filter(uuid=_uuid(uuid))
        return get_object_or_404(rows.select_for_update(of=("self",)) if held else rows)


def _uuid(text) -> UUID:
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise Http404 from None


def _measures(work):
    return Measure.objects.filter(**{f"section__{work._meta.model_name}": work})


def _sections(work):
    return Section.objects.filter(**{work._meta.model_name: work})


def _itself(work):
    return type(work).objects.filter(pk=work.pk)


MEASURE = Kind("tiltak", "tiltaket", _measures, MeasureForm, measure_state, change_measure)
SECTION = Kind("avsnitt", "avsnittet", _sections, SectionForm, section_state, change_section)
WORK = Kind("om", "opplysningene om", _itself, WorkForm, work_state, change_work, "edit_work", possible)
PLAN = Kind("fremdriftsplan", "", plans_of, PlanForm, plan_state, change_plan, "edit_plan")
KINDS = {kind.word: kind for kind in (MEASURE, SECTION)}  # of which a work has many, each with its id in its address
WHOLES = {kind.word: kind for kind in (WORK, PLAN)}  # of which it has one
EVERY = KINDS | WHOLES


@dataclass
class Attempt:
    """What came of an attempt to save. `saved` says what was done; empty when nothing was."""

    thing: Measure | Section | Programme | Guidelines | ProcessPlan
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
    return attempt(thing, opened(kind, work, thing, data, version, by), kind.state(thing), kind.change, by=by)


def attempt(thing, form: StateForm, now: State, change: Callable[..., bool], *, by: User) -> Attempt:
    """Join a form over a held thing with what the thing holds now, and let `change` write it."""
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
    wanted = kind.restored(thing, now, then)
    what = differences(now, wanted)
    kind.change(thing, now, wanted, by=by, cause=Cause.RESTORED, what="; ".join(what)[:300])
    return what
