"""The numbers that follow from the order of a programme, by its own scheme. They are derived here and nowhere else.

`written` derives nothing: somebody types each number. `none` leaves them out. `1.1` and `A1` number the measures inside
their chapter (`2.3`, `B3`) and the chapters themselves (`2`, `B`), through the whole document.

A **chapter** is the section that names an area, else the one that the measures stand in: what lies under an area's
heading is numbered as one, however it is divided. Chapters of guidelines are those with strategies. Every other heading
keeps what is typed for it, so that what stands in front of the areas may have numbers of its own or none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from .document import Document, Measure, Section

WRITTEN = "written"
HOLDS = {"programme": "measures", "guidelines": "strategies"}  # the kind of section that makes a chapter
Numbers = Mapping[UUID, str | None]


class Place(NamedTuple):
    """What the numbers follow from: a section where it stands, and the measures in it."""

    id: UUID
    depth: int  # 1 for a section that lies in no other
    kind: str
    area: object  # nothing when it names none
    measures: Sequence[UUID]


def numbers(scheme: str, work: str, places: Iterable[Place]) -> Numbers:
    """By id, the number of everything that is numbered so; `places` are in reading order, `work` names the model."""
    if scheme == WRITTEN:
        return {}
    found: dict[UUID, str | None] = {}
    for at, (chapter, measures) in enumerate(_chapters(places, HOLDS[work]).items(), start=1):
        found[chapter] = _chapter_number(scheme, at)
        found |= {measure: _measure_number(scheme, at, n) for n, measure in enumerate(measures, start=1)}
    return found


def _chapters(places: Iterable[Place], holds: str) -> dict[UUID, list[UUID]]:
    """The chapters in reading order, each with its measures."""
    held: dict[UUID, list[UUID]] = {}
    chapters = set()
    above: list[UUID | None] = []  # for each section above: the nearest that names an area
    for place in places:
        del above[place.depth - 1 :]
        above.append(place.id if place.area else (above[-1] if above else None))
        held[place.id] = []
        if place.kind == holds or place.measures:
            chapter = above[-1] or place.id
            chapters.add(chapter)
            held[chapter] += place.measures
    return {section: measures for section, measures in held.items() if section in chapters}


def _chapter_number(scheme: str, at: int) -> str | None:
    return {"none": None, "1.1": str(at), "A1": letters(at)}[scheme]


def _measure_number(scheme: str, at: int, n: int) -> str | None:
    return {"none": None, "1.1": f"{at}.{n}", "A1": f"{letters(at)}{n}"}[scheme]


def letters(at: int) -> str:
    """A for 1, Z for 26, then AA, AB … as the columns of a spreadsheet."""
    text = ""
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


# ── Documents ────────────────────────────────────────────────────────────────────────────────────


def numbers_of(document: Document) -> Numbers:
    """The numbers that a document has by its own scheme."""
    places = (
        Place(section.id, depth, section.kind, section.area, [measure.id for measure in section.measures])
        for section, depth in document.every_section()
    )
    return numbers(document.numbering, document.kind, places)


def numbered(document: Document) -> Document:
    """The same document with the numbers that follow from its scheme; as it was when they are typed."""
    found = numbers_of(document)
    return _with(document, found) if found else document


def unnumbered(document: Document) -> Document:
    """The same document with the typed numbers only."""
    found = numbers_of(document)
    return _with(document, dict.fromkeys(found)) if found else document


def misnumbered(document: Document) -> Iterator[tuple[Section | Measure, str | None]]:
    """Sections and measures whose number is another than the scheme's, with the scheme's."""
    found = numbers_of(document)
    things = (thing for section, _depth in document.every_section() for thing in (section, *section.measures))
    return ((thing, found[thing.id]) for thing in things if thing.id in found and thing.number != found[thing.id])


def _with(document: Document, found: Numbers) -> Document:
    def again(thing):
        return {"number": found[thing.id]} if thing.id in found else {}

    def section(old: Section) -> Section:
        measures = tuple(measure.model_copy(update=again(measure)) for measure in old.measures)
        inside = {"measures": measures, "sections": tuple(map(section, old.sections))}
        return old.model_copy(update=again(old) | inside)

    return document.model_copy(update={"sections": tuple(map(section, document.sections))})
