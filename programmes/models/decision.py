"""Behandlinger og vedtak: what a body said of the programme in a meeting, and how the programme went on.

Neither is ever changed or removed; the database refuses it. A decision that was written down wrong is corrected by
another that says so.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat

from .milestone import Milestone
from .programme import Programme


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A vedtak is for everybody when it is published; the rest for the secretariat, the body itself, and those
        who may read what it treated."""
        if is_secretariat(user):
            return self
        published = Q(outcome__in=Decision.ADOPTED, programme__phase=Programme.Phase.ADOPTED)
        mine = body_ids(user)
        return self.filter(published | Q(body__in=mine) | Q(milestone__circulated_to__in=mine)).distinct()

    def standing(self):
        """Those that no other corrects."""
        return self.filter(corrected_by=None)

    def adopting(self):
        """Vedtak, the latest first."""
        return self.standing().filter(outcome__in=Decision.ADOPTED).order_by("-registered_at", "-pk")


class Decision(models.Model):
    """What one body decided on a programme in one meeting (behandling, innstilling, vedtak)."""

    class Outcome(models.TextChoices):
        DISCUSSED = "discussed", "drøftet"
        RECOMMENDED = "recommended", "innstilt"
        RECOMMENDED_WITH_CHANGES = "recommended_with_changes", "innstilt med endringer"
        ADOPTED = "adopted", "vedtatt"
        ADOPTED_WITH_CHANGES = "adopted_with_changes", "vedtatt med endringer"
        SENT_BACK = "sent_back", "sendt tilbake"

    RECOMMENDED = (Outcome.RECOMMENDED, Outcome.RECOMMENDED_WITH_CHANGES)
    ADOPTED = (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGES)
    CHANGED = (Outcome.RECOMMENDED_WITH_CHANGES, Outcome.ADOPTED_WITH_CHANGES)

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="decisions")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="decisions")
    outcome = models.CharField("utfall", max_length=30, choices=Outcome)
    decided_on = models.DateField("møtedato", null=True, blank=True)
    case_number = models.CharField("saksnummer", max_length=40, blank=True)
    wording = models.TextField("ordlyd", blank=True)
    votes = models.CharField("stemmer", max_length=300, blank=True)
    minutes = models.URLField("lenke til protokollen", max_length=500, blank=True)
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name="behandlet utkast", related_name="decisions", null=True, blank=True
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, verbose_name="retter", related_name="corrected_by", null=True, blank=True
    )
    registered_at = models.DateTimeField("ført", default=timezone.now)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="ført av", related_name="+", null=True, blank=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "behandling"
        verbose_name_plural = "behandlinger"
        ordering = ["registered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[
                        "discussed", "recommended", "recommended_with_changes", "adopted", "adopted_with_changes",
                        "sent_back",
                    ]
                ),
                name="decision_outcome_is_known",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        day = f" {self.decided_on:%d.%m.%Y}" if self.decided_on else ""
        return f"{self.get_outcome_display()} av {self.body.in_a_sentence}{day}"

    @property
    def is_recommending(self) -> bool:
        return self.outcome in self.RECOMMENDED


class PhaseChange(models.Model):
    """A step of a programme from one phase to another, forward or back."""

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="phase_changes")
    was = models.CharField("fra", max_length=20, choices=Programme.Phase)
    became = models.CharField("til", max_length=20, choices=Programme.Phase)
    why = models.TextField("begrunnelse", blank=True)
    at = models.DateTimeField("tidspunkt", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+", null=True, blank=True
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name="milepæl", related_name="phase_changes", null=True, blank=True
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="behandling", related_name="phase_changes", null=True, blank=True
    )

    class Meta:
        verbose_name = "faseskifte"
        verbose_name_plural = "faseskifter"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(was=models.F("became")), name="a_phase_change_changes")]

    def __str__(self) -> str:
        return f"{self.get_was_display()} → {self.get_became_display()}"

    @property
    def is_back(self) -> bool:
        order = Programme.Phase.values
        return order.index(self.became) < order.index(self.was)
