"""Which kinds of mail a person wants."""

from django import forms
from django.utils.text import capfirst

from ..models import Mailing, User


class MailForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label="Send meg e-post om dette",
        choices=[(kind, capfirst(words)) for kind, words in Mailing.Kind.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, person: User, **kwargs):
        declined = set(person.declined_mail.values_list("kind", flat=True))
        wanted = [kind for kind in Mailing.Kind.values if kind not in declined]
        super().__init__(*args, initial={"wanted": wanted}, **kwargs)
