"""What ought to be looked at in a plan. It is told, and never stops anybody.

Each check is given the plan with what surrounds it and says what it found; none of them asks the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from organisation.models import Body, Meeting

from ..models import ProcessStep, Programme, Round
from .days import DAY, free, left, on_days, quiet, told, working_day
from .pairing import Kind, following, only_body, rounds_by_step, who

Phase = Programme.Phase
# How many days before the meeting the papers go out. From the plan of 2024 (seed 000): 10.10 → 17.10 and 24.10 → 31.10
# for the administrative groups; 10.11 → 24.11 and 24.11 → 8.12 for the political bodies.
ADMINISTRATIVE, POLITICAL = 7, 14
LEAD = {
    Kind.GROUPS: ADMINISTRATIVE, Kind.COORDINATION: ADMINISTRATIVE, Kind.RECOMMENDATION: POLITICAL,
    Kind.ADOPTION: POLITICAL,
}  # fmt: skip
LEADS_TO = {
    Kind.GROUPS: Phase.GROUPS, Kind.COORDINATION: Phase.COORDINATION, Kind.RECOMMENDATION: Phase.RECOMMENDED,
    Kind.ADOPTION: Phase.ADOPTED,
}  # fmt: skip
SOON = timedelta(days=30)
NEAR = timedelta(days=14)  # a meeting farther away than this is another meeting


@dataclass(frozen=True)
class Mend:
    """What the button says, and what it writes in the step; `None` takes the field away."""

    label: str
    fields: dict[str, object] = field(hash=False)


@dataclass(frozen=True)
class PlanWarning:
    """`kind` is which check it comes from; `is_soft`: it may well be meant."""

    kind: str
    step: ProcessStep
    sentence: str
    mend: Mend | None = None
    is_soft: bool = False

    @property
    def key(self) -> str:
        """By which a button names it; another remedy has another name."""
        return ":".join([self.kind, str(self.step.uuid), *(map(str, self.mend.fields.values()) if self.mend else [])])


@dataclass(frozen=True)
class Surroundings:
    """A plan, and what it is held against. `since`: when the programme was last taken up again, if it was."""

    steps: list[ProcessStep]
    today: date
    meetings: list[Meeting] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    phase: str = Phase.PREPARATION
    since: date | None = None

    @property
    def dated(self) -> list[ProcessStep]:
        return [step for step in self.steps if step.starts_on]

    def told(self, first: date, last: date | None = None) -> str:
        return told(first, self.today, last)


def warnings(plan: Surroundings) -> dict[UUID, list[PlanWarning]]:
    """By step, in the order of the checks. What is adopted needs no warnings."""
    found: dict[UUID, list[PlanWarning]] = {}
    for check in () if plan.phase == Phase.ADOPTED else CHECKS:
        for each in check(plan):
            found.setdefault(each.step.uuid, []).append(each)
    return found


# ── The checks ───────────────────────────────────────────────────────────────────────────────────


def _days_off(plan: Surroundings) -> Iterator[PlanWarning]:
    """It begins or ends on a day when nobody works, or when many are away."""
    for step in plan.dated:
        days = sorted({step.starts_on, step.last_day})
        if off := next(filter(free, days), None):
            sentence = f"{plan.told(off).capitalize()} er {free(off)}."
            first, last = working_day(step.starts_on), working_day(step.last_day)
            label = f"Flytt til {plan.told(first if step.starts_on == off else last)}"
            yield PlanWarning("off", step, sentence, Mend(label, on_days(first, max(first, last))))
        elif away := next(filter(quiet, days), None):
            yield PlanWarning("quiet", step, f"{plan.told(away).capitalize()} er i {quiet(away)}.", is_soft=True)


def _same_day(plan: Surroundings) -> Iterator[PlanWarning]:
    """A body is in two steps at once. The secretariat often is, and is looked at below."""
    busy: dict[int, list[ProcessStep]] = {}
    for step in plan.dated:
        if step.body and step.body.kind != Body.Kind.SECRETARIAT:
            busy.setdefault(step.body_id, []).append(step)
    for steps in busy.values():
        for number, step in enumerate(steps):
            for other in steps[:number]:
                day = max(step.starts_on, other.starts_on)
                if day <= min(step.last_day, other.last_day):
                    name = step.body.in_a_sentence
                    yield PlanWarning(
                        "clash", step, f"Kolliderer med «{other.what}»: {name} er med i begge {plan.told(day)}."
                    )


def _work_ends_too_late(plan: Surroundings) -> Iterator[PlanWarning]:
    """The text is still being written the day its papers go out, as on 24 October in the plan of 2024 (seed 000)."""
    for step in plan.dated:
        papers = following(plan.steps, step, {Kind.PAPERS}) if step.kind == Kind.WORK else None
        if not papers or not papers.starts_on or step.last_day < papers.starts_on:
            continue
        same = "samme dag som" if step.last_day == papers.starts_on else "etter at"
        sentence = (
            f"Kolliderer med «{papers.what}»: arbeidet slutter {plan.told(step.last_day)}, {same} papirene sendes."
        )
        last = working_day(papers.starts_on - DAY)
        mend = Mend(f"La arbeidet slutte {plan.told(last)}", on_days(step.starts_on, last))
        yield PlanWarning("clash", step, sentence, mend if last >= step.starts_on else None)


def _nobody(plan: Surroundings) -> Iterator[PlanWarning]:
    """It does not say who."""
    for step in plan.steps:
        if not step.who:
            body = only_body(step, plan.bodies)
            mend = Mend(f"Skriv «{body.name}»", {"who": body.name, "body": body.key}) if body else None
            yield PlanWarning("nobody", step, "«Hvem» mangler.", mend)


def _papers_too_late(plan: Surroundings) -> Iterator[PlanWarning]:
    """The papers go out nearer to the meeting than those who read them are promised (`LEAD`)."""
    for papers in plan.dated:
        meeting = following(plan.steps, papers, LEAD) if papers.kind == Kind.PAPERS else None
        if not meeting or not meeting.starts_on:
            continue
        days, wanted = (meeting.starts_on - papers.starts_on).days, LEAD[meeting.kind]
        if days < wanted:
            last = working_day(meeting.starts_on - wanted * DAY)
            when = f"{days} dager før" if days > 1 else "dagen før" if days == 1 else "ikke før"
            sentence = (
                f"Papirene sendes {when} {who(meeting)} møtes {plan.told(meeting.starts_on)}. "
                f"De skal ut minst {wanted} dager før, senest {plan.told(last)}."
            )
            yield PlanWarning("papers", papers, sentence, Mend(f"Send ut {plan.told(last)}", on_days(last)))


def _order(plan: Surroundings) -> Iterator[PlanWarning]:
    """A body treats the programme before the one that is to treat it first."""
    first = {}
    for step in sorted(plan.dated, key=lambda step: step.starts_on):
        if step.is_treated:
            first.setdefault(step.kind, step)
    for one, other in pairwise(first[kind] for kind in ProcessStep.TREATED if kind in first):
        if other.starts_on < one.starts_on:
            sentence = (
                f"Rekkefølgen er snudd: {who(other)} møtes {plan.told(other.starts_on)}, "
                f"før {who(one)} {plan.told(one.starts_on)}."
            )
            yield PlanWarning("order", other, sentence)


def _other_than_the_meeting(plan: Surroundings) -> Iterator[PlanWarning]:
    """The body's meeting stands on other days in the list of meetings."""
    for step in plan.dated:
        meetings = [each for each in plan.meetings if each.body_id == step.body_id] if step.is_treated else []
        days = (step.starts_on, step.last_day)
        if not meetings or any(days == _days(each) for each in meetings):
            continue
        taken = {(each.starts_on, each.last_day) for each in plan.dated if each.body_id == step.body_id}
        meetings = [each for each in meetings if _days(each) not in taken and abs(each.date - step.starts_on) <= NEAR]
        if meetings:
            nearest = min(meetings, key=lambda each: (abs(each.date - step.starts_on), each.date))
            meets = plan.told(*_days(nearest))
            sentence = f"Planen sier {plan.told(*days)}, men møtet står {meets}."
            fields = on_days(nearest.date, nearest.last_date, confirmed=True)
            yield PlanWarning("meeting", step, sentence, Mend("Bruk møtets dato", fields))


def _not_confirmed(plan: Surroundings) -> Iterator[PlanWarning]:
    """It is soon, and nobody has confirmed it."""
    for step in plan.dated:
        if not step.confirmed and plan.today <= step.starts_on < plan.today + SOON:
            until = left(step.starts_on, step.last_day, plan.today)
            yield PlanWarning(
                "unconfirmed", step, f"Datoen er ikke bekreftet, og steget er {until}.",
                Mend("Bekreft datoen", {"confirmed": True}),
            )  # fmt: skip


def _passed(plan: Surroundings) -> Iterator[PlanWarning]:
    """The day is over, and the programme is not yet in the phase it should be in. Days before it was taken up again
    belong to the edition before."""
    order = Phase.values
    for step in plan.dated:
        phase = LEADS_TO.get(step.kind)
        late = phase and order.index(plan.phase) < order.index(phase) and step.last_day < plan.today
        if late and not (plan.since and step.last_day < plan.since):
            sentence = (
                f"Fristen er passert: steget var {plan.told(step.last_day)}, og programmet er fortsatt "
                f"«{Phase(plan.phase).label}»."
            )
            yield PlanWarning("passed", step, sentence)


def _round_too_long(plan: Surroundings) -> Iterator[PlanWarning]:
    """Groups may still write when the papers for the next body have gone out."""
    found = rounds_by_step(plan.steps, plan.rounds)
    for step in plan.steps:
        papers = following(plan.steps, step, {Kind.PAPERS})
        for round in found.get(step.uuid, []):
            if not round.closed_at and papers and papers.starts_on and round.deadline > papers.starts_on:
                sentence = (
                    f"Fristen i «{round}» er {plan.told(round.deadline)}, etter at papirene til neste organ sendes "
                    f"{plan.told(papers.starts_on)}."
                )
                yield PlanWarning("round", step, sentence)


def _days(meeting: Meeting) -> tuple[date, date]:
    return meeting.date, meeting.last_date or meeting.date


CHECKS = (
    _passed, _other_than_the_meeting, _days_off, _same_day, _work_ends_too_late, _papers_too_late, _order,
    _round_too_long, _not_confirmed, _nobody,
)  # fmt: skip
