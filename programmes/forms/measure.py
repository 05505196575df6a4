"""A measure as the secretariat writes it."""

import pydantic
from django import forms

from budget.models import BudgetLine
from organisation.forms.recorded import DateInput
from organisation.models import Partner

from .. import document as doc
from ..document import NUMBER
from ..models.work import Language
from ..reading import sentence
from ..states import settled
from .fields import BlocksField, KeysField, LineField, LinesField, NamesField, RowsField, areas_of, strategies_of

SDGS = (
    "Utrydde fattigdom", "Utrydde sult", "God helse og livskvalitet", "God utdanning", "Likestilling mellom kjønnene",
    "Rent vann og gode sanitærforhold", "Ren energi til alle", "Anstendig arbeid og økonomisk vekst",
    "Industri, innovasjon og infrastruktur", "Mindre ulikhet", "Bærekraftige byer og lokalsamfunn",
    "Ansvarlig forbruk og produksjon", "Stoppe klimaendringene", "Livet i havet", "Livet på land",
    "Fred, rettferdighet og velfungerende institusjoner", "Samarbeid for å nå målene",
)  # fmt: skip
RESULT = (
    ("text", "Resultatmål", 5_000), ("indicator", "Indikator", 1_000), ("baseline", "Utgangspunkt", 1_000),
    ("target", "Mål", 1_000), ("unit", "Enhet", 1_000),
)  # fmt: skip
ALWAYS = ("title", "content", "partners", "named_partners", "results")
BESIDE = ("versjon", "hvorfor", "organ")  # what a form asks for that is no part of the object
NUMBER_SAYS = "Nummeret begynner med en bokstav eller et siffer og har ellers bare bokstaver, sifre og punktum."


class StateForm(forms.Form):
    """A form over what an object holds. `state`, once the form is valid, is what it would hold then."""

    model: type[doc.Plain]
    versjon = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *args, version: int, initial: dict, **kwargs):
        if data is not None and "number" in self.base_fields and "number" not in data:
            data = data.copy()  # it follows the programme's scheme and is not asked for; what was once typed stays
            data["number"] = initial.get("number", "")
        usual = {name: each.default for name, each in self.model.model_fields.items() if isinstance(each.default, str)}
        super().__init__(data, *args, initial={**usual, **initial, "versjon": version}, **kwargs)
        self.before, self.state = initial, initial

    def only(self, *names: str) -> "StateForm":
        """The same form, asking for these fields alone; the others stay as they are."""
        for name in set(self.fields) - {*names, "versjon"}:
            del self.fields[name]
        return self

    def _post_clean(self):
        """As Django's own forms over rows do: the whole is checked when its parts are."""
        super()._post_clean()
        if self.errors:
            return
        try:
            known = {name: value for name, value in (self.before | self.said()).items() if value not in (None, "")}
            self.state = self.settled(known)
        except pydantic.ValidationError as fault:
            self.add_error(None, sentence(fault))

    def said(self) -> dict:
        """What the form says of the state's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in BESIDE}

    def settled(self, known: dict) -> dict:
        """What is known of the object, as it would be stored. Raises `ValidationError`."""
        return settled(self.model, known)


class MeasureForm(StateForm):
    """The fields that the programme prints come first, under the names it gives them."""

    model = doc.Measure
    number = forms.RegexField(
        NUMBER, label="Nummer", max_length=20, required=False, error_messages={"invalid": NUMBER_SAYS}
    )
    title = LineField(label="Tiltak", max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
    content = BlocksField(label="Nærmere om innhold")
    partners = LinesField(label="Partnere slik det skal trykkes", max_length=5_000, required=False)
    named_partners = NamesField(
        "Samarbeidspartner", label="Partnere i registeret",
        help_text="Begynn å skrive, og velg fra registeret. Et nytt navn blir lagt til der.",
    )  # fmt: skip
    results = RowsField(
        RESULT, "Resultatmål", "Skriv resultatmålet, ikke bare indikator, utgangspunkt, mål eller enhet.",
        several_lines=("text",), label="Resultatmål",
    )  # fmt: skip
    time_frame = LineField(label="Tidsramme", max_length=1_000, required=False)
    starts_on = forms.DateField(label="Starter", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Slutter", required=False, widget=DateInput)
    responsible = LinesField(label="Ansvar", max_length=5_000, required=False)
    cooperation = LinesField(label="Samarbeid med", max_length=5_000, required=False)
    priority = forms.IntegerField(label="Prioritet", min_value=1, max_value=999, required=False)
    further_areas = KeysField(label="Gjelder også")
    strategies = KeysField(label="Svarer på strategiene")
    budget_lines = KeysField(label="Trekker på budsjettlinjene")
    sdgs = KeysField(label="FNs bærekraftsmål")
    language = forms.ChoiceField(label="Språk", choices=Language.choices)

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.printed = {row["field"]: row["label"] for row in getattr(work, "fields", [])}
        for name, label in self.printed.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["named_partners"].widget.suggestions = list(Partner.objects.values_list("name", flat=True))
        self.fields["further_areas"].choices = areas_of(work)
        self.fields["strategies"].choices = strategies_of(getattr(work, "guidelines", None))
        lines = BudgetLine.objects.filter(table__budget=getattr(work, "budget", None), kind=BudgetLine.Kind.LINE)
        self.fields["budget_lines"].choices = [(str(uuid), label) for uuid, label in lines.values_list("uuid", "label")]
        self.fields["sdgs"].choices = [(number, f"{number}. {name}") for number, name in enumerate(SDGS, start=1)]

    def clean(self):
        super().clean()
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Tiltaket kan ikke slutte før det starter.")

    @property
    def first(self):
        """Bound fields that the programme prints, or that every measure has."""
        return [self[name] for name in self.fields if name in {*self.printed, *ALWAYS}]

    @property
    def more(self):
        """The others; shown folded."""
        shown = {*self.printed, *ALWAYS, *BESIDE}
        return [self[name] for name in self.fields if name not in shown and getattr(self.fields[name], "choices", True)]
