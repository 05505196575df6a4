"""Fields of a programme's forms that hold several things: names, resultatmål, footnotes."""

from django import forms
from django.core.exceptions import ValidationError

from organisation.models.partner import UNPRINTABLE, one_line

from ..document import as_plain
from ..models import Area, Strategy
from ..richtext import read_html, stored_blocks, words, write_html
from .richtext import RichText

SPARE = 2  # empty rows to write in; saving gives new ones


def clean_line(text: str) -> str:
    """On one line, without what no document can print."""
    return one_line(UNPRINTABLE.sub(" ", text or ""))


class LineField(forms.CharField):
    """Text on one line."""

    def clean(self, value):
        return super().clean(clean_line(value))


class LinesField(forms.CharField):
    """Text on several lines; each is tidied, and empty ones at the ends are dropped."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        lines = (value or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return super().clean("\n".join(clean_line(line) for line in lines).strip("\n"))


class BlocksField(RichText):
    """Rich text: what a state holds in, and the same out."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        return write_html(stored_blocks(value)) if isinstance(value, list) else value

    def clean(self, value):
        return as_plain(read_html(super().clean(value)))


class RowsWidget(forms.Widget):
    """Rows of text fields, sent as `name-0-part`. `parts` are (name, label, length) of each; length 0 is hidden."""

    template_name = "programmes/forms/rows.html"
    use_fieldset = True

    def __init__(self, parts, legend: str, suggestions=(), attrs=None):
        super().__init__(attrs)
        self.parts, self.legend, self.suggestions = parts, legend, suggestions

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        filled = list(value or [])
        rows = [*filled, *({} for _ in range(SPARE))]
        context["widget"]["rows"] = [
            (
                number,
                [
                    {
                        "name": f"{name}-{number}-{part}",
                        "id": f"id_{name}-{number}-{part}",
                        "label": label,
                        "value": row.get(part, ""),
                        "long": length > 1_000,
                        "hidden": length == 0,
                        "length": length,
                    }
                    for part, label, length in self.parts
                ],
            )
            for number, row in enumerate(rows)
        ]
        context["widget"] |= {"legend": self.legend, "suggestions": self.suggestions, "list": f"{name}-forslag"}
        return context

    def value_from_datadict(self, data, files, name):
        rows, number = [], 0
        while any(f"{name}-{number}-{part}" in data for part, *_rest in self.parts):
            rows.append({part: data.get(f"{name}-{number}-{part}", "") for part, *_rest in self.parts})
            number += 1
        return rows

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-{self.parts[0][0]}" not in data

    def id_for_label(self, id_):
        return f"{id_}-0-{self.parts[0][0]}" if id_ else id_

    def use_required_attribute(self, initial):
        return False


class RowsField(forms.Field):
    """Rows as dictionaries, without those that are empty. The first part must be there in each.

    `several_lines` are parts with lines, `marked` those with the marks of `programmes.plain`; others are one line.
    """

    def __init__(self, parts, legend: str, missing: str, several_lines=(), marked=(), **kwargs):
        super().__init__(required=False, widget=RowsWidget(parts, legend), **kwargs)
        self.parts, self.missing, self.several_lines, self.marked = parts, missing, several_lines, marked

    def clean(self, value):
        rows = []
        for given in value or []:
            row = {part: self._clean_part(part, length, given.get(part, "")) for part, _label, length in self.parts}
            row = {part: text for part, text in row.items() if text}
            shown = [part for part, _label, length in self.parts if length and part in row]
            if shown and self.parts[0][0] not in row:
                raise ValidationError(self.missing)
            if shown:
                rows.append(row)
        return rows

    def _clean_part(self, part: str, length: int, text: str) -> str:
        if part in self.marked:  # an indent means something there
            return forms.CharField(required=False, max_length=length, strip=False).clean(text).strip("\n\r")
        kind = LinesField if part in self.several_lines else LineField
        return kind(required=False, max_length=length or 40).clean(text)


class NamesField(RowsField):
    """Names, one a row, with the register's as suggestions; the same name twice is once."""

    def __init__(self, legend: str, **kwargs):
        super().__init__([("name", legend, 200)], legend, "", **kwargs)

    def clean(self, value):
        names = [row["name"] for row in super().clean(value)]
        return list({name.casefold(): name for name in names}.values())

    def prepare_value(self, value):
        return [{"name": each} if isinstance(each, str) else each for each in value or []]


class KeysField(forms.MultipleChoiceField):
    """Several of a list, as the keys that a document names them by, in the list's order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        chosen = set(super().clean(value))
        return [key for key, _label in self.choices if str(key) in chosen]


def areas_of(work) -> list[tuple[str, str]]:
    return list(Area.objects.filter(**{work._meta.model_name: work}).values_list("key", "name"))


def strategies_of(guidelines) -> list[tuple[str, str]]:
    """The strategies that a measure of a programme can answer to: those of its guidelines."""
    if guidelines is None:
        return []
    rows = Strategy.objects.filter(section__guidelines=guidelines).order_by("section__order", "goal__order", "order")
    return [(str(uuid), words(read_html(text))[:200]) for uuid, text in rows.values_list("uuid", "text")]
