"""This year's plan as a proposal for next year's: plain data in, plain data out."""

from datetime import date, timedelta

from .. import document as doc
from ..years import moved
from .days import WEEK, on_days, working_day

YEAR = timedelta(days=365.25)


def a_year_later(step: doc.Step, first_year: int, last_year: int) -> doc.Step:
    """The step of the programme that follows one of these years, not confirmed.

    A dated one comes on the same weekday 52 weeks later (for a programme of four years: four years later), or on the
    working day before when that day is free. A vague one keeps its words, with the year moved where it is named.
    """
    years = last_year - first_year + 1
    if step.starts_on is None:
        when = moved(step.when, first_year - 1, last_year, by=years)
        return step.model_copy(update={"when": when, "confirmed": False})
    first = _later(step.starts_on, years)
    last = max(first, _later(step.ends_on, years)) if step.ends_on else None
    return step.model_copy(update=on_days(first, last, confirmed=False))


def _later(day: date, years: int) -> date:
    return working_day(day + round(years * YEAR / WEEK) * WEEK)
