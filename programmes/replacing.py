"""Words in a whole programme: found, replaced where somebody has chosen, and taken back again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from organisation.conflicts import merge
from organisation.models import User, Version
from organisation.record import Cause

from . import document as doc
from .building import build
from .difference import Part, word_parts
from .editing import KINDS
from .models import Guidelines, Measure, Programme, Section
from .rewriting import NotWritten, rewrite
from .searching import Hit, Search, hits, replaced, where
from .states import INSIDE, State, plain

MOST_SHOWN = 1_000


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: what the place is called, the text around it, and what it would become."""

    key: str  # in the form: the thing, its version, and the place in it
    label: str
    before: str
    here: str
    after: str
    parts: list[Part] = field(default_factory=list)
    fixed: str = ""  # why it cannot be replaced


@dataclass(frozen=True)
class Found:
    """A measure or a section with the words in it."""

    word: str  # in addresses
    uuid: UUID
    title: str
    hits: list[Shown]


@dataclass(frozen=True)
class Group:
    """A section, and what was found in it and in its own measures."""

    title: str
    above: str  # the section it lies in; several may have the same title
    found: list[Found]


@dataclass
class Result:
    """What a search found; of very many hits the first are shown."""

    groups: list[Group] = field(default_factory=list)
    total: int = 0
    shown: int = 0


@dataclass
class Outcome:
    """What was written – as (word in addresses, id, version, title) – and a sentence for each thing that was not."""

    made: list[tuple[str, str, int, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def find(work: Programme | Guidelines, search: Search, new: str | None = None) -> Result:
    """Everywhere the words stand in what is in the work, section by section, in reading order.

    As many queries as the document itself, and two: the versions. With `new`, each hit says what it would become.
    """
    owner = {work._meta.model_name: work}
    versions = dict(Section.objects.filter(**owner).values_list("uuid", "version"))
    inside = {f"section__{name}": value for name, value in owner.items()}
    versions |= dict(Measure.objects.filter(**inside).values_list("uuid", "version"))
    result, titles = Result(), {0: ""}
    for section, depth in build(work).every_section():
        titles[depth] = section.title
        things = [("avsnitt", section), *(("tiltak", measure) for measure in section.measures)]
        found = [_found(result, word, each, versions[each.id], search, new) for word, each in things]
        if found := [each for each in found if each.hits]:
            result.groups.append(Group(section.title, titles[depth - 1], found))
    return result


def _found(result: Result, word: str, content: doc.Section | doc.Measure, version: int, search: Search, new) -> Found:
    state = _state(content)
    every = hits(state, search)
    room = every[: max(0, MOST_SHOWN - result.shown)]
    result.total += len(every)
    result.shown += len(room)
    thing = f"{word}:{content.id}:{version}"
    return Found(word, content.id, content.title, [_shown(state, thing, hit, new) for hit in room])


def _state(content: doc.Section | doc.Measure) -> State:
    if isinstance(content, doc.Section):
        content = content.model_copy(update={"measures": (), "sections": (), "table": None})
    return plain(content, {"id", *(INSIDE if isinstance(content, doc.Section) else ())})


def _shown(state: State, thing: str, hit: Hit, new: str | None) -> Shown:
    around, fixed = hit.around(), "" if new is None else hit.fixed(new)
    parts = [] if new is None or fixed else word_parts("".join(around), "".join(hit.around(new)))
    return Shown(f"{thing}:{hit.key}", where(state, hit.path), *around, parts, fixed)


def told(search: Search, new: str) -> str:
    """The replacement in the history."""
    return f"byttet «{search.words}» med «{new}»" if new else f"tok bort «{search.words}»"


@transaction.atomic
def replace(work: Programme | Guidelines, search: Search, new: str, chosen: Iterable[str], *, by: User) -> Outcome:
    """Put `new` in the chosen hits: one version for each thing that changes. Raises `ValueError` for a strange key.

    A thing that somebody has changed since it was shown is left, and told. In one order, so that two who replace at
    the same moment never wait for each other.
    """
    outcome = Outcome()
    for (word, uuid, version), keys in sorted(_by_thing(chosen).items()):
        try:
            thing = rewrite(
                KINDS[word], work, uuid, lambda now, keys=keys: replaced(now, search, new, keys), by=by,
                what=told(search, new), version=version,
            )  # fmt: skip
        except NotWritten as why:
            outcome.left.append(str(why))
            continue
        if thing:
            outcome.made.append((word, uuid, thing.version, thing.title))
    return outcome


def _by_thing(chosen: Iterable[str]) -> dict[tuple[str, str, int], set[str]]:
    things: dict[tuple[str, str, int], set[str]] = {}
    for key in chosen:
        word, uuid, version, place = key.split(":", 3)
        if word not in KINDS:
            raise ValueError(key)
        things.setdefault((word, str(UUID(uuid)), int(version)), set()).add(place)
    return things


@transaction.atomic
def undo(work: Programme | Guidelines, made: Iterable, what: str, *, by: User) -> Outcome:
    """Bring back what a replacement took, where nobody has written since."""
    outcome = Outcome()
    for word, uuid, version, _title in made:
        before, after = _states(uuid, version, by)

        def back(now: State, before=before, after=after) -> State:
            return merge(after, now, before).result

        try:
            thing = rewrite(
                KINDS[word], work, uuid, back, by=by, what=f"angret: {what}", version=version, cause=Cause.RESTORED
            )
        except NotWritten as why:
            outcome.left.append(str(why))
            continue
        if thing:
            outcome.made.append((word, uuid, thing.version, thing.title))
    return outcome


def _states(uuid: str, version: int, by: User) -> tuple[State, State]:
    """What a thing held before a version and in it."""
    rows = Version.objects.visible_to(by).filter(object=uuid, number__in=(version - 1, version))
    found = dict(rows.values_list("number", "content"))
    return found[version - 1], found[version]
