"""Rows that have an order: each is a small form with a place, and a new number moves it."""

from django import forms
from django.core.exceptions import ValidationError


class PlacedRow(forms.Form):
    """One row. Without its `first` field it is empty, and left out; `known_by` is what no two rows share.

    A row with a field `remove` is left out when that is ticked, whatever else it says.
    """

    first: str
    known_by: str
    place = forms.IntegerField(
        label="Plass", min_value=1, max_value=999, required=False,
        widget=forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
    )  # fmt: skip


class PlacedWidget(forms.Widget):
    """The rows, sent as `name-0-part`, and some spare ones."""

    template_name = "programmes/forms/placed.html"
    use_fieldset = True

    def __init__(self, row: type[PlacedRow], legend: str, spare: int, attrs=None):
        super().__init__(attrs)
        self.row, self.legend, self.spare = row, legend, spare
        self.options: dict = {}  # what each row is made with

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        filled = [
            row | ({"place": place} if row.get(self.row.first) and "place" not in row else {})
            for place, row in enumerate(value or [], start=1)
        ]
        rows = [*filled, *({} for _ in range(self.spare))]
        forms = [self.row(prefix=f"{name}-{number}", initial=row, **self.options) for number, row in enumerate(rows)]
        for form in forms:
            form.use_required_attribute = False
        context["widget"] |= {"forms": forms, "legend": self.legend, "spare": self.spare}
        return context

    def value_from_datadict(self, data, files, name):
        rows, number, parts = [], 0, self.row(**self.options).fields
        while f"{name}-{number}-place" in data:
            rows.append({part: data.get(f"{name}-{number}-{part}", "") for part in parts})
            number += 1
        return rows

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-place" not in data

    def id_for_label(self, id_):
        return f"{id_}-0-{self.row.first}" if id_ else id_


class PlacedField(forms.Field):
    """The rows as dictionaries, in order, without their places and without what is empty."""

    says_where = True  # each fault names its row, so the name of the field is not said once more

    def __init__(self, row: type[PlacedRow], legend: str, spare: int = 0, **kwargs):
        super().__init__(required=False, widget=PlacedWidget(row, legend, spare), **kwargs)

    def clean(self, value):
        rows, faults = [], []
        for number, given in enumerate(value or [], start=1):
            if given.get("remove"):
                continue
            form = self.widget.row(given, **self.widget.options)
            if not form.is_valid():
                told = ((form[name].label, fault) for name, errors in form.errors.items() for fault in errors)
                faults += [f"{self.widget.legend} {number}: {label}: {fault}" for label, fault in told]
                continue
            row = {part: said for part, said in form.cleaned_data.items() if said not in (None, "")}
            place = row.pop("place", len(value) + 1)
            if form.first in row:
                rows.append(((place, _sign(place - number)), row))
        if faults:
            raise ValidationError(faults)
        known = [row[self.widget.row.known_by] for _where, row in rows if self.widget.row.known_by in row]
        if len(set(known)) < len(known):
            raise ValidationError("Det samme står to ganger. Last siden på nytt, og prøv igjen.")
        return [row for _where, row in sorted(rows, key=lambda pair: pair[0])]


def _sign(difference: int) -> int:
    """Whoever is moved up to a place comes before what stands there; whoever is moved down, after it."""
    return (difference > 0) - (difference < 0)
