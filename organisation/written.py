"""What somebody wrote in a cell of a spreadsheet: text, an address, a role, a day – or a fault, said in a sentence."""

import re
from datetime import date, datetime
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from openpyxl.cell.cell import ERROR_CODES

from .cells import FORMULA_SIGNS
from .models import Seat, User
from .models.partner import UNPRINTABLE, one_line

NOTHING = ("-", "–")  # what people write in a cell that is meant to be empty
DATES = (
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
)
YEARS = range(1950, 2101)
COUNT = re.compile(r"\d{1,3}( \d{3})*|\d+", re.ASCII)  # with spaces between thousands, or without
MOST_PEOPLE = 10_000_000
ROLES = {str(role.label): role for role in Seat.Role}


class Fault(Exception):
    """What is wrong with one cell or row, as the end of a sentence."""


def shown(cell) -> str:
    """A cell as people see it."""
    if isinstance(cell, date):
        return written_day(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return one_line(UNPRINTABLE.sub(" ", str("" if cell is None else cell)))[:200]


def written_day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def text_in(cell) -> str:
    text = one_line(str("" if cell is None else cell)) if isinstance(cell, str) else shown(cell)
    if text in NOTHING:
        return ""
    if text.startswith(FORMULA_SIGNS):
        raise Fault(f"Cellen er en formel eller begynner med «{text[0]}». Skriv verdien som vanlig tekst.")
    if text in ERROR_CODES:
        raise Fault(f"Cellen viser en feil fra Excel ({text}).")
    if UNPRINTABLE.search(text):
        raise Fault("Cellen inneholder usynlige tegn. Skriv verdien på nytt for hånd.")
    if len(text) > 200:
        raise Fault("Teksten er lengre enn 200 tegn.")
    return text


def email_in(cell) -> str:
    text = text_in(cell).lower()
    try:
        if text:
            User._meta.get_field("email").run_validators(text)
    except ValidationError:
        raise Fault(f"«{text}» er ikke en e-postadresse.") from None
    return text


def role_in(cell) -> Seat.Role:
    text = text_in(cell).casefold()
    if text and text not in ROLES:
        raise Fault(f"«{text}» er ikke en rolle. Skriv {', '.join(list(ROLES)[:-1])} eller {list(ROLES)[-1]}.")
    return ROLES.get(text, Seat.Role.MEMBER)


def date_in(cell) -> date | None:
    """A real date, or text as `18.12.2024` or `2024-12-18`."""
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
    elif not (text := text_in(cell)):
        return None
    else:
        forms = (re.fullmatch(form, text, re.ASCII) for form in DATES)
        parts = next((form.groupdict() for form in forms if form), {})
        try:
            day = date(**{part: int(digits) for part, digits in parts.items()})
        except (TypeError, ValueError):
            raise Fault(f"«{text}» er ikke en dato. Skriv den som 18.12.2024.") from None
    if day.year not in YEARS:
        raise Fault(f"Året {day.year} kan ikke være riktig.")
    return day


def count_in(cell) -> int | None:
    """How many: a whole number, or text as `717 710`. Points and commas are not guessed at."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int):
        text = text_in(cell) if isinstance(cell, str) else shown(cell)
        if text in (*NOTHING, "", ".", "..", ":"):  # the last three are how Statistics Norway writes nothing
            return None
        if not COUNT.fullmatch(text):
            raise Fault(f"«{text}» er ikke et helt tall. Skriv det som 717 710, uten punktum og komma.")
        cell = int(text.replace(" ", ""))
    if not 0 <= cell <= MOST_PEOPLE:
        raise Fault(f"{shown(cell)} kan ikke være et innbyggertall.")
    return cell


def meant(text: str, known) -> str:
    """The end of a sentence about a name that nobody has: who may be meant by it."""
    near = get_close_matches(text.casefold(), [name for name in known if not name.isdecimal()], n=1)
    if not near:
        return ""
    found = known[near[0]]
    return f" Mente du «{found[0] if isinstance(found, list) else found}»?"
