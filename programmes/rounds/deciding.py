"""What a meeting decides: an answer to the comments it has read, or a comment of its own."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from organisation.models import Body, User
from organisation.rights import NotAllowed

from ..models import Comment, Response, Round
from ..models.response import MUST_SAY_WHY
from . import answering, commenting
from .commenting import Remark, Sender

NOTHING_SAID = "Skriv hva som ble bestemt, eller velg et innspill."


@transaction.atomic
def decide(
    round: Round, thing: UUID | None, chosen: Collection[Comment], outcome: str, text: str,
    *, body: Body, on: date, by: User, seen: Mapping[UUID, str] | None = None,
) -> tuple[Comment | None, Response | None]:  # fmt: skip
    """With an outcome and chosen comments they are answered; else what was decided is written down as a comment from
    the meeting, and answered with the outcome when there is one.

    Raises `NotAllowed`, and `AnsweredMeanwhile`.
    """
    if chosen and outcome:
        return None, answering.answer(chosen, outcome, text or _said_before(chosen), by=by, seen=seen)
    if not text.strip():
        raise NotAllowed([NOTHING_SAID])
    sender = Sender(body=body, source=Comment.Source.MEETING, received_on=on)
    comment = commenting.write(round, Remark(text=text.strip(), object=thing), sender, by=by)
    if not outcome:
        return comment, None
    if comment.is_late:  # the meeting is held after the deadline, and what it says is what counts
        commenting.admit(comment, by=by)
    reason = text if outcome in MUST_SAY_WHY else ""
    return comment, answering.answer([comment], outcome, reason, by=by)


def _said_before(chosen: Collection[Comment]) -> str:
    """A reason that stands is not blanked by a press on another outcome."""
    reasons = {comment.response.reason for comment in chosen if comment.response}
    return reasons.pop() if len(reasons) == 1 else ""
