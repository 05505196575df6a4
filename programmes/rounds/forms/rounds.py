"""A round as the secretariat prepares it, and the few things that are asked afterwards."""

from django import forms
from django.utils import timezone

from organisation.forms.recorded import DateInput, RecordedForm
from organisation.models import Body

from ...forms.fields import LineField, LinesField
from ...models import Round
from .. import opening


class RoundForm(RecordedForm):
    """Goes through the doors of `opening`, and overwrites nobody (`RecordedForm`)."""

    name = LineField(
        label="Navn",
        max_length=200,
        help_text="Står i e-posten og på milepælen. For eksempel «Utkast til faggruppene».",
    )
    question = LinesField(
        label="Hva dere blir bedt om", max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta(RecordedForm.Meta):
        model = Round
        fields = ["name", "question", "bodies", "deadline", "during", "after", "public_log"]
        widgets = {
            "bodies": forms.CheckboxSelectMultiple, "during": forms.RadioSelect, "after": forms.RadioSelect,
        }  # fmt: skip
        labels = {"bodies": "Sendes til", "during": "Mens runden er åpen, ser gruppene innspill fra"}

    def __init__(self, *args, programme, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        bodies = Body.objects.visible_to(by).exclude(kind=Body.Kind.SECRETARIAT)
        self.fields["bodies"].queryset = bodies.exclude(ended_on__lte=timezone.localdate()).by_kind()
        self.fields["bodies"].required = False
        self.fields["bodies"].help_text = "Kan vente til runden åpnes."
        for name in ("during", "after"):
            self.fields[name].choices = Round.Sight.choices

    def clean_deadline(self):
        deadline = self.cleaned_data["deadline"]
        if deadline < timezone.localdate():
            raise forms.ValidationError("Fristen er passert allerede.")
        return deadline

    def keep(self, *, by) -> bool:
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if self.instance.pk is None:
            self.instance = opening.prepare(self.programme, by=by, **said)
            return True
        return opening.change(self.instance, by=by, **said)


class DeadlineForm(forms.Form):
    """Another day."""

    frist = forms.DateField(label="Ny frist", widget=DateInput)


class MilestoneForm(forms.Form):
    """What a milestone is called."""

    navn = LineField(label="Navn på en ny milepæl", max_length=200, help_text="For eksempel «Etter møtet 14. oktober».")
