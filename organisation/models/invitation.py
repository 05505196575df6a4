"""An invitation to a seat, sent by e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from ..roles import is_secretariat
from .body import Body, Seat
from .member import Member

VALID_FOR = timedelta(days=14)


def two_weeks_from_now():
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Invitations are the secretariat's own."""
        return self if is_secretariat(user) else self.none()

    def open(self):
        """Sent, and neither used nor withdrawn; may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """Somebody is asked to take a seat. The link in the mail is known here only by its SHA-256."""

    class State(models.TextChoices):
        SENT = "sent", "sendt"
        ACCEPTED = "accepted", "tatt imot"
        WITHDRAWN = "withdrawn", "trukket"
        EXPIRED = "expired", "gått ut"

    email = models.EmailField("e-postadresse", max_length=254)
    name = models.CharField("navn", max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="invitations")
    role = models.CharField("rolle", max_length=20, choices=Seat.Role, default=Seat.Role.MEMBER)
    on_behalf_of = models.ForeignKey(
        Member, models.PROTECT, verbose_name="på vegne av", related_name="+", null=True, blank=True
    )
    from_date = models.DateField("vervet gjelder fra og med", default=timezone.localdate)
    to_date = models.DateField("til og med", null=True, blank=True, help_text="Tomt når vervet ikke har en slutt.")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="invitert av", related_name="+"
    )
    key_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField("sendt", default=timezone.now)
    expires_at = models.DateTimeField("går ut", default=two_weeks_from_now)
    accepted_at = models.DateTimeField("tatt imot", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="tatt imot av", related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("trukket", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitasjon"
        verbose_name_plural = "invitasjoner"
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="invitation_email_is_lower_case",
                violation_error_message="Skriv adressen med små bokstaver.",
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="invited_seat_ends_after_it_starts",
                violation_error_message="Vervet kan ikke slutte før det begynner.",
            ),
            models.UniqueConstraint(
                fields=["email", "body"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address_and_body",
                violation_error_message="Denne adressen er allerede invitert til organet. Send den på nytt i stedet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} til {self.body.in_a_sentence}"

    @property
    def state(self) -> State:
        """What has become of it; a link that is fourteen days old to the second has run out."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.SENT
