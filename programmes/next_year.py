"""Next year's programme from this year's, as data: what becomes of each measure, and the document that comes of it.

Nothing is read or written here; `beginning` does that.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

from django.db.models import TextChoices

from . import document as doc
from .numbering import numbered
from .process.a_year_later import a_year_later
from .years import in_measure, moved

SEVERAL_LINES = ("partners", "responsible", "cooperation")
SEVERAL = ("content", "named_partners", "results", "sdgs", "further_areas", "strategies", "budget_lines")


class Fate(TextChoices):
    """What becomes of a measure."""

    CONTINUE = "continue", "Videreføre"
    REWORK = "rework", "Omarbeide"
    MERGE = "merge", "Slå sammen"
    DROP = "drop", "La ligge"


@dataclass(frozen=True)
class Choice:
    """What is chosen for a measure. `into` is the one that it is merged with."""

    fate: Fate
    into: UUID | None = None


Choices = Mapping[UUID, Choice]


@dataclass(frozen=True)
class Plan:
    """Everything that is chosen: for each measure, and which guidelines the new programme is built on."""

    chosen: Choices
    guidelines: str | None = None

    @classmethod
    def usual(cls, document: doc.Document, guidelines: str | None) -> Self:
        return cls({each.id: usual(each, document.last_year) for each in document.every_measure()}, guidelines)


def usual(measure: doc.Measure, year: int) -> Choice:
    """Until somebody chooses: what has ended is left, what names the year has to be written anew, the rest goes on."""
    if measure.ends_on and measure.ends_on.year <= year:
        return Choice(Fate.DROP)
    return Choice(Fate.REWORK if in_measure(measure, year) else Fate.CONTINUE)


def faults(document: doc.Document, chosen: Choices) -> dict[UUID, str]:
    """What cannot be chosen so, as a sentence for each measure concerned."""
    titles = {measure.id: measure.title for measure in document.every_measure()}
    found = {}
    for uuid, title in titles.items():
        choice = chosen[uuid]
        if choice.fate != Fate.MERGE:
            continue
        if choice.into not in titles or choice.into == uuid:
            found[uuid] = f"Skriv nummeret på tiltaket som «{title}» skal slås sammen med."
        elif chosen[choice.into].fate == Fate.DROP:
            found[uuid] = f"«{title}» skal slås sammen med «{titles[choice.into]}», som skal ligge."
    return found


def gathered(document: doc.Document, chosen: Choices) -> dict[UUID, list[doc.Measure]]:
    """What goes on, by the measure that it goes on as; the others are merged into that one."""
    measures = {measure.id: measure for measure in document.every_measure()}
    order = {uuid: place for place, uuid in enumerate(measures)}

    def head(uuid: UUID) -> UUID:
        path = [uuid]
        while (choice := chosen[path[-1]]).fate == Fate.MERGE:
            if choice.into in path:  # two that name each other: the first of them
                return min(path[path.index(choice.into) :], key=order.__getitem__)
            path.append(choice.into)
        return path[-1]

    groups: dict[UUID, list[doc.Measure]] = {}
    for uuid, measure in measures.items():
        if chosen[uuid].fate != Fate.DROP:
            groups.setdefault(head(uuid), []).append(measure)
    for uuid, group in groups.items():
        group.sort(key=lambda measure: (measure.id != uuid, order[measure.id]))
    return groups


class Copy:
    """The document of the year after. `ids` tells what became of each section, measure, goal and strategy."""

    def __init__(self, document: doc.Document, chosen: Choices, *, place: str) -> None:
        self.source, self.chosen, self.place = document, chosen, place
        self.groups = gathered(document, chosen)
        sections = [section for section, _depth in document.every_section()]
        goals = [goal for section in sections for goal in section.goals]
        strategies = [each for owner in (*sections, *goals) for each in owner.strategies]
        self.own = {strategy.id for strategy in strategies}
        self.ids = {part.id: uuid4() for part in (*sections, *goals, *strategies)}
        for group in self.groups.values():
            self.ids |= dict.fromkeys((measure.id for measure in group), uuid4())
        self.lost_links = 0

    def under(self, guidelines: str | None, areas: Collection[str]) -> doc.Document:
        """The copy under guidelines with these areas. Links to the strategies of others are left out and counted."""
        source = self.source
        self.same = guidelines == source.guidelines
        span = (source.first_year, source.last_year)
        follows = tuple(
            area.model_copy(update={"follows": area.follows if area.follows in areas else None})
            for area in source.areas
        )
        copy = source.model_copy(
            update={
                "slug": following_slug(source),
                "title": moved(source.title, *span),
                "first_year": following_year(source),
                "last_year": following_year(source) + span[1] - span[0],
                "guidelines": guidelines,
                "decision": None,
                "areas": follows,
                "steps": tuple(a_year_later(step, *span) for step in source.steps),
                "sections": tuple(map(self._section, source.sections)),
            }
        )
        return numbered(copy)

    def _section(self, section: doc.Section) -> doc.Section:
        here = [measure for measure in section.measures if measure.id in self.groups]
        goals = tuple(
            goal.model_copy(update={"id": self.ids[goal.id], "strategies": self._renamed(goal.strategies)})
            for goal in section.goals
        )
        return section.model_copy(
            update={
                "id": self.ids[section.id],
                "measures": tuple(self._measure(self.groups[measure.id]) for measure in here),
                "goals": goals,
                "strategies": self._renamed(section.strategies),
                "table": None,
                "sections": tuple(map(self._section, section.sections)),
            }
        )

    def _renamed(self, strategies: tuple[doc.Strategy, ...]) -> tuple[doc.Strategy, ...]:
        return tuple(each.model_copy(update={"id": self.ids[each.id]}) for each in strategies)

    def _measure(self, group: list[doc.Measure]) -> doc.Measure:
        joined = merged(group) if len(group) > 1 else group[0]
        kept = [uuid for uuid in joined.strategies if uuid in self.own or self.same]
        self.lost_links += len(joined.strategies) - len(kept)
        return joined.model_copy(
            update={
                "id": self.ids[joined.id],
                "strategies": tuple(self.ids.get(uuid, uuid) for uuid in kept),
                "budget_lines": (),
                "origins": tuple(self._origin(measure, len(group)) for measure in group),
            }
        )

    def _origin(self, measure: doc.Measure, together: int) -> doc.Origin:
        alone = "reworded" if self.chosen[measure.id].fate == Fate.REWORK else "continued"
        kind = "merged" if together > 1 else alone
        return doc.Origin(kind=kind, measure=measure.id, title=measure.title, place=self.place)


def merged(group: list[doc.Measure]) -> doc.Measure:
    """Several measures as one: the first one's title and plan, and everything that any of them says, once."""
    first = group[0]
    together: dict[str, object] = {}
    for name in SEVERAL_LINES:
        lines = (line for measure in group for line in (getattr(measure, name) or "").splitlines())
        together[name] = "\n".join(dict.fromkeys(lines)) or None
    for name in SEVERAL:
        together[name] = tuple(dict.fromkeys(each for measure in group for each in getattr(measure, name)))
    return first.model_copy(update=together)


def following_year(work) -> int:
    """The first year of what comes after a programme, be it a row or a document."""
    return work.last_year + 1


def following_slug(work) -> str:
    slug = moved(work.slug, work.first_year, work.last_year)
    return slug if slug != work.slug else f"{work.slug[:70]}-{following_year(work)}"
