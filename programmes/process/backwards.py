"""A plan counted backwards from the days the bodies meet: when papers go out, and when the text is written.

A step that is known by kind and body gets new days; all others stay where and as they are, vague ones among them.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from organisation.models import Body

from ..models import ProcessStep
from .days import DAY, on_days, told, working_day, working_days_before
from .pairing import NAMES, Kind, before
from .warnings import ADMINISTRATIVE, LEAD, POLITICAL

WHAT = {
    Kind.GROUPS: "Behandle utkast til handlingsprogram", Kind.COORDINATION: "Drøfte utkast til handlingsprogram",
    Kind.RECOMMENDATION: "Innstille handlingsprogram og budsjett", Kind.ADOPTION: "Vedta handlingsprogram og budsjett",
}  # fmt: skip
WORK = 2  # working days, as 23 and 24 October in the plan of 2024 (seed 000)


@dataclass(frozen=True)
class Sitting:
    """When a body treats the programme; without one it is every body of the kind."""

    kind: str
    first: date
    last: date | None = None
    body: Body | None = None
    is_registered: bool = False  # stands in the list of meetings, and is certain

    @property
    def who(self) -> str:
        return self.body.in_a_sentence if self.body else NAMES[self.kind]


@dataclass(frozen=True)
class Lead:
    """How many days before a meeting papers go out, and how many working days before that are kept for the text."""

    administrative: int = ADMINISTRATIVE
    political: int = POLITICAL
    work: int = WORK

    def before(self, kind: str) -> int:
        return self.administrative if LEAD[kind] == ADMINISTRATIVE else self.political


@dataclass
class Proposal:
    """The whole plan as it would be, and what there is no room for."""

    steps: list[ProcessStep]
    notes: list[str]


def backwards(
    steps: Iterable[ProcessStep], sittings: Iterable[Sitting], lead: Lead, *, today: date,
    secretariat: Body | None = None,
) -> Proposal:  # fmt: skip
    """The plan for these meetings. The steps that are given are not changed."""
    found = Proposal([copy(step) for step in steps], [])
    earlier, taken = None, []
    for sitting in sorted(sittings, key=lambda each: each.first):
        treatment = _known(found.steps, sitting, taken) or _added(found.steps, sitting)
        taken.append(treatment)
        if _set(treatment, sitting.first, sitting.last) or sitting.is_registered:
            treatment.confirmed = True
        treatment.body = treatment.body or sitting.body
        treatment.who = treatment.who or (sitting.body.name if sitting.body else NAMES[sitting.kind].capitalize())

        out = working_day(sitting.first - lead.before(sitting.kind) * DAY)
        papers = _inside(
            found.steps, treatment, Kind.PAPERS, f"Utsending av sakspapirer til {sitting.who}", secretariat
        )
        _set(papers, out)
        papers.confirmed = True
        if out < today <= sitting.first:
            found.notes.append(
                f"Papirene til {sitting.who} skulle vært sendt {told(out, today)} for å komme "
                f"{lead.before(sitting.kind)} dager før møtet."
            )
        if lead.work:
            _work(found, papers, earlier, lead.work, today, secretariat)
        if earlier and out <= (earlier.last or earlier.first):
            when = "samme dag som" if out == (earlier.last or earlier.first) else "før"
            found.notes.append(
                f"Papirene til {sitting.who} må sendes {told(out, today)}, {when} {earlier.who} møtes. "
                "Det er ikke tid til å endre teksten imellom."
            )
        earlier = sitting
    return found


def _work(found: Proposal, papers: ProcessStep, earlier: Sitting | None, days: int, today, secretariat) -> None:
    """The days before the papers go out and after the treatment before; none when there is no room."""
    last = working_day(papers.starts_on - DAY)
    first = working_days_before(last + DAY, days)
    if earlier:
        over = earlier.last or earlier.first
        while first <= last and (first <= over or working_day(first) != first):
            first += DAY
    if first > last:
        return
    what = "Redigere utkast til handlingsprogram" if earlier else "Skrive utkast til handlingsprogram"
    work = _inside(found.steps, papers, Kind.WORK, what, secretariat)
    _set(work, first, last)
    work.confirmed = True


def _set(step: ProcessStep, first: date, last: date | None = None) -> bool:
    """Other days, and the text that says them. `False` for one that already has these days: it keeps its words."""
    if (step.starts_on, step.last_day) == (first, last or first):
        return False
    for name, value in on_days(first, last).items():
        setattr(step, name, value)
    return True


def _known(steps: list[ProcessStep], sitting: Sitting, taken: list[ProcessStep]) -> ProcessStep | None:
    """The step of the same kind and body; else one that names no body, or the only one there is."""
    of_kind = [step for step in steps if step.kind == sitting.kind and step not in taken]
    body = sitting.body and sitting.body.pk
    own = [step for step in of_kind if step.body_id == body]
    open_to_all = [step for step in of_kind if step.body_id is None or body is None]
    return next(iter([*own, *open_to_all]), None)


def _added(steps: list[ProcessStep], sitting: Sitting) -> ProcessStep:
    """A new step after everything that is before it in time."""
    at = max((n + 1 for n, step in enumerate(steps) if step.starts_on and step.starts_on < sitting.first), default=0)
    new = ProcessStep(uuid=uuid4(), kind=sitting.kind, what=WHAT[sitting.kind], body=sitting.body)
    steps.insert(at, new)
    return new


def _inside(steps: list[ProcessStep], ahead_of: ProcessStep, kind: str, what: str, secretariat) -> ProcessStep:
    """The dated step of a kind that belongs before another, or a new one right before it."""
    known = before([step for step in steps if step.starts_on or step is ahead_of], ahead_of, kind)
    if known:
        return known
    new = ProcessStep(uuid=uuid4(), kind=kind, what=what, who="Sekretariatet", body=secretariat)
    steps.insert(steps.index(ahead_of), new)
    return new
