"""The programme's own budget tables in sum: this year, what it is held against, and what does not add up."""

from budget.building import read_book
from budget.checks import discrepancies
from budget.models import Explanation
from budget.sheet import Sheet, own_column
from programmes.document import Document, Table

from .paper import Money, Row

SUMS = ("sum", "result", "opening", "closing")


def money_of(document: Document) -> tuple[Money, ...]:
    """Each table that the programme shows, in reading order, once. Every book of budgets is read once."""
    tables = {section.table.id: section.table for section, _depth in document.every_section() if section.table}
    books = {year: read_book(year) for year in sorted({table.year for table in tables.values()})}
    explained = _explained(list(books))
    found = []
    for table in tables.values():
        book = books[table.year]
        sheet = next((each for each in book.sheets if each.id == table.id), None) if book else None
        if sheet and (held := against(sheet)):
            faults = [each for each in discrepancies(book) if each.cell[0] == table.id]
            found.append(_money(table, sheet, held, faults, explained))
    return tuple(found)


def against(sheet: Sheet) -> tuple[int, int] | None:
    """The column that the year is decided by, after the one it is held against: that of the table's own change
    column, else the last revised or other column before it."""
    now = own_column(sheet.columns)
    if now is None:
        return None
    for place, column in enumerate(sheet.columns):
        pair = sheet.compared(place) if column.kind == "change" else None
        if pair and pair[1] == now:
            return pair
    before = [place for place in range(now) if sheet.columns[place].kind != "change"]
    revised = [place for place in before if sheet.columns[place].kind == "revised"]
    return ((revised or before)[-1], now) if before else None


def _money(table: Table, sheet: Sheet, held: tuple[int, int], faults, explained) -> Money:
    changes = {place for place, column in enumerate(sheet.columns) if column.kind == "change"}
    shown = {sheet.columns[place].id for place in {*held, *changes}}
    return Money(
        title=table.title,
        unit=table.unit,
        before=sheet.label(held[0]),
        now=sheet.label(held[1]),
        rows=tuple(
            Row(label=line.label, kind=line.kind, before=line.cells[held[0]], now=line.cells[held[1]])
            for line in table.lines
            if line.kind in SUMS
        ),
        discrepancies=tuple(
            f"«{fault.line}» under «{fault.column}»: {fault.sentence}{explained.get(fault.cell[1:], '')}"
            for fault in faults
            if fault.cell[2] in shown
        ),
    )


def _explained(years: list[int]) -> dict[tuple, str]:
    """What somebody has said about a figure that does not add up, by line and column."""
    rows = Explanation.objects.filter(line__table__budget__year__in=years) if years else Explanation.objects.none()
    return {(line, column): f" {text}" for line, column, text in rows.values_list("line__uuid", "column__uuid", "text")}
