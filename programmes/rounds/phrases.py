"""Rounds, bodies and days as they stand in a sentence: in mails and in calendars."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.formats import date_format

from organisation.letters import one_line
from organisation.models import Body

from ..models import Round


def title(round: Round) -> str:
    """`«Utkast til faggruppene» i Handlingsprogram 2026`."""
    return f"«{one_line(round.name)}» i {one_line(str(round.programme))}"


def names(bodies: Iterable[Body]) -> str:
    """`Faggruppe for klima og miljø`; several as one says them."""
    *first, last = [body.in_a_sentence for body in bodies]
    return f"{', '.join(first)} og {last}" if first else last


def short(day: date) -> str:
    """`17.10`."""
    return date_format(day, "j.n")


def long(day: date) -> str:
    """`fredag 17. oktober`."""
    return date_format(day, "l j. F")


def address(round: Round) -> str:
    return settings.SITE_URL + round.get_absolute_url()


def count(number: int, one: str, many: str) -> str:
    """`1 uttalelse`, `3 uttalelser`."""
    return f"{number} {one if number == 1 else many}"
