"""A body's calendar for a calendar program (RFC 5545): deadlines, meetings, and the steps of the process plan.

All are whole days. Whoever may see a thing on a page has it in the calendar, asked each time it is fetched.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
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
    name = f"{body} – Osloregionen"
    calendar = Calendar.new(uid=_id(f"body-{body.key}"), name=name, prodid=PRODUCT, language="nb")
    calendar.refresh_interval = REFRESH
    for event in [*_deadlines(body, person), *_meetings(body, person), *_steps(body, person)]:
        calendar.add_component(event)
    return calendar.to_ical()


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


def _meetings(body: Body, person: User) -> Iterator[Event]:
    for meeting in Meeting.objects.visible_to(person).filter(body=body).order_by("date", "pk"):
        yield _whole_days(
            f"meeting-{meeting.pk}",
            f"{meeting.title} i {body.in_a_sentence}",
            meeting.date,
            meeting.last_date,
            changed=meeting.changed_at,
            place=meeting.place,
            url=settings.SITE_URL + body.get_absolute_url(),
        )


def _steps(body: Body, person: User) -> Iterator[Event]:
    """Those that have a date; nobody keeps account of when a step was changed, so it says now."""
    steps = ProcessStep.objects.filter(body=body, starts_on__isnull=False)
    steps = steps.filter(programme__in=Programme.objects.visible_to(person)).select_related("programme")
    for step in steps.order_by("starts_on", "pk"):
        yield _whole_days(
            f"step-{step.pk}",
            f"{step.what} ({step.programme})" + ("" if step.confirmed else " – ikke bekreftet"),
            step.starts_on,
            step.ends_on,
            url=settings.SITE_URL + step.programme.get_absolute_url(),
        )


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
