"""Who is asked in a round, and who of them has not answered: by the seats people hold now."""

from django.db.models import Q

from organisation.models import Body, Seat
from organisation.roles import HELD

from ..models import Comment, NoRemarks, Round, Statement

Asked = dict[int, list[Body]]  # the primary key of a person, and the bodies they speak in


def asked(round: Round) -> Asked:
    """Everybody who speaks in a body of the round today. Observers read along and are not asked."""
    seats = Seat.objects.current().filter(body__rounds=round, role__in=HELD, person__is_active=True)
    found: Asked = {}
    for seat in seats.select_related("body").order_by("body__order", "body__name", "pk"):
        bodies = found.setdefault(seat.person_id, [])
        if seat.body not in bodies:
            bodies.append(seat.body)
    return found


def still_to_answer(round: Round) -> Asked:
    """Those who have said nothing, in the bodies that have said nothing.

    A body has answered with a confirmed statement or «ingen merknader», a person with a comment that is not withdrawn
    or «ingen merknader» of their own.
    """
    statements = Statement.objects.filter(round=round, confirmed_at__isnull=False).values_list("body", flat=True)
    without = list(NoRemarks.objects.filter(round=round).values_list("body", "person", "for_body"))
    bodies = set(statements) | {body for body, _person, for_body in without if for_body}
    alone = {(body, person) for body, person, for_body in without if not for_body}
    written = Comment.objects.filter(Q(round=round), person__isnull=False).standing()
    people = set(written.values_list("person", flat=True))
    left = {
        person: [each for each in spoken_in if each.pk not in bodies and (each.pk, person) not in alone]
        for person, spoken_in in asked(round).items()
        if person not in people
    }
    return {person: silent for person, silent in left.items() if silent}
