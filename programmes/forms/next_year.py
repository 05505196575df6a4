"""The page where next year's programme is chosen, measure by measure: what was sent, and the rows to draw."""

from typing import NamedTuple
from uuid import UUID

from .. import document as doc
from ..next_year import Choice, Choices, Fate, Plan, usual
from ..years import in_measure

EVERY = (Fate.CONTINUE, Fate.REWORK, Fate.DROP)  # what can be chosen for all at once


class Row(NamedTuple):
    """A measure to choose for. `number` is its place on the page, by which others name it."""

    number: int
    measure: doc.Measure
    choice: Choice
    into: str  # what is written in the field for the number of another
    remark: str
    fault: str


class Group(NamedTuple):
    """A section with measures, and the chapter that it stands in."""

    chapter: str
    section: doc.Section
    rows: list[Row]


def read_plan(data, document: doc.Document, offered: list[str]) -> Plan:
    """What was sent. The numbers are those of the page as it was drawn; a measure that is newer gets what is usual."""
    drawn = [UUID(each) for each in data.get("rekke", "").split() if _is_uuid(each)]
    sent = {uuid: number for number, uuid in enumerate(drawn, start=1)}
    fates, everywhere = set(Fate), data.get("alle", "").partition("@")
    chosen = {}
    for section, _depth in document.every_section():
        for measure in section.measures:
            number = sent.get(measure.id)
            fate, into = data.get(f"valg-{number}"), data.get(f"med-{number}", "").strip()
            if everywhere[0] in EVERY and everywhere[2] in ("", str(section.id)):
                fate = everywhere[0]
            if fate not in fates:
                chosen[measure.id] = usual(measure, document.last_year)
            elif fate == Fate.MERGE:
                chosen[measure.id] = Choice(Fate.MERGE, _nth(drawn, into))
            else:
                chosen[measure.id] = Choice(Fate(fate))
    guidelines = data.get("foringer")
    return Plan(chosen, guidelines if guidelines in offered else None)


def groups(document: doc.Document, chosen: Choices, faults: dict[UUID, str]) -> list[Group]:
    """The measures to draw, by the section they stand in, numbered from the top."""
    found: list[Group] = []
    numbers = {measure.id: place for place, measure in enumerate(document.every_measure(), start=1)}
    chapter = ""
    for section, depth in document.every_section():
        chapter = section.title if depth == 1 else chapter
        rows = [
            Row(
                numbers[measure.id],
                measure,
                chosen[measure.id],
                str(numbers.get(chosen[measure.id].into, "")),
                remark(measure, document.last_year),
                faults.get(measure.id, ""),
            )
            for measure in section.measures
        ]
        if rows:
            found.append(Group("" if depth == 1 else chapter, section, rows))
    return found


def remark(measure: doc.Measure, year: int) -> str:
    """What is worth knowing before one chooses."""
    if measure.ends_on and measure.ends_on.year <= year:
        return f"Tiltaket slutter {measure.ends_on:%d.%m.%Y}."
    named = dict.fromkeys(left.years for left in in_measure(measure, year))
    return f"Teksten nevner {' og '.join(named)}." if named else ""


def _nth(drawn: list[UUID], number: str) -> UUID | None:
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    return drawn[place - 1] if 0 < place <= len(drawn) else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
