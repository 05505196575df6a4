"""Bodies (organer) and the seats (verv) people have in them."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone

from ..roles import body_ids, is_secretariat
from ..visibility import Visibility
from .member import Member


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public bodies; for those who sit somewhere the shared ones and their own too; all for the secretariat."""
        if is_secretariat(user):
            return self
        mine = body_ids(user)
        if not mine:
            return self.filter(visibility=Visibility.PUBLIC)
        return self.filter(Q(visibility__in=[Visibility.PUBLIC, Visibility.CIRCULATED]) | Q(pk__in=mine))

    def by_kind(self):
        """The assembly first, the project groups last; within a kind in their own order."""
        rank = Case(*(When(kind=kind, then=place) for place, kind in enumerate(Body.Kind.values)))
        return self.order_by(rank, "order", "name")


class Body(models.Model):
    """A body of the council. Names are data: the Samarbeidsråd of 2018 is the Representantskap of 2025."""

    class Kind(models.TextChoices):
        ASSEMBLY = "assembly", "representantskap"
        BOARD = "board", "styre"
        COMMITTEE = "committee", "politisk utvalg"
        SECRETARIAT = "secretariat", "sekretariat"
        COORDINATION = "coordination", "administrativ koordineringsgruppe"
        GROUP = "group", "faggruppe"
        PROJECT = "project", "prosjektgruppe"

    key = models.SlugField("nøkkel", max_length=80, unique=True)
    name = models.CharField("navn", max_length=200, unique=True)
    definite_name = models.CharField(
        "navn i bestemt form", max_length=200, blank=True, help_text="Slik det står i en setning: «representantskapet»."
    )
    kind = models.CharField("slag", max_length=20, choices=Kind)
    order = models.PositiveIntegerField("rekkefølge", default=0)
    mandate = models.TextField("mandat", blank=True, help_text="Hva organet gjør. En tom linje gir nytt avsnitt.")
    visibility = models.CharField(
        "siden om organet er synlig for",
        max_length=20,
        choices=[
            (Visibility.INTERNAL, "bare sekretariatet og organet selv"),
            (Visibility.CIRCULATED, "alle som sitter i et organ"),
            (Visibility.PUBLIC, "alle"),
        ],
        default=Visibility.PUBLIC,
    )
    people_are_public = models.BooleanField(
        "vis for alle hvem som sitter her", default=False, help_text="Ellers ser bare de som er i et organ navnene."
    )
    ended_on = models.DateField("nedlagt", null=True, blank=True, help_text="Et nedlagt organ står nederst på lista.")

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "organ"
        verbose_name_plural = "organer"
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["assembly", "board", "committee", "secretariat", "coordination", "group", "project"]
                ),
                name="body_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["internal", "circulated", "public"]), name="body_visibility_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("body", args=[self.key])

    @property
    def in_a_sentence(self) -> str:
        """The name as it stands after «av» or «i»: `representantskapet`."""
        return self.definite_name or self.name

    @property
    def mandate_begins(self) -> str:
        """The first sentence of the mandate, for lists."""
        return re.split(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])|\n", self.mandate.strip(), maxsplit=1)[0]

    @property
    def is_political(self) -> bool:
        return self.kind in (self.Kind.ASSEMBLY, self.Kind.BOARD, self.Kind.COMMITTEE)

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on <= timezone.localdate()


class SeatQuerySet(models.QuerySet):
    def current(self, on=None):
        """Seats that hold on the given date (today when none is given)."""
        on = on or timezone.localdate()
        return self.filter(Q(from_date__lte=on), Q(to_date__isnull=True) | Q(to_date__gte=on))

    def by_role(self):
        """Leaders first, observers last; then by name."""
        rank = Case(*(When(role=role, then=place) for place, role in enumerate(Seat.Role.values)))
        return self.order_by(rank, "person__name", "person__email")

    def visible_to(self, user):
        """Who sits where: in bodies that show it to all; in every visible body to those who sit in one themselves."""
        bodies = Body.objects.visible_to(user)
        return self.filter(body__in=bodies if body_ids(user) else bodies.filter(people_are_public=True))


class Seat(models.Model):
    """A person's place in a body for a time. Ends by itself on `to_date`."""

    class Role(models.TextChoices):
        LEADER = "leader", "leder"
        DEPUTY = "deputy", "nestleder"
        MEMBER = "member", "medlem"
        OBSERVER = "observer", "observatør"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="person", related_name="seats")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="seats")
    role = models.CharField("rolle", max_length=20, choices=Role, default=Role.MEMBER)
    on_behalf_of = models.ForeignKey(
        Member, models.PROTECT, verbose_name="på vegne av", related_name="seats", null=True, blank=True
    )
    from_date = models.DateField("fra og med", default=timezone.localdate)
    to_date = models.DateField("til og med", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "verv"
        verbose_name_plural = "verv"
        ordering = ["body", "role", "person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="seat_ends_after_it_starts",
                violation_error_message="Vervet kan ikke slutte før det begynner.",
            ),
            models.UniqueConstraint(fields=["person", "body", "from_date"], name="one_seat_per_person_body_and_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} i {self.body}"

    @property
    def has_begun(self) -> bool:
        return self.from_date <= timezone.localdate()
