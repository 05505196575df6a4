"""Meetings of the bodies."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..days import in_words
from .body import Body


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings of the bodies that `user` may know of."""
        return self.filter(body__in=Body.objects.visible_to(user))

    def coming(self):
        """Meetings that are not over, the next one first."""
        return self._with_end().filter(end__gte=timezone.localdate()).order_by("date", "body")

    def past(self):
        """Meetings that are over, the latest first."""
        return self._with_end().filter(end__lt=timezone.localdate()).order_by("-date", "body")

    def _with_end(self):
        return self.annotate(end=Coalesce("last_date", "date"))


class Meeting(models.Model):
    """A body meets on a day; a two-day meeting has a last day too."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="meetings")
    date = models.DateField("dato")
    last_date = models.DateField("siste dag", null=True, blank=True, help_text="Bare når møtet går over flere dager.")
    place = models.CharField("sted", max_length=200, blank=True)
    name = models.CharField("navn", max_length=200, blank=True, help_text="For eksempel «Årsmøte».")
    changed_at = models.DateTimeField("sist endret", auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "møte"
        verbose_name_plural = "møter"
        ordering = ["-date", "body"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "date"],
                name="one_meeting_per_body_and_day",
                violation_error_message="Organet har allerede et møte denne dagen.",
            ),
            models.CheckConstraint(
                condition=Q(last_date__isnull=True) | Q(last_date__gte=F("date")),
                name="meeting_ends_after_it_starts",
                violation_error_message="Møtet kan ikke slutte før det begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} i {self.body.in_a_sentence} {self.date:%d.%m.%Y}"

    @property
    def title(self) -> str:
        return self.name or "Møte"

    @property
    def when(self) -> str:
        """`17.–18. oktober 2023`."""
        return in_words(self.date, self.last_date)
