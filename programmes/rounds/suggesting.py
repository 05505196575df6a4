"""Taking in what somebody has proposed: by one click when nothing has changed, else after a person has looked.

The change goes through the same door as everything the secretariat writes, with the suggestion as its cause; the
comment is tied to the version it led to, and an answer is drafted for it.
"""

from typing import Any

from django.db import transaction

from organisation import record
from organisation.conflicts import merge
from organisation.models import User
from organisation.record import Cause
from organisation.rights import NotAllowed, require

from .. import editing, order
from ..forms.measure import MeasureForm, StateForm
from ..keeping import change_measure
from ..models import Comment, Programme, Response, Suggestion
from ..states import State, measure_state
from ..wording import differences
from . import answering
from .proposal import Proposal, rivals
from .proposing import NEW_MEASURE
from .rights import may_run_rounds

AS_BEFORE = "Teksten er slik den var, så {comment} er ikke tatt inn."
WITH_CHANGES = "Tatt inn med endringer."
MOST = 500  # signs of a reason


@transaction.atomic
def accept(comment: Comment, *, by: User) -> str:
    """Take it in as it is, and say so. Whoever comes second is told who was first. Raises `NotAllowed`."""
    found = _held(comment, by)
    if found.done:
        return found.done
    require([*found.obstacles, *found.doubts])
    if comment.kind == Comment.Kind.STRIKE:
        return _strike(found, by)
    if comment.kind == Comment.Kind.NEW_MEASURE:
        return _add(found, found.proposed, found.thing, by)
    wanted = _with(found.state, comment.field, found.proposed)
    found.kind.change(found.thing, found.state, wanted, by=by, cause=Cause.SUGGESTION, what=_what(found, wanted))
    return _finish(found, found.thing, found.proposed, by)


@transaction.atomic
def accept_with(comment: Comment, data, version: int, *, by: User) -> editing.Attempt | str:
    """Take it in as somebody has written it, over the version they saw: the sentence about it, or what is in the way.

    Raises `NotAllowed`.
    """
    found = _held(comment, by)
    if found.done:
        return found.done
    require(found.obstacles)
    if comment.kind == Comment.Kind.STRIKE:
        return _strike(found, by)
    if comment.kind == Comment.Kind.NEW_MEASURE:
        return _add_as_written(found, data, by)
    seen = found.state if version == found.thing.version else record.as_of(found.thing, version, by=by)
    form = found.kind.form(data, work=found.work, version=version, initial=seen).only(comment.field)
    tried = editing.Attempt(found.thing, form, found.state)
    if not form.is_valid():
        return tried
    tried.merge = merge(form.before, found.state, form.state)
    wanted = tried.merge.result
    if tried.clashes:
        return tried
    value = wanted.get(comment.field)
    if wanted == found.state and value != found.proposed:
        raise NotAllowed([AS_BEFORE.format(comment=comment)])
    found.kind.change(found.thing, found.state, wanted, by=by, cause=Cause.SUGGESTION, what=_what(found, wanted))
    return _finish(found, found.thing, value, by)


def measure_form(found: Proposal, data=None) -> MeasureForm:
    """A proposed measure, to be changed before it is taken in."""
    return MeasureForm(data, work=found.work, version=1, initial=found.proposed or {}).only(*NEW_MEASURE)


def field_form(found: Proposal, written: State | None = None) -> StateForm:
    """The field as it is proposed, or as somebody has `written` it, over what is stored now."""
    field = found.comment.field
    value = found.proposed if written is None else written.get(field)
    state, version = _with(found.state, field, value), found.thing.version
    return found.kind.form(work=found.work, version=version, initial=state).only(field)


def _held(comment: Comment, by: User) -> Proposal:
    """The comment and what it is about, held until the transaction ends: one is taken in at a time in a programme."""
    require([] if (allowed := may_run_rounds(by)) else [allowed.reason])
    Programme.objects.select_for_update(of=("self",)).get(pk=comment.programme_id)
    rows = Comment.objects.visible_to(by).select_related("round__milestone", "programme", "led_to__by")
    return Proposal.of(rows.get(pk=comment.pk), by=by, held=True)


def _with(state: State, field: str, value: Any) -> State:
    """The state with another value in one field; what is empty is not there."""
    rest = {name: each for name, each in state.items() if name != field}
    return rest if value in (None, "", [], {}) else rest | {field: value}


def _what(found: Proposal, wanted: State) -> str:
    return f"{found.comment} tatt inn: {'; '.join(differences(found.state, wanted))}"


def _strike(found: Proposal, by: User) -> str:
    why = f"Etter {found.comment}: {found.comment.text}".removesuffix(": ")[:MOST]
    after = found.state | {"taken_out": why}
    found.kind.change(
        found.thing, found.state, after, by=by, cause=Cause.SUGGESTION, what=f"{found.comment} tatt inn: tatt ut"
    )
    return _finish(found, found.thing, None, by)


def _add_as_written(found: Proposal, data, by: User) -> editing.Attempt | str:
    form = measure_form(found, data)
    if not form.is_valid():
        return editing.Attempt(found.thing, form, found.state)
    written = {name: form.state[name] for name in NEW_MEASURE if name in form.state}
    return _add(found, written, found.thing, by)


def _add(found: Proposal, said: State, section, by: User) -> str:
    measure = order.add_measure(section, by=by)
    before = measure_state(measure)
    what = f"{found.comment} tatt inn: nytt tiltak"
    change_measure(measure, before, before | said, by=by, cause=Cause.SUGGESTION, what=what)
    return _finish(found, measure, said, by)


def _finish(found: Proposal, thing, value: Any, by: User) -> str:
    """Tie the comment to what it led to, mark its rivals, and draft an answer when there is none."""
    comment, as_proposed = found.comment, value == found.proposed
    if found.suggestion:
        found.suggestion.state = Suggestion.State.ACCEPTED if as_proposed else Suggestion.State.CHANGED
        found.suggestion.save(update_fields=["state"])
    for rival in rivals(comment):
        if rival.state == Suggestion.State.OPEN and rival.proposed != value:
            rival.state = Suggestion.State.RIVAL
            rival.save(update_fields=["state"])
    answering.tie(comment, record.latest(thing), by=by)
    if comment.response_id is None:
        reason = "" if as_proposed else WITH_CHANGES
        answering.answer([comment], Response.Outcome.TAKEN, reason, by=by)
    return f"{comment} er tatt inn i «{thing.title}»{'' if as_proposed else ', med endringer'}."
