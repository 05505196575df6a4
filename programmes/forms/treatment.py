"""What the secretariat writes down of a treatment, and the reason for another phase."""

from django import forms

from organisation.forms.recorded import DateInput
from organisation.models import Body

from ..decisions import Treatment, outcomes_for
from ..models import Decision, Milestone, Programme
from .fields import LineField, LinesField


class DecisionForm(forms.Form):
    """A treatment in a meeting, as `decisions.Treatment` holds it."""

    body = forms.ModelChoiceField(
        Body.objects.none(), label="Organ", empty_label="Velg organ", error_messages={"required": "Velg et organ."}
    )
    outcome = forms.ChoiceField(
        label="Utfall", widget=forms.RadioSelect, error_messages={"required": "Velg et utfall."}
    )
    decided_on = forms.DateField(label="Møtedato", widget=DateInput, error_messages={"required": "Skriv møtedatoen."})
    case_number = LineField(label="Saksnummer", max_length=40, required=False, help_text="For eksempel 40/25.")
    wording = LinesField(
        label="Ordlyd", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Vedtaket, innstillingen eller konklusjonen, slik den står i protokollen.",
    )  # fmt: skip
    votes = LineField(
        label="Stemmer", max_length=300, required=False, help_text="For eksempel «Enstemmig» eller «34 mot 3»."
    )
    minutes = forms.URLField(
        label="Lenke til protokollen", max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip
    milestone = forms.ModelChoiceField(
        Milestone.objects.none(),
        label="Utkastet som ble behandlet",
        required=False,
        empty_label="Ikke knyttet til noe utkast",
    )

    def __init__(self, *args, programme: Programme, by, corrects: Decision | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        bodies = Body.objects.visible_to(by).filter(ended_on=None).exclude(kind=Body.Kind.SECRETARIAT)
        self.fields["body"].queryset = bodies.by_kind()
        self.fields["outcome"].choices = self._outcomes(corrects)
        milestones = Milestone.objects.visible_to(by).filter(programme=programme).defer("content")
        self.fields["milestone"].queryset = milestones.order_by("-made_at")
        self.fields["milestone"].label_from_instance = lambda each: f"{each.name} ({each.made_at:%d.%m.%Y})"

    def _outcomes(self, corrects) -> list[tuple[str, str]]:
        adopting = None if corrects is None else corrects.outcome in Decision.ADOPTED
        named = [(each, each.label) for each in Decision.Outcome if adopting in (None, each in Decision.ADOPTED)]
        return [(value, label[:1].upper() + label[1:]) for value, label in named]

    def clean(self):
        body, outcome = self.cleaned_data.get("body"), self.cleaned_data.get("outcome")
        if body and outcome and outcome not in outcomes_for(body, self.programme):
            *others, last = (f"«{Decision.Outcome(each).label}»" for each in outcomes_for(body, self.programme))
            can = f"{', '.join(others)} eller {last}" if others else last
            self.add_error("outcome", f"{body} kan bare føre {can}.")

    @property
    def said(self) -> Treatment:
        return Treatment(**self.cleaned_data)


class MoveForm(forms.Form):
    """Another phase: who may read what is stored, and why when that must be said."""

    bodies = forms.ModelMultipleChoiceField(
        Body.objects.none(), label="Kan lese milepælen", required=False, widget=forms.CheckboxSelectMultiple
    )
    why = LinesField(label="Begrunnelse", max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, needs_reason: bool, by, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Body.objects.visible_to(by).filter(ended_on=None).exclude(kind=Body.Kind.SECRETARIAT)
        self.fields["bodies"].queryset = bodies.by_kind()
        self.fields["why"].required = needs_reason
        self.fields["why"].error_messages["required"] = "Skriv hvorfor."


class TakeUpForm(forms.Form):
    """What is adopted is to be changed."""

    kind = forms.ChoiceField(
        label="Hva skal det bli?", widget=forms.RadioSelect, error_messages={"required": "Velg hva det skal bli."},
        choices=[
            (Programme.EditionKind.CORRECTION, "En rettelse: meningen er den samme, og vedtaket står"),
            (Programme.EditionKind.REVISION, "En revisjon: innholdet endres, og det trengs et nytt vedtak"),
        ],
    )  # fmt: skip
    why = LinesField(
        label="Hvorfor?", max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv hvorfor det vedtatte skal endres."},
    )  # fmt: skip
