"""What to look for in a programme, and what to put there instead."""

from django import forms
from django.core.exceptions import ValidationError

from ..searching import Search
from .fields import LineField

LONGEST = 100  # both stand in the history in one sentence
CALLS = "«[^» er tegnet for en fotnote. Sett inn fotnoten der den skal stå."


class SearchForm(forms.Form):
    ord = LineField(
        label="Ord", max_length=LONGEST, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": "Skriv ordene du leter etter."},
    )  # fmt: skip
    hele = forms.BooleanField(label="Bare hele ord", required=False)
    likt = forms.BooleanField(label="Skill mellom store og små bokstaver", required=False)

    @property
    def search(self) -> Search:
        return Search(self.cleaned_data["ord"], self.cleaned_data["hele"], self.cleaned_data["likt"])


class ReplaceForm(SearchForm):
    med = LineField(
        label="Bytt med", max_length=LONGEST, required=False, help_text="La det stå tomt for å ta bort ordene."
    )

    def clean_med(self) -> str:
        if "[^" in self.cleaned_data["med"]:
            raise ValidationError(CALLS)
        return self.cleaned_data["med"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("ord") == self.cleaned_data.get("med"):
            self.add_error("med", "Det er de samme ordene. Skriv hva det skal stå i stedet.")
