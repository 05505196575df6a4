"""What is ticked and written on a screen of the meeting."""

from uuid import UUID

from django import forms

from organisation.models import Body

from ...forms.fields import LinesField
from ...models import Response, Round
from ..agenda import Stop
from ..answering import stamp


class DecisionForm(forms.Form):
    """`utfall` is the button that was pressed; none for «Skriv opp»."""

    innspill = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    bestemt = LinesField(
        label="Det ble bestemt", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    organ = forms.ModelChoiceField(Body.objects.none(), label="Møte i", empty_label=None)
    utfall = forms.ChoiceField(choices=Response.Outcome.choices, required=False)
    sett = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, round: Round, stop: Stop, **kwargs):
        self.comments = {str(each.uuid): each for each in stop.comments}
        seen = " ".join(f"{uuid}={stamp(each)}" for uuid, each in self.comments.items())
        super().__init__(data, initial={"sett": seen} | kwargs.pop("initial", {}), **kwargs)
        self.seen_now = seen
        self.fields["innspill"].choices = [(uuid, str(each)) for uuid, each in self.comments.items()]
        self.fields["organ"].queryset = Body.objects.filter(pk__in=[body.pk for body in round.bodies.all()])

    @property
    def chosen(self) -> list:
        return [self.comments[uuid] for uuid in self.cleaned_data["innspill"]]

    @property
    def seen(self) -> dict[UUID, str]:
        pairs = (each.partition("=") for each in self.cleaned_data["sett"].split())
        return {self.comments[uuid].uuid: told for uuid, _sign, told in pairs if uuid in self.comments}

    def look_again(self) -> None:
        """What has happened meanwhile is shown; the next try is made knowing it."""
        self.data = self.data.copy()
        self.data["sett"] = self.seen_now
