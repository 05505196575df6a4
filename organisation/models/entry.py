"""The log people read: who did what, and when. Rows are only ever added; the database refuses anything else."""

from django.conf import settings
from django.db import models

from ..roles import is_secretariat
from .body import Body


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of it for the secretariat, and for others what they did themselves or what was done about them."""
        if is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(actor=user) | models.Q(person=user))

    def of(self, thing):
        """What happened to one object, newest first."""
        return self.filter(object=thing.uuid)


class Entry(models.Model):
    """One thing that happened. Names are never copied in here, so that a person can be pseudonymised afterwards."""

    class Verb(models.TextChoices):
        LOGGED_IN = "logged_in", "logget inn"
        LOGIN_REFUSED = "login_refused", "ble avvist ved innlogging"
        LOGGED_OUT_EVERYWHERE = "logged_out_everywhere", "logget ut alle andre steder"
        INVITED = "invited", "inviterte"
        INVITED_AGAIN = "invited_again", "sendte invitasjonen på nytt"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "trakk invitasjonen"
        INVITATION_ACCEPTED = "invitation_accepted", "tok imot invitasjonen"
        SEAT_GIVEN = "seat_given", "ga verv"
        SEAT_CHANGED = "seat_changed", "endret verv"
        SEAT_ENDED = "seat_ended", "avsluttet verv"
        FACTOR_ADDED = "factor_added", "la til ekstra sikkerhet"
        FACTOR_REMOVED = "factor_removed", "fjernet ekstra sikkerhet"
        CHANGED = "changed", "endret"
        ADDED = "added", "la til"
        REMOVED = "removed", "fjernet"
        MERGED = "merged", "slo sammen"
        EXPLAINED = "explained", "forklarte"
        IMPORTED = "imported", "importerte"
        EXPORTED = "exported", "lastet ned"
        PUBLISHED = "published", "publiserte"
        KEPT = "kept", "laget milepælen"
        OPENED = "opened", "åpnet"
        EXTENDED = "extended", "flyttet fristen"
        CLOSED = "closed", "avsluttet"
        COMMENTED = "commented", "skrev innspill"
        WITHDREW = "withdrew", "trakk innspill"
        ADMITTED = "admitted", "tok med"
        ANSWERED = "answered", "svarte på"
        CONFIRMED = "confirmed", "bekreftet"
        DECIDED = "decided", "førte behandlingen"
        MOVED_ON = "moved_on", "flyttet"
        REVOKED = "revoked", "trakk tilbake"
        DEACTIVATED = "deactivated", "stengte kontoen"
        REACTIVATED = "reactivated", "åpnet kontoen igjen"
        PSEUDONYMISED = "pseudonymised", "fjernet personopplysninger"

    at = models.DateTimeField("tidspunkt", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+", null=True, blank=True
    )
    verb = models.CharField("hva", max_length=30, choices=Verb)
    what = models.CharField("gjelder", max_length=300, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="om", related_name="+", null=True, blank=True
    )
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="+", null=True, blank=True)
    object = models.UUIDField("gjelder id", null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "loggføring"
        verbose_name_plural = "logg"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["verb", "-at"]),
            models.Index(fields=["object"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor or 'Systemet'} {self.get_verb_display()} {self.what}".strip()
