"""Columns through the year: adopted budget, revised, forecast, accounts, proposal, and what compares two of them.

A column that the council has adopted is locked. What comes after – a revised budget in June, a forecast in the
autumn – is a new column beside it, never an overwrite.
"""

from uuid import UUID

from .arithmetic import Arithmetic
from .building import fees_in
from .lines import CannotDo, without_what_follows
from .sheet import Book, Column, Sheet

MOST_COLUMNS = 30  # what a document holds
LOCKED = "Kolonnen «{label}» er vedtatt og kan ikke {what}. Legg til en ny kolonne i stedet."


def add(sheet: Sheet, column: Column, before: UUID | None = None) -> Sheet:
    """A new column, before another or else last."""
    if len(sheet.columns) >= MOST_COLUMNS:
        raise CannotDo(f"En tabell kan ha høyst {MOST_COLUMNS} kolonner.")
    at = sheet.place.get(before, len(sheet.columns))
    order = [*range(at), None, *range(at, len(sheet.columns))]
    return without_what_follows(_arranged(sheet, (*sheet.columns[:at], column, *sheet.columns[at:]), order))


def settle(sheet: Sheet, column: Column) -> Sheet:
    """The column with other properties. Figures that now follow are no longer stored."""
    at = sheet.place[column.id]
    if sheet.columns[at].locked:
        raise CannotDo(LOCKED.format(label=sheet.label(at), what="endres"))
    columns = tuple(column if place == at else each for place, each in enumerate(sheet.columns))
    return without_what_follows(sheet.model_copy(update={"columns": columns}))


def move(sheet: Sheet, column: UUID, way: int) -> Sheet:
    """One place to the left (-1) or to the right (1)."""
    at = sheet.place[column]
    to = at + way
    if not 0 <= to < len(sheet.columns):
        raise CannotDo(f"«{sheet.label(at)}» står allerede ytterst.")
    order = list(range(len(sheet.columns)))
    order[at], order[to] = order[to], order[at]
    return _arranged(sheet, tuple(sheet.columns[place] for place in order), order)


def remove(sheet: Sheet, column: UUID) -> Sheet:
    """Away with it and its figures; what compared it or opened from it no longer does."""
    at = sheet.place[column]
    if sheet.columns[at].locked:
        raise CannotDo(LOCKED.format(label=sheet.label(at), what="fjernes"))
    if len(sheet.columns) == 1:
        raise CannotDo("En tabell må ha minst én kolonne.")
    order = [place for place in range(len(sheet.columns)) if place != at]
    links = ("compared_from", "compared_to", "opens_from")
    columns = tuple(
        each.model_copy(update={link: None for link in links if getattr(each, link) == column})
        for each in (sheet.columns[place] for place in order)
    )
    return _arranged(sheet, columns, order)


def adopted(sheet: Sheet, decision: str) -> Sheet:
    """The table as the council adopts it: its own proposals are the budget, and no figure changes any more.

    What came from the membership fees is written down as it is now. An imported source keeps the kind and the label
    that it printed.
    """
    arithmetic = Arithmetic(Book(year=sheet.year, sheets=(sheet,), fees=fees_in([sheet])))
    places = [(line, column) for line in range(len(sheet.lines)) for column in range(len(sheet.columns))]
    given = {place: figure for place in places if (figure := arithmetic.given(sheet, *place)) is not None}
    sheet = sheet.with_cells(given)
    return sheet.model_copy(update={"columns": tuple(_adopted(column, decision) for column in sheet.columns)})


def _adopted(column: Column, decision: str) -> Column:
    if column.locked:
        return column
    if column.kind == "proposal" and not column.printed:
        column = column.model_copy(update={"kind": "budget", "decision": decision})
    return column.model_copy(update={"locked": True})


def _arranged(sheet: Sheet, columns: tuple[Column, ...], order: list[int | None]) -> Sheet:
    """The sheet with these columns; `order` says where the cells of each come from (nowhere for a new one)."""
    lines = tuple(
        line.model_copy(update={"cells": tuple(None if place is None else line.cells[place] for place in order)})
        for line in sheet.lines
    )
    return sheet.model_copy(update={"columns": columns, "lines": lines})
