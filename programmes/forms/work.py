"""What a programme or guidelines are in themselves, as the secretariat writes it."""

from django import forms
from django.core.exceptions import ValidationError

from budget.models import Budget
from organisation.models import Body

from .. import document as doc
from ..addresses import free_key
from ..models import Area, Guidelines, Programme
from ..models.work import Language
from ..states import settled_work
from .fields import LineField, LinesField
from .measure import StateForm
from .numbering import NumberingField
from .placed import PlacedField, PlacedRow

FIRST_YEAR, LAST_YEAR = 1990, 2200
NAMES = {
    "number": "Nummer", "title": "Tiltak", "content": "Innhold", "partners": "Partnere", "results": "Resultatmål",
    "time_frame": "Tidsramme", "responsible": "Ansvar", "cooperation": "Samarbeid", "priority": "Prioritet",
}  # fmt: skip
WRONG_ORDER = "Siste år kan ikke være før første år."


class YearField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class AreaRow(PlacedRow):
    """An area. Its key stays when it gets another name; one without a name is taken away."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = LineField(label="Navn", max_length=300, required=False)
    kind = forms.ChoiceField(label="Slag", choices=Area.Kind.choices, required=False)
    follows = forms.CharField(label="Følger opp", required=False, widget=forms.Select)
    first, known_by = "name", "key"

    def __init__(self, *args, followed=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["follows"].widget.choices = [("", "Ingen"), *followed]
        if not followed:
            del self.fields["follows"]


class PrintedRow(PlacedRow):
    """A field of the measures, and what the programme calls it; one that is not called anything is not used."""

    field = forms.ChoiceField(choices=list(NAMES.items()), widget=forms.HiddenInput)
    label = LineField(max_length=1_000, required=False)
    first, known_by = "label", "field"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label"].label = NAMES.get(self.initial.get("field"), "Navn")


class PrintedField(PlacedField):
    """Every field that can be used has a row, those in use first."""

    def prepare_value(self, value):
        used = {row["field"] for row in value or []}
        return [*(value or []), *({"field": name} for name in NAMES if name not in used)]


class WorkForm(StateForm):
    """Guidelines have the first six, and the numbering."""

    model = doc.Document
    title = LineField(label="Tittel", max_length=300)
    cover = LinesField(label="På forsiden, under tittelen", max_length=5_000, required=False)
    first_year = YearField(label="Første år")
    last_year = YearField(label="Siste år")
    language = forms.ChoiceField(label="Språk", choices=Language.choices)
    areas = PlacedField(
        AreaRow, "Område", spare=2, label="Områder og temaer",
        help_text="Tøm navnet for å fjerne et område. Skriv et nytt tall i «Plass» for å flytte det.",
    )  # fmt: skip
    guidelines = forms.ChoiceField(
        label="Bygger på føringene", required=False,
        help_text="Bytter du føringer, mister områdene koblingen til områder som de nye ikke har.",
    )  # fmt: skip
    adopting_body = forms.ChoiceField(label="Vedtas av", required=False)
    budget = forms.TypedChoiceField(label="Budsjett", required=False, coerce=int, empty_value=None)
    layout = forms.ChoiceField(label="Slik vises tiltakene", choices=Programme.Layout.choices)
    numbering = NumberingField()
    fields = PrintedField(
        PrintedRow, "Felt", label="Felt i tiltakene",
        help_text="Skriv hva hvert felt skal kalles i programmet. Et felt du ikke gir navn, brukes ikke.",
    )  # fmt: skip

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.work = work
        self.fields["areas"].widget.options = {"followed": self._followed()}
        self.fields["numbering"].show(work)
        if isinstance(work, Guidelines):
            for name in ("guidelines", "adopting_body", "budget", "layout", "fields"):
                del self.fields[name]
            return
        offered = Guidelines.objects.values_list("slug", "title")
        self.fields["guidelines"].choices = [("", "Ingen"), *offered]
        self.fields["adopting_body"].choices = [("", "Ikke bestemt"), *Body.objects.values_list("key", "name")]
        years = Budget.objects.values_list("year", flat=True)
        self.fields["budget"].choices = [("", "Ingen"), *((year, f"Budsjett {year}") for year in years)]

    def _followed(self) -> list[tuple[str, str]]:
        """The areas of the guidelines that are chosen, or were."""
        slug = self.data.get("guidelines") if self.is_bound else self.initial.get("guidelines")
        return list(Area.objects.filter(guidelines__slug=slug).values_list("key", "name")) if slug else []

    def clean_areas(self) -> list[dict]:
        """With a key each. What a section or a measure stands in cannot be taken away."""
        rows = self.cleaned_data["areas"]
        stored = {area.key: area for area in Area.objects.of(self.work).with_uses()}
        known = {area["key"] for area in self.before.get("areas", [])} | set(stored)
        taken = set(known)
        for row in rows:
            if row.get("key") not in known:
                row["key"] = free_key(row["name"], taken)
                taken.add(row["key"])
            row.setdefault("kind", Area.Kind.AREA)
        gone = [area for key, area in stored.items() if key not in {row["key"] for row in rows}]
        if used := [f"«{area.name}»" for area in gone if area.uses]:
            raise ValidationError(f"{' og '.join(used)} er i bruk og kan ikke fjernes.")
        return rows

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("first_year") and said.get("last_year") and said["last_year"] < said["first_year"]:
            self.add_error("last_year", WRONG_ORDER)
        followed = set(Area.objects.filter(guidelines__slug=said.get("guidelines")).values_list("key", flat=True))
        for row in said.get("areas", []):
            if row.get("follows") not in followed:
                row.pop("follows", None)

    def settled(self, known: dict) -> dict:
        return settled_work(self.work, known)


class NewWorkForm(forms.Form):
    """What a new programme or new guidelines must have; the rest comes afterwards."""

    title = LineField(label="Tittel", max_length=300)
    first_year = YearField(label="Første år")
    last_year = YearField(label="Siste år", required=False, help_text="Tomt betyr det samme året.")

    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("first_year"), self.cleaned_data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", WRONG_ORDER)
        self.cleaned_data["last_year"] = last or first
