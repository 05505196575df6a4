"""Who has answered in a round, body by body and member by member. For the secretariat's eyes alone."""

from collections import Counter
from dataclasses import dataclass

from organisation.models import Body, Seat, User
from organisation.roles import HELD

from ..models import Comment, Round, Statement


@dataclass(frozen=True)
class Person:
    """A member of a body: how many comments they have written in its name, and whether they have nothing to remark."""

    person: User
    role: str
    comments: int
    no_remarks: bool

    @property
    def has_answered(self) -> bool:
        return bool(self.comments or self.no_remarks)


@dataclass(frozen=True)
class Answered:
    """What has come from a body. `comments` are all in its name, also what its former members wrote."""

    body: Body
    statement: Statement | None
    no_remarks: bool
    comments: int
    people: list[Person]

    @property
    def has_answered(self) -> bool:
        return bool(self.statement or self.no_remarks or self.comments)

    @property
    def words(self) -> str:
        """What has come, in a few words."""
        said = ["uttalelse"] if self.statement else []
        said += ["ingen merknader"] if self.no_remarks else []
        said += [f"{self.comments} innspill"] if self.comments else []
        return ", ".join(said) or "ikke svart"


def who_has_answered(round: Round) -> list[Answered]:
    """Every body that is asked, in the bodies' own order. Five queries, whatever the size of the round.

    A draft of a statement is the group's own, and is not counted.
    """
    bodies = list(round.bodies.by_kind())
    written = Comment.objects.filter(round=round).standing().values_list("body", "person")
    by_body = Counter(body for body, _person in written)
    by_person = Counter(written)
    statements = {each.body_id: each for each in round.statements.filter(confirmed_at__isnull=False)}
    nothing = set(round.no_remarks.values_list("body", "person", "for_body"))
    for_body = {body for body, _person, as_group in nothing if as_group}
    people = {body.pk: [] for body in bodies}
    seats = Seat.objects.current().filter(body__in=bodies, role__in=HELD).select_related("person").by_role()
    for seat in seats:
        key = (seat.body_id, seat.person_id)
        said_none = (*key, True) in nothing or (*key, False) in nothing
        people[seat.body_id].append(Person(seat.person, seat.get_role_display(), by_person[key], said_none))
    return [
        Answered(body, statements.get(body.pk), body.pk in for_body, by_body[body.pk], people[body.pk])
        for body in bodies
    ]


def others(round: Round) -> list[tuple[str, int]]:
    """Those who have said something without being asked as a body: members and other senders, with how many."""
    rows = Comment.objects.filter(round=round).standing().exclude(body__in=round.bodies.all())
    named = Counter(each.name for each in rows.select_related("body", "member", "person"))
    return sorted(named.items())
