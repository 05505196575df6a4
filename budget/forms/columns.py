"""What a column and a table are, as the secretariat writes it."""

from uuid import UUID, uuid4

from django import forms

from organisation.forms.recorded import DateInput

from ..models import BudgetColumn
from ..sheet import Book, Column, Sheet

SAVED_MEANWHILE = (
    "En kollega har endret dette siden du åpnet siden. Det du skrev, står her fortsatt, men er ikke lagret. "
    "Lagre på nytt hvis det skal gjelde."
)


class OverASheet(forms.Form):
    """A form over a part of a table; it overwrites nobody, and says so when somebody else has saved the same part."""

    versjon = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, version: int, stale: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["versjon"], self.stale = version, stale

    def clean_versjon(self) -> int:
        if self.stale:
            self.data = self.data.copy()
            self.data["versjon"] = self.initial["versjon"]  # the next try is made knowing
            raise forms.ValidationError(SAVED_MEANWHILE)
        return self.initial["versjon"]


class ColumnForm(OverASheet):
    """A column. What is left empty follows: the label from the rest, the columns of a change from their order."""

    kind = forms.ChoiceField(label="Slag", choices=[("", "Velg"), *BudgetColumn.Kind.choices])
    year = forms.IntegerField(
        label="År", min_value=1990, max_value=2200, required=False, help_text="Året tallene gjelder. Ikke for endring."
    )
    as_of = forms.DateField(
        label="Dato", required=False, widget=DateInput,
        help_text="Dagen budsjettet ble revidert, eller dagen prognosen er fra.",
    )  # fmt: skip
    decision = forms.CharField(
        label="Vedtak", max_length=200, required=False, help_text="For eksempel: Representantskapet 12.6.2025, sak 8/25"
    )
    label = forms.CharField(
        label="Overskrift", max_length=200, required=False,
        help_text="Når feltet er tomt, følger overskriften av hva kolonnen er.",
    )  # fmt: skip
    compared_from = forms.ChoiceField(label="Endring fra", required=False)
    compared_to = forms.ChoiceField(label="Endring til", required=False)
    opens_from = forms.ChoiceField(
        label="Inngående mindreforbruk hentes fra", required=False,
        help_text="Kolonnen med det utgående mindreforbruket som dette budsjettet begynner med.",
    )  # fmt: skip
    computed = forms.BooleanField(
        label="Regn ut summene", required=False,
        help_text="Uten hake blir summer og overskrift stående slik de er trykt i kilden, og avvik blir vist.",
    )  # fmt: skip

    def __init__(self, *args, sheet: Sheet, column: Column | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.column = column
        others = [(str(each.id), sheet.label(at)) for at, each in enumerate(sheet.columns) if each is not column]
        figures = [(key, label) for key, label in others if sheet.columns[sheet.place[UUID(key)]].kind != "change"]
        for name in ("compared_from", "compared_to"):
            self.fields[name].choices = [("", "Følger av rekkefølgen"), *figures]
        self.fields["opens_from"].choices = [("", "Ingen – beløpet skrives inn"), *figures]
        if not any(line.kind == "opening" for line in sheet.lines):
            del self.fields["opens_from"]
        if column:
            about = column.model_dump(include={"kind", "year", "as_of", "decision", "label"})
            links = ("compared_from", "compared_to", "opens_from")
            self.initial |= about | {link: str(getattr(column, link) or "") for link in links}
            self.initial["computed"] = not column.printed
        else:
            del self.fields["computed"]
            self.fields["before"] = forms.ChoiceField(
                label="Plass",
                required=False,
                choices=[("", "Sist"), *((key, f"Foran «{label}»") for key, label in others)],
            )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("kind") == "change":
            if bool(given.get("compared_from")) != bool(given.get("compared_to")):
                self.add_error("compared_to", "Velg begge kolonnene, eller ingen av dem.")
            elif given.get("compared_from") and given["compared_from"] == given.get("compared_to"):
                self.add_error("compared_to", "En kolonne kan ikke sammenliknes med seg selv.")
        elif given.get("kind") and not given.get("year"):
            self.add_error("year", "Skriv hvilket år tallene gjelder.")
        if self.column and not given.get("computed") and not given.get("label"):
            self.add_error("label", "En kolonne fra en kilde må ha overskriften som er trykt der.")

    def column_as_written(self) -> Column:
        """The column; what has no meaning for its kind is left out."""
        given, is_change = self.cleaned_data, self.cleaned_data["kind"] == "change"
        base = self.column or Column(id=uuid4(), kind=given["kind"])
        compared = {name: _id(given[name]) if is_change else None for name in ("compared_from", "compared_to")}
        return base.model_copy(
            update={
                "kind": given["kind"],
                "year": None if is_change else given["year"],
                "as_of": None if is_change else given["as_of"],
                "decision": given["decision"],
                "label": given["label"],
                "opens_from": None if is_change else _id(given.get("opens_from", "")),
                "printed": not given.get("computed", True),
                **compared,
            }
        )


class TableForm(OverASheet):
    """What stands over a table, the unit of its figures, and the line that it breaks down."""

    title = forms.CharField(label="Tittel", max_length=300)
    heading = forms.CharField(label="Overskrift over linjene", max_length=300, required=False)
    unit = forms.CharField(
        label="Enhet", max_length=60, help_text="Som regel tusen kroner. Summer i millioner tåler avrunding."
    )
    details = forms.ChoiceField(
        label="Spesifiserer linjen", required=False, help_text="Summen her blir beløpet i den linjen."
    )

    def __init__(self, *args, book: Book, sheet: Sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"title": sheet.title, "heading": sheet.heading, "unit": sheet.unit}
        self.initial["details"] = str(sheet.details or "")
        lines = [
            (str(line.id), f"{other.title}: {line.label}")
            for other in book.sheets
            if other.id != sheet.id
            for line in other.lines
            if line.kind == "line"
        ]
        self.fields["details"].choices = [("", "Ingen"), *lines]

    def table_as_written(self, sheet: Sheet) -> Sheet:
        given = self.cleaned_data
        update = {name: given[name] for name in ("title", "heading", "unit")} | {"details": _id(given["details"])}
        return sheet.model_copy(update=update)


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
