"""The fremdriftsplan as the secretariat writes it: a row for each step."""

from uuid import uuid4

from django import forms

from organisation.forms.recorded import DateInput
from organisation.models import Body

from .. import document as doc
from ..models import ProcessStep
from ..states import settled_plan
from .fields import LineField
from .measure import StateForm
from .placed import PlacedField, PlacedRow

DAYS = ("starts_on", "ends_on")
MISSING = {
    "when": "Skriv når, for eksempel «mai/juni». Er det ikke bestemt, kan du skrive det.",
    "what": "Skriv hva som skal skje.",
}


class StepRow(PlacedRow):
    """A step. Its id stays when it changes; `remove` takes it away."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    when = LineField(label="Når", max_length=1_000, required=False)
    what = LineField(label="Hva", max_length=1_000, required=False)
    who = LineField(label="Hvem", max_length=1_000, required=False)
    starts_on = forms.DateField(label="Fra dato", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Til dato", required=False, widget=DateInput)
    body = forms.ChoiceField(label="Organ", required=False)
    kind = forms.ChoiceField(label="Slag", required=False, choices=[("", "Ikke sagt"), *ProcessStep.Kind.choices])
    confirmed = forms.BooleanField(label="Bekreftet", required=False, initial=True)
    remove = forms.BooleanField(label="Fjern", required=False)
    first, known_by = "what", "id"

    def __init__(self, *args, bodies=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "Ingen"), *bodies]

    def clean(self):
        """A row where anything is written says when and what; one where nothing is, is left out."""
        said = self.cleaned_data
        if not self.errors and not any(said.get(name) for name in ("when", "what", "who", *DAYS, "body", "kind")):
            return
        for name, sentence in MISSING.items():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        starts, ends = (said.get(name) for name in DAYS)
        if ends and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", "Skriv også fra-datoen, eller la til-datoen stå tom.")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Steget kan ikke slutte før det begynner.")


class PlanForm(StateForm):
    """All the steps, in order."""

    model = doc.Step
    steps = PlacedField(
        StepRow, "Steg", spare=2, label="Steg",
        help_text="Skriv et nytt tall i «Plass» for å flytte et steg. Kryss av for «Fjern» for å ta det bort. "
        "Datoene er valgfrie; det som trykkes, er det du skriver i «Når».",
    )  # fmt: skip

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["steps"].widget.options = {"bodies": list(Body.objects.values_list("key", "name"))}

    def clean_steps(self) -> list[dict]:
        """Each with an id: its own, when it was in the plan that was opened."""
        known = {row["id"] for row in self.before.get("steps", [])}
        return [
            {name: value for name, value in row.items() if name != "remove"}
            | {"id": row["id"] if row.get("id") in known else str(uuid4())}
            for row in self.cleaned_data["steps"]
        ]

    def settled(self, known: dict) -> dict:
        return settled_plan(known)
