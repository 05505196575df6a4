"""Sending mail about what happened. Three doors: decide who gets it, send it, say which kinds one does not want.

A mailing is written in the transaction of the decision it is about, and sent after it. The row is also the sent log,
and what keeps anybody from getting the same mail twice: one person, one event, one row.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .letters import Letter, one_line, write
from .models import DeclinedMail, Mailing, User
from .record import Verb, note

logger = logging.getLogger("mail")
State = Mailing.State


def wanted_by(kind: str, people: Iterable[int], *, by: User | None = None) -> set[int]:
    """Those of `people` (primary keys) who get such a mail: not closed accounts, nor whoever did it themselves."""
    willing = User.objects.filter(pk__in=people, is_active=True).exclude(declined_mail__kind=kind)
    return set(willing.exclude(pk=by and by.pk).values_list("pk", flat=True))


def plan(kind: str, event: str, people: Iterable[int], *, by: User | None = None, now: datetime | None = None) -> int:
    """Decide that these people get a mail about `event`; who has one of it gets no other. Returns how many do."""
    made_at = now or timezone.now()
    there = set(Mailing.objects.filter(kind=kind, event=event).values_list("person", flat=True))
    new = sorted(wanted_by(kind, people, by=by) - there)
    rows = [Mailing(person_id=pk, kind=kind, event=event, by=by, made_at=made_at) for pk in new]
    Mailing.objects.bulk_create(rows, ignore_conflicts=True)  # of two who plan the same, one does
    return len(new)


def send(mailing: Mailing, letter: Letter | None) -> Mailing.State | None:
    """Send it now; without a letter there is nothing left to say to this person.

    Returns how it ended; nothing when somebody else has taken it. Of two who try at once, one does.
    """
    row = Mailing.objects.filter(pk=mailing.pk)
    if not row.due().update(state=State.SENDING, tries=F("tries") + 1, tried_at=timezone.now(), error=""):
        return None
    if letter is None:
        row.update(state=State.DROPPED)
        return State.DROPPED
    row.update(subject=one_line(letter.subject))
    try:
        write(mailing, letter).send()
    except Exception as error:  # whatever a mail server can think of; the next try may do better
        logger.exception("En e-post ble ikke sendt.")
        row.update(state=State.FAILED, error=what_went_wrong(error, mailing.person))
        return State.FAILED
    row.update(state=State.SENT, sent_at=timezone.now())
    return State.SENT


def what_went_wrong(error: Exception, person: User) -> str:
    """The error in one line, without the address: that can be forgotten, and the log stays a year."""
    return one_line(f"{type(error).__name__}: {error}".replace(person.email, "adressen"))


@transaction.atomic
def choose(person: User, wanted: Collection[str], *, by: User | None) -> list[str]:
    """Which kinds of mail somebody wants from now on. Returns the kinds that were turned on or off."""
    User.objects.select_for_update().get(pk=person.pk)
    before = set(DeclinedMail.objects.filter(person=person).values_list("kind", flat=True))
    after = set(Mailing.Kind.values) - set(wanted)
    DeclinedMail.objects.filter(person=person, kind__in=before - after).delete()
    DeclinedMail.objects.bulk_create(DeclinedMail(person=person, kind=kind) for kind in sorted(after - before))
    changed = sorted(before ^ after)
    if changed:
        note(by, Verb.CHANGED, "hvilke e-poster som sendes", person=person)
    return changed


@transaction.atomic
def decline(person: User, kind: str, *, by: User | None) -> list[str]:
    """No more of this kind. Saying it twice is saying it once."""
    declined = set(DeclinedMail.objects.filter(person=person).values_list("kind", flat=True))
    return choose(person, set(Mailing.Kind.values) - declined - {kind}, by=by)
