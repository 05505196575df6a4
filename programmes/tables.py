"""Budget tables between the budget's own sheets and the document, in both directions.

A document holds every figure, also those that follow, because whoever reads it shall not have to count.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_OID, uuid5

from budget.arithmetic import Arithmetic
from budget.sheet import Book, Column, Line, Sheet

from . import document as doc


def printed_tables(sheets: Iterable[Sheet], fees: dict | None = None) -> dict:
    """The sheets as the document's tables, by id, with everything that follows filled in.

    `fees` are what the membership fees of a year come to, in tusen kroner.
    """
    book = Book(year=0, sheets=tuple(sheets), fees=fees or {})
    arithmetic = Arithmetic(book)
    return {sheet.id: _printed(sheet, arithmetic) for sheet in book.sheets}


def _printed(sheet: Sheet, arithmetic: Arithmetic) -> doc.Table:
    return doc.Table(
        id=sheet.id,
        year=sheet.year,
        title=sheet.title,
        heading=sheet.heading or None,
        unit=sheet.unit,
        details=sheet.details,
        columns=tuple(_printed_column(sheet, place) for place in range(len(sheet.columns))),
        lines=tuple(
            doc.TableLine(
                id=line.id,
                kind=line.kind,
                label=line.label,
                under=line.under,
                source=line.source or None,
                continues=line.continues,
                cells=tuple(arithmetic.shown(sheet, place, column) for column in range(len(sheet.columns))),
            )
            for place, line in enumerate(sheet.lines)
        ),
    )


def _printed_column(sheet: Sheet, place: int) -> doc.Column:
    column = sheet.columns[place]
    pair = (sheet.place.get(column.compared_from), sheet.place.get(column.compared_to))
    return doc.Column(
        kind=column.kind,
        label=sheet.label(place),
        year=column.year,
        as_of=column.as_of,
        decision=column.decision or None,
        printed=column.printed,
        compares=None if None in pair else pair,
        opens_from=sheet.place.get(column.opens_from),
    )


def sheet_of(table: doc.Table) -> Sheet:
    """The document's table as a sheet: in a column that is written here, what follows is left out again."""
    ids = [uuid5(NAMESPACE_OID, f"{table.id} {place}") for place in range(len(table.columns))]
    columns = [
        Column(
            id=ids[place],
            kind=column.kind,
            label=column.label,
            year=column.year,
            as_of=column.as_of,
            decision=column.decision or "",
            printed=column.printed,
            compared_from=ids[column.compares[0]] if column.compares else None,
            compared_to=ids[column.compares[1]] if column.compares else None,
            opens_from=None if column.opens_from is None else ids[column.opens_from],
        )
        for place, column in enumerate(table.columns)
    ]
    lines = tuple(
        Line(
            id=row.id,
            kind=row.kind,
            label=row.label,
            under=row.under,
            source=row.source or "",
            continues=row.continues,
            cells=row.cells,
        )
        for row in table.lines
    )
    sheet = Sheet(
        id=table.id, year=table.year, title=table.title, heading=table.heading or "", unit=table.unit,
        details=table.details, columns=tuple(columns), lines=lines,
    )  # fmt: skip
    for place, column in enumerate(columns):
        if not column.printed:  # a label that follows is not stored; one that somebody chose is
            bare = sheet.model_copy(
                update={"columns": tuple(c.model_copy(update={"label": ""}) if c is column else c for c in columns)}
            )
            if bare.label(place) == column.label:
                columns[place] = bare.columns[place]
    return sheet.model_copy(update={"columns": tuple(columns)})


def sheets_of(tables: Iterable[doc.Table]) -> tuple[Sheet, ...]:
    """The document's tables as sheets that hold nothing that follows."""
    book = Book(year=0, sheets=tuple(map(sheet_of, tables)))
    arithmetic = Arithmetic(book)
    return tuple(
        sheet.with_cells(
            {
                (line, column): None
                for column, about in enumerate(sheet.columns)
                for line in range(len(sheet.lines))
                if not about.printed and arithmetic.is_computed(sheet, line, column)
            }
        )
        for sheet in book.sheets
    )


def faults(tables: list[doc.Table]):
    """What types cannot say of budget tables, each as a sentence."""
    lines = {line.id: table.id for table in tables for line in table.lines}
    sound = True
    for table in tables:
        here = f"Budsjettabellen «{table.title}»"
        if table.details is not None and lines.get(table.details, table.id) == table.id:
            yield f"{here} spesifiserer linjen {table.details}, som ingen annen tabell i dokumentet har."
            sound = False
        if any(len(line.cells) != len(table.columns) for line in table.lines):
            sound = False  # said elsewhere
        for place, column in enumerate(table.columns):
            pointed = [*(column.compares or ()), *([] if column.opens_from is None else [column.opens_from])]
            if any(other == place or other >= len(table.columns) for other in pointed):
                yield f"{here} har en kolonne, «{column.label}», som viser til en kolonne som ikke finnes."
                sound = False
            elif column.compares and (column.kind != "change" or "change" in _kinds(table, column.compares)):
                yield f"{here} har en kolonne, «{column.label}», som sammenlikner noe den ikke kan."
                sound = False
    if sound:
        yield from _wrong_figures(tables)


def _kinds(table: doc.Table, places) -> set[str]:
    return {table.columns[place].kind for place in places}


def _wrong_figures(tables: list[doc.Table]):
    """A column that says it is counted must have been."""
    counted = printed_tables(sheets_of(tables))
    for table in tables:
        for row, truth in zip(table.lines, counted[table.id].lines, strict=True):
            for column, cell, right in zip(table.columns, row.cells, truth.cells, strict=True):
                if cell != right:
                    yield (
                        f"Budsjettlinjen «{row.label}» har «{cell}» i kolonnen «{column.label}», som regnes ut her: "
                        f"det skulle stått «{right}»."
                    )
