"""Meetings of the bodies."""

from django.db import models
from django.db.models import F, Q

from .body import Body


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings of the bodies that `user` may know of."""
        return self.filter(body__in=Body.objects.visible_to(user))


class Meeting(models.Model):
    """A body meets on a day; a two-day meeting has a last day too."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="meetings")
    date = models.DateField("dato")
    last_date = models.DateField("siste dag", null=True, blank=True, help_text="Bare når møtet går over flere dager.")
    place = models.CharField("sted", max_length=200, blank=True)
    name = models.CharField("navn", max_length=200, blank=True, help_text="For eksempel «Årsmøte».")

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
        return f"{self.name or 'Møte'} i {self.body.in_a_sentence} {self.date:%d.%m.%Y}"
