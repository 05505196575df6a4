"""Milepæler: named, stored documents of a whole programme."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat

from .programme import Programme


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A milestone is for the secretariat and the bodies it was circulated to."""
        if is_secretariat(user):
            return self
        return self.filter(circulated_to__in=body_ids(user)).distinct()


class Milestone(models.Model):
    """What people compare, comment on and cite. The document never changes; its SHA-256 says so."""

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program", related_name="milestones")
    slug = models.SlugField("adresse", max_length=80)
    name = models.CharField("navn", max_length=200)
    made_at = models.DateTimeField("laget", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="laget av", related_name="+", null=True, blank=True
    )
    content = models.BinaryField("dokument", editable=False)
    sha256 = models.CharField("sjekksum", max_length=64, editable=False)
    circulated_to = models.ManyToManyField(Body, verbose_name="sendt til", related_name="+", blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "milepæl"
        verbose_name_plural = "milepæler"
        ordering = ["programme", "made_at"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="one_milestone_per_programme_and_slug"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="milestone_has_a_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.programme.slug, self.slug])
