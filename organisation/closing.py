"""Closing an account, opening it again, and removing what tells who somebody was.

What a person decided, wrote or was noted for keeps pointing at their row; only the row no longer says who it is.
"""

import json
import re

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .log_ins import end_log_ins
from .models import Body, Entry, Invitation, Seat, User
from .record import Verb, note
from .rights import NotAllowed, may_close_account, may_end_seat

NOWHERE = "slettet.invalid"  # no mail ever reaches an address that ends like this (RFC 2606)


def obstacles(person: User, change: Entry.Verb, *, by: User) -> list[str]:
    """Every reason why `by` cannot make this change (deactivated, reactivated, pseudonymised) now."""
    reasons = []
    if not (answer := may_close_account(by, person)):
        reasons.append(answer.reason)
    if person.pseudonymised_at:
        reasons.append("Personopplysningene er fjernet. Det kan ikke gjøres om.")
    elif change == Verb.DEACTIVATED and not person.is_active:
        reasons.append("Kontoen er allerede stengt.")
    elif change == Verb.REACTIVATED and person.is_active:
        reasons.append("Kontoen er allerede åpen.")
    if not reasons and change != Verb.REACTIVATED:
        reasons += _seats_that_must_stay(person, by)
    return reasons


def _seats_that_must_stay(person: User, by: User) -> list[str]:
    """The secretariat is never left without anybody; not by closing an account either."""
    seats = person.seats.current().filter(body__kind=Body.Kind.SECRETARIAT).select_related("body")
    return [answer.reason for seat in seats if not (answer := may_end_seat(by, seat))]


@transaction.atomic
def deactivate(person: User, *, by: User) -> None:
    """Nobody gets in with this account, and whoever is in with it is out at once. Seats stay as they are."""
    person = _locked(person, Verb.DEACTIVATED, by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_log_ins(person)
    note(by, Verb.DEACTIVATED, person=person)


@transaction.atomic
def reactivate(person: User, *, by: User) -> None:
    person = _locked(person, Verb.REACTIVATED, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    note(by, Verb.REACTIVATED, person=person)


@transaction.atomic
def pseudonymise(person: User, *, by: User) -> None:
    """Remove name, address and every way in for good; end the seats today."""
    person = _locked(person, Verb.PSEUDONYMISED, by)
    end_log_ins(person)
    _end_seats(person, by)
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=person).delete()
    _forget_in_invitations(person)
    _forget_in_the_emergency_log(person)
    person.name, person.email = f"Tidligere bruker {person.pk}", f"{person.pk}@{NOWHERE}"
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.pseudonymised_at = timezone.now()
    person.save()
    note(by, Verb.PSEUDONYMISED, person=person)


def _locked(person: User, change: Entry.Verb, by: User) -> User:
    """Two secretaries who close each other's account at once must not both succeed: the secretariat is locked too."""
    list(Body.objects.select_for_update(no_key=True).filter(kind=Body.Kind.SECRETARIAT))
    person = User.objects.select_for_update().get(pk=person.pk)
    if reasons := obstacles(person, change, by=by):
        raise NotAllowed(reasons)
    return person


def _end_seats(person: User, by: User) -> None:
    """Those that hold end today; those that would have begun later never do."""
    today = timezone.localdate()
    seats = Seat.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=today), person=person)
    for seat in seats.select_related("body"):
        note(by, Verb.SEAT_ENDED, seat.get_role_display(), person=person, body=seat.body)
    seats.filter(from_date__gt=today).delete()
    seats.update(to_date=today)


def _forget_in_invitations(person: User) -> None:
    about = Invitation.objects.filter(Q(email=person.email) | Q(accepted_by=person))
    about.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    forget(about)


def forget(invitations) -> int:
    """Strip a queryset of invitations of whom they were for; body, role and dates stay. Returns how many."""
    number = 0
    for pk in invitations.values_list("pk", flat=True):
        number += Invitation.objects.filter(pk=pk).update(name="", email=f"invitasjon-{pk}@{NOWHERE}")
    return number


def _forget_in_the_emergency_log(person: User) -> None:
    """Django's admin copies names into its log, in plain text and as JSON."""
    replacement = f"Tidligere bruker {person.pk}"
    for word in filter(None, (person.name, person.email)):
        in_json = json.dumps(word)[1:-1]
        for row in LogEntry.objects.filter(Q(object_repr__contains=word) | Q(change_message__contains=in_json)):
            row.object_repr = _whole(word).sub(replacement, row.object_repr)
            row.change_message = _whole(in_json).sub(replacement, row.change_message)
            row.save(update_fields=["object_repr", "change_message"])


def _whole(word: str) -> re.Pattern:
    """Finds `word`, but not inside a longer one: «Per» is not in «Person»."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
