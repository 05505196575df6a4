"""How long what is known about people is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .closing import NOWHERE, forget
from .models import Draft, Invitation, Mailing

DRAFTS_LAST_FOR = timedelta(days=90)
INVITATIONS_KEEP_NAMES_FOR = timedelta(days=365)
SENT_LOG_LASTS_FOR = timedelta(days=365)
# What rooms built on this one forget too: what it is called, and what deletes it and says how many there were.
also: dict[str, Callable[[datetime], int]] = {}


@transaction.atomic
def forget_old(now: datetime | None = None) -> dict[str, int]:
    """Delete log-ins that have run out, drafts that nobody took up again, the sent log, and whom invitations were for.

    Returns how many of each, and of everything in `also`. What was mailed to whom is kept for a year. A draft is what
    somebody wrote and never saved; it is gone 90 days after the last word.

    An invitation has ended when it was used or withdrawn, or when its link ran out; one that ran out is withdrawn
    now, because nobody can send a link to an address that is gone.
    """
    now = now or timezone.now()
    long_ago = now - INVITATIONS_KEEP_NAMES_FOR
    _number, of_each = Session.objects.filter(expire_date__lt=now).delete()
    living = Session.objects.values("session_key")
    _number, of_places = UserSession.objects.exclude(session_key__in=living).delete()
    unused = Invitation.objects.open().filter(expires_at__lt=long_ago)
    ended = Q(pk__in=unused) | Q(accepted_at__lt=long_ago) | Q(withdrawn_at__lt=long_ago)
    old = list(Invitation.objects.filter(ended).exclude(email__endswith=f"@{NOWHERE}").values_list("pk", flat=True))
    unused.update(withdrawn_at=now)
    drafts, _each = Draft.objects.filter(at__lt=now - DRAFTS_LAST_FOR).delete()
    mailings, _each = Mailing.objects.filter(made_at__lt=now - SENT_LOG_LASTS_FOR).delete()
    return {
        "drafts": drafts,
        "mailings": mailings,
        "sessions": of_each.get("sessions.Session", 0),
        "places": of_places.get("usersessions.UserSession", 0),
        "invitations": forget(Invitation.objects.filter(pk__in=old)),
        **{what: delete(now) for what, delete in also.items()},
    }
