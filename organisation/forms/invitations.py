"""An invitation as the secretariat writes it."""

from django import forms

from ..models import Invitation
from .recorded import with_calendar


class InvitationForm(forms.ModelForm):
    """Whether it can be sent is asked in `invitations.py`; the database's own rules are told there in words."""

    class Meta:
        model = Invitation
        fields = ["name", "email", "role", "on_behalf_of", "from_date", "to_date"]
        formfield_callback = with_calendar

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on_behalf_of"].empty_label = "Ingen"

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()
