"""Members and subregions as the secretariat writes them."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from ..models import Member, Subregion
from .recorded import RecordedForm


class MemberForm(RecordedForm):
    class Meta(RecordedForm.Meta):
        model = Member
        fields = [
            "name", "kind", "number", "subregions", "membership", "membership_source", "from_date", "to_date",
        ]  # fmt: skip
        labels = {"number": "Kommune- eller fylkesnummer"}
        widgets = {"subregions": forms.CheckboxSelectMultiple, "membership_source": forms.Textarea({"rows": 3})}
        help_texts = {
            "subregions": "Noen kommuner hører til to.",
            "membership": "Ukjent medlemskap regnes ikke med i kontingenten.",
            "to_date": "Tomt så lenge medlemskapet varer.",
        }
        error_messages = {NON_FIELD_ERRORS: {"unique_together": "Det finnes allerede et medlem med dette navnet."}}

    def clean(self):
        super().clean()
        start, end = self.cleaned_data.get("from_date"), self.cleaned_data.get("to_date")
        if start and end and end < start:
            self.add_error("to_date", "Medlemskapet kan ikke slutte før det begynner.")


class SubregionForm(RecordedForm):
    class Meta(RecordedForm.Meta):
        model = Subregion
        fields = ["name"]
