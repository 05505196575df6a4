"""What each of a person's groups has said in a round so far."""

from dataclasses import dataclass, field

from django.db.models import Count

from organisation.models import Body
from organisation.roles import body_ids, is_member_of, leads

from ..models import Comment, NoRemarks, Round, Statement

NEWEST = 5


@dataclass
class Group:
    """`silent` is the group's «ingen merknader», `mine` the person's own; `newest` are the last comments."""

    body: Body
    leads: bool
    takes_part: bool
    statement: Statement | None = None
    silent: NoRemarks | None = None
    mine: NoRemarks | None = None
    count: int = 0
    newest: list[Comment] = field(default_factory=list)

    @property
    def has_spoken(self) -> bool:
        """The group has confirmed a statement, and the leader cannot say that it has no remarks."""
        return bool(self.leads and self.statement and self.statement.confirmed_at)


def groups(user, round: Round) -> list[Group]:
    """The round's bodies that the person sits in. Four queries, however much is said."""
    mine = body_ids(user)
    found = {
        body.pk: Group(body, leads(user, body), is_member_of(user, body))
        for body in round.bodies.all()
        if body.pk in mine
    }
    if not found:
        return []
    for statement in Statement.objects.visible_to(user).filter(round=round, body__in=found):
        found[statement.body_id].statement = statement
    for said in NoRemarks.objects.filter(round=round, body__in=found).select_related("person"):
        if said.for_body:
            found[said.body_id].silent = said
        elif said.person_id == user.pk:
            found[said.body_id].mine = said
    comments = round.comments.visible_to(user).standing().filter(body__in=found)
    for body, count in comments.order_by().values_list("body").annotate(Count("pk")):
        found[body].count = count
    for comment in comments.select_related("person", "body", "suggestion").order_by("-number")[:NEWEST]:
        found[comment.body_id].newest.append(comment)
    return list(found.values())
