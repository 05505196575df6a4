"""The file with people and seats, and what files to import have in common."""

from base64 import b64encode
from hashlib import sha256

from django import forms

from .. import importing, sheets


class SheetForm(forms.Form):
    """A spreadsheet that can be read and is of the right sort; what its rows say is for the preview."""

    file = forms.FileField(
        label="Regneark",
        help_text="Excel (.xlsx) eller CSV, høyst 1 MB. Bare det første arket leses.",
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        max_length=255,
        error_messages={"empty": sheets.EMPTY, "required": "Velg en fil.", "invalid": "Velg en fil."},
    )

    def look(self, name: str, content: bytes) -> None:
        """Raise `Unreadable` when nothing can be made of the file."""
        raise NotImplementedError

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
