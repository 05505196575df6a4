"""The municipalities and counties of the council, and the subregions they meet in."""

from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
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

    def during(self, year: int):
        """Those who are members on any day of the year."""
        return self.filter(
            Q(from_date__isnull=True) | Q(from_date__lte=date(year, 12, 31)),
            Q(to_date__isnull=True) | Q(to_date__gte=date(year, 1, 1)),
        )

    def namings(self) -> dict[str, list["Member"]]:
        """Members by name in lower case and by number; a county and a municipality may have the same name."""
        named = {}
        for member in self:
            for naming in {" ".join(member.name.split()).casefold(), member.number} - {""}:
                named.setdefault(naming, []).append(member)
        return named

    def with_inhabitants(self, on=None):
        """With `inhabitants`, and their day and source: counted on that very day, or last when none is given."""
        counted = Population.objects.filter(member=OuterRef("pk")).order_by("-date")
        if on:
            counted = counted.filter(date=on)
        return self.annotate(
            inhabitants=Subquery(counted.values("inhabitants")[:1]),
            counted_on=Subquery(counted.values("date")[:1]),
            counted_by=Subquery(counted.values("source")[:1]),
        )


class Member(models.Model):
    """A municipality or county that is, was or may become a member."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "kommune"
        COUNTY = "county", "fylkeskommune"

    class Membership(models.TextChoices):
        CONFIRMED = "confirmed", "bekreftet"
        VIA_SUBREGION = "via_subregion", "antatt ut fra delregionen"
        ASSUMED = "assumed", "antatt uten sikker kilde"
        UNKNOWN = "unknown", "ukjent"

    number = models.CharField(
        "kommunenummer", max_length=4, blank=True, help_text="Fire siffer for kommuner, to for fylkeskommuner."
    )
    name = models.CharField("navn", max_length=200)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    subregions = models.ManyToManyField(Subregion, verbose_name="delregioner", related_name="members", blank=True)
    membership = models.CharField("medlemskapet er", max_length=20, choices=Membership, default=Membership.CONFIRMED)
    membership_source = models.TextField("kilde for medlemskapet", max_length=1000, blank=True)
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
                condition=Q(membership__in=["confirmed", "via_subregion", "assumed", "unknown"]),
                name="membership_is_known",
            ),
            models.CheckConstraint(
                condition=Q(number="") | Q(number__regex=r"^\d{2}(\d{2})?$"),
                name="member_number_is_two_or_four_digits",
                violation_error_message="Nummeret er fire siffer for kommuner og to for fylkeskommuner.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """How many people lived in a municipality or county on a day, and who counted them."""

    member = models.ForeignKey(Member, models.CASCADE, verbose_name="medlem", related_name="populations")
    date = models.DateField("dato")
    inhabitants = models.PositiveIntegerField("innbyggere")
    source = models.CharField("kilde", max_length=300, blank=True)

    class Meta:
        verbose_name = "innbyggertall"
        verbose_name_plural = "innbyggertall"
        ordering = ["member", "-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "date"],
                name="one_population_per_member_and_day",
                violation_error_message="Medlemmet har allerede et innbyggertall for denne datoen.",
            ),
            models.CheckConstraint(
                condition=Q(inhabitants__gte=0),
                name="nobody_has_fewer_inhabitants_than_none",
                violation_error_message="Innbyggertallet kan ikke være mindre enn null.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.date:%d.%m.%Y}"
