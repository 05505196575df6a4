"""Files with people and seats, and with inhabitants."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from django import forms

from .. import importing, populations, sheets
from ..models import Population
from ..written import YEARS
from .recorded import DateInput


class SheetForm(forms.Form):
    """A spreadsheet that can be read and is of the right sort; what its rows say is for the preview."""

    file = forms.FileField(
        label="Regneark",
        help_text="Excel (.xlsx) eller CSV, høyst 1 MB. Bare det første arket leses.",
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        max_length=255,
        error_messages={"empty": sheets.EMPTY, "required": "Velg en fil.", "invalid": "Velg en fil."},
    )

    look: Callable[[str, bytes], None]  # each form's own; raises `Unreadable` when nothing can be made of the file

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > sheets.MOST_BYTES:
            raise forms.ValidationError(sheets.TOO_BIG)
        self.content = upload.read()
        try:
            self.look(upload.name, self.content)
        except sheets.Unreadable as reason:
            raise forms.ValidationError(str(reason)) from reason
        return upload

    def kept(self) -> dict[str, str]:
        """The upload as the session holds it until it is confirmed; the name tells the kind, and is no path."""
        return {
            "name": self.cleaned_data["file"].name,
            "content": b64encode(self.content).decode(),
            "sha256": sha256(self.content).hexdigest(),
        }


class UploadForm(SheetForm):
    """The file with people and seats."""

    def look(self, name, content):
        importing.look(name, content)


class PopulationForm(SheetForm):
    """The file with inhabitants, the day they were counted, and by whom."""

    date = forms.DateField(
        label="Innbyggertallene gjelder per", widget=DateInput, help_text="SSBs årstall gjelder per 1. januar."
    )
    source = forms.CharField(
        label="Kilde",
        max_length=Population._meta.get_field("source").max_length,
        required=False,
        help_text="For eksempel «SSB, tabell 07459».",
    )
    field_order = ["date", "source", "file"]  # the day must be known before the file is read

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day.year not in YEARS:
            raise forms.ValidationError(f"Året {day.year} kan ikke være riktig.")
        return day

    def look(self, name, content):
        if day := self.cleaned_data.get("date"):
            populations.look(name, content, day)

    def kept(self):
        return super().kept() | {
            "date": self.cleaned_data["date"].isoformat(),
            "source": self.cleaned_data["source"],
        }
