"""Strategiske føringer: what a programme answers to for four years."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ..fields import RichTextField
from .work import Work


class Guidelines(Work):
    class Meta(Work.Meta):
        verbose_name = "strategiske føringer"
        verbose_name_plural = "strategiske føringer"

    def get_absolute_url(self) -> str:
        return reverse("guidelines", args=[self.slug])


class AreaQuerySet(models.QuerySet):
    def of(self, work):
        """Those of a programme or of guidelines."""
        return self.filter(**{work._meta.model_name: work})

    def with_uses(self):
        """Each with `uses`, how much stands in it or follows it; while anything does, it cannot be taken away."""
        uses = models.Count("sections", distinct=True) + models.Count("further_measures", distinct=True)
        return self.annotate(uses=uses + models.Count("followed_by", distinct=True))


class Area(models.Model):
    """An area of a programme or of guidelines: exactly one of the two owns it."""

    class Kind(models.TextChoices):
        AREA = "area", "innsatsområde"
        THEME = "theme", "tverrgående tema"
        OVERALL = "overall", "overordnede strategier"

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, verbose_name="program", related_name="areas", null=True, blank=True
    )
    guidelines = models.ForeignKey(
        Guidelines, models.CASCADE, verbose_name="føringer", related_name="areas", null=True, blank=True
    )
    key = models.SlugField("nøkkel", max_length=80)
    name = models.CharField("navn", max_length=300)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.AREA)
    order = models.PositiveIntegerField("rekkefølge", default=0)
    follows = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="følger opp", related_name="followed_by", null=True, blank=True
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "område eller tema"
        verbose_name_plural = "områder og temaer"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=True, guidelines__isnull=False)
                | Q(programme__isnull=False, guidelines__isnull=True),
                name="area_has_one_owner",
                violation_error_message="Et område hører enten til et program eller til føringer.",
            ),
            models.UniqueConstraint(fields=["programme", "key"], name="one_area_per_programme_and_key"),
            models.UniqueConstraint(fields=["guidelines", "key"], name="one_area_per_guidelines_and_key"),
            models.CheckConstraint(condition=Q(kind__in=["area", "theme", "overall"]), name="area_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """A mål or delmål in a section of the guidelines."""

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey("programmes.Section", models.CASCADE, verbose_name="avsnitt", related_name="goals")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    text = models.CharField("mål", max_length=1000)

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Strategy(models.Model):
    """A strategi or prioritert aktivitet, under a goal or straight under its section's area."""

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey("programmes.Section", models.CASCADE, verbose_name="avsnitt", related_name="strategies")
    goal = models.ForeignKey(Goal, models.CASCADE, verbose_name="mål", related_name="strategies", null=True, blank=True)
    order = models.PositiveIntegerField("rekkefølge", default=0)
    text = RichTextField("tekst")

    class Meta:
        verbose_name = "strategi"
        verbose_name_plural = "strategier"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
