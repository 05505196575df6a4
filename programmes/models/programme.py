"""The handlingsprogram."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.models import Budget
from organisation.models import Body

from .guidelines import Guidelines
from .work import Work

# Every field of a measure that a programme can print.
MEASURE_FIELDS = (
    "number", "title", "content", "partners", "results", "time_frame", "responsible", "cooperation", "priority",
)  # fmt: skip


def validate_fields(value) -> None:
    """`value` is what `Programme.fields` holds: a list of `{"field": …, "label": …}`, each field once."""
    sound = isinstance(value, list) and all(
        isinstance(row, dict)
        and set(row) == {"field", "label"}
        and row["field"] in MEASURE_FIELDS
        and isinstance(row["label"], str)
        and row["label"].strip() == row["label"] != ""
        for row in value
    )
    if not sound or len({row["field"] for row in value}) < len(value):
        raise ValidationError("Skriv en liste av felt med navn, hvert felt én gang: " + ", ".join(MEASURE_FIELDS))


class Programme(Work):
    """A yearly programme. Which fields its measures have, and what they are called, is the programme's own."""

    class Phase(models.TextChoices):
        PREPARATION = "preparation", "forberedelse"
        GROUPS = "groups", "på høring hos faggrupper"
        COORDINATION = "coordination", "hos administrativ koordineringsgruppe"
        RECOMMENDED = "recommended", "innstilt av styret"
        ADOPTED = "adopted", "vedtatt"

    class EditionKind(models.TextChoices):
        FIRST = "first", "første utgave"
        REVISION = "revision", "revisjon"
        CORRECTION = "correction", "rettelse"

    class Layout(models.TextChoices):
        TABLE = "table", "tabell"
        SHEET = "sheet", "et ark per tiltak"
        LIST = "list", "liste"

    phase = models.CharField("fase", max_length=20, choices=Phase, default=Phase.PREPARATION)
    edition_kind = models.CharField(
        "neste utgave blir", max_length=20, choices=EditionKind, default=EditionKind.FIRST, editable=False
    )
    guidelines = models.ForeignKey(
        Guidelines, models.PROTECT, verbose_name="føringer", related_name="programmes", null=True, blank=True
    )
    adopting_body = models.ForeignKey(
        Body, models.PROTECT, verbose_name="vedtas av", related_name="+", null=True, blank=True
    )
    budget = models.ForeignKey(
        Budget, models.PROTECT, verbose_name="budsjett", related_name="programmes", null=True, blank=True
    )
    layout = models.CharField("oppsett av tiltakene", max_length=20, choices=Layout, default=Layout.TABLE)
    fields = models.JSONField(
        "felt i bruk", default=list, blank=True, validators=[validate_fields],
        help_text='For eksempel [{"field": "title", "label": "Tiltak"}].',
    )  # fmt: skip

    class Meta(Work.Meta):
        verbose_name = "handlingsprogram"
        verbose_name_plural = "handlingsprogrammer"
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                condition=Q(phase__in=["preparation", "groups", "coordination", "recommended", "adopted"]),
                name="programme_phase_is_known",
            ),
            models.CheckConstraint(
                condition=Q(edition_kind__in=["first", "revision", "correction"]),
                name="programme_edition_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(layout__in=["table", "sheet", "list"]), name="programme_layout_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(phase="adopted") | Q(visibility="public"),
                name="an_adopted_programme_is_public",
                violation_error_message="Et vedtatt program er synlig for alle.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.slug])
