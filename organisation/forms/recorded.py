"""The ground for the forms of the organisation: each saves and writes the log in one go, and overwrites nobody."""

from hashlib import sha256

from django import forms
from django.db import models, transaction
from django.forms.models import model_to_dict
from django.utils.text import capfirst

from ..record import Verb, note


class DateInput(forms.DateInput):
    """The browser's own calendar; it gives and takes ISO dates."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def with_calendar(field, **options):
    """The form field of a model field; a date gets the browser's calendar."""
    if isinstance(field, models.DateField):
        options |= {"widget": DateInput, "show_hidden_initial": False}  # `seen` tells what was shown
    return field.formfield(**options)


class RecordedForm(forms.ModelForm):
    """Knows what it showed, so that a colleague's save meanwhile is not overwritten; what was typed stays."""

    added, changed = Verb.ADDED, Verb.CHANGED
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        formfield_callback = with_calendar

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._state_now()
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(value, capfirst(name) if value else "Velg") for value, name in field.choices]

    def about(self) -> dict:
        """What the log says of it: `what`, and `person` and `body` where there are any."""
        return {"what": str(self.instance)}

    def clean_seen(self) -> str:
        seen, now = self.cleaned_data["seen"], self.initial["seen"]
        if seen and seen != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now  # the next try is made knowing
            differing = ", ".join(self[name].label.lower() for name in self.changed_data if name != "seen")
            self.add_error(
                None,
                [
                    "En kollega har lagret siden du åpnet siden",
                    "Det du skrev, står her fortsatt, men er ikke lagret. Lagre på nytt hvis det skal gjelde.",
                    f"Forskjellig fra det som er lagret nå: {differing or 'ingenting'}.",
                ],
            )
        return now

    @transaction.atomic
    def keep(self, *, by) -> bool:
        """Save and write in the log; where nothing was changed nothing is written. Says whether anything was."""
        new = self.instance.pk is None
        if not new and not self.has_changed():
            return False
        self.save()
        note(by, self.added if new else self.changed, **self.about())
        return True

    def _state_now(self) -> str:
        """A fingerprint of what is stored."""
        if self.instance.pk is None:
            return ""
        stored = model_to_dict(self.instance, self._meta.fields)
        plain = {
            key: sorted(map(str, value)) if isinstance(value, list) else str(value) for key, value in stored.items()
        }
        return sha256(repr(sorted(plain.items())).encode()).hexdigest()[:16]
