"""Who has what open right now. Advisory only: it stops nobody, and is forgotten after a minute and a half.

Kept in the cache and not in a table: it is no record of anybody, and a lost entry does no harm.
"""

import time
from uuid import UUID

from django.core.cache import cache

from .models import User

LASTS = 90  # seconds; an open page says so again every thirty


def _key(place: UUID) -> str:
    return f"presence:{place}"


def _now(place: UUID) -> dict:
    """Object → person → (name, when), without those who have not been heard of lately."""
    since = time.time() - LASTS
    kept = {
        thing: {person: told for person, told in people.items() if told[1] > since}
        for thing, people in (cache.get(_key(place)) or {}).items()
    }
    return {thing: people for thing, people in kept.items() if people}


def open_here(place: UUID, thing: UUID, person: User) -> list[str]:
    """`person` has `thing` open, a part of `place`. Returns the names of the others who have."""
    now = _now(place)
    for people in now.values():
        people.pop(person.pk, None)
    others = sorted(name for name, _when in now.get(str(thing), {}).values())
    now.setdefault(str(thing), {})[person.pk] = (person.name or person.email, time.time())
    cache.set(_key(place), now, LASTS)
    return others


def who_is_where(place: UUID, but: User) -> dict[str, list[str]]:
    """The id of each object that somebody else has open → their names."""
    found = {
        thing: sorted(name for person, (name, _when) in people.items() if person != but.pk)
        for thing, people in _now(place).items()
    }
    return {thing: names for thing, names in found.items() if names}
