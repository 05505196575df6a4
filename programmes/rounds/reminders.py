"""When people are reminded of a deadline: three working days before it, and one day before."""

from datetime import date, timedelta

from django.utils import timezone

from organisation.mailing import plan
from organisation.models import Mailing

from ..models import Round
from ..process.days import working_days_before
from .letters import Event, reminded


def remind(today: date | None = None) -> int:
    """Plan the reminders that are due. Safe to ask again. Returns how many there are."""
    today = today or timezone.localdate()
    rounds = Round.objects.open().filter(deadline__gte=today)
    turns = [(round, days) for round in rounds if (days := due_today(round, today))]
    events = [Event(Mailing.Kind.REMINDER, f"{round.uuid}/{round.deadline}/{days}") for round, days in turns]
    return sum(plan(event.kind, event.key, reminded(event)) for event in events)


def due_today(round: Round, today: date) -> int:
    """The reminder that stands at its turn on this day: 3, 1, or 0 for none.

    The first day the reminders are looked at counts, also when nobody looked on the very day. None on or before the
    day the deadline was set: people were told then.
    """
    told = timezone.localdate(max(round.opened_at, round.deadline_set_at))
    for days, day in ((1, round.deadline - timedelta(days=1)), (3, working_days_before(round.deadline, 3))):
        if told < day <= today <= round.deadline:
            return days
    return 0
