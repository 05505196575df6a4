"""The fremdriftsplan."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from organisation.models import Body
from organisation.roles import is_secretariat

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


class ProcessStepQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The steps of the programmes that `user` may know of."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coming(self):
        """Those of programmes under way that are not over, the next one first; vague ones are not among them."""
        under_way = self.exclude(programme__phase=Programme.Phase.ADOPTED)
        return (
            under_way.annotate(end=Coalesce("ends_on", "starts_on"))
            .filter(end__gte=timezone.localdate())
            .order_by("starts_on", "programme", "order")
        )

    def of(self, body):
        """A body's own, and those of every body of its kind (`ProcessStep.concerns`)."""
        shared = STEPS_OF.get(body.kind)
        return self.filter(Q(body=body) | Q(body=None, kind=shared) if shared else Q(body=body))

    def told_to(self, user):
        """Without what the secretariat does by itself, for everybody but the secretariat."""
        if is_secretariat(user):
            return self
        return self.exclude(kind__in=ProcessStep.INSIDE).exclude(body__kind=Body.Kind.SECRETARIAT)


class ProcessStep(models.Model):
    """A row of the fremdriftsplan. It keeps its id as long as it is there: what hangs on it follows it.

    Dates are often vague («mai/juni», «8. Desember (TBC)»): the text is kept, exact dates are optional. Which phases a
    programme goes through follows from the kinds of its steps (`phases.route`).
    """

    class Kind(models.TextChoices):
        WORK = "work", "arbeid i sekretariatet"
        PAPERS = "papers", "sakspapirer sendes ut"
        GROUPS = "groups", "faggrupper uttaler seg"
        COORDINATION = "coordination", "koordineringsgruppen drøfter"
        RECOMMENDATION = "recommendation", "styret innstiller"
        ADOPTION = "adoption", "vedtak"

    INSIDE = (Kind.WORK, Kind.PAPERS)  # what the secretariat does
    TREATED = (Kind.GROUPS, Kind.COORDINATION, Kind.RECOMMENDATION, Kind.ADOPTION)  # in the order bodies treat it

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
    kind = models.CharField("slag", max_length=20, choices=Kind, blank=True)

    objects = ProcessStepQuerySet.as_manager()

    class Meta:
        verbose_name = "steg i fremdriftsplanen"
        verbose_name_plural = "steg i fremdriftsplanen"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="step_ends_after_it_starts",
                violation_error_message="Steget kan ikke slutte før det begynner.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", "work", "papers", "groups", "coordination", "recommendation", "adoption"]),
                name="step_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when}: {self.what}"

    @property
    def last_day(self):
        """The day it is over; nothing when it is vague."""
        return self.ends_on or self.starts_on

    @property
    def is_treated(self) -> bool:
        """Is it a step where a body treats the programme?"""
        return self.kind in self.TREATED

    def concerns(self, body: Body) -> bool:
        """Is it the body's own, or one of every body of its kind: «Faggruppene uttaler seg»?"""
        return self.body_id == body.pk or (self.body_id is None and self.kind == STEPS_OF.get(body.kind))


# What every body of a kind is in, when the step names none. Who adopts is the programme's to say.
STEPS_OF = {
    Body.Kind.GROUP: ProcessStep.Kind.GROUPS,
    Body.Kind.COORDINATION: ProcessStep.Kind.COORDINATION,
    Body.Kind.BOARD: ProcessStep.Kind.RECOMMENDATION,
}
