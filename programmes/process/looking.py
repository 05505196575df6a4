"""A plan with what surrounds it, and each of its steps as a page shows it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from organisation.models import Body, Meeting
from organisation.roles import body_ids

from ..models import ProcessStep, Programme, Round
from .days import left
from .pairing import Kind, rounds_by_step
from .warnings import LEADS_TO, PlanWarning, Surroundings, warnings

Phase = Programme.Phase


def surroundings(programme: Programme, user, steps: list[ProcessStep] | None = None) -> Surroundings:
    """What the plan is held against, as `user` may see it. `steps`: another plan than the one that is stored."""
    taken_up = programme.phase_changes.filter(was=Phase.ADOPTED).order_by("-at").values_list("at", flat=True).first()
    return Surroundings(
        steps=steps_of(programme, user) if steps is None else steps,
        today=timezone.localdate(),
        meetings=list(Meeting.objects.visible_to(user).select_related("body").order_by("date", "pk")),
        rounds=rounds_of(programme, user),
        bodies=list(Body.objects.visible_to(user).by_kind()),
        phase=programme.phase,
        since=taken_up and timezone.localdate(taken_up),
    )


def steps_of(programme: Programme, user) -> list[ProcessStep]:
    return list(ProcessStep.objects.visible_to(user).filter(programme=programme).select_related("body"))


def rounds_of(programme: Programme, user) -> list[Round]:
    return list(Round.objects.visible_to(user).filter(programme=programme).prefetch_related("bodies"))


@dataclass
class Row:
    """A step as it is shown: `state` is `past`, `now`, `next`, `coming` or `vague`."""

    step: ProcessStep
    state: str
    left: str
    is_mine: bool = False
    warnings: list[PlanWarning] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    new_round: str = ""  # where one is made
    is_new: bool = False  # beside the plan as it is
    was: str = ""  # the days it had there

    @property
    def phase(self) -> str:
        """What the programme becomes by it, in words."""
        phase = LEADS_TO.get(self.step.kind)
        return Phase(phase).label if phase else ""

    @property
    def year(self) -> str:
        """The year of a dated step whose text leaves it out."""
        day = self.step.starts_on
        return str(day.year) if day and str(day.year) not in self.step.when else ""

    @property
    def opens_round(self) -> bool:
        return self.step.kind == Kind.GROUPS


def rows(
    steps: list[ProcessStep], today: date, *, mine: Collection[Body] = (),
    warned: Mapping[UUID, list[PlanWarning]] | None = None, rounds: Iterable[Round] = (),
) -> list[Row]:  # fmt: skip
    """Every step in the order of the plan. `mine`: the bodies of the reader."""
    ahead = [step for step in steps if step.starts_on and step.last_day >= today]
    nearest = min((step.starts_on for step in ahead if step.starts_on >= today), default=None)
    found, warned = rounds_by_step(steps, rounds), warned or {}
    return [
        Row(
            step,
            _state(step, today, nearest),
            left(step.starts_on, step.last_day, today) if step.starts_on else "",
            any(step.concerns(body) for body in mine),
            warned.get(step.uuid, []),
            found.get(step.uuid, []),
        )
        for step in steps
    ]


def _state(step: ProcessStep, today: date, nearest: date | None) -> str:
    if not step.starts_on:
        return "vague"
    if step.last_day < today:
        return "past"
    if step.starts_on < today:
        return "now"
    return "next" if step.starts_on == nearest else "coming"


def looked_at(programme: Programme, user) -> list[Row]:
    """The plan as the secretariat sees it, with everything that ought to be looked at."""
    plan = surroundings(programme, user)
    found = rows(plan.steps, plan.today, warned=warnings(plan), rounds=plan.rounds)
    groups = [body for body in plan.bodies if body.kind == Body.Kind.GROUP and body.ended_on is None]
    for row in found:
        row.new_round = _new_round(programme, row.step, groups, plan.today) if row.opens_round else ""
    return found


def read(programme: Programme, user) -> list[Row]:
    """The plan as somebody else reads it, with what is their own marked."""
    mine = list(Body.objects.visible_to(user).filter(pk__in=body_ids(user)))
    today = timezone.localdate()
    return rows(steps_of(programme, user), today, mine=mine, rounds=rounds_of(programme, user))


def next_step(user, programme: Programme | None = None) -> ProcessStep | None:
    """The step that comes next for somebody, with how long it is until then; of one programme, or of any they know."""
    steps = ProcessStep.objects.visible_to(user).coming().told_to(user).select_related("programme", "body")
    if programme:
        steps = steps.filter(programme=programme)
    if step := steps.first():
        step.left = left(step.starts_on, step.last_day, timezone.localdate())
    return step


def _new_round(programme: Programme, step: ProcessStep, groups: list[Body], today: date) -> str:
    """The form of a new round with what the step says already filled in."""
    asked = [step.body] if step.body else groups
    name = f"Utkast til {step.body.in_a_sentence if step.body else 'faggruppene'}"
    fields = {"program": programme.slug, "navn": name, "til": [body.key for body in asked]}
    if step.last_day and step.last_day >= today:
        fields["frist"] = step.last_day
    return f"{reverse('new_round')}?{urlencode(fields, doseq=True)}"
