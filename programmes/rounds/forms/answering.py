"""The secretariat's answer, as it is written on the desk."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django import forms
from django.utils.text import capfirst

from ...forms.fields import LinesField
from ...models import Comment, Response
from ..answering import stamp

OUTCOMES = [(value, capfirst(label)) for value, label in Response.Outcome.choices]


class AnswerForm(forms.Form):
    """One answer. `others` are comments that it may answer too; `sett` is what was seen of each (`answering.stamp`)."""

    utfall = forms.ChoiceField(
        label="Hva skjedde?", choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": "Velg hva som skjedde med innspillet."},
    )  # fmt: skip
    begrunnelse = LinesField(
        label="Begrunnelse", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Må skrives når innspillet ikke er tatt helt til følge, eller ikke hører hjemme her.",
    )  # fmt: skip
    ogsa = forms.MultipleChoiceField(
        label="Svarer også på", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Et av innspillene kan ikke få dette svaret nå."},
    )  # fmt: skip
    sett = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, comments: Collection[Comment], others: Iterable[Comment] = (), **kwargs):
        self.comments = {each.uuid: each for each in comments}
        self.others = {each.uuid: each for each in others}
        seen = " ".join(f"{uuid}={stamp(each)}" for uuid, each in (self.comments | self.others).items())
        super().__init__(data, initial={"sett": seen} | kwargs.pop("initial", {}), **kwargs)
        self.seen_now = seen
        self.fields["ogsa"].choices = [(str(uuid), _in_short(each)) for uuid, each in self.others.items()]
        if not self.others:
            del self.fields["ogsa"]

    @property
    def chosen(self) -> list[Comment]:
        """Every comment that gets the answer."""
        also = {UUID(each) for each in self.cleaned_data.get("ogsa", [])}
        return [*self.comments.values(), *(each for uuid, each in self.others.items() if uuid in also)]

    @property
    def seen(self) -> dict[UUID, str]:
        pairs = (each.partition("=") for each in self.cleaned_data["sett"].split())
        known = {str(uuid): uuid for uuid in (*self.comments, *self.others)}
        return {known[uuid]: told for uuid, _sign, told in pairs if uuid in known}

    def look_again(self) -> None:
        """What has happened meanwhile is shown; the next try is made knowing it."""
        self.data = self.data.copy()
        self.data["sett"] = self.seen_now


class NoteForm(forms.Form):
    tekst = LinesField(
        label="Nytt notat", max_length=10_000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Notatet er tomt."},
    )  # fmt: skip


class TieForm(forms.Form):
    """Which change a comment led to."""

    versjon = forms.ChoiceField(label="Førte til", required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["versjon"].choices = [("", "Ingen endring er knyttet til"), *choices]


def _in_short(comment: Comment) -> str:
    text = comment.text if len(comment.text) <= 90 else f"{comment.text[:88].rstrip()} …"
    return f"{comment} {comment.name}: {text}".removesuffix(": ")
