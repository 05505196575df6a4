"""A plan changed by something else than its form: a remedy, or days counted backwards. It goes through the one door."""

from collections.abc import Iterable

from organisation.models import Meeting, User
from organisation.record import Verb, note

from ..models import ProcessPlan, ProcessStep
from ..plan import change_plan
from ..states import State, settled_plan
from ..wording import differences
from .warnings import PlanWarning

FIELDS = ("when", "starts_on", "ends_on", "confirmed", "what", "who", "kind")


def state_of(steps: Iterable[ProcessStep]) -> State:
    """Steps as the plan's state."""
    rows = []
    for step in steps:
        fields = {name: getattr(step, name) for name in FIELDS if getattr(step, name) not in ("", None)}
        rows.append({"id": step.uuid} | fields | ({"body": step.body.key} if step.body else {}))
    return settled_plan({"steps": rows})


def mended(now: State, warning: PlanWarning) -> State:
    """The plan with what a warning proposes."""
    rows = [row | warning.mend.fields if row["id"] == str(warning.step.uuid) else row for row in now.get("steps", [])]
    return settled_plan({"steps": [{k: v for k, v in row.items() if v is not None} for row in rows]})


def write(plan: ProcessPlan, now: State, after: State, *, by: User) -> list[str]:
    """Write it, and say what differs. What the same person has typed in the form and not saved, is kept."""
    what = differences(now, after)
    change_plan(plan, now, after, by=by, what="; ".join(what)[:300], ends_draft=False)
    return what


def unregistered(sittings, user: User) -> list[Meeting]:
    """The new days as meetings that do not stand in the list yet. `sittings`: forms that are valid."""
    there = set(Meeting.objects.visible_to(user).values_list("body", "date"))
    wanted = {
        (body.pk, form.sitting.first): Meeting(body=body, date=form.sitting.first, last_date=form.sitting.last)
        for form in sittings
        for body in form.to_register
    }
    return [meeting for day, meeting in wanted.items() if day not in there]


def register(sittings, *, by: User) -> list[Meeting]:
    """New days go into the list of meetings, so that there is one place for a day."""
    made = unregistered(sittings, by)
    for meeting in made:
        meeting.save()
        note(by, Verb.ADDED, str(meeting), body=meeting.body)
    return made
