"""The record: who did what. The one place that writes the log; rows are never changed or removed.

It lies on the ground floor with the organisation because budget, programmes and publishing all write
in it and none of them may import another to its right (see docs/decisions/0008-record.md).
"""

from .models import Body, Entry, User

Verb = Entry.Verb


def note(
    actor: User | None, verb: Entry.Verb, what: str = "", *, person: User | None = None, body: Body | None = None
) -> Entry:
    """Write that `actor` (nobody: the system itself) did `verb`; in the transaction of the change itself.

    `what` names the thing, never a person: people are pointed to by `actor` and `person`.
    """
    known = actor if actor is not None and actor.is_authenticated else None
    return Entry.objects.create(actor=known, verb=verb, what=what[:300], person=person, body=body)
