"""Giving, changing and ending seats."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Seat, User
from ..record import Verb, note
from ..rights import may_end_seat
from .recorded import DateInput, RecordedForm


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return f"{person.name} ({person.email})" if person.name else person.email


class SeatForm(RecordedForm):
    """The role, the time and on whose behalf; who and where do not change."""

    added, changed = Verb.SEAT_GIVEN, Verb.SEAT_CHANGED

    class Meta(RecordedForm.Meta):
        model = Seat
        fields = ["role", "on_behalf_of", "from_date", "to_date"]
        help_texts = {"to_date": "Tomt når vervet ikke har en slutt."}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["on_behalf_of"].empty_label = "Ingen"

    def about(self) -> dict:
        return {"what": self.instance.body.name, "person": self.instance.person, "body": self.instance.body}

    def clean(self):
        super().clean()
        if self.errors:
            return
        if self.instance.pk and self._loses_its_rights() and not (answer := may_end_seat(self.by, self.instance)):
            raise forms.ValidationError(answer.reason)
        if self._overlapping().exists():
            raise forms.ValidationError("Personen har allerede et verv i organet på denne tiden. Endre det i stedet.")

    def _loses_its_rights(self) -> bool:
        """Would the seat give less, for a shorter time, or not yet?"""
        given, before = self.cleaned_data, self.initial["to_date"]
        observes = given["role"] == Seat.Role.OBSERVER
        shorter = given["to_date"] is not None and (before is None or given["to_date"] < before)
        return observes or shorter or given["from_date"] > timezone.localdate()

    def _overlapping(self):
        given = self.cleaned_data
        others = Seat.objects.filter(body=self.instance.body, person=self._person()).exclude(pk=self.instance.pk)
        if given["to_date"]:
            others = others.filter(from_date__lte=given["to_date"])
        return others.filter(Q(to_date=None) | Q(to_date__gte=given["from_date"]))

    def _person(self):
        return self.instance.person


class GiveSeatForm(SeatForm):
    """A seat for somebody who has an account; others are invited."""

    class Meta(SeatForm.Meta):
        fields = ["person", *SeatForm.Meta.fields]
        field_classes = {"person": PersonField}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["person"].queryset = User.objects.visible_to(by).filter(is_active=True)
        self.fields["person"].empty_label = "Velg"

    def _person(self):
        return self.cleaned_data["person"]


class EndSeatForm(forms.Form):
    """The last day of a seat."""

    last_day = forms.DateField(
        label="Siste dag med vervet",
        widget=DateInput,
        help_text="Vervet gjelder ut denne dagen.",
    )

    def __init__(self, *args, seat, **kwargs):
        super().__init__(*args, initial={"last_day": max(timezone.localdate(), seat.from_date)}, **kwargs)
        self.seat = seat
        if seat.from_date < timezone.localdate():
            self.fields["last_day"].help_text += " Velg i går hvis tilgangen skal bort med en gang."

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day < self.seat.from_date:
            raise forms.ValidationError(f"Vervet begynte {self.seat.from_date:%d.%m.%Y} og kan ikke slutte før det.")
        if day > timezone.localdate() + timedelta(days=3653):
            raise forms.ValidationError("Dagen ligger mer enn ti år fram. Sjekk årstallet.")
        return day

    @transaction.atomic
    def keep(self, *, by) -> bool:
        """End the seat and write in the log; where it ends that day already nothing is written."""
        if self.seat.to_date == self.cleaned_data["last_day"]:
            return False
        self.seat.to_date = self.cleaned_data["last_day"]
        self.seat.save(update_fields=["to_date"])
        note(by, Verb.SEAT_ENDED, self.seat.body.name, person=self.seat.person, body=self.seat.body)
        return True
