"""Two people have changed the same object: what each of them did, and where somebody has to choose.

An object is a dictionary here: the name of a field → what it holds, as plain data. Three of them meet: the `basis`
that the person saw when they began, what is stored `now`, and what is `mine`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each in their own way. `None`: the field was not there."""

    field: str
    basis: object
    now: object
    mine: object


@dataclass(frozen=True)
class Merge:
    """`result` holds what is mine where only I changed, what is stored elsewhere, and what is stored where we clash."""

    result: dict
    taken: tuple[str, ...]  # fields that only the other changed
    clashes: tuple[Clash, ...]


def merge(basis: Mapping, now: Mapping, mine: Mapping) -> Merge:
    """Join two changes of the same basis. A field that both changed to the same is no clash."""
    result, taken, clashes = dict(now), [], []
    for field in dict.fromkeys((*basis, *now, *mine)):
        was, stored, wanted = basis.get(field), now.get(field), mine.get(field)
        if stored != was and wanted == was:
            taken.append(field)
        elif stored != was and wanted != stored:
            clashes.append(Clash(field, was, stored, wanted))
        elif wanted != stored:
            if wanted is None:
                result.pop(field, None)
            else:
                result[field] = wanted
    return Merge(result, tuple(taken), tuple(clashes))
