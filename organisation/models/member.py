"""The municipalities and counties of the council, and the subregions they meet in."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Subregion(models.Model):
    """A delregion. Some municipalities belong to two."""

    name = models.CharField("navn", max_length=200, unique=True)

    class Meta:
        verbose_name = "delregion"
        verbose_name_plural = "delregioner"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet):
    def current(self, on=None):
        """Those who are members on the given date (today when none is given). No date means always."""
        on = on or timezone.localdate()
        return self.filter(
            Q(from_date__isnull=True) | Q(from_date__lte=on), Q(to_date__isnull=True) | Q(to_date__gte=on)
        )


class Member(models.Model):
    """A municipality or county that is, was or may become a member."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "kommune"
        COUNTY = "county", "fylkeskommune"

    number = models.CharField(
        "kommunenummer", max_length=4, blank=True, help_text="Fire siffer for kommuner, to for fylkeskommuner."
    )
    name = models.CharField("navn", max_length=200)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    subregions = models.ManyToManyField(Subregion, verbose_name="delregioner", related_name="members", blank=True)
    from_date = models.DateField("medlem fra", null=True, blank=True)
    to_date = models.DateField("medlem til", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "medlem"
        verbose_name_plural = "medlemmer"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_member_per_kind_and_name"),
            models.CheckConstraint(condition=Q(kind__in=["municipality", "county"]), name="member_kind_is_known"),
            models.CheckConstraint(
                condition=Q(number="") | Q(number__regex=r"^\d{2}(\d{2})?$"),
                name="member_number_is_two_or_four_digits",
                violation_error_message="Nummeret er fire siffer for kommuner og to for fylkeskommuner.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
