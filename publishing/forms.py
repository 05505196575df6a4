"""What is chosen on the pages that everybody reads."""

from django import forms

from .finding import Named
from .verifying import NoSum, cleaned


class CompareForm(forms.Form):
    """Two states, of those that the reader may see."""

    fra = forms.ChoiceField(label="Det som var")
    til = forms.ChoiceField(label="Det som ble")

    def __init__(self, *args, every: list[Named], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [("", "Velg"), *((each.name, each.label) for each in every)]
            field.widget.attrs["class"] = "ds-input"
            field.error_messages = {"required": "Velg en tekst.", "invalid_choice": "Velg en av tekstene i listen."}

    def clean(self):
        chosen = super().clean()
        if chosen.get("fra") and chosen.get("fra") == chosen.get("til"):
            self.add_error("til", "Velg to forskjellige tekster.")
        return chosen


class VerifyForm(forms.Form):
    """A checksum as somebody pasted it."""

    sum = forms.CharField(label="Sjekksum", max_length=1000, strip=True)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sum"]
        field.widget = forms.Textarea(
            attrs={"class": "ds-input", "rows": 3, "spellcheck": "false", "autocomplete": "off"}
        )
        field.help_text = "Den lange har 64 tegn, den korte fra 8 til 16. Mellomrom, linjeskift og kolon gjør ikke noe."
        field.error_messages["required"] = "Lim inn en sjekksum."

    def clean_sum(self) -> str:
        try:
            return cleaned(self.cleaned_data["sum"])
        except NoSum as error:
            raise forms.ValidationError(str(error)) from None
