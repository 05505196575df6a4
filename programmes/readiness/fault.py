"""One thing that is wrong with a text."""

from dataclasses import dataclass
from hashlib import sha256
from textwrap import shorten
from typing import Literal
from uuid import UUID

LONGEST = 90  # of each that is listed; enough to know it by


@dataclass(frozen=True)
class Fault:
    """`says` is what and what to do, about `subject`. `thing` is where it stands, by its id.

    The key stays the same as long as the fault does, and is another for another fault: a written reason belongs to it.
    """

    rule: str
    says: str
    subject: str = ""
    thing: UUID | None = None
    place: Literal["measure", "section", "cover", "words", ""] = ""  # "words": they stand in several places
    field: str = ""  # of the thing, when it is in one of them
    words: str = ""  # what tells it from others of the same rule in the same thing
    address: str = ""  # where it is put right, when that is no part of the text
    is_hard: bool = False

    @property
    def key(self) -> str:
        where = str(self.thing) if self.thing else "program"
        return ":".join([where, self.rule, *([digest(self.words)] if self.words else [])])


def digest(words: str) -> str:
    """A short name for some words, the same for the same words whatever their capitals and blanks."""
    return sha256(" ".join(words.casefold().split()).encode()).hexdigest()[:12]


def listed(words: list[str], most: int = 3) -> str:
    """`«A», «B» og «C»`; of many, the first and how many more."""
    named = [f"«{shorten(each, LONGEST, placeholder=' …')}»" for each in words[:most]]
    more = len(words) - most
    if more > 0:
        return f"{', '.join(named)} og {more} til"
    return " og ".join([part for part in (", ".join(named[:-1]), named[-1]) if part])
