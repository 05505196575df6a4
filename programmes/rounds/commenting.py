"""Writing a comment: one POST for each, kept whatever has happened to the round meanwhile."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from organisation.models import Body, Member, User
from organisation.record import Cause, Verb, keep, note
from organisation.rights import NotAllowed

from ..milestones import milestone_parts
from ..models import Comment, Measure, Programme, Round, Section, Suggestion
from ..parts import About, Part
from .rights import is_late, may_change, may_comment, may_register

GONE = "Det du skrev om, finnes ikke i utkastet."
AS_IT_WAS = object()  # what is proposed is not changed


@dataclass(frozen=True)
class Remark:
    """What somebody says, as a form has read and cleaned it. Without `object` it is about the whole programme.

    `basis` and `proposed` belong to a suggestion: the whole value of `field` before and after, as a state holds it. A
    new measure may be `proposed` too, as a state.
    """

    kind: str = Comment.Kind.COMMENT
    text: str = ""
    object: UUID | None = None
    field: str = ""
    quote: str = ""
    basis: Any = None
    proposed: Any = None


@dataclass(frozen=True)
class Sender:
    """In whose name, when somebody else than the writer says it; from whom and how the secretariat got it."""

    body: Body | None = None
    member: Member | None = None
    person: User | None = None
    name: str = ""
    source: str = Comment.Source.HERE
    received_on: date = field(default_factory=timezone.localdate)


@transaction.atomic
def write(round: Round, remark: Remark, sender: Sender, *, by: User) -> Comment:
    """A new comment with the programme's next number. Raises `NotAllowed`.

    After the deadline, or when the round was closed while somebody wrote, it is kept as too late: the secretariat
    may admit it. What the secretariat registers is in time when it was received in time.
    """
    Programme.objects.select_for_update(of=("self",)).get(pk=round.programme_id)  # one number at a time
    round = Round.objects.select_related("milestone").get(pk=round.pk)  # as it is now: it may have been closed
    for_others = sender.source != Comment.Source.HERE
    if not (answer := may_register(by, round) if for_others else may_comment(by, round)):
        raise NotAllowed([answer.reason])
    part = _part(round, remark)
    last = Comment.objects.filter(programme=round.programme_id).aggregate(last=Max("number"))["last"] or 0
    comment = Comment.objects.create(
        programme_id=round.programme_id,
        round=round,
        number=last + 1,
        about=part.about if part else About.WHOLE,
        object=remark.object,
        object_title=part.label if part else "",
        object_version=_version(part),
        field=remark.field,
        quote=remark.quote,
        kind=remark.kind,
        text=remark.text,
        person=sender.person if for_others else by,
        sender=sender.name,
        body=sender.body,
        member=sender.member,
        source=sender.source,
        received_on=sender.received_on,
        registered_by=by if for_others else None,
        is_late=sender.received_on > round.deadline if for_others else is_late(round),
    )
    if remark.kind == Comment.Kind.SUGGESTION or remark.proposed is not None:
        Suggestion.objects.create(comment=comment, basis=remark.basis, proposed=remark.proposed)
    note(by, Verb.COMMENTED, f"{comment} i «{round}»", body=sender.body)
    return comment


def _part(round: Round, remark: Remark) -> Part | None:
    """What the remark is about, as it stands in the round's milestone."""
    if remark.object is None:
        return None
    part = milestone_parts(round.milestone).get(remark.object)
    if part is None:
        raise NotAllowed([GONE])
    return part


def _version(part: Part | None) -> int | None:
    """The number of the object's state now; nothing for what has no row of its own."""
    model = {About.MEASURE: Measure, About.SECTION: Section}.get(part.about) if part else None
    return model and model.objects.filter(uuid=part.id).values_list("version", flat=True).first()


def comment_state(comment: Comment) -> dict:
    """What a version of a comment holds."""
    state = {"kind": comment.kind, "text": comment.text, "quote": comment.quote, "field": comment.field}
    if hasattr(comment, "suggestion"):
        state["proposed"] = comment.suggestion.proposed
    return state | ({"withdrawn": True} if comment.withdrawn_at else {})


@transaction.atomic
def change(
    comment: Comment,
    *,
    kind: str,
    text: str,
    proposed: Any = AS_IT_WAS,
    quoted: tuple[str, str] | None = None,
    by: User,
) -> bool:
    """Write another text, and propose something else; `quoted` is another field and the words in it.

    `False` when nothing differs. Raises `NotAllowed`.
    """
    comment = _held(comment, by)
    before = comment_state(comment)
    comment.kind, comment.text = kind, text
    if quoted is not None:
        comment.field, comment.quote = quoted
    if proposed is not AS_IT_WAS:
        comment.suggestion.proposed = proposed
    if not keep(comment, before, comment_state(comment), by=by, cause=Cause.EDITED, what="endret innspillet"):
        return False
    comment.edited_at = timezone.now()
    comment.save(update_fields=["kind", "text", "field", "quote", "edited_at"])
    if proposed is not AS_IT_WAS:
        comment.suggestion.save(update_fields=["proposed"])
    return True


@transaction.atomic
def withdraw(comment: Comment, *, by: User) -> None:
    """It keeps its number, and only whoever wrote it and the secretariat see it. Raises `NotAllowed`."""
    comment = _held(comment, by)
    if comment.withdrawn_at is None:
        before, comment.withdrawn_at = comment_state(comment), timezone.now()
        keep(comment, before, comment_state(comment), by=by, cause=Cause.TAKEN_OUT, what="trakk innspillet")
        comment.save(update_fields=["withdrawn_at"])
        note(by, Verb.WITHDREW, str(comment))


@transaction.atomic
def bring_back(comment: Comment, *, by: User) -> None:
    """Undo a withdrawal. Raises `NotAllowed`."""
    comment = _held(comment, by)
    if comment.withdrawn_at:
        before, comment.withdrawn_at = comment_state(comment), None
        keep(comment, before, comment_state(comment), by=by, cause=Cause.RESTORED, what="tok innspillet tilbake")
        comment.save(update_fields=["withdrawn_at"])
        note(by, Verb.COMMENTED, str(comment))


@transaction.atomic
def admit(comment: Comment, *, by: User) -> None:
    """Count a comment that came too late; the secretariat's choice, and it says so on the comment."""
    comment = Comment.objects.select_for_update(of=("self",)).select_related("round").get(pk=comment.pk)
    if not (answer := may_register(by, comment.round)):
        raise NotAllowed([answer.reason])
    if comment.waits_for_admission:
        comment.admitted_at = timezone.now()
        comment.save(update_fields=["admitted_at"])
        note(by, Verb.ADMITTED, f"{comment}, for sent innkommet")


def _held(comment: Comment, by: User) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).select_related("round").get(pk=comment.pk)
    if not (answer := may_change(by, comment)):
        raise NotAllowed([answer.reason])
    return comment
