"""The process plan, and the decisions that bodies make on the way."""

import uuid

from django.db import models
from django.db.models import F, Q

from organisation.models import Body

from .programme import Programme


class ProcessPlan(models.Model):
    """The fremdriftsplan as something that is written in: it has versions and drafts of its own.

    Were it a part of the programme's own state, a draft of it would push away the draft of «Om programmet».
    The row is made when the plan is opened for the first time (`plan.plans_of`).
    """

    title = "Fremdriftsplanen"  # what it is called where objects are called by their title

    programme = models.OneToOneField(Programme, models.CASCADE, verbose_name="program", related_name="plan")
    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    class Meta:
        verbose_name = "fremdriftsplan"
        verbose_name_plural = "fremdriftsplaner"

    def __str__(self) -> str:
        return f"Fremdriftsplanen for {self.programme}"


class ProcessStep(models.Model):
    """A row of the fremdriftsplan. It keeps its id as long as it is there: what hangs on it follows it.

    Dates are often vague («mai/juni», «8. Desember (TBC)»): the text is kept, exact dates are optional.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="program", related_name="steps")
    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveIntegerField("rekkefølge", default=0)
    when = models.CharField("når", max_length=1000)
    starts_on = models.DateField("fra dato", null=True, blank=True)
    ends_on = models.DateField("til dato", null=True, blank=True)
    confirmed = models.BooleanField("bekreftet", default=True)
    what = models.CharField("hva", max_length=1000)
    who = models.CharField("hvem", max_length=1000, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "steg i fremdriftsplanen"
        verbose_name_plural = "steg i fremdriftsplanen"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="step_ends_after_it_starts",
                violation_error_message="Steget kan ikke slutte før det begynner.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.when}: {self.what}"


class Decision(models.Model):
    """The vedtak on a programme: body, date and case number, as far as they are known."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "vedtatt"
        ADOPTED_WITH_CHANGES = "adopted_with_changes", "vedtatt med endringer"

    programme = models.OneToOneField(Programme, models.CASCADE, verbose_name="program", related_name="decision")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="decisions")
    outcome = models.CharField("utfall", max_length=30, choices=Outcome, default=Outcome.ADOPTED)
    decided_on = models.DateField("dato", null=True, blank=True)
    case_number = models.CharField("saksnummer", max_length=40, blank=True)

    class Meta:
        verbose_name = "vedtak"
        verbose_name_plural = "vedtak"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["adopted", "adopted_with_changes"]), name="decision_outcome_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} av {self.body.in_a_sentence}"
