"""What a meeting goes through, a screen at a time: what is said of the whole, each measure, and what has comments."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ..milestones import milestone_parts
from ..models import Comment, Round
from ..parts import About, Part


@dataclass(frozen=True)
class Stop:
    """One screen. `part` is as it stands in the milestone; nothing for the whole programme."""

    part: Part | None
    comments: list[Comment]

    @property
    def uuid(self) -> UUID | None:
        return self.part.id if self.part else None


def agenda(round: Round, comments: Iterable[Comment]) -> list[Stop]:
    """In the order the programme is read in. `comments` are those that will be answered."""
    about = defaultdict(list)
    for comment in comments:
        about[comment.object].append(comment)
    parts = milestone_parts(round.milestone).values()
    stops = [Stop(part, about[part.id]) for part in parts if part.about == About.MEASURE or part.id in about]
    return ([Stop(None, about[None])] if None in about else []) + stops
