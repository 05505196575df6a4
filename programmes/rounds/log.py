"""Innspillsloggen: what was said in one or several rounds of a programme, by whom and what came of it, as plain data.

`log_reading` makes it; pages and files are drawn from it. Internal notes are never here.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils import timezone

from ..difference import Part


class Order(TextChoices):
    NUMBER = "nummer", "nummer"
    PLACE = "plass", "plassen i programmet"


LONG = 1500  # characters
UNANSWERED = "ubesvart"  # what one may ask for beside the outcomes themselves


@dataclass(frozen=True)
class Ask:
    """What somebody wants to see of the log. `body` is a body's key; `outcome` an outcome, or that there is none."""

    named: bool = False
    order: str = Order.NUMBER
    body: str = ""
    outcome: str = ""


EVERYTHING = Ask()


@dataclass(frozen=True)
class Point:
    """Something in the programme as a reader finds it."""

    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Change:
    """A field that became something else. Without `parts` it cannot be told in words."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Answer:
    """`is_draft`: only the secretariat sees it yet. `is_changed`: it was another when the answers were published."""

    outcome: str
    label: str
    reason: str
    is_draft: bool
    is_changed: bool

    def __str__(self) -> str:
        more = " (utkast)" if self.is_draft else " (endret etter publisering)" if self.is_changed else ""
        return f"{self.label.capitalize()}{more}"


@dataclass(frozen=True)
class Row:
    """One comment. `person` is empty unless persons are named; `now` is empty for those who may not read it."""

    label: str
    uuid: UUID
    round: str
    sender: str
    person: str
    received_on: date
    source: str
    late: str
    kind: str
    chapter: str
    then: Point
    now: tuple[Point, ...]
    standing: str
    field: str
    quote: str
    text: str
    proposed: tuple[Part, ...]
    answer: Answer | None
    changes: tuple[Change, ...]

    @property
    def is_long(self) -> bool:
        """Whether it may take more than a page on paper."""
        answer = self.answer.reason if self.answer else ""
        return max(len(self.text) + len(self.quote), len(answer)) > LONG

    @property
    def stands(self) -> str:
        """Where the thing stands now, and what it is called when that is another than it was."""
        now = " og ".join(str(point) for point in self.now if point != self.then)
        return " – ".join(filter(None, (self.standing, now)))


@dataclass(frozen=True)
class Said:
    """What a body says as such: its statement, or with no text that it has no remarks."""

    round: str
    body: str
    on: date
    text: str = ""
    gathered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Log:
    """`bodies`: key and name of those who have said something, whatever the reader asked for."""

    programme: str
    rounds: tuple[str, ...]
    said: tuple[Said, ...]
    rows: tuple[Row, ...]
    count: int
    bodies: tuple[tuple[str, str], ...]
    ask: Ask
    read_on: date = field(default_factory=timezone.localdate)

    @property
    def count_sentence(self) -> str:
        """How many comments, of how many when only some were asked for, and whether the answers are out."""
        some = f"{len(self.rows)} av " if self.is_filtered else ""
        drafts = (
            " Svar merket «utkast» er ikke publisert."
            if any(row.answer and row.answer.is_draft for row in self.rows)
            else ""
        )
        return f"{some}{self.count} innspill, slik det var {self.read_on:%d.%m.%Y}.{drafts}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.ask.body or self.ask.outcome)
