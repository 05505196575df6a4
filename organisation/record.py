"""The record: who did what, and every state of what they did it to.

The one place that writes the log and the versions; rows are never changed or removed.

It lies on the ground floor with the organisation because budget, programmes and publishing all write
in it and none of them may import another to its right (see docs/decisions/0008-record.md).
"""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from .models import Body, Draft, Entry, User, Version

Verb = Entry.Verb
Cause = Version.Cause


def note(
    actor: User | None, verb: Entry.Verb, what: str = "", *, person: User | None = None, body: Body | None = None,
    thing=None,
) -> Entry:  # fmt: skip
    """Write that `actor` (nobody: the system itself) did `verb`; in the transaction of the change itself.

    `what` names the thing, never a person: people are pointed to by `actor` and `person`. `thing`, with a `uuid`, has
    a log of its own (`Entry.objects.of`).
    """
    known = actor if actor is not None and actor.is_authenticated else None
    uuid = thing.uuid if thing else None
    return Entry.objects.create(actor=known, verb=verb, what=what[:300], person=person, body=body, object=uuid)


def keep(
    thing, before: dict, after: dict, *, by: User | None, cause: Version.Cause, what: str = "", ends_draft: bool = True
) -> bool:
    """Write the next state of `thing`, which was `before` and is `after`; in the transaction of the change itself.

    `thing` has a `uuid` and a `version` and is locked by the caller. A change that changes nothing writes nothing and
    gives `False`. The first time, the state it was found in is written too, so that it can come back. `ends_draft`:
    what `by` had put aside is in it now.
    """
    if before == after:
        return False
    if not Version.objects.of(thing).filter(number=thing.version).exists():
        Version.objects.create(object=thing.uuid, number=thing.version, cause=Cause.IMPORTED, content=before)
    thing.version += 1
    thing.save(update_fields=["version"])
    Version.objects.create(object=thing.uuid, number=thing.version, by=by, cause=cause, what=what[:300], content=after)
    if ends_draft:
        Draft.objects.filter(object=thing.uuid, by=by).delete()
    return True


def put_aside(thing, content: dict, *, by: User, version: int) -> Draft:
    """Keep what somebody has written and not saved; it replaces what they had put aside before."""
    draft, _new = Draft.objects.update_or_create(
        object=thing.uuid, by=by, defaults={"version": version, "content": content}
    )
    return draft


def discard(thing, *, by: User) -> None:
    """Throw away what somebody had put aside."""
    Draft.objects.filter(object=thing.uuid, by=by).delete()


def unsaved(inside: Q) -> QuerySet[Draft]:
    """Who has written something in which objects and not saved it, without what they wrote: that is theirs alone.

    For the secretariat, before it adopts or closes something that others may still be writing in.
    """
    return Draft.objects.filter(inside).defer("content").select_related("by")


def latest(thing) -> Version | None:
    """The newest state of a thing, with who made it; `None` when nobody has changed it."""
    return Version.objects.of(thing).select_related("by").first()


def as_of(thing, number: int, *, by: User) -> dict:
    """What a thing held in a version. Raises `Http404` when there is none, or when `by` may not see history."""
    return get_object_or_404(Version.objects.visible_to(by).of(thing), number=number).content
