"""What a person has typed in the grid → a changed sheet.

A field is named by its place in the version of the table that the person had before them: `c3.2` is the cell in line
3, column 2, `l3` the label of line 3, and `a3.2` the answer to a question about a cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from organisation.conflicts import Clash, Merge, merge
from organisation.models.partner import UNPRINTABLE, one_line

from . import typed
from .arithmetic import Arithmetic
from .sheet import Book, Cell, Sheet
from .typed import NotAFigure, Question

CELL = re.compile(r"c([0-9]{1,4})\.([0-9]{1,2})")
LABEL = re.compile(r"l([0-9]{1,4})")
NO_LABEL = "Linjen må ha en tekst. Vil du bli kvitt den, kan du fjerne den."
LONGEST_LABEL = 300


@dataclass
class Typed:
    """What came of it: the sheet as the person wants it, and what has to be asked or mended before it can be so."""

    sheet: Sheet
    texts: dict[str, str] = field(default_factory=dict)  # what was typed, by the field's name
    questions: dict[str, Question] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)  # a Norwegian sentence for each

    @property
    def is_clear(self) -> bool:
        return not self.questions and not self.faults


def may_be_typed(arithmetic: Arithmetic, sheet: Sheet, line: int, column: int) -> bool:
    """Whether a person writes this cell: it does not follow from others, and is not adopted."""
    here, row = sheet.columns[column], sheet.lines[line]
    if here.locked or row.kind == "heading" or arithmetic.is_computed(sheet, line, column):
        return False
    return here.printed or row.kind in ("line", "opening")


def read(book: Book, sheet: Sheet, posted: Mapping[str, str]) -> Typed:
    """`posted` over `sheet`, one of the tables of `book`; a field that is not there is as it was."""
    arithmetic, found = Arithmetic(book), Typed(sheet)
    cells: dict[tuple[int, int], Cell] = {}
    labels: dict[int, str] = {}
    for name, text in posted.items():
        if (place := CELL.fullmatch(name)) and _inside(sheet, at := (int(place[1]), int(place[2]))):
            if text == typed.written(sheet.lines[at[0]].cells[at[1]]) or not may_be_typed(arithmetic, sheet, *at):
                continue
            found.texts[name] = text
            _read_cell(found, name, text, posted.get(f"a{place[1]}.{place[2]}", ""), cells, at)
        elif (place := LABEL.fullmatch(name)) and (line := int(place[1])) < len(sheet.lines):
            label = one_line(UNPRINTABLE.sub(" ", text))[:LONGEST_LABEL]
            if label == sheet.lines[line].label or is_adopted(sheet, line):
                continue
            found.texts[name] = text
            if label:
                labels[line] = label
            else:
                found.faults[name] = NO_LABEL
    lines = tuple(
        line.model_copy(update={"label": labels[place]}) if place in labels else line
        for place, line in enumerate(sheet.lines)
    )
    found.sheet = sheet.model_copy(update={"lines": lines}).with_cells(cells)
    return found


def is_adopted(sheet: Sheet, line: int) -> bool:
    """Whether the line stands in something that is adopted: its words are then the council's."""
    cells = zip(sheet.columns, sheet.lines[line].cells, strict=True)
    in_figures = any(column.locked and cell is not None for column, cell in cells)
    return in_figures or (sheet.lines[line].kind != "line" and any(column.locked for column in sheet.columns))


def _inside(sheet: Sheet, place: tuple[int, int]) -> bool:
    return place[0] < len(sheet.lines) and place[1] < len(sheet.columns)


def _read_cell(found: Typed, name: str, text: str, answer: str, cells: dict, at: tuple[int, int]) -> None:
    try:
        value = typed.read(text)
    except NotAFigure as fault:
        found.faults[name] = str(fault)
        return
    if isinstance(value, Question):
        meant = {str(figure): figure for figure in (value.thousands, value.decimals)}
        if answer not in meant:
            found.questions[name] = value
            return
        value = meant[answer]
    cells[at] = value


# ── Two people at once ──────────────────────────────────────────────────────────────────────────

Fields = dict[tuple, object]


def fields(sheet: Sheet) -> Fields:
    """The parts that two people can change each on their own: labels, and cells that hold something."""
    found: Fields = {("label", line.id): line.label for line in sheet.lines}
    for line in sheet.lines:
        for column, cell in zip(sheet.columns, line.cells, strict=True):
            if cell is not None:
                found["cell", line.id, column.id] = cell
    return found


def join(basis: Sheet, now: Sheet, mine: Sheet) -> tuple[Sheet, Merge]:
    """What is stored `now` with what I did to the `basis`; where we clash, what is stored stays for the time being."""
    was, wanted = fields(basis), fields(mine)
    joined = merge(was, fields(now), wanted)
    lost = [
        Clash(key, was.get(key), None, wanted.get(key))
        for key in wanted
        if wanted[key] != was.get(key) and key in joined.result and not all(part in now.place for part in key[1:])
    ]
    joined = replace(joined, clashes=(*joined.clashes, *lost))  # nobody wrote there, but the place itself is gone
    lines = []
    for line in now.lines:
        cells = tuple(joined.result.get(("cell", line.id, column.id)) for column in now.columns)
        label = joined.result.get(("label", line.id), line.label)
        lines.append(line.model_copy(update={"label": label, "cells": cells}))
    return now.model_copy(update={"lines": tuple(lines)}), joined


@dataclass(frozen=True)
class Choice:
    """A clash as the person meets it: where it is, and the name of the field that decides it (none: it is gone)."""

    where: str
    field: str | None
    basis: str
    now: str
    mine: str


def choices(basis: Sheet, now: Sheet, clashes: tuple[Clash, ...]) -> list[Choice]:
    """The clashes in words, with the fields of the version that is stored now."""
    found = []
    for clash in clashes:
        kind, line, *column = clash.field
        there = line in now.place and (not column or column[0] in now.place)
        name = None
        if there:
            name = f"l{now.place[line]}" if kind == "label" else f"c{now.place[line]}.{now.place[column[0]]}"
        source = now if there else basis
        where = source.lines[source.place[line]].label if line in source.place else "En linje som er fjernet"
        if column and column[0] in source.place:
            where += f" – {source.label(source.place[column[0]])}"
        found.append(Choice(where, name, *(_words(value) for value in (clash.basis, clash.now, clash.mine))))
    return found


def my_fields(now: Sheet, joined: Sheet) -> dict[str, str]:
    """What I changed and nobody else did, as fields of the version that is stored now."""
    found = {}
    for place, (old, new) in enumerate(zip(now.lines, joined.lines, strict=True)):
        if old.label != new.label:
            found[f"l{place}"] = new.label
        for column, (was, cell) in enumerate(zip(old.cells, new.cells, strict=True)):
            if was != cell:
                found[f"c{place}.{column}"] = typed.written(cell)
    return found


def _words(value: object) -> str:
    if value is None:
        return ""
    return typed.written(value) if isinstance(value, Decimal) or value == "-" else str(value)
