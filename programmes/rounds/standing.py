"""Where the thing that a comment is about stands now. Computed when it is shown, never stored; nothing is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from ..building import build
from ..milestones import milestone_parts
from ..models import Comment, Programme
from ..parts import Part, parts
from ..states import State, plain
from ..wording import said


class Standing(TextChoices):
    UNCHANGED = "unchanged", "uendret"
    CHANGED = "changed", "endret"
    QUOTE_GONE = "quote_gone", "endret, og sitatet er borte"
    MOVED = "moved", "flyttet"
    MERGED = "merged", "slått sammen"
    TAKEN_OUT = "taken_out", "tatt ut"


@dataclass(frozen=True)
class Place:
    """`then` is the part in the milestone, `now` what is in the programme; several when it was split or merged."""

    standing: Standing
    then: Part | None
    now: tuple[Part, ...]


class Present:
    """The programme as it is now, read once for as many comments as there are."""

    def __init__(self, programme: Programme):
        self.parts = parts(build(programme))
        self.heirs: dict[UUID, list[Part]] = {}
        for part in self.parts.values():
            for origin in getattr(part.content, "origins", ()):
                self.heirs.setdefault(origin.measure, []).append(part)

    def place(self, comment: Comment) -> Place | None:
        """Nothing for what is about the whole programme."""
        if comment.object is None:
            return None
        then, now = milestone_parts(comment.round.milestone).get(comment.object), self.parts.get(comment.object)
        if now is None:
            heirs = tuple(self.heirs.get(comment.object, ()))
            return Place(_of_heirs(heirs, comment.object), then, heirs)
        return Place(_of_same(then, now, comment.quote), then, (now,))


def places(programme: Programme, comments: Iterable[Comment]) -> dict[int, Place]:
    """Where each comment's thing stands, by the comment's primary key."""
    present = Present(programme)
    found = ((comment.pk, present.place(comment)) for comment in comments)
    return {pk: place for pk, place in found if place}


def _of_heirs(heirs: tuple[Part, ...], origin: UUID) -> Standing:
    """What became of something that is no longer there itself."""
    if not heirs:
        return Standing.TAKEN_OUT
    kinds = {each.kind for heir in heirs for each in heir.content.origins if each.measure == origin}
    return Standing.MERGED if "merged" in kinds else Standing.CHANGED


def _of_same(then: Part | None, now: Part, quote: str) -> Standing:
    if then is None or then.content == now.content or own(then) == own(now):
        return Standing.MOVED if then and then.section != now.section else Standing.UNCHANGED
    return Standing.QUOTE_GONE if quote and _flat(quote) not in _words(now) else Standing.CHANGED


def own(part: Part) -> State:
    """What the part itself says: not its number, which follows from its place, nor what stands inside it."""
    return plain(part.content, {"id", "number", "origins", "measures", "sections", "table"})


def _words(part: Part) -> str:
    return _flat(" ".join(said(name, value) for name, value in own(part).items()))


def _flat(text: str) -> str:
    return " ".join(text.split())
