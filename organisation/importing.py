"""People and seats from a spreadsheet: what each row would do, and then all of it or nothing.

An import adds; it never changes a person or a seat that is there. What does not fit is a fault with a
sentence, and one fault stops the whole file.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import models, transaction

from .models import Body, Member, Seat, User
from .models.partner import one_line
from .record import Verb, note
from .sheets import Rows, Unreadable, read
from .written import Fault, date_in, email_in, meant, role_in, shown, text_in, written_day

NAME, EMAIL, BODY, ROLE, ON_BEHALF_OF, FROM, TO = COLUMNS = (
    "Navn", "E-post", "Organ", "Rolle", "På vegne av", "Fra og med", "Til og med",
)  # fmt: skip


class State(models.TextChoices):
    NEW_PERSON = "new_person", "ny person"
    NEW_SEAT = "new_seat", "nytt verv"
    UNCHANGED = "unchanged", "uendret"
    FAULT = "fault", "feil"


SEVERAL = {
    State.NEW_PERSON: "nye personer",
    State.NEW_SEAT: "nye verv",
    State.UNCHANGED: "uendret",
    State.FAULT: "feil",
}


def told(number: int, state: State) -> str:
    """`1 ny person`, `3 nye verv`."""
    return f"{number} {state.label if number == 1 else SEVERAL[state]}"


@dataclass
class Row:
    """A row of the sheet, and what becomes of it."""

    number: int
    shown: dict[str, str]
    state: State = State.FAULT
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    seat: Seat | None = None

    @property
    def parts(self) -> tuple[tuple[str, str, str], ...]:
        """What the row says in three places: the place's name, the first line, and the second."""
        said = self.shown
        role = " for ".join(part for part in (said[ROLE] or "medlem", said[ON_BEHALF_OF]) if part)
        until = f"til {said[TO]}" if said[TO] else ""
        return (("Person", said[NAME], said[EMAIL]), ("Verv", said[BODY], role), ("Tid", f"fra {said[FROM]}", until))


@dataclass(frozen=True)
class Preview:
    """What a file would do."""

    rows: list[Row]
    unused: list[str]  # headings of columns that are not read

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def faults(self) -> list[str]:
        return [sentence for row in self.rows for sentence in row.faults]

    @property
    def new_seats(self) -> list[Seat]:
        return [row.seat for row in self.rows if row.state in (State.NEW_PERSON, State.NEW_SEAT)]

    @property
    def counts(self) -> dict[str, int]:
        """People, seats (those of new people too), unchanged rows and rows with faults."""
        return {
            State.NEW_PERSON: self.count(State.NEW_PERSON),
            State.NEW_SEAT: len(self.new_seats),
            State.UNCHANGED: self.count(State.UNCHANGED),
            State.FAULT: self.count(State.FAULT),
        }

    @property
    def summary(self) -> str:
        """`2 nye personer, 5 nye verv, 1 uendret`."""
        return summary(self.counts)


def summary(counts: dict[str, int]) -> str:
    """The counts in words, without those that are nothing."""
    return ", ".join(told(number, State(state)) for state, number in counts.items() if number)


class Faulty(Exception):
    """The file cannot be imported as the register is now; nothing is written."""


# ── from file to preview ─────────────────────────────────────────────────────────────────────────


def look(name: str, content: bytes) -> Preview:
    """What importing this file would do. Raises `Unreadable` when it is not a sheet of people and seats.

    Four queries, however long the file.
    """
    rows, places, unused = _with_headings(read(name, content))
    every = [
        (number, {column: cells[place] if place < len(cells) else None for column, place in places.items()})
        for number, cells in rows
    ]
    known = Known(every)
    return Preview([known.judge(number, cells) for number, cells in every], unused)


def _with_headings(rows: Rows) -> tuple[Rows, dict[str, int], list[str]]:
    """The rows below the headings, the place of each column, and the headings that mean nothing here."""
    headings = [one_line(str(cell or "")) for cell in rows[0][1]]
    ours = {column.casefold(): column for column in COLUMNS}
    found = Counter(ours[heading.casefold()] for heading in headings if heading.casefold() in ours)
    if missing := [f"«{column}»" for column in COLUMNS if column not in found]:
        one = len(missing) == 1
        listed = missing[0] if one else f"{', '.join(missing[:-1])} og {missing[-1]}"
        raise Unreadable(f"Fila mangler kolonne{'n' if one else 'ne'} {listed} i første rad. Bruk malen.")
    if twice := [column for column, times in found.items() if times > 1]:
        raise Unreadable(f"Kolonnen «{twice[0]}» står flere ganger i fila. Fjern den ene.")
    if len(rows) == 1:
        raise Unreadable("Fila har ingen rader under overskriftene.")
    places = {ours[heading.casefold()]: i for i, heading in enumerate(headings) if heading.casefold() in ours}
    unused = [heading for heading in headings if heading and heading.casefold() not in ours]
    return rows[1:], places, unused


class Known:
    """The register as it is, and the rows of the file judged so far."""

    def __init__(self, every: list[tuple[int, dict]]) -> None:
        self.bodies, self.members = _bodies(), Member.objects.namings()
        emails = {one_line(str(cells[EMAIL] or "")).lower() for _number, cells in every}
        self.people = {person.email: person for person in User.objects.filter(email__in=emails)}
        self.held: dict[tuple[str, int], list[Seat]] = {}
        for seat in Seat.objects.filter(person__email__in=emails).select_related("person", "on_behalf_of"):
            self.held.setdefault((seat.person.email, seat.body_id), []).append(seat)
        self.above: dict[tuple[str, int], list[Row]] = {}
        self.first_row: dict[str, int] = {}  # of a new person, by address

    def judge(self, number: int, cells: dict) -> Row:
        """What becomes of one row."""
        row = Row(number, {column: shown(cell) for column, cell in cells.items()})
        readings = (text_in, email_in, self._body, role_in, self._member, date_in, date_in)
        found = {}
        for column, reading in zip(COLUMNS, readings, strict=True):
            try:
                found[column] = reading(cells[column])
                if column in (EMAIL, BODY, FROM) and not found[column]:
                    raise Fault("Cellen er tom.")
            except Fault as fault:
                row.faults.append(f"Rad {number}, «{column}»: {fault}")
        if not row.faults:
            try:
                self._seat(row, found)
            except Fault as fault:
                row.faults.append(f"Rad {number}: {fault}")
        return row

    def _seat(self, row: Row, found: dict) -> None:
        """Make the row's seat out of what is found in it, when that fits with everything that is known."""
        row.seat = seat = Seat(
            person=self._person(row, found[NAME], found[EMAIL]),
            body=found[BODY],
            role=found[ROLE],
            on_behalf_of=found[ON_BEHALF_OF],
            from_date=found[FROM],
            to_date=found[TO],
        )
        place = (seat.person.email, seat.body.pk)
        _refuse_backwards(seat)
        _refuse_repeated(seat, self.above.get(place, []))
        held = self.held.get(place, [])
        if same := next((other for other in held if other.from_date == seat.from_date), None):
            if any(getattr(seat, name) != getattr(same, name) for name in ("role", "on_behalf_of_id", "to_date")):
                raise Fault(f"Personen har allerede dette vervet, men {_told(same)}. Endre det på siden til organet.")
            row.state = State.UNCHANGED
        else:
            if other := next((other for other in held if _at_once(seat, other)), None):
                raise Fault(f"Personen sitter allerede i organet, {_told(other)}. Avslutt det vervet først.")
            row.state = State.NEW_PERSON if self.first_row.get(place[0]) == row.number else State.NEW_SEAT
            if seat.body.kind == Body.Kind.SECRETARIAT and seat.role != Seat.Role.OBSERVER:
                row.remarks.append("Sekretariatet ser og endrer alt her.")
        self.above.setdefault(place, []).append(row)

    def _person(self, row: Row, name: str, email: str) -> User:
        """Whoever has the address, in the register or further up in the file; otherwise somebody new."""
        person = self.people.get(email)
        if person is None:
            if not name:
                raise Fault(f"«{NAME}» mangler, og ingen i registeret har e-postadressen {email}.")
            person = self.people[email] = User(email=email, name=name)
            person.set_unusable_password()
            self.first_row[email] = row.number
        elif not person.is_active:
            raise Fault(f"Kontoen til {email} er stengt. Åpne den før personen får verv.")
        elif person.pk is None and name and name != person.name:
            raise Fault(f"E-postadressen {email} hører til «{person.name}» i rad {self.first_row[email]}.")
        elif name and person.name and name != person.name:
            row.remarks.append(f"Heter «{person.name}» i registeret. Navnet endres ikke.")
        return person

    def _body(self, cell) -> Body | None:
        text = text_in(cell)
        if not text:
            return None
        if body := self.bodies.get(text.casefold()):
            return body
        raise Fault(f"Det finnes ikke noe organ som heter «{text}».{meant(text, self.bodies)}")

    def _member(self, cell) -> Member | None:
        text = text_in(cell)
        if not text:
            return None
        number = text.zfill(2 if len(text) < 3 else 4) if text.isdecimal() else text  # Excel eats the first zero
        found = self.members.get(number.casefold(), [])
        if len(found) > 1:
            raise Fault(f"Både en kommune og en fylkeskommune heter «{text}». Skriv nummeret i stedet.")
        if not found:
            raise Fault(f"Det finnes ikke noe medlem som heter «{text}».{meant(text, self.members)}")
        return found[0]


def _refuse_backwards(seat: Seat) -> None:
    if seat.to_date and seat.to_date < seat.from_date:
        raise Fault("Vervet slutter før det begynner.")
    if seat.body.ended_on and (seat.to_date is None or seat.to_date > seat.body.ended_on):
        raise Fault(f"Organet ble nedlagt {written_day(seat.body.ended_on)}. Vervet må slutte senest da.")


def _refuse_repeated(seat: Seat, above: list[Row]) -> None:
    """One person sits in a body once at a time."""
    for row in above:
        if row.seat.from_date == seat.from_date:
            raise Fault(f"Samme verv står også i rad {row.number}.")
        if _at_once(seat, row.seat):
            raise Fault(f"Vervet er i samme tid som vervet i rad {row.number}.")


def _at_once(one: Seat, other: Seat) -> bool:
    return (one.to_date or date.max) >= other.from_date and (other.to_date or date.max) >= one.from_date


def _told(seat: Seat) -> str:
    end = f"til {written_day(seat.to_date)}" if seat.to_date else "uten sluttdato"
    behalf = f" for {seat.on_behalf_of}" if seat.on_behalf_of_id else ""
    return f"som {seat.get_role_display()}{behalf} fra {written_day(seat.from_date)} {end}"


def _bodies() -> dict[str, Body]:
    """Bodies by name, by name in a sentence and by key; the name wins."""
    every = list(Body.objects.all())
    named = {}
    for naming in ("name", "definite_name", "key"):
        for body in every:
            named.setdefault(one_line(getattr(body, naming)).casefold(), body)
    return named


# ── carrying it out ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def carry_out(name: str, content: bytes, *, by: User) -> dict[str, int]:
    """Write every new person and seat of the file, or nothing; answers with the counts.

    The file is judged anew against the register as it is now, one import at a time. People get no
    password: they log in with a code by e-mail. Raises `Faulty`.
    """
    list(Body.objects.select_for_update().order_by("pk"))
    preview = look(name, content)
    if preview.faults:
        raise Faulty
    seats = preview.new_seats
    people = {seat.person.email: seat.person for seat in seats if seat.person.pk is None}
    User.objects.bulk_create(people.values())
    Seat.objects.bulk_create(seats)
    if seats:
        note(
            by,
            Verb.IMPORTED,
            f"{told(len(people), State.NEW_PERSON)} og {told(len(seats), State.NEW_SEAT)} fra regneark",
        )
    for seat in seats:
        note(by, Verb.SEAT_GIVEN, seat.body.name, person=seat.person, body=seat.body)
    return preview.counts
