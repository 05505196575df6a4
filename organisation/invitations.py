"""Invitations: how somebody comes to have an account and a seat. Four doors: invite, send again, withdraw, accept.

Each door raises `NotAllowed` with every reason why not. The link in the mail is the only place where the key
stands; here it is known by its SHA-256, so that a copy of the database lets nobody in.
"""

import secrets
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from .entering import send_mail
from .models import Body, Invitation, Seat, User
from .models.invitation import two_weeks_from_now
from .record import Verb, note
from .rights import NotAllowed, may_run_organisation, may_send_again, may_withdraw

HINDRANCES = {
    "unknown": "Lenken virker ikke",
    "accepted": "Invitasjonen er brukt",
    "withdrawn": "Invitasjonen er trukket",
    "expired": "Invitasjonen er gått ut",
    "somebody_else": "Invitasjonen er til en annen",
    "closed": "Kontoen er stengt",
}


def obstacles(invitation: Invitation, *, by: User) -> list[str]:
    """Every reason why this invitation cannot be sent now; empty when it can."""
    reasons = []
    if not (answer := may_run_organisation(by)):
        reasons.append(answer.reason)
    if invitation.body.has_ended:
        reasons.append("Organet er nedlagt.")
    if invitation.to_date and invitation.to_date < timezone.localdate():
        reasons.append("Vervet er over før invitasjonen blir sendt. Velg en senere sluttdato.")
    same = Invitation.objects.open().filter(email=invitation.email, body=invitation.body)
    if same.exclude(pk=invitation.pk).exists():
        reasons.append("Denne adressen er allerede invitert til organet. Send invitasjonen på nytt i stedet.")
    person = User.objects.filter(email=invitation.email).first()
    if person and not person.is_active:
        reasons.append(f"Kontoen til {person} er stengt. Åpne den først.")
    if person and (seat := seat_in_the_way(person, invitation)):
        where = invitation.body.in_a_sentence
        reasons.append(f"{person} er allerede {seat.get_role_display()} i {where}{_until(seat)}.")
    return reasons


def seat_in_the_way(person: User, invitation: Invitation) -> Seat | None:
    """A seat that `person` holds in the same body at the same time."""
    seats = Seat.objects.filter(person=person, body=invitation.body)
    seats = seats.filter(Q(to_date__isnull=True) | Q(to_date__gte=invitation.from_date))
    if invitation.to_date:
        seats = seats.filter(from_date__lte=invitation.to_date)
    return seats.first()


def _until(seat: Seat) -> str:
    return f" til og med {date_format(seat.to_date, 'd.m.Y')}" if seat.to_date else ""


@transaction.atomic
def invite(invitation: Invitation, *, by: User) -> Invitation:
    """Store a new invitation and mail its link."""
    _one_at_a_time(invitation.body)
    invitation.email = invitation.email.strip().lower()
    if reasons := obstacles(invitation, by=by):
        raise NotAllowed(reasons)
    invitation.invited_by = by
    key = _new_key(invitation)
    invitation.save()
    note(by, Verb.INVITED, _role(invitation), person=_known(invitation), body=invitation.body)
    _mail(invitation, key, by)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """A new link for fourteen new days; the old one is dead."""
    invitation = _locked(pk=invitation.pk)
    answer = may_send_again(by, invitation)
    if reasons := obstacles(invitation, by=by) if answer else [answer.reason]:
        raise NotAllowed(reasons)
    key = _new_key(invitation)
    invitation.save(update_fields=["key_sha256", "sent_at", "expires_at"])
    note(by, Verb.INVITED_AGAIN, _role(invitation), person=_known(invitation), body=invitation.body)
    _mail(invitation, key, by)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """The link is dead from now on."""
    invitation = _locked(pk=invitation.pk)
    if not (answer := may_withdraw(by, invitation)):
        raise NotAllowed([answer.reason])
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    note(by, Verb.INVITATION_WITHDRAWN, _role(invitation), person=_known(invitation), body=invitation.body)
    return invitation


def find(key: str) -> Invitation | None:
    """The invitation that was mailed with `key`, whatever has become of it since."""
    everything = Invitation.objects.select_related("body", "on_behalf_of", "invited_by", "accepted_by")
    return everything.filter(key_sha256=_sha256(key)).first()


def hindrance(invitation: Invitation | None, visitor) -> str:
    """A key of `HINDRANCES` that says why `visitor` cannot accept now; empty when they can."""
    if invitation is None:
        return "unknown"
    if invitation.state != Invitation.State.SENT:
        return invitation.state.value
    person = _known(invitation)
    if visitor.is_authenticated and visitor != person:
        return "somebody_else"
    return "closed" if person and not person.is_active else ""


@transaction.atomic
def accept(key: str, visitor) -> User:
    """Give the invited person the seat, and an account when they have none. Returns the person.

    The row is locked first: of two clicks at once, the second finds an invitation that is used.
    """
    invitation = _locked(key_sha256=_sha256(key))
    _one_at_a_time(invitation.body)
    if word := hindrance(invitation, visitor):
        raise NotAllowed([HINDRANCES[word]])
    person, _new = User.objects.get_or_create(
        email=invitation.email, defaults={"name": invitation.name, "password": make_password(None)}
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    note(person, Verb.INVITATION_ACCEPTED, _role(invitation), person=person, body=invitation.body)
    _give_seat(person, invitation)
    return person


def _give_seat(person: User, invitation: Invitation) -> None:
    """Nothing when somebody has given it by hand in the meantime."""
    if seat_in_the_way(person, invitation):
        return
    Seat.objects.create(
        person=person,
        body=invitation.body,
        role=invitation.role,
        on_behalf_of=invitation.on_behalf_of,
        from_date=invitation.from_date,
        to_date=invitation.to_date,
    )
    note(invitation.invited_by, Verb.SEAT_GIVEN, _role(invitation), person=person, body=invitation.body)


def _sha256(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _new_key(invitation: Invitation) -> str:
    key = secrets.token_urlsafe(32)
    invitation.key_sha256 = _sha256(key)
    invitation.sent_at, invitation.expires_at = timezone.now(), two_weeks_from_now()
    return key


def _locked(**which) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("body", "on_behalf_of", "invited_by")
    return rows.get(**which)


def _one_at_a_time(body: Body) -> None:
    """Whoever else would give out seats in `body` waits here until this transaction is over."""
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)


def _known(invitation: Invitation) -> User | None:
    return User.objects.filter(email=invitation.email).first()


def _role(invitation: Invitation) -> str:
    return invitation.get_role_display()


def _mail(invitation: Invitation, key: str, by: User) -> None:
    """Plain words only: the mail is written beside the request, where the database is not asked again."""
    context = {
        "name": invitation.name,
        "by": str(by),
        "body": invitation.body.in_a_sentence,
        "role": invitation.get_role_display(),
        "on_behalf_of": str(invitation.on_behalf_of or ""),
        "from_date": invitation.from_date,
        "expires_at": invitation.expires_at,
        "link": settings.SITE_URL + reverse("accept_invitation", args=[key]),
    }
    send_mail("invitation", invitation.email, context)
