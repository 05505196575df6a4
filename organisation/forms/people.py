"""A person as the secretariat corrects them."""

from django import forms

from ..models import User


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "email"]
        error_messages = {"email": {"unique": "En annen person har allerede denne adressen."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()
