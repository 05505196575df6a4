"""What programmes and guidelines share: an address, a title, years, and who may read them."""

import uuid

from django.db import models
from django.db.models import F, Q

from organisation.models import Body
from organisation.roles import body_ids, is_secretariat
from organisation.visibility import Visibility


class Language(models.TextChoices):
    BOKMAL = "nb", "bokmål"
    NYNORSK = "nn", "nynorsk"
    ENGLISH = "en", "engelsk"
    SWEDISH = "sv", "svensk"
    DANISH = "da", "dansk"
    SAMI = "se", "nordsamisk"


class WorkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rows `user` may know of: public ones, those sent to a body of theirs, or all for the secretariat."""
        if is_secretariat(user):
            return self
        circulated = Q(visibility=Visibility.CIRCULATED, circulated_to__in=body_ids(user))
        return self.filter(Q(visibility=Visibility.PUBLIC) | circulated).distinct()


class Work(models.Model):
    """A text that the council writes as a tree of sections."""

    class Numbering(models.TextChoices):
        WRITTEN = "written", "slik de er skrevet"
        NONE = "none", "ingen"
        FIGURES = "1.1", "tall"
        LETTERS = "A1", "bokstaver"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    title = models.CharField("tittel", max_length=300)
    cover = models.TextField("på forsiden", blank=True, help_text="Det som står under tittelen, en linje per avsnitt.")
    first_year = models.PositiveSmallIntegerField("fra år")
    last_year = models.PositiveSmallIntegerField("til år")
    language = models.CharField("språk", max_length=2, choices=Language, default=Language.BOKMAL)
    numbering = models.CharField("numre", max_length=10, choices=Numbering, default=Numbering.WRITTEN)
    visibility = models.CharField("synlig for", max_length=20, choices=Visibility, default=Visibility.INTERNAL)
    circulated_to = models.ManyToManyField(Body, verbose_name="sendt til", related_name="+", blank=True)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-first_year", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message="Siste år kan ikke være før første år.",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="%(class)s_has_a_title"),
            models.CheckConstraint(
                condition=Q(numbering__in=["written", "none", "1.1", "A1"]), name="%(class)s_numbering_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["internal", "circulated", "public"]), name="%(class)s_visibility_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title
