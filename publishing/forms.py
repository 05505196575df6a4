"""What is chosen on the pages that everybody reads."""

from django import forms

from programmes.models import Programme

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


class PrepareForm(forms.Form):
    """What an edition that replaces another says of itself."""

    change_note = forms.CharField(
        label="Hva er endret siden forrige utgave?",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står ved utgaven for alle. For eksempel «Rettet saksnummeret i kapittel 2».",
        error_messages={"required": "Skriv hva som er endret siden forrige utgave."},
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if programme.edition_kind == Programme.EditionKind.FIRST:
            del self.fields["change_note"]


class AdoptForm(forms.Form):
    """The last question; whoever prepared the edition also says why nobody else adopts it."""

    alone_because = forms.CharField(
        label="Hvorfor vedtar du det du selv har gjort klart?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Utgaven blir merket til en kollega har bekreftet den.",
        error_messages={"required": "Skriv hvorfor, eller la en kollega vedta utgaven."},
    )

    def __init__(self, *args, alone: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not alone:
            del self.fields["alone_because"]


class WithdrawForm(forms.Form):
    """Why an edition does not hold any more."""

    why = forms.CharField(
        label="Hvorfor trekkes utgaven tilbake?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står øverst på utgaven for alle.",
        error_messages={"required": "Skriv hvorfor utgaven trekkes tilbake."},
    )


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
