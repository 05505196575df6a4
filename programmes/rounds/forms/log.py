"""What to see of the innspillslogg; the same questions in the address, on the page and for a file."""

from django import forms

from ...models import Response
from ..log import EVERYTHING, UNANSWERED, Ask, Order


class LogForm(forms.Form):
    """`bodies` are those that have said something the reader may see. What is nonsense in an address asks for all."""

    organ = forms.ChoiceField(label="Fra", required=False)
    utfall = forms.ChoiceField(
        label="Utfall", required=False, choices=[("", "Alle"), *Response.Outcome.choices, (UNANSWERED, "ubesvart")]
    )
    sortert = forms.ChoiceField(label="Sortert etter", required=False, choices=Order)
    navn = forms.BooleanField(label="Vis navn på personer", required=False)

    def __init__(self, data=None, bodies=(), *, may_name: bool = True) -> None:
        super().__init__(data)
        self.fields["organ"].choices = [("", "Alle"), *bodies]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "ds-input"
            if name == "navn":
                field.widget.attrs = {"class": "ds-input"}
        if not may_name:
            del self.fields["navn"]


def asked(data) -> Ask:
    """What an address asks for."""
    outcome, order = data.get("utfall", ""), data.get("sortert", "")
    return Ask(
        named=bool(data.get("navn")),
        order=order if order in Order.values else EVERYTHING.order,
        body=data.get("organ", ""),
        outcome=outcome if outcome in (*Response.Outcome.values, UNANSWERED) else EVERYTHING.outcome,
    )
