"""Which days are worked on. Norway's public holidays are those of the package `holidays`."""

from datetime import date, timedelta
from functools import lru_cache

from organisation.days import in_words

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY, SUNDAY = 5, 6
WEEKEND = {SATURDAY: "en lørdag", SUNDAY: "en søndag"}
CHRISTMAS = range(24, 32)  # of December
EASTER = "Første påskedag"


def free(day: date) -> str:
    """Why nobody works on the day, as it stands after «er»: `en lørdag`, `grunnlovsdag`. Empty when they do."""
    if name := _holidays().get(day):
        return name[0].lower() + name[1:]
    return WEEKEND.get(day.weekday(), "")


def quiet(day: date) -> str:
    """A time when many are away though it is worked: `romjula`, `påskeuka`. Empty at other times."""
    if day.month == 12 and day.day in CHRISTMAS:
        return "romjula"
    sunday = day + (SUNDAY - day.weekday()) * DAY
    return "påskeuka" if _holidays().get(sunday) == EASTER else ""


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no Norwegian public holiday."""
    return not free(day)


def working_day(day: date) -> date:
    """The day itself, or the nearest working day before it."""
    while free(day):
        day -= DAY
    return day


def working_days_before(deadline: date, days: int) -> date:
    """The day that has so many working days from itself to the deadline, the deadline not counted."""
    day = deadline
    while days:
        day -= DAY
        days -= is_working_day(day)
    return day


def told(first: date, today: date, last: date | None = None) -> str:
    """`17. oktober`, `17.–18. oktober`; the year stands there when it is not this year."""
    return in_words(first, last).removesuffix(f" {today.year}")


def left(first: date, last: date, today: date) -> str:
    """How long it is until then: `om 6 dager`, `i morgen`, `i dag`, `nå`."""
    if first < today <= last:
        return "nå"
    days = (first - today).days
    return {0: "i dag", 1: "i morgen"}.get(days, f"om {days} dager") if days >= 0 else ""


def on_days(first: date, last: date | None = None, **more) -> dict:
    """The fields of a step on other days: the text is written from them."""
    last = None if last == first else last
    return {"when": in_words(first, last), "starts_on": first, "ends_on": last} | more


@lru_cache
def _holidays():
    """A year is worked out when it is first asked for. Imported here because it takes half a second to load, and most
    processes never ask."""
    from holidays import country_holidays  # noqa: PLC0415

    return country_holidays("NO")
