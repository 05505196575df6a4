"""The secretariat's answers: drafted for one comment or for many at once, changed, and tied to what they led to."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from organisation.models import Draft, User, Version
from organisation.record import Cause, Verb, keep, note
from organisation.rights import NotAllowed, require

from ..models import Comment, Response, Round
from ..models.response import MUST_SAY_WHY
from .rights import may_answer
from .unsent import reply

SAY_WHY = "Skriv hvorfor innspillet ikke er tatt helt til følge."
NOTHING_CHOSEN = "Velg minst ett innspill å svare på."
OTHER_ROUND = "Innspillene hører til forskjellige runder. Svar på en runde om gangen."


class AnsweredMeanwhile(Exception):
    """Something that was seen when the answer was begun is no longer so; `sentences` say what, for each comment."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def stamp(comment: Comment) -> str:
    """What one sees when one begins to answer: the comment's text, its answer, and whether answers are published."""
    response = comment.response
    answer = f"{response.uuid.hex}.{response.version}" if response else ""
    return f"{comment.version}/{answer}/{'published' if comment.round.answered_at else ''}"


def meanwhile(comment: Comment, seen: str) -> list[str]:
    """What has happened to a comment since it was `seen` so, in sentences."""
    now, then = stamp(comment).split("/"), seen.split("/")
    if now == then or len(then) != len(now):
        return []
    told = []
    if now[0] != then[0]:
        told.append(f"{comment} er endret siden du åpnet det. Les det på nytt.")
    if now[1] != then[1]:
        response = comment.response
        told.append(
            f"{response.by} svarte på {comment} mens du skrev: {response}. {response.reason}".strip()
            if response
            else f"Svaret på {comment} er tatt bort mens du skrev."
        )
    if now[2] != then[2]:
        told.append(f"Svarene i «{comment.round}» ble publisert mens du skrev. Det du lagrer nå, ser alle med en gang.")
    return told


def obstacles(comments: Collection[Comment], outcome: str, reason: str) -> list[str]:
    """Why these comments cannot be answered so."""
    reasons = [] if comments else [NOTHING_CHOSEN]
    if len({comment.round_id for comment in comments}) > 1:
        reasons.append(OTHER_ROUND)
    if outcome not in Response.Outcome.values:
        reasons.append("Velg hva som skjedde med innspillet.")
    if outcome in MUST_SAY_WHY and not reason.strip():
        reasons.append(SAY_WHY)
    reasons += [f"{each} er for sent innkommet. Ta det med først." for each in comments if each.waits_for_admission]
    return reasons + [f"{each} er trukket." for each in comments if each.withdrawn_at]


@transaction.atomic
def answer(
    comments: Collection[Comment], outcome: str, reason: str, *, by: User, seen: Mapping[UUID, str] | None = None
) -> Response | None:
    """Give one answer to these comments; it is a draft until the round's answers are published.

    A comment that had an answer of its own keeps it, with another text; one that shared an answer with comments that
    are not among these leaves it. `None` when nothing differs. Raises `NotAllowed`; and `AnsweredMeanwhile` when a
    comment's stamp is no longer the one `seen`, so that nobody overwrites what they have not read.
    """
    comments = list(_held(comments))
    require([] if not comments else _refusals(by, comments[0].round))
    reason = reason.strip()
    require(obstacles(comments, outcome, reason))
    if told := [each for comment in comments for each in meanwhile(comment, (seen or {}).get(comment.uuid, ""))]:
        raise AnsweredMeanwhile(list(dict.fromkeys(told)))
    Draft.objects.filter(object__in=[reply(comment).uuid for comment in comments], by=by).delete()
    chosen = {comment.pk for comment in comments}
    earlier = {comment.response for comment in comments}
    alone = [each for each in earlier if each and set(each.comments.values_list("pk", flat=True)) <= chosen]
    response = alone[0] if alone else Response(round=comments[0].round, outcome=outcome, reason=reason, by=by)
    if response.pk and earlier == {response} and (response.outcome, response.reason) == (outcome, reason):
        return None
    before = response_state(response) if response.pk else {}
    response.outcome, response.reason, response.by = outcome, reason, by
    response.save()
    Comment.objects.filter(pk__in=chosen).update(response=response)
    keep(response, before, response_state(response), by=by, cause=Cause.EDITED, what="svaret")
    Response.objects.filter(pk__in=[each.pk for each in earlier if each], comments__isnull=True).delete()
    labels = ", ".join(str(comment) for comment in comments)
    note(by, Verb.ANSWERED, labels)
    return response


@transaction.atomic
def take_back(comment: Comment, *, by: User) -> None:
    """The comment is unanswered again; only before the answers are published. Raises `NotAllowed`."""
    (comment,) = _held([comment])
    require(_refusals(by, comment.round))
    if comment.round.answered_at:
        raise NotAllowed(["Svaret er publisert og kan endres, men ikke fjernes."])
    response, comment.response = comment.response, None
    if response:
        comment.save(update_fields=["response"])
        note(by, Verb.REMOVED, f"svaret på {comment}")
        if not response.comments.exists():
            response.delete()


@transaction.atomic
def tie(comment: Comment, version: Version | None, *, by: User) -> None:
    """Say which state of an object the comment led to. Raises `NotAllowed`."""
    (comment,) = _held([comment])
    require(_refusals(by, comment.round))
    if comment.led_to_id != (version and version.pk):
        comment.led_to = version
        comment.save(update_fields=["led_to"])
        note(by, Verb.CHANGED, f"hva {comment} førte til")


def taken_without_change(round: Round) -> list[Comment]:
    """«Tatt til følge», and nothing in the programme says so: pointed out before the answers are published."""
    return list(without_change(round.comments))


def without_change(comments):
    """Those of some comments that are taken, and led to nothing."""
    taken = [Response.Outcome.TAKEN, Response.Outcome.PARTLY]
    rows = comments.counted().filter(response__outcome__in=taken, led_to__isnull=True)
    return rows.exclude(kind=Comment.Kind.QUESTION)


def response_state(response: Response) -> dict:
    """What a version of an answer holds."""
    return (
        {"outcome": response.outcome, "reason": response.reason} if response.reason else {"outcome": response.outcome}
    )


def _held(comments: Collection[Comment]):
    """The rows, locked until the transaction ends, and only then read: whoever waited for a lock gets the comment as
    it is now, but with the answer that it had before they waited."""
    rows = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    list(rows.select_for_update().values_list("pk"))
    return rows.select_related("round", "response__by")


def _refusals(by: User, round: Round) -> list[str]:
    allowed = may_answer(by, round)
    return [] if allowed else [allowed.reason]
