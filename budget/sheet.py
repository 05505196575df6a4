"""A budget table as plain, frozen data, and a year's tables together as a book.

Everything that counts, checks, compares, prints or imports a budget works on this and not on the database
(`budget.building` reads it, `budget.keeping` writes it). Its JSON is what a version of the table holds.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from .figures import written_day

Cell = Decimal | Literal["-"] | None  # a figure in the table's unit, a printed dash, or nothing
YEAR = re.compile(r"\b(19|20)\d\d\b")
MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
)  # fmt: skip


class Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Plain):
    """A column. `label` is what a source printed, or what somebody chose; empty when it follows from the rest."""

    id: UUID
    kind: Literal["budget", "revised", "forecast", "accounts", "proposal", "change"]
    label: str = ""
    year: int | None = None
    as_of: date | None = None
    decision: str = ""
    printed: bool = False  # its sums stand as the source printed them
    locked: bool = False  # adopted: its figures never change
    compared_from: UUID | None = None
    compared_to: UUID | None = None
    opens_from: UUID | None = None

    @property
    def about(self) -> int | None:
        """The year that the figures are about: said, or the first year in the label."""
        if self.year is None and (found := YEAR.search(self.label)):
            return int(found[0])
        return self.year


class Line(Plain):
    """A line. `under` is the heading or the line it is a part of; it stands above."""

    id: UUID
    kind: Literal["heading", "line", "sum", "result", "opening", "closing"] = "line"
    label: str
    under: UUID | None = None
    source: Literal["", "fees"] = ""  # where its figures come from, in a proposal that is written here
    continues: UUID | None = None  # the line of last year's budget
    cells: tuple[Cell, ...]


class Sheet(Plain):
    """A table: `lines` down, `columns` across, and in each line as many cells as there are columns."""

    id: UUID
    year: int
    title: str
    heading: str = ""
    unit: str = "tusen kroner"
    details: UUID | None = None  # the line that this table breaks down, in a table of the same book
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()

    def model_copy(self, *, update=None, deep: bool = False) -> "Sheet":
        """A copy that works out anew what is cached here; pydantic would carry over where the lines stood before."""
        copy = super().model_copy(update=update, deep=deep)
        for cached in copy.__dict__.keys() - type(self).model_fields:
            del copy.__dict__[cached]
        return copy

    @cached_property
    def place(self) -> dict[UUID, int]:
        """Where each column and each line stands."""
        return {part.id: place for parts in (self.columns, self.lines) for place, part in enumerate(parts)}

    @cached_property
    def children(self) -> dict[UUID, tuple[int, ...]]:
        """The places of the lines right under each line."""
        found: dict[UUID, list[int]] = {}
        for place, line in enumerate(self.lines):
            if line.under is not None:
                found.setdefault(line.under, []).append(place)
        return {line: tuple(places) for line, places in found.items()}

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """How many lines each line stands under."""
        found: list[int] = []
        for line in self.lines:
            found.append(0 if line.under is None else found[self.place[line.under]] + 1)
        return tuple(found)

    def with_cells(self, cells: dict[tuple[int, int], Cell]) -> "Sheet":
        """The same table with other contents at (line, column)."""
        if not cells:
            return self
        lines = list(self.lines)
        for place, line in enumerate(self.lines):
            row = tuple(cells.get((place, at), old) for at, old in enumerate(line.cells))
            if row != line.cells:
                lines[place] = line.model_copy(update={"cells": row})
        return self.model_copy(update={"lines": tuple(lines)})

    def label(self, column: int) -> str:
        """What stands over a column: what was printed or chosen, else what the column is."""
        here = self.columns[column]
        if here.label:
            return here.label
        year = f" {here.about}" if here.about else ""
        day = written_day(here.as_of) if here.as_of else ""
        match here.kind:
            case "budget":
                return f"Budsjett{year}"
            case "revised" if here.as_of:
                return f"Revidert {MONTHS[here.as_of.month - 1]} {here.as_of.year}"
            case "revised":
                return f"Revidert budsjett{year}"
            case "forecast":
                return f"Regnskap{year}, prognose" + (f" per {day}" if day else "")
            case "accounts":
                return f"Regnskap{year}"
            case "proposal":
                return f"Forslag budsjett{year}"
        pair = self.compared(column)
        return f"Endring fra {small(self.label(pair[0]))}" if pair else "Endring"

    def compared(self, column: int) -> tuple[int, int] | None:
        """The columns that a change column compares: from, to.

        Said, or else as the council's tables have it: to the last budget before it, from the last revised budget
        before that, or the last other column when there is none.
        """
        here = self.columns[column]
        if here.compared_from in self.place and here.compared_to in self.place:
            return self.place[here.compared_from], self.place[here.compared_to]
        before = [at for at in range(column) if self.columns[at].kind != "change"]
        budgets = [at for at in before if self.columns[at].kind in ("proposal", "budget")]
        to = budgets[-1] if budgets else (before[-1] if before else None)
        rest = [at for at in before if at != to]
        revised = [at for at in rest if self.columns[at].kind == "revised"]
        return None if to is None or not rest else ((revised or rest)[-1], to)


class Book(Plain):
    """The tables of a year, and the year before when there is one."""

    year: int
    sheets: tuple[Sheet, ...] = ()
    fees: dict[int, Decimal] = {}  # what the membership fees of a year come to, in tusen kroner
    before: "Book | None" = None

    def line(self, wanted: UUID) -> tuple[Sheet, int] | None:
        """The table and the place of a line, in this book."""
        for sheet in self.sheets:
            if wanted in sheet.place and sheet.place[wanted] < len(sheet.lines):
                place = sheet.place[wanted]
                if sheet.lines[place].id == wanted:
                    return sheet, place
        return None

    def with_sheet(self, changed: Sheet) -> "Book":
        """The same book with one table in another state."""
        sheets = tuple(changed if sheet.id == changed.id else sheet for sheet in self.sheets)
        return self.model_copy(update={"sheets": sheets})


def same_column(sheet: Sheet, column: int, other: Sheet) -> int | None:
    """The column of another table that is about the same: kind, year and day; a proposal and the budget are one."""
    here = sheet.columns[column]
    alike = [at for at, there in enumerate(other.columns) if _what(there) == _what(here) and there.kind != "change"]
    of_the_day = [at for at in alike if other.columns[at].as_of == here.as_of]
    found = of_the_day or alike
    return found[-1] if found else None


def _what(column: Column):
    return "budget" if column.kind == "proposal" else column.kind, column.about


def own_column(columns) -> int | None:
    """The place of the column that the year itself is decided by: the last budget, proposed or adopted."""
    own = [place for place, column in enumerate(columns) if column.kind in ("proposal", "budget")]
    return own[-1] if own else None


def small(label: str) -> str:
    """A label inside a label: `Revidert juni 2025` as `revidert juni 2025`, but `IMDi` as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
