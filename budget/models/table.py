"""A budget table: lines down, columns across, an amount where they meet.

Three things that look alike stay different: a blank cell is no `Amount`, a printed dash is an
`Amount` without a value, and a zero is an `Amount` of 0.

A column is either *printed* – read from a source whose label and sums are kept as they stand – or written here: then
its label, sums and derived figures have no `Amount`, because they follow (`budget.arithmetic`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisation.roles import is_secretariat

from .budget import Budget


class BudgetTableQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the budget it belongs to."""
        return self if is_secretariat(user) else self.none()


class BudgetTable(models.Model):
    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    budget = models.ForeignKey(Budget, models.CASCADE, verbose_name="budsjett", related_name="tables")
    order = models.PositiveIntegerField("rekkefølge", default=0)
    title = models.CharField("tittel", max_length=300)
    heading = models.CharField("overskrift over linjene", max_length=300, blank=True)
    unit = models.CharField("enhet", max_length=60, default="tusen kroner")
    details = models.ForeignKey(
        "BudgetLine", models.SET_NULL, verbose_name="spesifiserer linjen", related_name="detailed_by", null=True,
        blank=True,
    )  # fmt: skip
    version = models.PositiveIntegerField("versjon", default=1, editable=False)

    objects = BudgetTableQuerySet.as_manager()

    class Meta:
        verbose_name = "budsjettabell"
        verbose_name_plural = "budsjettabeller"
        ordering = ["budget", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.budget.year})"


class BudgetColumn(models.Model):
    class Kind(models.TextChoices):
        BUDGET = "budget", "vedtatt budsjett"
        REVISED = "revised", "revidert budsjett"
        FORECAST = "forecast", "prognose"
        ACCOUNTS = "accounts", "regnskap"
        PROPOSAL = "proposal", "forslag"
        CHANGE = "change", "endring"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    table = models.ForeignKey(BudgetTable, models.CASCADE, verbose_name="tabell", related_name="columns")
    order = models.PositiveIntegerField("rekkefølge")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    label = models.CharField(
        "overskrift", max_length=200, blank=True, help_text="Tomt betyr at den følger av hva kolonnen er."
    )
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    as_of = models.DateField("per dato", null=True, blank=True)
    decision = models.CharField("vedtak", max_length=200, blank=True, help_text="Organ, dato og saksnummer.")
    is_printed = models.BooleanField(
        "som trykt", default=True, help_text="Overskrift og summer er lest fra en kilde og beholdes som de står."
    )
    is_locked = models.BooleanField("vedtatt", default=False, help_text="Beløpene kan ikke endres.")
    compared_from = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="endring fra", related_name="+", null=True, blank=True
    )
    compared_to = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="endring til", related_name="+", null=True, blank=True
    )
    opens_from = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="inngående fra", related_name="+", null=True, blank=True,
        help_text="Kolonnen som har det utgående mindreforbruket denne begynner med.",
    )  # fmt: skip

    class Meta:
        verbose_name = "kolonne"
        verbose_name_plural = "kolonner"
        ordering = ["table", "order"]
        constraints = [
            models.UniqueConstraint(fields=["table", "order"], name="one_column_per_place"),
            models.CheckConstraint(condition=Q(is_printed=False) | ~Q(label=""), name="a_printed_column_has_a_label"),
            models.CheckConstraint(
                condition=Q(kind__in=["budget", "revised", "forecast", "accounts", "proposal", "change"]),
                name="column_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.get_kind_display()} {self.year or ''}".strip()


class BudgetLine(models.Model):
    class Kind(models.TextChoices):
        HEADING = "heading", "overskrift"
        LINE = "line", "linje"
        SUM = "sum", "sum"
        RESULT = "result", "resultat"
        OPENING = "opening", "inngående mindreforbruk"
        CLOSING = "closing", "utgående mindreforbruk"

    class Source(models.TextChoices):
        FEES = "fees", "kontingenten"

    uuid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    table = models.ForeignKey(BudgetTable, models.CASCADE, verbose_name="tabell", related_name="lines")
    order = models.PositiveIntegerField("rekkefølge")
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.LINE)
    label = models.CharField("tekst", max_length=300)
    parent = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="hører under", related_name="children", null=True, blank=True
    )
    source = models.CharField(
        "hentes fra", max_length=20, choices=Source, blank=True, help_text="Tomt betyr at beløpene skrives inn."
    )
    continues = models.UUIDField("fortsetter", null=True, blank=True, help_text="Linjens id i fjorårets budsjett.")

    class Meta:
        verbose_name = "budsjettlinje"
        verbose_name_plural = "budsjettlinjer"
        ordering = ["table", "order"]
        constraints = [
            models.UniqueConstraint(fields=["table", "order"], name="one_line_per_place"),
            models.CheckConstraint(
                condition=Q(kind__in=["heading", "line", "sum", "result", "opening", "closing"]),
                name="line_kind_is_known",
            ),
            models.CheckConstraint(condition=Q(source__in=["", "fees"]), name="line_source_is_known"),
        ]

    def __str__(self) -> str:
        return self.label


class Amount(models.Model):
    """What a cell holds, in the table's unit (as a rule tusen kroner)."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, verbose_name="linje", related_name="amounts")
    column = models.ForeignKey(BudgetColumn, models.CASCADE, verbose_name="kolonne", related_name="amounts")
    value = models.DecimalField(
        "beløp", max_digits=14, decimal_places=3, null=True, blank=True, help_text="Tomt betyr en trykt strek (–)."
    )

    class Meta:
        verbose_name = "beløp"
        verbose_name_plural = "beløp"
        constraints = [models.UniqueConstraint(fields=["line", "column"], name="one_amount_per_cell")]

    def __str__(self) -> str:
        return "–" if self.value is None else str(self.value)


class Explanation(models.Model):
    """What somebody has said about a discrepancy: why the printed figure is not the one that follows."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, verbose_name="linje", related_name="explanations")
    column = models.ForeignKey(BudgetColumn, models.CASCADE, verbose_name="kolonne", related_name="explanations")
    text = models.CharField("forklaring", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("tidspunkt", auto_now=True)

    class Meta:
        verbose_name = "forklaring på avvik"
        verbose_name_plural = "forklaringer på avvik"
        constraints = [models.UniqueConstraint(fields=["line", "column"], name="one_explanation_per_cell")]

    def __str__(self) -> str:
        return self.text
