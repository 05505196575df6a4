"""What is chosen on the pages that everybody reads."""

from django import forms

from .finding import Named


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
