"""A body's calendar, and a process plan, for a calendar program (RFC 5545): deadlines, meetings and steps.

All are whole days; a step without a date is left out. A step on the day that its body meets is that meeting, and no
event besides. Whoever may see a thing on a page has it in the calendar, asked each time it is fetched.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from organisation.models import Body, Meeting, User

from ..models import ProcessStep, Programme, Round
from .phrases import address, title

EPOCH = datetime(2020, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
PRODUCT = "-//Osloregionen//Handlingsprogram//NO"
REFRESH = timedelta(hours=12)


def body_calendar(body: Body, person: User) -> bytes:
    """What `person` may see of what `body` has before it and behind it."""
    meetings = list(Meeting.objects.visible_to(person).filter(body=body).select_related("body").order_by("date", "pk"))
    events, treated = [*_deadlines(body, person)], {}
    for step in _dated(person).of(body):
        if meeting := _meeting_of(step, meetings):
            treated.setdefault(meeting.pk, []).append(step)
        else:
            events.append(_step(step, str(step.programme)))
    events += [_meeting(each, body, treated.get(each.pk, [])) for each in meetings]
    return _calendar(f"body-{body.key}", f"{body} – Osloregionen", events)


def plan_calendar(programme: Programme, person: User) -> bytes:
    """The dated steps of a programme's plan; the meeting that a step is tells where."""
    steps = list(_dated(person).filter(programme=programme))
    bodies = {step.body_id for step in steps if step.body_id}
    meetings = list(Meeting.objects.visible_to(person).filter(body__in=bodies).select_related("body"))
    events = [_step(step, "", _meeting_of(step, meetings)) for step in steps]
    return _calendar(f"plan-{programme.uuid}", f"Fremdriftsplan – {programme}", events)


def _calendar(key: str, name: str, events: list[Event]) -> bytes:
    calendar = Calendar.new(uid=_id(key), name=name, prodid=PRODUCT, language="nb")
    calendar.refresh_interval = REFRESH
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _dated(person: User):
    steps = ProcessStep.objects.visible_to(person).filter(starts_on__isnull=False)
    return steps.select_related("programme", "body").order_by("starts_on", "pk")


def _meeting_of(step: ProcessStep, meetings: list[Meeting]) -> Meeting | None:
    """The meeting that the step is: the same day, and a body it concerns."""
    return next((each for each in meetings if each.date == step.starts_on and step.concerns(each.body)), None)


def _deadlines(body: Body, person: User) -> Iterator[Event]:
    rounds = Round.objects.visible_to(person).filter(opened_at__isnull=False, bodies=body).select_related("programme")
    for round in rounds.order_by("deadline", "pk"):
        yield _whole_days(
            f"round-{round.uuid}",
            f"Frist: innspill til {title(round)}",
            round.deadline,
            changed=round.deadline_set_at,
            url=address(round),
        )


def _meeting(meeting: Meeting, body: Body, steps: list[ProcessStep]) -> Event:
    event = _whole_days(
        f"meeting-{meeting.pk}",
        f"{meeting.title} i {body.in_a_sentence}",
        meeting.date,
        meeting.last_date,
        changed=meeting.changed_at,
        place=meeting.place,
        url=settings.SITE_URL + body.get_absolute_url(),
    )
    if steps:
        event.add("description", "\n".join(f"{step.what} ({step.programme})" for step in steps))
    return event


def _step(step: ProcessStep, programme: str, meeting: Meeting | None = None) -> Event:
    """Nobody keeps account of when a step was changed, so it says now."""
    event = _whole_days(
        f"step-{step.pk}",
        step.what + (f" ({programme})" if programme else "") + ("" if step.confirmed else " – ikke bekreftet"),
        step.starts_on,
        step.ends_on,
        place=meeting.place if meeting else "",
        url=settings.SITE_URL + reverse("process_plan", args=[step.programme.slug]),
    )
    event.add("status", "CONFIRMED" if step.confirmed else "TENTATIVE")
    if step.who:
        event.add("description", step.who)
    return event


def _whole_days(
    key: str, summary: str, first: date, last: date | None = None, *, url: str, place: str = "", changed=None
) -> Event:
    """An event that lasts from the first day through the last. Its sequence grows whenever it is changed."""
    event = Event.new(
        uid=_id(key),
        summary=" ".join(summary.split()),
        start=first,
        end=(last or first) + timedelta(days=1),  # the day after, says RFC 5545
        stamp=changed or timezone.now(),
        last_modified=changed,
        sequence=int((changed - EPOCH).total_seconds()) if changed else None,
        location=place or None,
        url=url,
    )
    event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    return event


def _id(key: str) -> str:
    """The same each time: a calendar program knows again what it has fetched before."""
    return f"{key}@{urlsplit(settings.SITE_URL).hostname}"
