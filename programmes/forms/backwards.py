"""When each body meets, and how long before it papers go out: what a plan is counted backwards from."""

from django import forms

from organisation.forms.recorded import DateInput
from organisation.models import Body

from ..models import Programme
from ..process.backwards import WORK, Lead, Sitting
from ..process.pairing import BODIES, Kind
from ..process.warnings import ADMINISTRATIVE, POLITICAL, Surroundings

LEGENDS = {
    Kind.GROUPS: ("faggrupper", "Faggruppene uttaler seg"),
    Kind.COORDINATION: ("kg", "Koordineringsgruppen drøfter"),
    Kind.RECOMMENDATION: ("styret", "Styret innstiller"),
    Kind.ADOPTION: ("vedtak", "Vedtak"),
}
MONTHS = 60  # the longest time before a meeting, in days


class SittingForm(forms.Form):
    """The meetings of one kind of body: registered ones, or new days."""

    mote = forms.MultipleChoiceField(label="Møter i møtelista", required=False, widget=forms.CheckboxSelectMultiple)
    fra = forms.DateField(label="Ny dag", required=False, widget=DateInput)
    til = forms.DateField(label="Til og med", required=False, widget=DateInput)
    organ = forms.ChoiceField(label="Organ", required=False)

    def __init__(self, *args, kind: str, plan: Surroundings, programme: Programme, **kwargs):
        super().__init__(*args, prefix=LEGENDS[kind][0], **kwargs)
        self.kind, self.legend = kind, LEGENDS[kind][1]
        self.bodies = {body.key: body for body in _bodies(kind, plan, programme)}
        first = min([plan.today, *(step.starts_on for step in plan.dated)])
        self.meetings = {
            str(each.pk): each for each in plan.meetings if each.body.key in self.bodies and each.date >= first
        }
        self.fields["mote"].choices = [(key, f"{each.when}, {each.body}") for key, each in self.meetings.items()]
        own = [step for step in plan.dated if step.kind == kind and not step.confirmed]
        self.unconfirmed = {(step.starts_on, step.last_day) for step in own}
        everybody = [("", "Alle faggruppene" if kind == Kind.GROUPS else "Velg")] if len(self.bodies) != 1 else []
        self.fields["organ"].choices = everybody + [(key, body.name) for key, body in self.bodies.items()]
        if not self.meetings:
            del self.fields["mote"]

    def clean(self):
        """Either meetings that are there, or new days."""
        said = self.cleaned_data
        first, last = said.get("fra"), said.get("til")
        if first and said.get("mote"):
            self.add_error("fra", "Velg møter i lista eller skriv en ny dag, ikke begge deler.")
        if last and not first and "fra" not in self.errors:
            self.add_error("fra", "Skriv også den første dagen.")
        if first and last and last < first:
            self.add_error("til", "Møtet kan ikke slutte før det begynner.")
        if first and not said.get("organ") and self.kind != Kind.GROUPS and self.bodies and "organ" not in self.errors:
            self.add_error("organ", "Velg hvilket organ som møtes.")

    @property
    def sitting(self) -> Sitting | None:
        """When they meet; from the first to the last day when several groups meet each for itself."""
        said = self.cleaned_data
        if chosen := [self.meetings[key] for key in said.get("mote") or []]:
            first, last = min(each.date for each in chosen), max(each.last_date or each.date for each in chosen)
            bodies = {each.body for each in chosen}
            body = bodies.pop() if len(bodies) == 1 else None
            return Sitting(self.kind, first, last if last > first else None, body, is_registered=True)
        if said.get("fra"):
            return Sitting(self.kind, said["fra"], said["til"], self.bodies.get(said["organ"]))
        return None

    @property
    def to_register(self) -> list[Body]:
        """Whose list of meetings the new days go into; days that stand unconfirmed in the plan are not certain yet."""
        said = self.cleaned_data
        if not said.get("fra") or (said["fra"], said["til"] or said["fra"]) in self.unconfirmed:
            return []
        return [self.bodies[said["organ"]]] if said["organ"] else list(self.bodies.values())


class LeadForm(forms.Form):
    """The lead times."""

    administrativ = forms.IntegerField(
        label="Dager før faggruppene og koordineringsgruppen", min_value=0, max_value=MONTHS, initial=ADMINISTRATIVE
    )
    politisk = forms.IntegerField(
        label="Dager før styret og de som vedtar", min_value=0, max_value=MONTHS, initial=POLITICAL
    )
    arbeid = forms.IntegerField(
        label="Arbeidsdager til å skrive før papirene sendes", min_value=0, max_value=20, initial=WORK
    )

    @property
    def lead(self) -> Lead:
        said = self.cleaned_data
        return Lead(said["administrativ"], said["politisk"], said["arbeid"])


class BackwardsForm:
    """All of them on one page. Without `data` the days that the plan has now are filled in."""

    def __init__(self, data, plan: Surroundings, programme: Programme) -> None:
        self.sittings = [
            SittingForm(data, kind=kind, plan=plan, programme=programme, initial=None if data else _now(kind, plan))
            for kind in LEGENDS
        ]
        self.lead = LeadForm(data)
        self.forms = [*self.sittings, self.lead]

    def is_valid(self) -> bool:
        faulty = [form for form in self.forms if not form.is_valid()]  # each is asked, so that each tells its faults
        return not faulty

    @property
    def chosen_nothing(self) -> bool:
        """Everything is well said, and no meeting is among it."""
        return self.is_valid() and not self.chosen

    @property
    def chosen(self) -> list[Sitting]:
        return [form.sitting for form in self.sittings if form.sitting]


def _bodies(kind: str, plan: Surroundings, programme: Programme) -> list[Body]:
    there = [body for body in plan.bodies if body.kind == BODIES[kind] and body.ended_on is None]
    if kind != Kind.ADOPTION or programme.adopting_body is None:
        return there
    return [body for body in plan.bodies if body.pk == programme.adopting_body_id]


def _now(kind: str, plan: Surroundings) -> dict:
    """The days of the plan as it is: as the meetings they are, when those are registered."""
    step = next((each for each in plan.dated if each.kind == kind), None)
    if step is None:
        return {}
    held = [
        str(each.pk)
        for each in plan.meetings
        if step.concerns(each.body) and each.date >= step.starts_on and (each.last_date or each.date) <= step.last_day
    ]
    return {"mote": held} if held else {
        "fra": step.starts_on, "til": step.ends_on, "organ": step.body.key if step.body else ""
    }  # fmt: skip
