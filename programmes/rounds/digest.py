"""The daily digest: what has come in the rounds since somebody last had one. Nothing new, no mail.

A member is told of their groups, the secretariat of every round. Nobody is told of what they did themselves, nor of
what they do not see: a withdrawn comment is the secretariat's alone.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max

from organisation.letters import Letter
from organisation.models import Mailing, Seat, Version
from organisation.record import Cause
from organisation.roles import HELD, SECRETARIAT

from ..models import Comment, Round, Statement
from .phrases import address, count, short, title

LOOKS_BACK = timedelta(days=7)  # at most, for those who have not had one before
# What is written may be stored a moment later than its own time says; the next digest takes what this one was too
# early for.
SETTLED = timedelta(minutes=5)
WORDS = {
    "new": ("nytt innspill", "nye innspill"),
    "withdrawn": ("trukket innspill", "trukne innspill"),
    "confirmed": ("bekreftet uttalelse", "bekreftede uttalelser"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: of which sort, in which round and body, when, and whose doing it was."""

    sort: str
    round: int
    body: int | None
    at: datetime
    doers: frozenset[int]
    since: datetime | None = None  # for a withdrawal: when the comment was written

    def is_news(self, since: datetime) -> bool:
        """What came and went since the last digest is no news."""
        return self.at > since and (self.since is None or self.since <= since)


@dataclass
class Reader:
    """What somebody takes part in today."""

    is_secretariat: bool = False
    bodies: dict[int, str] = field(default_factory=dict)

    def sees(self, happening: Happening) -> bool:
        return self.is_secretariat or (happening.sort != "withdrawn" and happening.body in self.bodies)


def letters_of_the_day(day: str, now: datetime) -> dict[int, Letter]:
    """The digest that is called `day`, made at `now`, for everybody who has something in it."""
    until = now - SETTLED
    floor = until - LOOKS_BACK
    happenings = _comments(floor, until) + _withdrawals(floor, until) + _statements(floor, until)
    rounds = Round.objects.select_related("programme").in_bulk({each.round for each in happenings})
    last = _last_digests(day)
    letters = {}
    for person, reader in _readers().items():
        since = max(last.get(person, floor) - SETTLED, floor)
        news = [each for each in happenings if person not in each.doers and each.is_news(since) and reader.sees(each)]
        if news:
            letters[person] = _letter(news, reader, rounds)
    return letters


def _letter(news: list[Happening], reader: Reader, rounds: dict[int, Round]) -> Letter:
    """One line for each round, and for each of the reader's bodies in it; the link leads to where most has happened."""
    lines: dict[tuple[int, int | None], Counter] = {}
    for each in news:
        place = each.round, None if reader.is_secretariat else each.body
        lines.setdefault(place, Counter())[each.sort] += 1
    rounds_told = Counter(each.round for each in news)
    sentences = ["Dette er nytt i innspillsrundene siden forrige oppsummering."]
    if len(rounds_told) > 1:
        sentences.append("Lenken går til runden der det har skjedd mest.")
    return Letter(
        subject=f"Nytt siden sist: {_tally(Counter(each.sort for each in news))}",
        sentences=tuple(sentences),
        points=tuple(
            f"{title(rounds[round])}, frist {short(rounds[round].deadline)}"
            f"{f', {reader.bodies[body]}' if body else ''}: {_tally(counts)}"
            for (round, body), counts in lines.items()
        ),
        action="Se innspillene",
        link=address(rounds[rounds_told.most_common(1)[0][0]]),
    )


def _tally(counts: Counter) -> str:
    """`4 nye innspill, 1 bekreftet uttalelse`."""
    return ", ".join(count(counts[sort], *words) for sort, words in WORDS.items() if counts[sort])


# ── What happened ────────────────────────────────────────────────────────────────────────────────


def _comments(floor: datetime, until: datetime) -> list[Happening]:
    rows = Comment.objects.standing().filter(written_at__gt=floor, written_at__lte=until).order_by("pk")
    return [
        Happening("new", round, body, at, frozenset(filter(None, doers)))
        for round, body, at, *doers in rows.values_list("round", "body", "written_at", "person", "registered_by")
    ]


def _withdrawals(floor: datetime, until: datetime) -> list[Happening]:
    """Who withdrew a comment stands in its newest version."""
    rows = list(Comment.objects.filter(withdrawn_at__gt=floor, withdrawn_at__lte=until).order_by("pk"))
    states = Version.objects.filter(object__in=[row.uuid for row in rows], cause=Cause.TAKEN_OUT)
    doers = dict(states.order_by("number").values_list("object", "by"))
    return [
        Happening("withdrawn", row.round_id, row.body_id, row.withdrawn_at, frozenset({doer}), row.written_at)
        for row in rows
        if (doer := doers.get(row.uuid))
    ]


def _statements(floor: datetime, until: datetime) -> list[Happening]:
    rows = Statement.objects.filter(confirmed_at__gt=floor, confirmed_at__lte=until).order_by("pk")
    return [
        Happening("confirmed", round, body, at, frozenset({doer}))
        for round, body, at, doer in rows.values_list("round", "body", "confirmed_at", "confirmed_by")
    ]


# ── Who reads ────────────────────────────────────────────────────────────────────────────────────


def _readers() -> dict[int, Reader]:
    """Everybody who takes part in a body today."""
    readers: dict[int, Reader] = {}
    seats = Seat.objects.current().filter(role__in=HELD, person__is_active=True)
    for person, body, name, kind in seats.values_list("person", "body", "body__name", "body__kind"):
        reader = readers.setdefault(person, Reader())
        reader.bodies[body] = name
        reader.is_secretariat |= kind == SECRETARIAT
    return readers


def _last_digests(day: str) -> dict[int, datetime]:
    """When each person's latest digest before this day's was made, if it was sent."""
    sent = Mailing.objects.filter(state=Mailing.State.SENT, kind=Mailing.Kind.DIGEST, event__lt=day)
    return dict(sent.values_list("person").annotate(Max("made_at")))
