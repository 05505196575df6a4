"""Writing in something without its form: one change, told in a sentence where it cannot be made."""

from collections.abc import Callable

import pydantic

from organisation.models import Draft, User
from organisation.record import Cause

from .editing import Kind
from .models import Measure, Section
from .reading import sentence
from .states import State, settled


class NotWritten(Exception):
    """It is not changed; the message is a Norwegian sentence that says why."""


def rewrite(
    kind: Kind, work, uuid, change: Callable[[State], State], *, by: User, what: str,
    version: int | None = None, cause=Cause.EDITED,
) -> Measure | Section | None:  # fmt: skip
    """Change what is stored now; `version` is the one that `by` has seen. Nothing when it changes nothing.

    Raises `NotWritten` also where `by` has a draft: a new version would throw it away.
    """
    thing = kind.find(work, uuid, held=True)
    if thing.is_taken_out:
        raise NotWritten(f"«{thing.title}» er tatt ut av programmet.")
    if version not in (None, thing.version):
        raise NotWritten(f"«{thing.title}» er endret av noen i mellomtiden.")
    if Draft.objects.visible_to(by).filter(object=thing.uuid).exists():
        raise NotWritten(f"«{thing.title}» har en kladd som du ikke har lagret.")
    now = kind.state(thing)
    after = change(now)
    try:
        changed = kind.change(thing, now, settled(kind.form.model, after), by=by, cause=cause, what=what)
    except pydantic.ValidationError as fault:
        raise NotWritten(f"«{thing.title}» kan ikke bli slik. {sentence(fault)}") from None
    return thing if changed else None
