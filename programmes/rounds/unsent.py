"""What somebody has typed in a round and not sent. It is put aside as other drafts are, and survives a login."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from organisation import record
from organisation.models import Draft, User

from ..models import Round

SESSION = "unsent"
LONGEST = 20_000  # characters of each field that are kept for somebody who is not logged in


@dataclass(frozen=True)
class Place:
    """Where it is put aside: not an object of its own, so the id is made from the round and what it is about."""

    uuid: UUID

    def put_aside(self, content: dict, *, by: User) -> None:
        record.put_aside(self, content, by=by, version=1)

    def discard(self, *, by: User) -> None:
        record.discard(self, by=by)

    def draft(self, by: User) -> Draft | None:
        return Draft.objects.visible_to(by).filter(object=self.uuid).first()


def place(round: Round, about: UUID | str | None) -> Place:
    """`about` is a part of the milestone, the key of a body that makes a statement, or nothing: all of it."""
    return Place(uuid5(round.uuid, str(about or "")))


def remember(request) -> None:
    """Somebody sent a form after their session had expired: keep the words in the new one until they are logged in.

    What remains: whoever logs in next in the same browser, and opens the same address, finds them.
    """
    if request.method == "POST" and not request.htmx:
        request.session[SESSION] = {"path": request.path, "content": typed(request.POST, LONGEST)}


def remembered(request) -> dict | None:
    """What was sent to this address before the login; told once."""
    if request.session.get(SESSION, {}).get("path") != request.path:
        return None
    return request.session.pop(SESSION)["content"]


def typed(data, longest: int | None = None) -> dict:
    """The fields of a form as a draft keeps them."""
    return {name: [value[:longest] for value in data.getlist(name)] for name in data if name != "csrfmiddlewaretoken"}
