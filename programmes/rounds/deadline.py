"""How long there is left, in words: it stands on every page that somebody is asked to write on."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from ..models import Round


def deadline_words(round: Round, today: date | None = None) -> str:
    """`Frist 17. oktober, 6 dager igjen`; after the deadline what has happened, and what that means for a comment."""
    today = today or timezone.localdate()
    if round.answered_at:
        return f"Svarene ble publisert {_day(timezone.localdate(round.answered_at), today)}"
    if round.closed_at:
        return f"Avsluttet {_day(timezone.localdate(round.closed_at), today)}"
    day = _day(round.deadline, today)
    left = (round.deadline - today).days
    if left < 0:
        return f"Fristen gikk ut {day}. Det som kommer nå, blir merket «for sent»."
    return f"Frist {day}, {'i dag' if left == 0 else 'i morgen' if left == 1 else f'{left} dager igjen'}"


def _day(day: date, today: date) -> str:
    return date_format(day, "j. F" if day.year == today.year else "j. F Y")
