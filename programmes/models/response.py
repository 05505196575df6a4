"""Sekretariatets svar: what became of comments, and why. Drafted one by one, published together for a round."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisation.roles import is_secretariat

from .round import Round

MUST_SAY_WHY = ("partly", "not", "elsewhere")


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts are the secretariat's; what is published is seen by whoever sees the comment it answers."""
        return self if is_secretariat(user) else self.filter(round__answered_at__isnull=False)


class Response(models.Model):
    """One answer, to one comment or to several."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "tatt til følge"
        PARTLY = "partly", "delvis tatt til følge"
        NOT = "not", "ikke tatt til følge"
        NOTED = "noted", "til orientering"
        ANSWERED = "answered", "besvart"
        ELSEWHERE = "elsewhere", "hører ikke hjemme her"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="runde", related_name="responses")
    outcome = models.CharField("utfall", max_length=20, choices=Outcome)
    reason = models.TextField("begrunnelse", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="svart av", related_name="+")
    at = models.DateTimeField("skrevet", auto_now=True)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["taken", "partly", "not", "noted", "answered", "elsewhere"]),
                name="response_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=MUST_SAY_WHY) | ~Q(reason=""),
                name="response_says_why",
                violation_error_message="Skriv hvorfor innspillet ikke er tatt helt til følge.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
