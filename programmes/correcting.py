"""Rettet etter utsending: while an open round holds the text still, one object at a time may be corrected.

Each correction says why. Nothing is moved, added or taken out. The round's milestone stays as it was sent; whoever
comments is told what was corrected.
"""

from organisation.models import User
from organisation.record import Cause
from organisation.rights import ONLY_SECRETARIAT, YES, Answer
from organisation.roles import is_secretariat

from . import editing
from .forms.fields import LineField
from .forms.measure import StateForm
from .models import Guidelines, Programme
from .rounds.rights import locked_by

NOT_LOCKED = "Teksten ligger ikke fast. Rediger den på vanlig måte."
LONGEST_REASON = 250


def may_correct(user, work: Programme | Guidelines) -> Answer:
    """The secretariat, while an open round is what stops it from editing."""
    if not is_secretariat(user):
        return Answer(False, ONLY_SECRETARIAT)
    if isinstance(work, Programme) and work.phase == Programme.Phase.ADOPTED:
        return Answer(False, editing.ADOPTED)
    locked = isinstance(work, Programme) and locked_by(work)
    return YES if locked else Answer(False, NOT_LOCKED)


def asks_why(form: StateForm) -> StateForm:
    """The ordinary form, with one more field."""
    form.fields["hvorfor"] = LineField(
        label="Hvorfor rettes dette?", max_length=LONGEST_REASON,
        help_text="Står sammen med merket «Rettet etter utsending» i historikken.",
    )  # fmt: skip
    return form


def opened(kind: editing.Kind, work, thing, data=None, version: int | None = None, by: User | None = None) -> StateForm:
    return asks_why(editing.opened(kind, work, thing, data, version, by))


def correct(kind: editing.Kind, work, uuid, data, version: int, *, by: User) -> editing.Attempt:
    """Save a correction, as `editing.save` does."""
    thing = kind.find(work, uuid, held=True)
    form = opened(kind, work, thing, data, version, by)

    def change(thing, before, after, *, by, what):
        why = form.cleaned_data["hvorfor"]
        return kind.change(thing, before, after, by=by, cause=Cause.CORRECTED, what=why)

    return editing.attempt(thing, form, kind.state(thing), change, by=by)
