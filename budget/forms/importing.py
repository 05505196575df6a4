"""The workbook with a year's budget."""

from organisation.forms.importing import SheetForm

from .. import importing


class BudgetUploadForm(SheetForm):
    """A workbook that has at least one of the tables of the year; what it would change is for the preview."""

    def __init__(self, *args, year: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["file"].help_text = "Excel (.xlsx), høyst 1 MB. Ett ark for hver tabell."
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def look(self, name, content):
        importing.look(self.year, name, content)

    def kept(self):
        return super().kept() | {"year": self.year}
