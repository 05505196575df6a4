"""What people are told by mail: at once for a few events, in a daily digest for the rest, and never twice.

Each door here is called by the one that makes the decision, in its transaction. Then the mail stands in the queue if
the decision stands, and only then. Who gets it and what it says is asked again when it is sent (`letters.py`): a seat
may have ended and a round closed meanwhile.
"""

from collections import Counter
from datetime import datetime

from django.db.models import Min, QuerySet
from django.tasks import task
from django.utils import timezone

from organisation.mailing import plan, send, wanted_by
from organisation.models import Entry, Mailing, User

from ..models import Programme, Round
from .letters import LETTERS, Event

Kind = Mailing.Kind


# ── At once ──────────────────────────────────────────────────────────────────────────────────────


def round_opened(round: Round, *, by: User | None) -> None:
    """To everybody who is asked."""
    _decide(Event(Kind.ROUND_OPENED, f"{round.uuid}", by))


def deadline_moved(round: Round, entry: Entry, *, by: User) -> None:
    """To everybody who is asked. `entry` is what the log says of it: the same deadline may be set again later."""
    if round.is_open:
        _decide(Event(Kind.DEADLINE_MOVED, f"{round.uuid}/{round.deadline}/{entry.pk}", by))


def answers_published(round: Round, *, by: User) -> None:
    """To those who have an answer coming, or whose group has: one mail each."""
    _decide(Event(Kind.ANSWERED, f"{round.uuid}", by))


def phase_changed(programme: Programme, entry: Entry, *, by: User) -> None:
    """To those who work with the programme and may read it. `entry` is what the log says of the change."""
    _decide(Event(Kind.PHASE_CHANGED, f"{programme.slug}/{programme.phase}/{entry.pk}", by))


def _decide(event: Event) -> None:
    if plan(event.kind, event.key, LETTERS[event.kind](event), by=event.by):
        send_waiting.enqueue()


# ── Every day ────────────────────────────────────────────────────────────────────────────────────


def sum_up(now: datetime | None = None) -> int:
    """Plan the digest of the day for those who have something in it. Returns how many there are.

    One a day: asked again the same day, it is about the same hours.
    """
    now = now or timezone.now()
    day = f"{timezone.localdate(now)}"
    now = Mailing.objects.filter(kind=Kind.DIGEST, event=day).aggregate(first=Min("made_at"))["first"] or now
    return plan(Kind.DIGEST, day, LETTERS[Kind.DIGEST](Event(Kind.DIGEST, day, now=now)), now=now)


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────


@task
def send_waiting() -> None:
    """What the worker does after a decision: the mails that nobody has tried to send yet."""
    _send(Mailing.objects.waiting())


def send_due() -> Counter:
    """The same, and once more what failed. Returns how many ended in each state."""
    return _send(Mailing.objects.due())


def _send(mailings: QuerySet[Mailing]) -> Counter:
    """Each event is looked at once, however many it is told to."""
    ended: Counter = Counter()
    events: dict[tuple[str, str], list[Mailing]] = {}
    for mailing in mailings.select_related("person", "by").order_by("pk"):
        events.setdefault((mailing.kind, mailing.event), []).append(mailing)
    for (kind, key), rows in events.items():
        letters = LETTERS[kind](Event(kind, key, rows[0].by, rows[0].made_at))
        wanted = wanted_by(kind, letters, by=rows[0].by)
        for mailing in rows:
            letter = letters.get(mailing.person_id) if mailing.person_id in wanted else None
            ended[send(mailing, letter)] += 1
    return ended
