"""What was said of one measure and what came of it: for those in the round, and for everybody where its log is open."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from organisation.roles import body_ids, is_secretariat
from programmes.models import Comment, Programme, Round
from programmes.rounds.log import Answer
from programmes.rounds.log_reading import SOMEBODY_ELSE
from programmes.rounds.steps import Changes, steps
from programmes.wording import said, word_parts

SHOWN_WITH = ("programme", "round", "body", "member", "person", "response", "led_to", "suggestion")


@dataclass(frozen=True)
class Said:
    """One comment. `person` is empty unless the reader knows them already; `changes` is what the text became."""

    moment: datetime
    received_on: date
    title: str
    round: str
    address: str
    sender: str
    person: str
    quote: str
    text: str
    proposed: tuple
    answer: Answer | None
    changes: Changes


def comments(things: Collection[UUID], works: Collection[str], user) -> Iterator[Said]:
    """Those about the things, and those that led to one of them; four questions, however many there are.

    Somebody outside the round reads what everybody may read in its open log: no person, and not what it led to.
    """
    seen = Comment.objects.visible_to(user)
    may_read = set(Programme.objects.visible_to(user).filter(slug__in=works).values_list("pk", flat=True))
    answered = Q() if is_secretariat(user) else Q(round__answered_at__isnull=False)
    led_here = answered & Q(led_to__object__in=things, pk__in=seen.values("pk"), programme__in=may_read)
    rows = Comment.objects.filter(Q(round__in=Round.objects.open_to_all()) | Q(pk__in=seen.values("pk"))).standing()
    rows = rows.filter(Q(object__in=things) | led_here, programme__slug__in=works).order_by("number")
    found = list(rows.select_related(*SHOWN_WITH))
    theirs = set(seen.filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    reader = _Reader(user, theirs, may_read)
    led_to = steps([each.led_to for each in found if reader.sees_change(each)])
    for comment in found:
        yield reader.told(comment, led_to.get(comment.led_to_id, []) if reader.sees_change(comment) else [])


class _Reader:
    """What one reader is told of a comment that they may see."""

    def __init__(self, user, theirs: set[int], may_read: set[int]) -> None:
        self.user, self.theirs, self.may_read = user, theirs, may_read
        self.secretariat, self.mine = is_secretariat(user), body_ids(user)

    def sees_change(self, comment: Comment) -> bool:
        """As in the log: what the text became is told with the answer, to those who may read the programme."""
        told = self.secretariat or comment.round.answered_at
        return bool(told and comment.led_to and comment.pk in self.theirs and comment.programme_id in self.may_read)

    def told(self, comment: Comment, changes: Changes) -> Said:
        is_theirs = comment.pk in self.theirs
        knows = is_theirs and (self.secretariat or comment.body_id in self.mine or comment.person_id == self.user.pk)
        log = reverse("open_log", args=[comment.programme.slug, comment.round.uuid])
        return Said(
            moment=comment.written_at,
            received_on=comment.received_on,
            title=f"{comment.label}: {comment.get_kind_display()}",
            round=comment.round.name,
            address=comment.get_absolute_url() if is_theirs else log,
            sender=str(comment.body or comment.member or SOMEBODY_ELSE),
            person=str(comment.sender or comment.person or "") if knows else "",
            quote=comment.quote,
            text=comment.text,
            proposed=_proposed(comment),
            answer=self.answer(comment),
            changes=changes,
        )

    def answer(self, comment: Comment) -> Answer | None:
        response, published = comment.response, comment.round.answered_at
        if response is None or not (published or self.secretariat):
            return None
        changed = bool(published and response.at > published)
        return Answer(response.outcome, response.get_outcome_display(), response.reason, not published, changed)


def _proposed(comment: Comment) -> tuple:
    """The sentence that somebody proposes, as a difference from the one they were shown."""
    told = getattr(comment, "suggestion", None)
    if told is None:
        return ()
    return tuple(word_parts(said(comment.field, told.basis), said(comment.field, told.proposed)))
