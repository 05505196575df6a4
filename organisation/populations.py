"""Inhabitants from a spreadsheet: what each row would do, and then all of it or nothing.

Both a plain sheet is understood – number or name, and how many – and what Statistics Norway's StatBank
gives: a title, headings with years, and places as `0301 Oslo` or `K-0301 Oslo`. Places that are no
members are passed by. A member's row that cannot be read is a fault, and one fault stops the whole file.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from django.db import models, transaction

from .models import Member, Population, User
from .models.partner import one_line
from .record import Verb, note
from .sheets import Rows, Unreadable, read
from .written import YEARS, Fault, count_in, meant, shown

PLACE = re.compile(r"(?:[KF]-)?(?P<number>\d{1,4})(?: (?P<name>.+))?", re.ASCII | re.IGNORECASE)
NUMBERS = re.compile(r"nummer|\bnr\b|\bknr\b|kommunenr", re.IGNORECASE)  # the heading of a column of such
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
SECOND_NAME = re.compile(r" - .*| (?:fylkes)?kommune$", re.IGNORECASE)  # «Tromsø - Romsa», «Ås kommune»


class State(models.TextChoices):
    NEW = "new", "nytt tall"
    CHANGED = "changed", "endret tall"
    UNCHANGED = "unchanged", "uendret"
    FAULT = "fault", "feil"


SEVERAL = {State.NEW: "nye tall", State.CHANGED: "endrede tall", State.UNCHANGED: "uendret", State.FAULT: "feil"}


@dataclass
class Row:
    """A member's row of the sheet, and what becomes of it."""

    number: int
    place: str
    state: State = State.FAULT
    member: Member | None = None
    inhabitants: int | None = None
    before: Population | None = None
    fault: str = ""


@dataclass
class Preview:
    """What a file would do."""

    day: date
    heading: str  # of the column that is read
    rows: list[Row] = field(default_factory=list)
    passed_by: list[tuple[int, str, str]] = field(default_factory=list)  # number of the row, its place, and why
    lacking: list[Member] = field(default_factory=list)  # members who would still have no figure

    def of(self, *states: State) -> list[Row]:
        return [row for row in self.rows if row.state in states]

    @property
    def faults(self) -> list[str]:
        return [f"Rad {row.number}, «{row.place}»: {row.fault}" for row in self.of(State.FAULT)]

    @property
    def to_write(self) -> list[Row]:
        return self.of(State.NEW, State.CHANGED)

    @property
    def summary(self) -> str:
        """`65 nye tall, 1 uendret`."""
        counts = [(len(self.of(state)), state) for state in State]
        told = [f"{count} {state.label if count == 1 else SEVERAL[state]}" for count, state in counts if count]
        return ", ".join(told) or "ingen medlemmer"


class Faulty(Exception):
    """The file cannot be imported as the register is now; nothing is written."""


# ── from file to preview ─────────────────────────────────────────────────────────────────────────


def look(name: str, content: bytes, day: date) -> Preview:
    """What importing this file would do, when its figures are of `day`. Raises `Unreadable`.

    Three queries, however long the file.
    """
    rows = read(name, content)
    known = Member.objects.namings()
    begins = next((place for place, (_, cells) in enumerate(rows) if _holds_figures(cells)), len(rows))
    above, body = rows[:begins], rows[begins:]
    column, heading, naming = _columns(above, body, day)
    preview = Preview(day, heading)
    before = {row.member_id: row for row in Population.objects.filter(date=day)}
    first_row: dict[int, int] = {}  # of each member
    for number, cells in body:
        place = one_line(" ".join(shown(cells[at]) for at in naming if at < len(cells)))
        cell = cells[column] if column < len(cells) else None
        _judge(preview, Row(number, place), cell, known, before, first_row)
    figured = before.keys() | first_row.keys()
    preview.lacking = [member for member in Member.objects.current(day) if member.pk not in figured]
    return preview


def _judge(preview: Preview, row: Row, cell, known, before, first_row) -> None:
    """Find out what becomes of a row, and put it where it belongs."""
    try:
        row.member = _member(row.place, known)
        if row.member is None:
            preview.passed_by.append((row.number, row.place, f"Står ikke i medlemsregisteret.{_perhaps(row, known)}"))
            return
        row.inhabitants = count_in(cell)
        if row.inhabitants is None:
            preview.passed_by.append((row.number, row.place, "Raden har ikke noe innbyggertall."))
            return
        if row.member.pk in first_row:
            raise Fault(f"{row.member} står også i rad {first_row[row.member.pk]}.")
        first_row[row.member.pk] = row.number
        row.before = before.get(row.member.pk)
        if row.before is None:
            row.state = State.NEW
        else:
            row.state = State.UNCHANGED if row.before.inhabitants == row.inhabitants else State.CHANGED
    except Fault as fault:
        row.fault = str(fault)
    preview.rows.append(row)


def _holds_figures(cells: list) -> bool:
    """Is this a row of the sheet's body? The headings above hold words and years, and nothing else to count."""
    first, *rest = cells
    if PLACE.fullmatch(shown(first)) and any(map(shown, rest)):
        return True
    return any(count is not None and count not in YEARS for count in map(_count, rest))


def _count(cell) -> int | None:
    try:
        return count_in(cell)
    except Fault:
        return None


def _columns(above: Rows, body: Rows, day: date) -> tuple[int, str, list[int]]:
    """The column that holds the inhabitants of `day`, its heading, and the columns to its left that name the place.

    Where there are several with figures it is the one that names the year.
    """
    width = max((len(cells) for _, cells in above + body), default=0)
    headings = [
        one_line(" ".join(shown(cells[place]) for _, cells in above if place < len(cells))) for place in range(width)
    ]
    filled = [
        place
        for place in range(1, width)
        if not NUMBERS.search(headings[place])
        and any(_count(cells[place]) is not None for _, cells in body if place < len(cells))
    ]
    of_year = [place for place in filled if str(day.year) in YEAR.findall(headings[place])]
    chosen = of_year or [place for place in filled if not YEAR.search(headings[place])]
    if not filled:
        raise Unreadable("Fila har ingen kolonne med innbyggertall. Bruk malen.")
    if not chosen:
        years = ", ".join(sorted({year for place in filled for year in YEAR.findall(headings[place])}))
        raise Unreadable(f"Fila har tall for {years}, men ikke for {day.year}. Sjekk datoen, eller hent en annen fil.")
    if len(chosen) > 1:
        named = ", ".join(f"«{headings[place] or f'kolonne {place + 1}'}»" for place in chosen)
        raise Unreadable(f"Fila har flere kolonner med tall: {named}. Behold bare kolonnen med innbyggertall.")
    return chosen[0], headings[chosen[0]], [place for place in range(chosen[0]) if place not in filled]


def _number_and_name(place: str) -> tuple[str, str]:
    """`0301` and `oslo` from `K-0301 Oslo`; either may be missing. The name comes first in some sheets."""
    found = PLACE.fullmatch(place) or PLACE.fullmatch(" ".join([*place.split()[-1:], *place.split()[:-1]]))
    if not found:
        return "", _plain(place)
    number = found["number"]
    return number.zfill(2 if len(number) < 3 else 4), _plain(found["name"] or "")  # Excel eats the first zero


def _plain(name: str) -> str:
    return SECOND_NAME.sub("", name).casefold()


def _member(place: str, known: dict[str, list[Member]]) -> Member | None:
    """The member that a row is about; nobody when it is no member's."""
    number, name = _number_and_name(place)
    if number in known:
        member = known[number][0]
        if name and name != _plain(member.name):
            raise Fault(f"Nummer {number} er {member} i medlemsregisteret. Rett nummeret eller navnet.")
        return member
    found = [member for member in known.get(name, []) if not (number and member.number)]
    if len(found) > 1:
        raise Fault(f"Både en kommune og en fylkeskommune heter «{found[0]}». Skriv nummeret i stedet.")
    return found[0] if found else None


def _perhaps(row: Row, known: dict) -> str:
    """Who is meant by a name without number that nobody has."""
    number, name = _number_and_name(row.place)
    return "" if number or not name else meant(name, known)


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def carry_out(name: str, content: bytes, day: date, source: str, *, by: User) -> Preview:
    """Write every new and changed figure of the file, judged anew, or nothing; one at a time. Raises `Faulty`."""
    list(Member.objects.select_for_update().order_by("pk"))
    preview = look(name, content, day)
    if preview.faults:
        raise Faulty
    new, changed = preview.of(State.NEW), preview.of(State.CHANGED)
    Population.objects.bulk_create(
        Population(member=row.member, date=day, inhabitants=row.inhabitants, source=source) for row in new
    )
    for row in changed:
        row.before.inhabitants, row.before.source = row.inhabitants, source
    Population.objects.bulk_update([row.before for row in changed], ["inhabitants", "source"])
    if preview.to_write:
        note(by, Verb.IMPORTED, f"innbyggertall per {day:%d.%m.%Y}: {preview.summary}")
    return preview
