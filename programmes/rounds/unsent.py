"""What somebody has typed in a round and not sent or saved: put aside as other drafts are, until they come back."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from organisation import record
from organisation.models import Draft, User

from ..models import Comment, Round

NOT_TYPED = ("csrfmiddlewaretoken", "hvem")


@dataclass(frozen=True)
class Place:
    """Where it is put aside. Most of it belongs to no row yet, so the id is made from the round or the comment."""

    uuid: UUID

    def put_aside(self, content: dict, *, by: User) -> None:
        record.put_aside(self, content, by=by, version=1)

    def discard(self, *, by: User) -> None:
        record.discard(self, by=by)

    def draft(self, by: User) -> Draft | None:
        return Draft.objects.visible_to(by).filter(object=self.uuid).first()


def place(thing: Round | Comment, what: UUID | str | None) -> Place:
    """`what` is written: of which part of the milestone, of which body, an answer; nothing is all of the draft."""
    return Place(uuid5(thing.uuid, str(what or "")))


def reply(comment: Comment) -> Place:
    """Where an answer to a comment is put aside."""
    return place(comment, "svar")


def typed(data) -> dict[str, list[str]]:
    """The fields of a form as a draft keeps them."""
    return {name: data.getlist(name) for name in data if name not in NOT_TYPED}
