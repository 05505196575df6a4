"""The process plan, and the decisions that bodies make on the way."""

from django.db import models
from django.db.models import F, Q

from organisation.models import Body

from .programme import Programme


class ProcessStep(models.Model):
    """A row of the fremdriftsplan.

    Dates are often vague («mai/juni», «8. Desember (TBC)»): the text is kept, exact dates are optional.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="program", related_name="steps")
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
