"""Mail about what happens here: what was sent to whom, and what somebody would rather be without."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..roles import is_secretariat

TRIES = 5
SILENCE = timedelta(hours=1)  # after which whoever began to send is taken to have died


class MailingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The sent log is the secretariat's; others see what was sent to themselves."""
        if is_secretariat(user):
            return self
        return self.filter(person=user) if user.is_authenticated else self.none()

    def waiting(self):
        """Those that nobody has tried to send."""
        return self.filter(state=Mailing.State.WAITING)

    def due(self):
        """Those that may be tried now: new ones, failed ones, and those somebody began on and never came back from."""
        died = Q(state=Mailing.State.SENDING, tried_at__lt=timezone.now() - SILENCE)
        return self.filter(Q(state=Mailing.State.WAITING) | Q(state=Mailing.State.FAILED, tries__lt=TRIES) | died)


class Mailing(models.Model):
    """One mail to one person about one event. Written with the decision, and sent once, after it."""

    class Kind(models.TextChoices):
        ROUND_OPENED = "round_opened", "en innspillsrunde er åpnet"
        DEADLINE_MOVED = "deadline_moved", "fristen i en runde er flyttet"
        REMINDER = "reminder", "påminnelse før fristen"
        ANSWERED = "answered", "svarene i en runde er publisert"
        PHASE_CHANGED = "phase_changed", "et program er kommet i en ny fase"
        DIGEST = "digest", "daglig oppsummering når det har kommet noe nytt"

    class State(models.TextChoices):
        WAITING = "waiting", "venter"
        SENDING = "sending", "sendes nå"
        SENT = "sent", "sendt"
        FAILED = "failed", "ikke sendt"
        DROPPED = "dropped", "ikke lenger aktuell"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="til", related_name="mailings")
    kind = models.CharField("om", max_length=20, choices=Kind)
    event = models.CharField("hendelse", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="fra", related_name="+", null=True, blank=True
    )
    subject = models.CharField("emne", max_length=300, blank=True)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField("bestemt", default=timezone.now)
    tries = models.PositiveSmallIntegerField("forsøk", default=0)
    tried_at = models.DateTimeField("sist forsøkt", null=True, blank=True)
    sent_at = models.DateTimeField("sendt", null=True, blank=True)
    error = models.CharField("hva som gikk galt", max_length=300, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = "e-post"
        verbose_name_plural = "e-post"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "event"], name="one_mail_per_person_and_event"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed", "dropped"]),
                name="mailing_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="what_is_sent_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.subject or self.get_kind_display()

    @property
    def is_given_up(self) -> bool:
        return self.state == self.State.FAILED and self.tries >= TRIES


class DeclinedMail(models.Model):
    """A kind of mail that somebody does not want."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="hvem", related_name="declined_mail"
    )
    kind = models.CharField("e-post om", max_length=20, choices=Mailing.Kind)
    at = models.DateTimeField("avmeldt", auto_now_add=True)

    class Meta:
        verbose_name = "avmeldt e-post"
        verbose_name_plural = "avmeldt e-post"
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_refusal_per_person_and_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()
