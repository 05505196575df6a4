"""The outline of a work: its sections and measures with what is missing in them. Five queries, whatever its size."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from .models import Guidelines, Lineage, Measure, MeasurePartner, Programme, ResultTarget, Section
from .numbering import Numbers, Place, numbers
from .readiness.emptiness import MISSING, lacking


@dataclass
class Item:
    """A measure in the outline. `missing` are the fields that the programme prints and nobody has filled in."""

    uuid: UUID
    title: str
    number: str
    missing: list[str]
    writers: list[str] = field(default_factory=list)  # who else has it open
    comments: int = 0  # without an answer


@dataclass
class Branch:
    """A section in the outline, with what is in it."""

    uuid: UUID
    title: str
    number: str
    kind: str
    area: int | None
    depth: int
    writers: list[str] = field(default_factory=list)
    comments: int = 0
    items: list[Item] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many things are missing here and below."""
        own = sum(len(item.missing) for item in self.items)
        return own + sum(branch.missing for branch in self.branches)


@dataclass
class Gone:
    """What is taken out. `word` is the one in addresses; `into` is the measure that it is merged with."""

    word: str
    uuid: UUID
    title: str
    why: str
    into: "Heir | None" = None


class Heir(NamedTuple):
    uuid: UUID
    title: str
    section: UUID


@dataclass
class Outline:
    branches: list[Branch]
    taken_out: list[Gone]
    numbers: Numbers = field(default_factory=dict)  # by id, of what is numbered by the work's own scheme

    @property
    def missing(self) -> int:
        return sum(branch.missing for branch in self.branches)

    def every(self) -> Iterator[Branch]:
        """All branches in reading order."""
        stack = self.branches[::-1]
        while stack:
            branch = stack.pop()
            yield branch
            stack += branch.branches[::-1]

    def places(self) -> Iterator[Place]:
        """What the numbers follow from."""
        for each in self.every():
            yield Place(each.uuid, each.depth, each.kind, each.area, [item.uuid for item in each.items])

    def titles(self) -> dict[UUID, str]:
        return {thing.uuid: thing.title for branch in self.every() for thing in (branch, *branch.items)}


def outline(
    work: Programme | Guidelines, writers: dict[str, list[str]] | None = None, comments: dict[UUID, int] | None = None
) -> Outline:
    """`writers` are the names of those who have an object open, `comments` how many wait for an answer, by its id."""
    writers, comments = writers or {}, comments or {}
    owner = {work._meta.model_name: work}
    here = {f"section__{name}": value for name, value in owner.items()}
    inside = {f"measure__{name}": value for name, value in here.items()}
    printed = {row["field"] for row in getattr(work, "fields", [])}
    with_results = set(ResultTarget.objects.filter(**inside).values_list("measure", flat=True))
    with_partners = set(MeasurePartner.objects.filter(**inside).values_list("measure", flat=True))
    heirs = _heirs(inside)
    names = ("partners", "time_frame", "responsible", "cooperation")
    items, gone = defaultdict(list), []
    for section, pk, uuid, title, number, out, why, *texts in Measure.objects.filter(**here).values_list(
        "section", "pk", "uuid", "title", "number", "is_taken_out", "taken_out_because", *names
    ):
        if out:
            gone.append(Gone("tiltak", uuid, title, why, heirs.get(uuid)))
            continue
        has = {name for name, text in zip(names, texts, strict=True) if text}
        has |= {"results"} if pk in with_results else set()
        has |= {"partners"} if pk in with_partners else set()
        missing = [MISSING[name] for name in lacking(printed, has)]
        items[section].append(Item(uuid, title, number, missing, writers.get(str(uuid), [])))
    children = defaultdict(list)
    for pk, parent, uuid, title, number, kind, area, out, why in Section.objects.filter(**owner).values_list(
        "pk", "parent", "uuid", "title", "number", "kind", "area", "is_taken_out", "taken_out_because"
    ):
        if out:
            gone.append(Gone("avsnitt", uuid, title, why))
        else:
            children[parent].append((pk, Branch(uuid, title, number, kind, area, 1, writers.get(str(uuid), []))))

    def grown(parent, depth) -> list[Branch]:
        found = []
        for pk, branch in children[parent]:
            branch.depth, branch.items, branch.branches = depth, items[pk], grown(pk, depth + 1)
            found.append(branch)
        return found

    tree = Outline(grown(None, 1), gone)
    tree.numbers = numbers(work.numbering, work._meta.model_name, tree.places())
    for thing in (thing for branch in tree.every() for thing in (branch, *branch.items)):
        thing.number = tree.numbers.get(thing.uuid, thing.number) or ""
        thing.comments = comments.get(thing.uuid, 0)
    return tree


def _heirs(inside: dict) -> dict[UUID, Heir]:
    """The measures that others of the same work are merged into, by the ids of those others."""
    merged = Lineage.objects.filter(kind=Lineage.Kind.MERGED, measure__is_taken_out=False, **inside)
    rows = merged.values_list("origin", "measure__uuid", "measure__title", "measure__section__uuid")
    return {origin: Heir(*heir) for origin, *heir in rows}
