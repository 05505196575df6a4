"""A chapter or an avsnitt as the secretariat writes it."""

from django import forms

from organisation.models import Body

from .. import document as doc
from ..document import NUMBER
from ..models import Section
from ..models.work import Language
from .fields import BlocksField, LineField, areas_of
from .measure import NUMBER_SAYS, StateForm


class SectionForm(StateForm):
    """A section's own words. What stands in it – measures, sections, a table – is edited where it stands."""

    model = doc.Section
    number = forms.RegexField(
        NUMBER, label="Nummer", max_length=20, required=False, error_messages={"invalid": NUMBER_SAYS}
    )
    title = LineField(label="Overskrift", max_length=1_000)
    kind = forms.ChoiceField(label="Slag", choices=Section.Kind.choices)
    area = forms.ChoiceField(label="Område", required=False)
    body = forms.ChoiceField(label="Organ", required=False)
    text = BlocksField(label="Tekst")
    closing = BlocksField(label="Tekst etter")
    language = forms.ChoiceField(label="Språk", choices=Language.choices)

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Ingen"), *areas_of(work)]
        self.fields["body"].choices = [("", "Ingen"), *Body.objects.values_list("key", "name")]

    @property
    def first(self):
        return [self[name] for name in ("number", "title", "text", "closing")]

    @property
    def more(self):
        return [self[name] for name in ("kind", "area", "body", "language")]
