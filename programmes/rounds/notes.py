"""The secretariat's own notes about comments: written and taken away, and never a part of anything else."""

from django.db import transaction

from organisation.models import User
from organisation.record import Verb, note
from organisation.rights import NotAllowed

from ..models import Comment, InternalNote
from .rights import may_run_rounds


@transaction.atomic
def add(comment: Comment, text: str, *, by: User) -> InternalNote:
    """A note that nobody but the secretariat sees. Raises `NotAllowed`."""
    if not (answer := may_run_rounds(by)):
        raise NotAllowed([answer.reason])
    if not text.strip():
        raise NotAllowed(["Notatet er tomt."])
    note(by, Verb.ADDED, f"Internt notat til {comment}", thing=comment)
    return InternalNote.objects.create(comment=comment, by=by, text=text.strip())


@transaction.atomic
def remove(written: InternalNote, *, by: User) -> None:
    """Whoever wrote a note takes it away. Raises `NotAllowed`."""
    if written.by_id != by.pk or not may_run_rounds(by):
        raise NotAllowed(["Bare den som har skrevet notatet, kan fjerne det."])
    note(by, Verb.REMOVED, f"Internt notat til {written.comment}", thing=written.comment)
    written.delete()
