"""Innspillsrunder: a milestone is sent to bodies, and they say what they think of it until a day."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat

from .milestone import Milestone
from .programme import Programme


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them for the secretariat; for others those their bodies are asked in, once they are opened."""
        if is_secretariat(user):
            return self
        mine = Body.objects.filter(pk__in=body_ids(user))
        return self.filter(opened_at__isnull=False, bodies__in=mine).distinct()

    def open(self):
        """Those that have been opened and not closed, whether or not the deadline has passed."""
        return self.filter(opened_at__isnull=False, closed_at__isnull=True)

    def open_to_all(self):
        """Those whose innspillslogg everybody may read: so it was decided, and the answers are published."""
        return self.filter(public_log=True, answered_at__isnull=False)


def shown_to_groups(bodies) -> Q:
    """What belongs to a round where `bodies` (primary keys) are asked, and which shows every group's words now."""
    now_open = Q(round__closed_at__isnull=True)
    shown = now_open & Q(round__during=Round.Sight.GROUPS) | ~now_open & Q(round__after=Round.Sight.GROUPS)
    return shown & Q(round__in=Round.bodies.through.objects.filter(body__in=bodies).values("round"))


class Round(models.Model):
    """One round of comments on one milestone. The milestone is made when the round opens."""

    class Sight(models.TextChoices):
        OWN = "own", "bare egen gruppe"
        GROUPS = "groups", "alle grupper i runden"

    class State(models.TextChoices):
        PREPARED = "prepared", "ikke åpnet"
        OPEN = "open", "åpen"
        OVERDUE = "overdue", "fristen er gått ut"
        CLOSED = "closed", "avsluttet"
        ANSWERED = "answered", "besvart"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="rounds")
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name="milepæl", related_name="rounds", null=True, blank=True
    )
    name = models.CharField("navn", max_length=200)
    question = models.TextField("hva dere blir bedt om", blank=True)
    bodies = models.ManyToManyField(Body, verbose_name="sendt til", related_name="rounds")
    deadline = models.DateField("frist")
    deadline_set_at = models.DateTimeField("fristen satt", default=timezone.now)
    during = models.CharField("mens runden er åpen, ser gruppene innspill fra", max_length=20, choices=Sight)
    after = models.CharField("etterpå ser gruppene innspill fra", max_length=20, choices=Sight)
    public_log = models.BooleanField("innspillsloggen er åpen for alle når svarene er publisert", default=False)
    opened_at = models.DateTimeField("åpnet", null=True, blank=True)
    closed_at = models.DateTimeField("avsluttet", null=True, blank=True)
    answered_at = models.DateTimeField("svarene publisert", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="laget av", related_name="+", null=True, blank=True
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "innspillsrunde"
        verbose_name_plural = "innspillsrunder"
        ordering = ["-deadline", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, milestone__isnull=True)
                | Q(opened_at__isnull=False, milestone__isnull=False),
                name="an_open_round_has_a_milestone",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="a_round_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=False), name="a_closed_round_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(during__in=["own", "groups"], after__in=["own", "groups"]), name="round_sight_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.uuid])

    def state_on(self, day: date) -> "Round.State":
        """Where the round stands on a day. The deadline's own day is open until midnight."""
        if self.opened_at is None:
            return self.State.PREPARED
        if self.answered_at:
            return self.State.ANSWERED
        if self.closed_at:
            return self.State.CLOSED
        return self.State.OVERDUE if day > self.deadline else self.State.OPEN

    @property
    def state(self) -> "Round.State":
        return self.state_on(timezone.localdate())

    @property
    def is_open(self) -> bool:
        """Opened and not closed, whether or not the deadline has passed."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def sight(self) -> str:
        """Whose comments a group sees now."""
        return self.during if self.is_open else self.after
