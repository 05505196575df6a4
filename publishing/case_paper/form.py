"""A saksframlegg as the secretariat begins it and writes it."""

from django import forms
from pydantic_core import to_json

from organisation.forms.recorded import DateInput
from organisation.models import Body
from programmes.document import as_plain
from programmes.forms.fields import BlocksField, LineField
from programmes.forms.measure import StateForm
from programmes.models import Programme

from .facts import earlier
from .paper import HEADINGS, Texts

BODIES = (Body.Kind.ASSEMBLY, Body.Kind.BOARD, Body.Kind.COORDINATION)
NOWHERE = "Ikke fra noe: ingen endringsliste"
TEXTS = tuple(HEADINGS)
HELP = {
    "assessment": "Sekretariatets egen vurdering. Er den tom, er overskriften heller ikke med.",
    "economy": "Tabellen over budsjettet kommer av seg selv under teksten.",
    "proposal": "Slik organet blir bedt om å vedta, innstille eller konkludere.",
}


def bodies_of(by):
    """The bodies that get a saksframlegg."""
    return Body.objects.visible_to(by).filter(kind__in=BODIES, ended_on=None).by_kind()


def since_of(programme: Programme) -> list[tuple[str, str]]:
    """What the changes can be told from, to choose among; the usual one first."""
    return [*((each.name, each.label) for each in earlier(programme)), ("", NOWHERE)]


class NewPaperForm(forms.Form):
    """Which body and which meeting; the rest is fetched from the data."""

    body = forms.ModelChoiceField(
        Body.objects.none(), label="Organ", to_field_name="key", empty_label="Velg organ",
        error_messages={"required": "Velg et organ."},
    )  # fmt: skip
    meeting_on = forms.DateField(
        label="Møtedag", widget=DateInput, error_messages={"required": "Skriv møtedagen."}
    )  # fmt: skip
    case_number = LineField(label="Saksnummer", max_length=40, required=False, help_text="For eksempel 40/26.")
    since = forms.ChoiceField(label="Vis endringer siden", required=False)

    def __init__(self, *args, programme: Programme, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies_of(by)
        self.fields["since"].choices = since_of(programme)


class PaperForm(StateForm):
    """Everything that is written in a saksframlegg."""

    model = Texts
    title = LineField(label="Tittel", max_length=300)
    body = forms.ChoiceField(label="Organ")
    meeting_on = forms.DateField(label="Møtedag", widget=DateInput)
    case_number = LineField(label="Saksnummer", max_length=40, required=False)
    since = forms.ChoiceField(label="Vis endringer siden", required=False)
    matter = BlocksField(label=HEADINGS["matter"])
    background = BlocksField(label=HEADINGS["background"])
    assessment = BlocksField(label=HEADINGS["assessment"], help_text=HELP["assessment"])
    economy = BlocksField(label=HEADINGS["economy"], help_text=HELP["economy"])
    proposal = BlocksField(label=HEADINGS["proposal"], help_text=HELP["proposal"])
    attachments = BlocksField(label=HEADINGS["attachments"])

    def __init__(self, *args, work: Programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = Body.objects.filter(kind__in=BODIES).by_kind().values_list("key", "name")
        chosen, offered = self.initial.get("since", ""), since_of(work)
        gone = [(chosen, chosen)] if chosen not in dict(offered) else []
        self.fields["since"].choices = [*offered, *gone]

    def settled(self, known: dict) -> dict:
        return settled(known)


def settled(known: dict) -> dict:
    """What is known of a paper, as it would be stored: without what is empty. Raises `ValidationError`."""
    said = {name: as_plain(value) for name, value in known.items() if value not in (None, "", [], ())}
    texts = Texts.model_validate_json(to_json(said))
    return {name: value for name, value in as_plain(texts).items() if value not in (None, [])}
