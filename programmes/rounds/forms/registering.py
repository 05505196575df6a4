"""What others have said, written down by the secretariat: several at once, each a row."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from organisation.forms.recorded import DateInput
from organisation.models import Body, Member

from ...forms.fields import LineField, LinesField
from ...milestones import milestone_parts
from ...models import Comment, Round
from ...parts import Part
from .. import senders
from ..commenting import Remark, Sender

ROWS, MOST = 3, 100
Kind, Source = Comment.Kind, Comment.Source
KINDS = [(kind.value, capfirst(kind.label)) for kind in (Kind.COMMENT, Kind.QUESTION, Kind.NEW_MEASURE, Kind.STRIKE)]
SOURCES = [(source.value, capfirst(source.label)) for source in (Source.EMAIL, Source.LETTER, Source.MEETING)]
ABOVE = [("", "Som raden over")]
NOBODY = "Velg hvem det er fra, eller skriv et navn."
NOT_FOUND = "Finner ikke «{}» i utkastet. Velg fra lista, eller la feltet stå tomt for hele programmet."


class Row(forms.Form):
    """One comment. What is not said in `fra`, `navn`, `kilde` and `mottatt` is as in the row above."""

    gjelder = LineField(
        label="Gjelder", max_length=1_200, required=False,
        widget=forms.TextInput(attrs={"list": "deler", "autocomplete": "off"}),
    )  # fmt: skip
    slag = forms.ChoiceField(label="Slag", choices=KINDS)
    tekst = LinesField(
        label="Innspill", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    fra = forms.ChoiceField(label="Fra", required=False)
    navn = LineField(label="Navn på avsender", max_length=200, required=False)
    kilde = forms.ChoiceField(label="Kilde", choices=[*ABOVE, *SOURCES], required=False)
    mottatt = forms.DateField(label="Mottatt", required=False, widget=DateInput)

    def __init__(self, *args, number: int, parts: Mapping[str, Part], offered: list, **kwargs):
        super().__init__(*args, prefix=f"rad-{number}", **kwargs)
        self.number, self.parts = number, parts
        first = number == 1
        self.fields["fra"].choices = [("", "Velg" if first else "Som raden over"), *offered]
        if first:
            self.fields["kilde"].choices = SOURCES
        self.use_required_attribute = False

    @property
    def is_blank(self) -> bool:
        """Nothing is written in it that could be lost."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in ("gjelder", "tekst"))

    def clean_gjelder(self) -> UUID | None:
        """The part of the milestone that is named; a piece of its name will do when no other has it."""
        wanted = self.cleaned_data["gjelder"].casefold()
        if not wanted:
            return None
        exact = [part for label, part in self.parts.items() if label.casefold() == wanted]
        found = exact or [part for label, part in self.parts.items() if wanted in label.casefold()]
        if len(found) != 1:
            raise forms.ValidationError(NOT_FOUND.format(self.cleaned_data["gjelder"]))
        return found[0].id

    def clean(self):
        super().clean()
        said = self.cleaned_data
        strikes = said.get("slag") == Kind.STRIKE
        if not said.get("tekst") and not strikes:
            self.add_error("tekst", "Skriv innspillet.")
        if strikes and "gjelder" in said and said["gjelder"] is None:
            self.add_error("gjelder", "Velg hva som foreslås strøket.")
        if (received := said.get("mottatt")) and received > timezone.localdate():
            self.add_error("mottatt", "Datoen er ikke kommet ennå.")


class Sheet:
    """All rows together. `written`, when it is valid, is what to write: a remark and its sender for each row."""

    def __init__(self, round: Round, data: QueryDict | None = None, *, rows: int = ROWS):
        self.round, self.errors, self.is_checked = round, [], False
        sent = int(data["rader"]) if data and data.get("rader", "").isdecimal() else 0
        self.parts = labelled(milestone_parts(round.milestone))
        others = Body.objects.exclude(kind=Body.Kind.SECRETARIAT).by_kind()
        asked = {body.pk for body in round.bodies.all()}
        bodies = sorted(others, key=lambda body: body.pk not in asked)
        options = {"parts": self.parts, "offered": senders.choices(bodies, Member.objects.current())}
        usual = {"kilde": Source.EMAIL, "mottatt": timezone.localdate()}
        self.rows = [
            Row(data, number=number, initial=usual if number == 1 else {}, **options)
            if data is not None
            else Row(number=number, initial=usual if number == 1 else {}, **options)
            for number in range(1, min(max(sent, rows), MOST) + 1)
        ]
        self.written: list[tuple[Remark, Sender]] = []

    def is_valid(self) -> bool:
        self.is_checked, above = True, {}
        for row in self.rows:
            if row.is_blank:
                row.errors.clear()
                continue
            row.full_clean()
            sender = self._sender(row, above)
            if not row.errors:
                said = row.cleaned_data
                remark = Remark(kind=said["slag"], text=said["tekst"], object=said["gjelder"])
                self.written.append((remark, Sender(**sender)))
            above = sender
        filled = [row for row in self.rows if not row.is_blank]
        if not filled:
            self.errors.append("Skriv minst ett innspill.")
        return bool(filled) and not any(row.errors for row in filled)

    def _sender(self, row: Row, above: dict) -> dict:
        said = row.cleaned_data
        name = said.get("navn", "")
        who = senders.read(said.get("fra", "")) | ({"name": name} if name else {})
        who = who or {key: above[key] for key in ("body", "member", "name") if key in above}
        if not who and "fra" not in row.errors:
            row.add_error("fra", NOBODY)
        source = said.get("kilde") or above.get("source", Source.EMAIL)
        received = said.get("mottatt") or above.get("received_on")
        if received is None and "mottatt" not in row.errors:
            row.add_error("mottatt", "Skriv når det kom.")
        return who | {"source": source, "received_on": received or timezone.localdate()}


def labelled(parts: Mapping[UUID, Part]) -> dict[str, Part]:
    """Every part by a name that no other has."""
    named: dict[str, Part] = {}
    for part in parts.values():
        label = part.label if part.label not in named else f"{part.label} ({part.chapter})"
        copies = sum(each == label or each.startswith(f"{label} – ") for each in named)
        named[f"{label} – {copies + 1}" if copies else label] = part
    return named


def split(pasted: str, data: QueryDict) -> QueryDict:
    """The rows with a row more for each line that was pasted: its text, or what it is about, a tab and its text."""
    data = data.copy()
    rows = int(data.get("rader", "0")) if data.get("rader", "").isdecimal() else 0
    free = [n for n in range(1, rows + 1) if not data.get(f"rad-{n}-tekst", "").strip()]
    for line in filter(None, (line.strip() for line in pasted.splitlines())):
        number = free.pop(0) if free else (rows := rows + 1)
        about, tab, text = line.partition("\t")
        data[f"rad-{number}-tekst"] = text if tab else line
        data.setdefault(f"rad-{number}-slag", Kind.COMMENT)
        if tab:
            data[f"rad-{number}-gjelder"] = about.strip()
    data["rader"], data["lim"] = str(min(rows, MOST)), ""
    return data
