"""The document in the middle: a programme or a set of guidelines as plain, frozen, typed data.

It is the only road between the database and any file. Built from the database by `building`,
loaded into it by `loading`, drawn by `publishing`; a milestone and an edition are stored documents.
No model, no query and no page is known here.

**Canonical JSON**: UTF-8, keys in the order of these classes, fields that hold their default left
out, an indent of one space, a final newline. The same document always gives the same bytes, so its
SHA-256 is its name. `VERSION` rises when an older reader could no longer understand a file.
"""

import hashlib
import json
import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from .richtext import Blocks, Marker, Plain

FORMAT = "osloregionen-dokument"
VERSION = 1

# A line begins and ends with something to read and holds no control characters; lines may be several.
_END, _INSIDE = r"[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff]", r"[^\x00-\x1f\x7f-\x9f\ufffe\uffff]"
LINE = rf"^{_END}({_INSIDE}*{_END})?$"
LINES = rf"^{_END}(({_INSIDE}|\n)*{_END})?$"
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NUMBER = r"^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå.]*$"
PLACE = r"^[a-z0-9-]+(@[a-z0-9:-]+)?$"
LONGEST_KEY = 80

# As long as the database's columns: what can be read can be stored.
Line = Annotated[str, StringConstraints(max_length=1_000, pattern=LINE)]
Title = Annotated[str, StringConstraints(max_length=300, pattern=LINE)]
Name = Annotated[str, StringConstraints(max_length=200, pattern=LINE)]
Unit = Annotated[str, StringConstraints(max_length=60, pattern=LINE)]
CaseNumber = Annotated[str, StringConstraints(max_length=40, pattern=LINE)]
Lines = Annotated[str, StringConstraints(max_length=5_000, pattern=LINES)]
Key = Annotated[str, StringConstraints(max_length=LONGEST_KEY, pattern=KEY)]
Number = Annotated[str, StringConstraints(max_length=20, pattern=NUMBER)]
Place = Annotated[str, StringConstraints(max_length=200, pattern=PLACE)]
Language = Literal["nb", "nn", "en", "sv", "da", "se"]
Goal17 = Annotated[int, Field(ge=1, le=17)]
Year = Annotated[int, Field(ge=1990, le=2200)]
PlaceInTable = Annotated[int, Field(ge=0, le=29)]
_FIGURE = r"^-?[0-9]{1,11}(\.[0-9]{1,3})?$"


def _figure(value):
    """A decimal written as text, never a float: `"2692"`, `"-118"`, `"7.937"`."""
    if isinstance(value, str) and re.fullmatch(_FIGURE, value):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    raise PydanticCustomError("figure", "not a figure")


def _day(value):
    """A day as `2024-12-18`; pydantic would take a moment or a count of seconds too."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    elif type(value) is date:
        return value
    raise PydanticCustomError("day", "not a day")


Day = Annotated[date, BeforeValidator(_day)]
Figure = Annotated[Decimal, BeforeValidator(_figure), WithJsonSchema({"type": "string", "pattern": _FIGURE})]
Dash = Literal["-"]


class BodyRef(Plain):
    """A body that the document names."""

    key: Key
    name: Name
    definite_name: Name | None = None
    kind: Literal["assembly", "board", "committee", "secretariat", "coordination", "group", "project"]


class Area(Plain):
    """An innsatsområde, a tverrgående tema or the overordnede strategier. `follows` is the guidelines' own area."""

    key: Key
    name: Title
    kind: Literal["area", "theme", "overall"]
    follows: Key | None = None


class Result(Plain):
    """A resultatmål: the text as printed, and what makes it checkable when somebody has said it."""

    text: Lines
    indicator: Line | None = None
    baseline: Line | None = None
    target: Line | None = None
    unit: Line | None = None


class Origin(Plain):
    """Where a measure comes from (opphav): a measure of a milestone or of another programme."""

    kind: Literal["continued", "reworded", "merged", "split", "moved"]
    measure: UUID
    title: Line
    place: Place


class Measure(Plain):
    """A tiltak. Only the fields that the programme prints are filled.

    `partners` is the printed text, `named_partners` the register's names.
    """

    id: UUID
    number: Number | None = None
    title: Line
    content: Blocks = ()
    partners: Lines | None = None
    named_partners: tuple[Name, ...] = ()
    results: tuple[Result, ...] = ()
    time_frame: Line | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    responsible: Lines | None = None
    cooperation: Lines | None = None
    priority: Annotated[int, Field(ge=1, le=999)] | None = None
    sdgs: tuple[Goal17, ...] = ()
    further_areas: tuple[Key, ...] = ()
    strategies: tuple[UUID, ...] = ()
    budget_lines: tuple[UUID, ...] = ()
    origins: tuple[Origin, ...] = ()
    language: Language = "nb"


class Strategy(Plain):
    """A strategi or prioritert aktivitet of the guidelines."""

    id: UUID
    text: Blocks


class Goal(Plain):
    """A mål or delmål of the guidelines with the strategies that lead there."""

    id: UUID
    text: Line
    strategies: tuple[Strategy, ...] = ()


class Sdg(Plain):
    """One of the UN's seventeen goals: the number is the key, the name is what the source printed."""

    number: Goal17
    printed: Title


class Column(Plain):
    """A column. `printed`: label and sums are a source's own; else they follow from the rest.

    `compares` are the places of the two columns of a change, from and to; `opens_from` is the place of the column
    whose closing surplus this one begins with.
    """

    kind: Literal["budget", "revised", "forecast", "accounts", "proposal", "change"]
    label: Name
    year: Year | None = None
    as_of: Day | None = None
    decision: Name | None = None
    printed: bool = True
    compares: tuple[PlaceInTable, PlaceInTable] | None = None
    opens_from: PlaceInTable | None = None


class TableLine(Plain):
    """A budget line. `continues` is the line of last year's budget; `source` tells what its figures are counted from.

    A cell is a figure, a printed dash (`"-"`) or nothing (`null`): three different things.
    """

    id: UUID
    kind: Literal["heading", "line", "sum", "result", "opening", "closing"] = "line"
    label: Title
    under: UUID | None = None
    source: Literal["fees"] | None = None
    continues: UUID | None = None
    cells: tuple[Figure | Dash | None, ...]


class Table(Plain):
    """A budget table. Figures are in `unit`, as a rule tusen kroner. `details`: the line that it breaks down."""

    id: UUID
    year: Year
    title: Title
    heading: Title | None = None
    unit: Unit = "tusen kroner"
    details: UUID | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=30)]
    lines: Annotated[tuple[TableLine, ...], Field(max_length=1_000)]


class Note(Plain):
    """A footnote, called in the section's texts by its marker."""

    marker: Marker
    text: Blocks


class Section(Plain):
    """A chapter, or an avsnitt inside one. `text` stands before what the kind brings, `closing` after it."""

    id: UUID
    kind: Literal["text", "measures", "budget", "process", "strategies", "sdgs", "beside"] = "text"
    title: Line
    number: Number | None = None
    area: Key | None = None
    body: Key | None = None
    text: Blocks = ()
    measures: Annotated[tuple[Measure, ...], Field(max_length=5_000)] = ()
    goals: tuple[Goal, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    sdgs: tuple[Sdg, ...] = ()
    table: Table | None = None
    closing: Blocks = ()
    notes: tuple[Note, ...] = ()
    sections: tuple["Section", ...] = ()
    language: Language = "nb"


class Step(Plain):
    """A row of the process plan (fremdriftsplan).

    `when` is what the source prints; the dates are there when they are certain enough to sort by.
    """

    when: Line
    starts_on: Day | None = None
    ends_on: Day | None = None
    confirmed: bool = True
    what: Line
    who: Line | None = None
    body: Key | None = None
    kind: Literal["work", "papers", "groups", "coordination", "recommendation", "adoption"] | None = None


class Decision(Plain):
    """The vedtak: who adopted, when and in which case, as far as it is known."""

    body: Key
    outcome: Literal["adopted", "adopted_with_changes"] = "adopted"
    decided_on: Day | None = None
    case_number: CaseNumber | None = None


class PrintedField(Plain):
    """A field of the measures that this programme prints, and what it calls it."""

    field: Literal[
        "number", "title", "content", "partners", "results", "time_frame", "responsible", "cooperation", "priority"
    ]
    label: Line


class Document(Plain):
    """A programme or guidelines. With another `numbering` than `written` the numbers follow from the order."""

    format: Literal["osloregionen-dokument"] = FORMAT
    version: Literal[1] = VERSION
    kind: Literal["programme", "guidelines"]
    slug: Key
    title: Title
    cover: Lines | None = None
    first_year: Year
    last_year: Year
    language: Language = "nb"
    guidelines: Key | None = None
    adopting_body: Key | None = None
    decision: Decision | None = None
    layout: Literal["table", "sheet", "list"] = "table"
    numbering: Literal["written", "none", "1.1", "A1"] = "written"
    fields: tuple[PrintedField, ...] = ()
    bodies: tuple[BodyRef, ...] = ()
    areas: tuple[Area, ...] = ()
    steps: tuple[Step, ...] = ()
    sections: tuple[Section, ...] = ()

    def every_section(self):
        """All sections with their depth (1 for a chapter), in reading order."""
        stack = [(section, 1) for section in reversed(self.sections)]
        while stack:
            section, depth = stack.pop()
            yield section, depth
            stack += [(child, depth + 1) for child in reversed(section.sections)]

    def every_measure(self):
        """All measures in reading order."""
        for section, _depth in self.every_section():
            yield from section.measures

    def label(self, field: str) -> str | None:
        """What this programme calls a field of its measures; `None` when it does not print it."""
        return next((printed.label for printed in self.fields if printed.field == field), None)


def for_everybody(document: Document) -> Document:
    """The same document without origins that stand in a milestone or were in its own draft.

    Drafts are not for everybody; editions are.
    """

    def may_be_read(origin: Origin) -> bool:
        return origin.place != document.slug and ("@" not in origin.place or "@edition:" in origin.place)

    def section(old: Section) -> Section:
        measures = tuple(
            measure.model_copy(update={"origins": tuple(filter(may_be_read, measure.origins))})
            for measure in old.measures
        )
        return old.model_copy(update={"measures": measures, "sections": tuple(map(section, old.sections))})

    return document.model_copy(update={"sections": tuple(map(section, document.sections))})


ALWAYS_WRITTEN = {"format", "version", "type"}


def _without_defaults(model: Plain) -> dict:
    data = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in ALWAYS_WRITTEN or field.is_required() or value != field.default:
            data[name] = value
    return data


def as_plain(value):
    """A part of a document as JSON holds it: fields that hold their default are left out."""
    match value:
        case Plain():
            return {name: as_plain(inner) for name, inner in _without_defaults(value).items()}
        case tuple():
            return [as_plain(inner) for inner in value]
        case Decimal():
            return format(value.normalize() + 0, "f")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def to_json(document: Document) -> bytes:
    """The document's canonical JSON."""
    return (json.dumps(as_plain(document), ensure_ascii=False, indent=1) + "\n").encode()


def sha256(data: bytes) -> str:
    """The checksum, 64 hexadecimal digits, by which stored bytes are known."""
    return hashlib.sha256(data).hexdigest()
