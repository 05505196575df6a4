"""Tiltak, their resultatmål and partners, and where they come from."""

import uuid

from django.db import models
from django.db.models import F, Q

from budget.models import BudgetLine
from organisation.models import Partner

from ..fields import RichTextField
from .guidelines import Area, Strategy
from .section import Section
from .work import Language


class Measure(models.Model):
    """A tiltak. Its identity is `uuid`, never its text or its place."""

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(Section, models.CASCADE, verbose_name="avsnitt", related_name="measures")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    number = models.CharField("nummer", max_length=20, blank=True)
    title = models.CharField("tiltak", max_length=1000)
    content = RichTextField("nærmere om innhold")
    partners = models.TextField("samarbeidspartnere som trykt", blank=True)
    partner_register = models.ManyToManyField(
        Partner, verbose_name="samarbeidspartnere i registeret", through="MeasurePartner", related_name="measures"
    )
    time_frame = models.CharField("tidsramme", max_length=1000, blank=True)
    starts_on = models.DateField("starter", null=True, blank=True)
    ends_on = models.DateField("slutter", null=True, blank=True)
    responsible = models.TextField("ansvar", blank=True)
    cooperation = models.TextField("samarbeid med", blank=True)
    priority = models.PositiveSmallIntegerField("prioritet", null=True, blank=True)
    sdgs = models.JSONField("bærekraftsmål", default=list, blank=True)
    further_areas = models.ManyToManyField(
        Area, verbose_name="gjelder også", related_name="further_measures", blank=True
    )
    strategies = models.ManyToManyField(Strategy, verbose_name="svarer på", related_name="measures", blank=True)
    budget_lines = models.ManyToManyField(
        BudgetLine, verbose_name="budsjettlinjer", related_name="measures", blank=True
    )
    language = models.CharField("språk", max_length=2, choices=Language, default=Language.BOKMAL)
    is_taken_out = models.BooleanField("tatt ut", default=False)
    taken_out_because = models.CharField("hvorfor tatt ut", max_length=500, blank=True)
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    class Meta:
        verbose_name = "tiltak"
        verbose_name_plural = "tiltak"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="measure_has_a_title"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="measure_ends_after_it_starts",
                violation_error_message="Tiltaket kan ikke slutte før det starter.",
            ),
        ]

    def __str__(self) -> str:
        return self.title  # its number may be the scheme's to say


class MeasurePartner(models.Model):
    """A partner of the register that a measure names."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="tiltak", related_name="partner_links")
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="samarbeidspartner", related_name="measure_links")
    order = models.PositiveIntegerField("rekkefølge", default=0)

    class Meta:
        verbose_name = "samarbeidspartner"
        verbose_name_plural = "samarbeidspartnere"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "partner"], name="a_measure_names_a_partner_once")]

    def __str__(self) -> str:
        return str(self.partner)


class ResultTarget(models.Model):
    """A resultatmål: always a text, and what makes it checkable when somebody has said it."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="tiltak", related_name="results")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    text = models.TextField("resultatmål")
    indicator = models.CharField("indikator", max_length=1000, blank=True)
    baseline = models.CharField("utgangspunkt", max_length=1000, blank=True)
    target = models.CharField("mål", max_length=1000, blank=True)
    unit = models.CharField("enhet", max_length=1000, blank=True)

    class Meta:
        verbose_name = "resultatmål"
        verbose_name_plural = "resultatmål"
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="result_target_has_a_text")]

    def __str__(self) -> str:
        return self.text


class Lineage(models.Model):
    """Opphav: this measure comes from that one. Many to many, within a year and across years.

    The origin may live in a milestone or an edition, which are frozen documents, so it is held by its
    id and by where it stands (`2024`, `2025@utkast-til-faggruppene`), not by a foreign key.
    """

    class Kind(models.TextChoices):
        CONTINUED = "continued", "videreført"
        REWORDED = "reworded", "omformulert"
        MERGED = "merged", "slått sammen"
        SPLIT = "split", "delt"
        MOVED = "moved", "flyttet"

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="tiltak", related_name="lineage")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    origin = models.UUIDField("opphavets id", db_index=True)
    origin_title = models.CharField("opphavets tittel", max_length=1000)
    origin_place = models.CharField("hvor opphavet står", max_length=200)

    class Meta:
        verbose_name = "opphav"
        verbose_name_plural = "opphav"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "origin"], name="one_lineage_per_pair"),
            models.CheckConstraint(
                condition=Q(kind__in=["continued", "reworded", "merged", "split", "moved"]),
                name="lineage_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} fra «{self.origin_title}»"
