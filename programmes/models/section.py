"""Chapters and avsnitt: the tree that a programme or a set of guidelines is written in."""

import uuid

from django.db import models
from django.db.models import Q

from budget.models import BudgetTable
from organisation.models import Body

from ..fields import RichTextField
from .guidelines import Area, Guidelines
from .programme import Programme
from .work import Language


class Section(models.Model):
    """A node of the tree. `text` stands before what the kind brings (measures, a table …), `closing` after it."""

    class Kind(models.TextChoices):
        TEXT = "text", "tekst"
        MEASURES = "measures", "tiltak"
        BUDGET = "budget", "budsjettabell"
        PROCESS = "process", "fremdriftsplan"
        STRATEGIES = "strategies", "strategier"
        SDGS = "sdgs", "bærekraftsmål"
        BESIDE = "beside", "avsnitt ved siden av hverandre"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, models.CASCADE, verbose_name="program", related_name="sections", null=True, blank=True
    )
    guidelines = models.ForeignKey(
        Guidelines, models.CASCADE, verbose_name="føringer", related_name="sections", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="inne i", related_name="children", null=True, blank=True
    )
    order = models.PositiveIntegerField("rekkefølge", default=0)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.TEXT)
    number = models.CharField("nummer", max_length=20, blank=True)
    title = models.CharField("overskrift", max_length=1000)
    area = models.ForeignKey(
        Area, models.PROTECT, verbose_name="område", related_name="sections", null=True, blank=True
    )
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organ", related_name="+", null=True, blank=True)
    table = models.ForeignKey(
        BudgetTable, models.PROTECT, verbose_name="budsjettabell", related_name="sections", null=True, blank=True
    )
    text = RichTextField("tekst")
    closing = RichTextField("tekst etter")
    language = models.CharField("språk", max_length=2, choices=Language, default=Language.BOKMAL)
    is_taken_out = models.BooleanField("tatt ut", default=False)
    taken_out_because = models.CharField("hvorfor tatt ut", max_length=500, blank=True)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=True, guidelines__isnull=False)
                | Q(programme__isnull=False, guidelines__isnull=True),
                name="section_has_one_owner",
                violation_error_message="Et avsnitt hører enten til et program eller til føringer.",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="section_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "measures", "budget", "process", "strategies", "sdgs", "beside"]),
                name="section_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(table__isnull=True) | Q(kind="budget"), name="only_a_budget_section_has_a_table"
            ),
        ]

    def __str__(self) -> str:
        return self.title  # its number may be the scheme's to say


class Footnote(models.Model):
    """A note, called in its section's texts by `[^marker]`."""

    section = models.ForeignKey(Section, models.CASCADE, verbose_name="avsnitt", related_name="footnotes")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    marker = models.CharField("merke", max_length=8)
    text = RichTextField("tekst")

    class Meta:
        verbose_name = "fotnote"
        verbose_name_plural = "fotnoter"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["section", "marker"], name="one_footnote_per_marker")]

    def __str__(self) -> str:
        return f"[{self.marker}]"


class SustainabilityGoal(models.Model):
    """One of the UN's seventeen goals that a section names; the printed name may differ from the official one."""

    section = models.ForeignKey(Section, models.CASCADE, verbose_name="avsnitt", related_name="sdgs")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    number = models.PositiveSmallIntegerField("nummer")
    printed = models.CharField("navn som trykt", max_length=300)

    class Meta:
        verbose_name = "bærekraftsmål"
        verbose_name_plural = "bærekraftsmål"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=17),
                name="sdg_is_one_of_seventeen",
                violation_error_message="FN har sytten bærekraftsmål: skriv et tall fra 1 til 17.",
            ),
            models.UniqueConstraint(fields=["section", "number"], name="one_sdg_per_section_and_number"),
        ]

    def __str__(self) -> str:
        return f"Mål {self.number}: {self.printed}"
